"""gongkai file-issuer [NAME --under CODE]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from gongkai.core.actions import Refusal
from gongkai.library.importing.filing import file_issuer, issuers
from gongkai.organs.models import Organ


class Command(BaseCommand):
    help = "列出以前导入时登记、没有人管理的外部发文机关；写明名称和 --under 时，把它名下的信息转由该机构收存"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", metavar="名称")
        parser.add_argument("--under", metavar="CODE", help="由哪个机构收存（机构代码）")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["name"]:
            for issuer in issuers().annotate(count=Count("records")):
                self.stdout.write(f"{issuer.name}　{issuer.count} 条")
            return
        under = Organ.objects.filter(code=(options["under"] or "").upper()).first()
        if under is None:
            raise CommandError("请用 --under 写明由哪个机构收存（机构代码）。")
        named = list(issuers().filter(name=options["name"]))
        if not named:
            raise CommandError(f"没有叫“{options['name']}”、无人管理的外部发文机关。不带名称运行可列出全部。")
        try:
            count = sum(file_issuer(issuer=issuer, under=under, by=None) for issuer in named)
        except Refusal as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(f"“{options['name']}”的 {count} 条信息转由{under.name}收存，来源机关照原文。")
