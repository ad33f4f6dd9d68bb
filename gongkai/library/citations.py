"""Citation resolver: a 《title》 or 文号 in a text becomes a link when the library holds that document, also when that
document arrives later."""

import re
from collections.abc import Iterable

from gongkai.core.html import plain_text
from gongkai.library.docnumber import parse
from gongkai.library.models import Citation, Record
from gongkai.library.titles import title_key

_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》){2,150})》")
_NUMBER = re.compile(r"[一-鿿]{1,20}[〔\[（(【［]\s*(?:19|20)\d\d\s*[〕\]）)】］]\s*第?\d{1,5}\s*号")


def found_in(text: str) -> dict[tuple[bool, str], str]:
    """Citations in plain text: (by number, key) → the words as they stand."""
    cited: dict[tuple[bool, str], str] = {}
    for match in _TITLE.finditer(text):
        cited.setdefault((False, title_key(match[1])), match[0])
    for match in _NUMBER.finditer(text):
        if number := parse(match[0]):
            cited.setdefault((True, str(number)), match[0])
    return cited


def resolve(records: Iterable[Record]) -> set[int]:
    """Store the citations of freshly released records, and point waiting citations of others at them. Returns the ids
    of the other records whose pages change."""
    records = list(records)
    Citation.objects.filter(record__in=records).delete()
    fresh = [
        Citation(record=record, by_number=by_number, key=key, text=words[:300])
        for record in records
        for (by_number, key), words in found_in(plain_text(record.current.body)).items()
        if key not in (record.title_key, record.number_key)
    ]
    _aim(fresh)
    Citation.objects.bulk_create(fresh, batch_size=500)
    return _aim_waiting(records) - {record.pk for record in records}


def _aim(citations: list[Citation]) -> None:
    """Set the target of unsaved citations where the library holds it; the newest wins when several bear one title."""
    for by_number, column in ((False, "title_key"), (True, "number_key")):
        mine = [c for c in citations if c.by_number == by_number]
        keys = {c.key for c in mine}
        held = dict(
            Record.objects.released()
            .filter(**{f"{column}__in": keys})
            .order_by("released_at", "pk")
            .values_list(column, "pk")
        )
        for citation in mine:
            citation.target_id = held.get(citation.key)


def _aim_waiting(records: list[Record]) -> set[int]:
    """Point citations that stand in other records at ``records``; ids of the records in which they stand."""
    touched: set[int] = set()
    for by_number, column in ((False, "title_key"), (True, "number_key")):
        arrived = {getattr(r, column): r.pk for r in records if getattr(r, column)}
        waiting = Citation.objects.filter(by_number=by_number, key__in=arrived)
        moved = [c for c in waiting if c.target_id != arrived[c.key]]
        for citation in moved:
            citation.target_id = arrived[citation.key]
        Citation.objects.bulk_update(moved, ["target"], batch_size=500)
        touched |= {c.record_id for c in moved} | {c.record_id for c in waiting}
    return touched


def touched_by(records: Iterable[Record]) -> set[int]:
    """Ids of records that cite ``records``."""
    return set(Citation.objects.filter(target__in=list(records)).values_list("record_id", flat=True))
