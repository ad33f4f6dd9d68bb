"""Citation resolver: what a 《title》 or 文号 in a text means in the library, also when that document arrives later.

A 文号 means the one document that bears it; a title the one of that name that was there when the text was written. See
docs/decisions/0024-citations.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Case, F, Q, When

from gongkai.core import bulk
from gongkai.core.html import plain_text
from gongkai.library.mentions import found_in
from gongkai.library.models import Citation, Record, RecordQuerySet
from gongkai.library.titles import title_key


class Held(NamedTuple):
    """What the library holds under a key, as far as it decides what a citation means."""

    pk: int
    organ: int
    title: str
    number: str
    day: date | None


class Citing(NamedTuple):
    """A citation, as far as it decides what it means: where it stands, its words and key, the 文号 beside a title."""

    record: int | None
    organ: int
    day: date | None
    words: str
    key: str
    number: str = ""

    def allows(self, held: Held) -> bool:
        """Not itself, and of another number than the one beside the title nothing."""
        return held.pk != self.record and (not self.number or held.number in ("", self.number))

    def precedes(self, held: Held) -> bool:
        return bool(self.day and held.day and held.day > self.day)

    def names(self, held: Held) -> bool:
        return held.title in (title_key(self.words), self.key)


def under(records: RecordQuerySet, column: str, keys: Iterable[str]) -> dict[str, list[Held]]:
    """What ``records`` hold under cite_keys or number_keys (``column``), the newest first; one query. One whose day of
    making is presumed is not taken for younger."""
    found: dict[str, list[Held]] = defaultdict(list)
    newest = (F("known_on").desc(nulls_last=True), "-released_at", "-pk")
    known = Case(When(formed_presumed=False, then="formed_on"))
    wanted = records.filter(**{f"{column}__in": {key for key in keys if key}}).annotate(known_on=known)
    rows = wanted.order_by(*newest).values_list(column, "pk", "organ_id", "title_key", "number_key", "known_on")
    for key, *columns in rows:
        found[key].append(Held(*columns))
    return found


def meant_by_number(held: Iterable[Held], citing: Citing) -> int | None:
    """The document that a 文号 means: the one that bears it. Of several the one that was there already, or which are one
    document held more than once; else none, for a number given out twice names neither."""
    bearing = [one for one in held if one.pk != citing.record]
    if len(bearing) > 1:
        bearing = [one for one in bearing if not citing.precedes(one)]
    if len(bearing) > 1 and len({one.title for one in bearing}) > 1:
        return None
    own = [one for one in bearing if one.organ == citing.organ]
    return next((one.pk for one in [*own, *bearing]), None)


def meant_by_title(held: Iterable[Held], citing: Citing) -> int | None:
    """The document that a title means: of those there when the text was written the one with exactly that title (the
    newest of several), else the newest if all are of one organ, else that of the same organ; many organs issue 关于…的通知.
    Where only later ones are held, the first that came after, if the title names a thing that is made anew (办法, 条例)
    and not one notice (关于…)."""
    bearing = [one for one in held if citing.allows(one)]
    there = [one for one in bearing if not citing.precedes(one)]
    if there or citing.key.startswith("关于"):
        return _likeliest(there, citing)
    return _likeliest(bearing[::-1], citing)


def _likeliest(held: Sequence[Held], citing: Citing) -> int | None:
    exact = [one for one in held if citing.names(one)]
    if exact or len({one.organ for one in held}) == 1:
        return (exact or held)[0].pk
    return next((one.pk for one in held if one.organ == citing.organ), None)


def resolve(records: Iterable[Record]) -> set[int]:
    """Store the citations of freshly released records, and point waiting citations of others at them. Returns the ids
    of the other records whose pages change."""
    records = list(records)
    texts = [(record, record.current) for record in records if record.current is not None]
    Citation.objects.filter(record__in=[record.pk for record, version in texts if version.number > 1]).delete()
    fresh = [
        Citation(record=record, by_number=by_number, key=key, number=cited.number, text=cited.words[:300])
        for record, version in texts
        for (by_number, key), cited in found_in(plain_text(version.body)).items()
        if key not in (record.cite_key, record.number_key)
    ]
    _aim(fresh)
    bulk.insert_many(fresh)
    return _aim_waiting(records) - {record.pk for record in records}


def _aim(citations: list[Citation]) -> None:
    """Set the target of citations (not saved) where the library holds it, and clear it where it does not."""
    released = Record.objects.released()
    titled = under(released, "cite_key", (c.key for c in citations if not c.by_number))
    numbered = under(released, "number_key", (c.key for c in citations if c.by_number))
    for c in citations:
        citing = Citing(c.record_id, c.record.organ_id, c.record.formed_on, c.text, c.key, c.number)
        if c.by_number:
            c.target_id = meant_by_number(numbered.get(c.key, ()), citing)
        else:
            c.target_id = meant_by_title(titled.get(c.key, ()), citing)


def _aim_waiting(records: list[Record]) -> set[int]:
    """Aim anew the citations in other records that mean ``records``, or did before their title or number was corrected;
    ids of the records in which they stand."""
    arrived = {record.pk for record in records}
    corrected = [record.pk for record in records if record.current and record.current.number > 1]
    titles, numbers = {r.cite_key for r in records} - {""}, {r.number_key for r in records} - {""}
    meaning = [Q(by_number=False, key__in=titles), Q(by_number=True, key__in=numbers)]
    if corrected:
        meaning.append(Q(target__in=corrected) & ~Q(key__in=titles | numbers))
    touched: set[int] = set()
    for meant in meaning:
        waiting = list(
            Citation.objects.filter(meant)
            .exclude(record__in=arrived)
            .select_related("record")
            .only("by_number", "key", "number", "text", "target", "record__organ", "record__formed_on")
        )
        before = {c.pk: c.target_id for c in waiting}
        _aim(waiting)
        moved = [c for c in waiting if c.target_id != before[c.pk]]
        bulk.update_each(moved, ["target"])
        touched |= {c.record_id for c in moved} | {c.record_id for c in waiting if c.target_id in arrived}
    return touched


def touched_by(records: Iterable[Record]) -> set[int]:
    """Ids of records that cite ``records``."""
    return set(Citation.objects.filter(target__in=list(records)).values_list("record_id", flat=True))
