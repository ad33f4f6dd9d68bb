from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "gongkai.casework"
    label = "casework"
    verbose_name = "办件"

    def ready(self) -> None:
        from gongkai.casework import checks, desk  # noqa: F401
