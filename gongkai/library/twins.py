"""文号 that were given out twice. A notice, not a refusal: what was issued under a wrong number bears it all the same.

GB/T 9704-2012 7.2.5: a number names one document of an organ and year.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from gongkai.core.docnumber import normalise, parse
from gongkai.core.text import named
from gongkai.library.models import Record, RecordQuerySet, Version

SHOWN = 3


def of_version(version: Version, user: Any) -> list[Record]:
    """Other records, as far as ``user`` may see them, that bear the number of a draft; the first SHOWN; one query."""
    number = version.fields.get("number") or ""
    if not number:
        return []
    seen = _bearing({normalise(number)}, Record.objects.seen_by(user)).exclude(pk=version.record_id)
    return [one for one in seen if _is_same(number, _year(version.fields), one)][:SHOWN]


def of_imported(records: Iterable[Record], by: Any) -> list[tuple[Record, str]]:
    """(record, sentence) for those just stored whose number another one bears that came before; one query."""
    records = [record for record in records if record.number_key]
    every = Record.objects.all() if by is None else Record.objects.seen_by(by)
    held: dict[str, list[Record]] = defaultdict(list)
    for other in _bearing({record.number_key for record in records}, every) if records else ():
        held[other.number_key].append(other)
    said = []
    for record in records:
        year = record.known_formed_on.year if record.known_formed_on else None
        others = [one for one in held[record.number_key] if one.pk < record.pk and _is_same(record.number, year, one)]
        if others:
            titles = "、".join(named(one.title) for one in others[:SHOWN])
            said.append((record, f"文号“{record.number}”与{titles}重复，请核对。"))
    return said


def _bearing(keys: set[str], records: RecordQuerySet) -> RecordQuerySet:
    found = records.filter(number_key__in=keys).exclude(state="withdrawn").order_by("pk")
    return found.only("pk", "title", "number", "number_key", "formed_on", "formed_presumed", "state", "organ")


def _is_same(number: str, year: int | None, other: Record) -> bool:
    """公告第3号 comes every year anew; two of one year are one number."""
    parsed = parse(number)
    if parsed is None or not parsed.ordinal or parsed.year or parsed.mark.endswith("令"):
        return True
    return year is None or other.known_formed_on is None or other.known_formed_on.year == year


def _year(fields: dict[str, Any]) -> int | None:
    """Of the day of making, when that is no presumed one."""
    day = fields.get("formed_on") if not fields.get("formed_presumed") else None
    return int(day[:4]) if day else None
