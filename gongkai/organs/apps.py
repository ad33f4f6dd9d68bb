from django.apps import AppConfig


class OrgansConfig(AppConfig):
    name = "gongkai.organs"
    label = "organs"
    verbose_name = "机构"

    def ready(self) -> None:
        from gongkai.organs import desk, staff  # noqa: F401
