"""gongkai due FILE|-: due dates of cases given as JSON."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongkai.casework.calendar import WorkCalendar, national
from gongkai.casework.ledger import Event, LedgerError
from gongkai.foi.rules import CLOCK


def due(case: dict[str, Any], today: date, days: WorkCalendar) -> dict[str, Any]:
    """One case of the list → ``{"id", "due", "provisional", "steps"}``; a ledger that is impossible or holds a step the
    law does not allow → ``{"id", "error"}``."""
    try:
        reading = CLOCK.read([_event(dict(event)) for event in case["events"]], days, today)
    except LedgerError as error:
        return {"id": case.get("id"), "error": str(error)}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return {"id": case.get("id"), "error": f"这一件的格式不对（{error}），请对照说明核对字段和日期。"}
    if reading.faults:
        return {"id": case.get("id"), "error": "".join(fault.sentence for fault in reading.faults)}
    return {
        "id": case.get("id"),
        "due": reading.due.isoformat() if reading.due else None,
        "provisional": reading.provisional,
        "steps": [str(step) for step in reading.steps],
    }


def _event(facts: dict[str, Any]) -> Event:
    return Event.of(date.fromisoformat(facts.pop("on")), facts.pop("type"), facts)


class Command(BaseCommand):
    help = "计算依申请公开的届满日：读入 JSON 列表（文件或 -），输出每件的届满日和计算步骤"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="按这一天计算（默认今天）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text(encoding="utf-8")
            cases = json.loads(text)
            if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
                raise ValueError("最外层应是列表，每件是一个对象")
        except (OSError, ValueError) as error:
            raise CommandError(f"读不了办件文件：{error}。请给出 JSON 列表。") from error
        answers = [due(case, options["today"] or timezone.localdate(), national()) for case in cases]
        self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=1))
        if any("error" in answer for answer in answers):
            raise CommandError("有的办件台账有误，见上面的 error。")
