"""``gongkai run``: web, worker and tasks in one process group."""

import errno
import hashlib
import logging
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from gongkai.core import family, keyring, pages, trouble

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "启动网站：网页服务、跟进变更、后台任务。按 Ctrl+C 停止"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听的地址，缺省只有本机能访问；0.0.0.0 为全部")
        parser.add_argument("--port", type=int, default=8000, help="监听的端口，缺省 8000")
        parser.add_argument("--workers", type=int, default=2, help="网页服务的进程数，缺省 2")

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        lock = family.only_one(settings.HOME / "run.lock")
        if lock is None:
            raise CommandError(
                f"数据目录 {settings.HOME} 已经有一个 gongkai run 在运行（进程号见 run.lock）。"
                "请先停掉它，或用环境变量 GONGKAI_HOME 换一个数据目录。"
            )
        must_be_free(host, port)
        must_be_migrated()
        keyring.settle()
        try:
            take_up_new_build()
            pages.sweep()
        except (
            OSError,
            DatabaseError,
        ) as error:  # what is there is served; the next start, and the worker, do the rest
            if trouble.of(error) is None:
                raise
            log.error("not taken up", extra={"trouble": trouble.of(error).name})
        connections.close_all()
        shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host  # noqa: S104
        self.stdout.write(f"公开网站  http://{shown}:{port}/\n工作台    http://{shown}:{port}/desk/\n按 Ctrl+C 停止。")
        self.stdout.flush()
        me = [sys.executable, "-m", "gongkai"]
        family.Family(
            {
                "web": [*me, "web", f"--host={host}", f"--port={port}", f"--workers={workers}"],
                "worker": [*me, "worker"],
                "tasks": [*me, "tasks"],
            }
        ).run()
        lock.close()


def must_be_free(host: str, port: int) -> None:
    """CommandError with a way on when the port cannot be listened on."""
    family_of = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family_of, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = {
                errno.EADDRINUSE: f"端口 {port} 已被占用。请换一个端口，如 make run PORT={port + 1}"
                f" 或 gongkai run --port {port + 1}，或者先停掉占用它的程序。",
                errno.EACCES: f"没有权限监听端口 {port}。请用 1024 以上的端口，由 nginx 转发。",
            }
            raise CommandError(why.get(error.errno or 0, f"不能监听 {host}:{port}：{error.strerror}")) from None


def must_be_migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("数据库还不是这一版的结构。请先运行 gongkai migrate，再启动。")


def take_up_new_build() -> None:
    """After an upgrade, or when the folder is new: collect the static files, throw away pages of the old build."""
    marker = Path(settings.STATIC_ROOT, ".build")
    build = fingerprint(settings.BASE)
    if marker.is_file() and marker.read_text() == build:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        pages.purge(pages.EVERY)
    marker.write_text(build)


def fingerprint(package: Path) -> str:
    """Changes when any file of the program changes."""
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".html", ".css", ".js", ".json", ".txt", ".svg") and file.is_file():
            stat = os.stat(file)
            digest.update(f"{file.relative_to(package)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
