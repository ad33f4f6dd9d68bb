"""gongkai fee --method items|pages COUNT"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gongkai.foi.fees import METHODS


class Command(BaseCommand):
    help = "信息处理费（元）：--method items 按件（同一申请人一个自然月内的件数），pages 按量（页数）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--method", choices=sorted(METHODS), required=True)
        parser.add_argument("count", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(str(METHODS[options["method"]](options["count"])))
        except ValueError as error:
            raise CommandError(str(error)) from error
