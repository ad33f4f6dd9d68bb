"""``gongkai web``: granian with the front and Django. ``gongkai run`` starts it."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from gongkai.core import family, keyring

THREADS = 16  # requests that one process works on at a time


class Command(BaseCommand):
    help = "网页服务（gongkai run 会自动启动它）"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        family.die_with_parent()
        keyring.check_before()
        me = os.getpid()

        def load() -> Callable[..., Any]:
            """In each worker process: goes when this process goes."""
            family.die_with_parent(me)
            from gongkai.config.server import application

            return application

        connections.close_all()
        server = Granian(
            "gongkai.config.server:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=workers,
            blocking_threads=THREADS,
            respawn_failed_workers=True,
            workers_kill_timeout=4,
            log_level=LogLevels.error,
            log_dictconfig=settings.LOGGING,
        )
        server.serve(target_loader=load, wrap_loader=False)
        sys.exit(0)
