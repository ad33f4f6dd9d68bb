from datetime import time

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "gongkai.library"
    label = "library"
    verbose_name = "信息库"

    def ready(self) -> None:
        from gongkai.core import schedule
        from gongkai.library import deeds, desk, effects, findable, kinds, parts, portal, tasks  # noqa: F401
        from gongkai.library.dating import desk as dating_desk  # noqa: F401
        from gongkai.library.vetting import desk as vetting_desk  # noqa: F401
        from gongkai.library.vetting.looking import look_at_old_files

        kinds.load_all()
        schedule.daily("validity", tasks.turn_validity, at=time(0, 1))
        schedule.hourly("look at files", look_at_old_files)
