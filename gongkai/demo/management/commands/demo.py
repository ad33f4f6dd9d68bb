"""``gongkai demo``: a fictional county to look at and try things on."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.core.actions import Refusal
from gongkai.demo import county, load
from gongkai.organs.models import Organ
from gongkai.organs.rules import ROLES

WIDTH = 32


class Command(BaseCommand):
    help = "载入演示数据：虚构的青禾县，机构、账号、站点和一百多条信息。只能用在空的数据库上；可以重复运行。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--if-empty", action="store_true", help="数据库里已有机构时什么也不做")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Organ.objects.exists():
            if load.is_demo():
                self._accounts()
            return
        try:
            outcome = load.load(self._bar)
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        for where, sentence in outcome.errors:
            self.stderr.write(f"{where}：{sentence}")
        self.stdout.write(f"新导入 {outcome.new} 条，已有 {outcome.same} 条。")
        self._accounts()

    def _bar(self, what: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        full = WIDTH * done // max(total, 1)
        end = "\n" if what == "完成" else ""
        sys.stderr.write(f"\r载入演示数据 [{'█' * full}{'·' * (WIDTH - full)}] {done:>3}/{total} {what}　　　　{end}")
        sys.stderr.flush()

    def _accounts(self) -> None:
        self.stdout.write("\n演示账号（工作台地址为网站地址加 /desk/）：")
        for username, full_name, organ, role, covers_below in county.STAFF:
            below = "，可代行下级" if covers_below else ""
            self.stdout.write(f"  {username:<12} {full_name}　{organ}　{ROLES[role]}{below}")
        self.stdout.write(f"密码都是 {county.PASSWORD}，仅供演示，请勿用于正式环境。")
