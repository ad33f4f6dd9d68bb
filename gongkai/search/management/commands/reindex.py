"""gongkai reindex: build the index anew beside the one in use, then switch."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.core import statistics
from gongkai.core.actions import Refusal
from gongkai.search import indexing


class Command(BaseCommand):
    help = "重建检索索引；期间检索和发布照常"

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()

        def progress(done: int) -> None:
            rate = done / max(time.monotonic() - began, 0.001)
            self.stdout.write(f"\r已建 {done} 条，每秒 {rate:.0f} 条", ending="")
            self.stdout.flush()

        try:
            done = indexing.rebuild(progress)
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        statistics.refresh()
        self.stdout.write(f"\r重建完成，共 {done} 条，用时 {time.monotonic() - began:.1f} 秒。")
