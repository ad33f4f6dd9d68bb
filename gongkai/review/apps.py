from datetime import time

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "gongkai.review"
    label = "review"
    verbose_name = "审核发布"

    def ready(self) -> None:
        from gongkai.core import schedule
        from gongkai.review import cards, deeds, desk  # noqa: F401
        from gongkai.review.removal import cards as removal_cards  # noqa: F401
        from gongkai.review.removal import desk as removal_desk  # noqa: F401
        from gongkai.review.removal import tasks

        schedule.daily("erase removed", tasks.erase_kept, at=time(3, 40))
