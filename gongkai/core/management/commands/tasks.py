"""``gongkai tasks``: long work, one task after the other. ``gongkai run`` starts it."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from gongkai.core import family, keyring

ATTEMPTS = 3


class Interrupted(Exception):
    """The process that ran a task was killed again and again."""


def take_up_again() -> int:
    """Tasks whose process was killed go back into the queue, ATTEMPTS times at most. Returns how many."""
    count = 0
    for result in DBTaskResult.objects.running():
        if len(result.worker_ids) >= ATTEMPTS:
            result.set_failed(Interrupted(f"{ATTEMPTS} attempts"))
        else:
            result.status = TaskResultStatus.READY
            result.save(update_fields=["status"])
            count += 1
    return count


class Command(BaseCommand):
    help = "执行后台任务（gongkai run 会自动启动它）"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        family.die_with_parent()
        keyring.check_before()
        lock = family.only_one(settings.HOME / "tasks.lock")
        if lock is None:
            raise CommandError("这个数据目录已经有一个 gongkai tasks 在运行。")
        take_up_again()
        worker = Worker(
            queue_names=["*"],
            interval=1,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        signal.signal(signal.SIGTERM, worker.shutdown)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
        worker.run()
        lock.close()
