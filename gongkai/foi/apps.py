from datetime import time

from django.apps import AppConfig


class FoiConfig(AppConfig):
    name = "gongkai.foi"
    label = "foi"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from gongkai.core import schedule
        from gongkai.foi import desk, flow, following, letters, portal, statistics, tasks  # noqa: F401
        from gongkai.foi.after import desk as after_desk  # noqa: F401
        from gongkai.foi.after import portal as after_portal  # noqa: F401
        from gongkai.foi.disputes import flow as dispute_flows  # noqa: F401
        from gongkai.foi.materials import desk as materials_desk  # noqa: F401

        schedule.daily("requests", tasks.daily, at=time(0, 10))
