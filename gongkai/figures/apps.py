from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "gongkai.figures"
    label = "figures"
    verbose_name = "统计"

    def ready(self) -> None:
        from gongkai.figures import desk  # noqa: F401
