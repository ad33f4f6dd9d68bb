"""gongkai new-administrator USERNAME NAME [--organ NAME]: the first account of an installation, or one more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from gongkai.core.actions import Refusal
from gongkai.organs.accounts import create_account, give_post
from gongkai.organs.models import Organ


class Command(BaseCommand):
    help = "新建系统管理员账号（装机后的第一个账号），显示一次临时密码"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="登录名")
        parser.add_argument("full_name", metavar="姓名")
        parser.add_argument("--organ", metavar="机构名称", help="缺省为最上级的人民政府")

    def handle(self, *, username: str, full_name: str, organ: str | None, **options: Any) -> None:
        organs = Organ.objects.current()
        place = organs.filter(name=organ).first() if organ else organs.filter(parent=None, level="government").first()
        if place is None:
            raise CommandError("还没有这个机构。请先用 gongkai import-organs 导入机构表，或用 --organ 写明机构全称。")
        try:
            with transaction.atomic():
                account, password = create_account(username=username, full_name=full_name, organ=place, by=None)
                give_post(account=account, organ=place, role="administrator", covers_below=True, by=None)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"已在“{place.name}”设系统管理员：登录名 {account.username}，临时密码 {password}（首次登录后请修改）。"
        )
