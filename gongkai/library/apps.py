from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "gongkai.library"
    label = "library"
    verbose_name = "信息库"

    def ready(self) -> None:
        from gongkai.library import desk, findable, kinds, parts, portal  # noqa: F401

        kinds.load_all()
