from django.apps import AppConfig


class OrgansConfig(AppConfig):
    name = "gongkai.organs"
    label = "organs"
    verbose_name = "机构"

    def ready(self) -> None:
        from gongkai.organs import deeds, desk, staff  # noqa: F401
        from gongkai.organs.auditing import desk as auditing_desk  # noqa: F401
        from gongkai.organs.settings import checks  # noqa: F401
        from gongkai.organs.settings import desk as settings_desk  # noqa: F401
