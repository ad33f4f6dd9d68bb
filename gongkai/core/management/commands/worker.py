"""``gongkai worker``: the index, the page store and the schedule. ``gongkai run`` starts it."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongkai.core import family, keyring, worker


class Command(BaseCommand):
    help = "跟进变更：更新检索索引、清除过期页面、按时安排例行任务（gongkai run 会自动启动它）"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        family.die_with_parent()
        keyring.check_before()
        lock = family.only_one(settings.HOME / "worker.lock")
        if lock is None:
            raise CommandError("这个数据目录已经有一个 gongkai worker 在运行。")
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
        worker.run(stop)
        lock.close()
