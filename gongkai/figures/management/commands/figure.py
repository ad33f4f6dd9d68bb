"""gongkai figure CODE --period 2026 [--organ CODE] [--by organ] --json"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gongkai.core.actions import Refusal, Refused
from gongkai.core.figures import FIGURES, Opened, read_period
from gongkai.figures.opening import as_data
from gongkai.organs.models import Organ


class Command(BaseCommand):
    help = "一个统计数字：某机构（含下级）、某期间的值，可按机构、月份等分开"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="统计数字的代码，如 foi.received；写错时列出全部")
        parser.add_argument("--period", required=True, help="2026、2026-03 或 2026-03-01..2026-04-30")
        parser.add_argument("--organ", default="", help="机构的统一社会信用代码或组织机构代码，含下级；不写为全部")
        parser.add_argument("--by", default="", help="按什么分，如 organ、month")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        figure = FIGURES.get(options["code"])
        if figure is None:
            raise CommandError(f"没有这个统计数字，可用的有：{'、'.join(FIGURES)}")
        if options["by"] and options["by"] not in figure.by:
            raise CommandError(f"“{figure.name}”只能按这些分：{'、'.join(figure.by) or '（不能分）'}")
        try:
            opened = Opened(figure, _organs(options["organ"]), read_period(options["period"]), options["by"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        if options["json"]:
            self.stdout.write(json.dumps(as_data(opened), ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{figure.name}（{opened.when}）　{opened.number} {figure.unit}")
        for part in opened.parts():
            self.stdout.write(f"  {part.words}　{part.number}")


def _organs(code: str) -> Any:
    if not code:
        return Organ.objects.all()
    organ = Organ.objects.filter(code=code).first()
    if organ is None:
        raise Refused(f"没有代码为“{code}”的机构，请核对。")
    return Organ.objects.within(organ)
