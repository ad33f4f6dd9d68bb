from datetime import time

from django.apps import AppConfig


class FoiConfig(AppConfig):
    name = "gongkai.foi"
    label = "foi"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from gongkai.core import schedule
        from gongkai.foi import deeds, desk, flow, following, letters, portal, statistics, tasks  # noqa: F401
        from gongkai.foi.archive import desk as archive_desk  # noqa: F401
        from gongkai.foi.disclosing import desk as disclosing_desk  # noqa: F401
        from gongkai.foi.disclosing import portal as disclosing_portal  # noqa: F401
        from gongkai.foi.disputes import flow as dispute_flows  # noqa: F401
        from gongkai.foi.materials import desk as materials_desk  # noqa: F401

        schedule.daily("requests", tasks.daily, at=time(0, 10))
