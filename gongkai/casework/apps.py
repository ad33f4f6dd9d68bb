from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "gongkai.casework"
    label = "casework"
    verbose_name = "办件"

    def ready(self) -> None:
        from datetime import time

        from gongkai.casework import actions, checks, deeds, desk  # noqa: F401
        from gongkai.casework.correcting import desk as _correcting  # noqa: F401
        from gongkai.casework.managing import desk as _managing  # noqa: F401
        from gongkai.casework.managing import notices
        from gongkai.core import schedule

        schedule.daily("due dates", lambda since: actions.turn_of_day(), at=time(0, 5))
        schedule.daily("reminders", lambda since: notices.remind(), at=time(0, 20))
        schedule.daily("clear reminders", lambda since: notices.clear_old(), at=time(3, 40))
