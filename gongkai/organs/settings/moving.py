"""An organ that comes under another keeps what held for it: the rules of its new superior do not reach back."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone

from gongkai.organs.models import Organ
from gongkai.organs.settings.models import ALWAYS, SettingValue
from gongkai.organs.settings.registry import SETTINGS, Setting, forget
from gongkai.organs.settings.table import Table

Course = list[tuple[date, Any]]  # (since, value), each until the next


def course(table: Table, path: str) -> Course:
    """How a setting went for an organ, from ALWAYS to today."""
    days = [ALWAYS, *(day for day in table.days(path) if ALWAYS < day <= timezone.localdate())]
    steps = [(day, table.of(path, day)) for day in days]
    return [next(same) for _, same in groupby(steps, key=lambda step: step[1])]


def courses(organ: Organ) -> dict[str, Course]:
    """Of every setting that anybody settled, before the organ moves."""
    settled = SettingValue.objects.confirmed().order_by().values_list("key", flat=True).distinct()
    return {key: course(SETTINGS[key].table(), organ.path or "") for key in settled if key in SETTINGS}


def keep(organ: Organ, before: dict[str, Course]) -> None:
    """After it moved: where the past would read otherwise, it is written down for the organ itself; from today on the new
    superior's rules hold, unless it has one of its own. Within an action."""
    forget()
    for key, past in before.items():
        SettingValue.objects.bulk_create(_lost(SETTINGS[key], organ, past))
    forget()


def _lost(declared: Setting, organ: Organ, past: Course) -> Iterator[SettingValue]:
    today, path, table = timezone.localdate(), organ.path or "", declared.table()
    yesterday = today - timedelta(days=1)
    then = [step for step in past if step[0] <= yesterday]
    if [step for step in course(table, path) if step[0] <= yesterday] == then:
        return
    facts = {"organ": organ, "key": declared.key, "verdict": SettingValue.CONFIRMED, "checked_at": timezone.now()}
    for since, value in then:
        yield SettingValue(value=value, since=since, source="调整隶属关系以前适用的规定", **facts)
    if not table.own(path, today):
        yield SettingValue(value=None, since=today, source="调整隶属关系，改按新的上级机构的规定", **facts)
