"""``gongkai backup FILE``: a consistent copy of the SQLite database while everything runs."""

import os
import sqlite3
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from gongkai.core import durable


class Command(BaseCommand):
    help = "运行中备份 SQLite 数据库（不含附件和密钥，见 docs/deploy.md）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="文件", help="备份写到哪个文件，已有的会被换掉")

    def handle(self, *, file: Path, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("数据库是 PostgreSQL，请用 pg_dump 备份，见 docs/deploy.md。")
        if not os.access(file.parent, os.W_OK):
            raise CommandError(f"不能写入 {file.parent}。请先建好这个目录并让 gongkai 能写，见 docs/deploy.md。")
        temporary = file.with_name(f"{file.name}.new")
        temporary.unlink(missing_ok=True)
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        connection.ensure_connection()
        try:
            with closing(sqlite3.connect(temporary)) as copy:
                connection.connection.backup(copy)
            durable.replace(temporary, file)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        self.stdout.write(f"已备份到 {file}。")
