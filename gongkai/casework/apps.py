from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "gongkai.casework"
    label = "casework"
    verbose_name = "办件"

    def ready(self) -> None:
        from datetime import time

        from gongkai.casework import actions, checks, desk  # noqa: F401
        from gongkai.core import schedule

        schedule.daily("due dates", lambda since: actions.turn_of_day(), at=time(0, 5))
