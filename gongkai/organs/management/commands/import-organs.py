"""``gongkai import-organs FILE``: organs from a spreadsheet."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.core.actions import Refusal
from gongkai.organs.importing import import_organs


class Command(BaseCommand):
    help = "从 csv 或 xlsx 导入机构（列名：名称、机构代码、类别、上级机构、联系电话……）；已有的按机构代码更新。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"找不到文件 {options['file']}。")
        try:
            made, updated, wrong = import_organs(options["file"], by=None, dry_run=options["dry_run"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        for row, sentence in wrong:
            self.stderr.write(f"第 {row} 行：{sentence}")
        if wrong:
            raise CommandError(f"有 {len(wrong)} 行需要修改，什么都没有写入。改好后重新运行。")
        self.stdout.write(
            f"新设 {made} 个机构，更新 {updated} 个。" + ("（试运行，没有写入）" if options["dry_run"] else "")
        )
