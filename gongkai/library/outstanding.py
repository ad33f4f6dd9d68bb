"""What public texts state and nobody has answered: the repeals and amendments that wait for a person.

A row a document that a text names (StatedEffect), brought up to date in the transaction that changes anything of it;
Record.outstanding counts those of a record that wait. What a text names more than once is decided once, and the answer
stays as long as the text names it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q

from gongkai.core import bulk
from gongkai.core.html import plain_text
from gongkai.library.citations import Citing
from gongkai.library.links import WAITING
from gongkai.library.models import Record, RecordQuerySet, Relation, StatedEffect
from gongkai.library.offers import meant_by_each
from gongkai.library.querysets import RELEASED
from gongkai.library.stated import speaks, stated

CHUNK = 500  # records that are looked after at once: a query takes only so many values


def read(record: int, body: str) -> list[dict[str, Any]]:
    """The columns of what the text ``body`` (HTML) of a record states and a person is to answer; reads only a text with
    one of stated.WORDS."""
    if not speaks(body):
        return []
    return [
        {
            "record_id": record,
            "predicate": one.predicate,
            "cite_key": one.title,
            "number_key": one.number,
            "words": one.words[:300],
        }
        for one in stated(plain_text(body))
        if not one.why_not
    ]


def restate(records: Sequence[Record]) -> None:
    """Read the current texts of freshly released ``records``; what an earlier version named too keeps its answer. What
    it means now is for ``settle``."""
    corrected = [record.pk for record in records if record.current.number > 1]
    named = StatedEffect.objects.filter(record__in=corrected) if corrected else ()
    earlier = {(row.record_id, row.key): row for row in named}
    fresh, kept = [], []
    for record in records:
        for columns in read(record.pk, record.current.body):
            row = StatedEffect(**columns)
            if old := earlier.pop((record.pk, row.key), None):
                old.cite_key, old.words = row.cite_key, row.words
                kept.append(old)
            else:
                fresh.append(row)
    StatedEffect.objects.filter(pk__in=[row.pk for row in earlier.values()]).delete()
    bulk.update_each(kept, ["cite_key", "words"])
    bulk.insert_many(fresh)


def settle(records: Iterable[Record]) -> None:
    """See anew what waits after ``records`` came, went or changed: of their own texts, and of those that name them. One
    query for records that no text names and that name nothing, however many they are at once."""
    given = list(records)
    for start in range(0, len(given), CHUNK):
        _settle(given[start : start + CHUNK])


def _settle(records: list[Record]) -> None:
    found = list(_near(records).select_related("record"))
    rows: list[StatedEffect] = []
    gone: list[StatedEffect] = []
    for row in found:
        (rows if row.record.state == "released" else gone).append(row)
    StatedEffect.objects.filter(pk__in=[row.pk for row in gone]).delete()
    before = [(row.target_id, row.done) for row in rows]
    aim(rows, Record.objects.all(), Relation.objects.all())
    changed = [row for row, old in zip(rows, before, strict=True) if (row.target_id, row.done) != old]
    bulk.update_each(changed, ["target", "done"])
    count(records, {row.record_id for row in found})


def _near(records: list[Record]) -> Any:
    """The rows of these records, those that mean them, and those that may."""
    pks = [record.pk for record in records]
    titles, numbers = {record.cite_key for record in records} - {""}, {record.number_key for record in records} - {""}
    named = Q(cite_key__in=titles) | Q(number_key__in=numbers)
    return StatedEffect.objects.filter(Q(record__in=pks) | Q(target__in=pks) | named)


def aim(rows: Sequence[StatedEffect], records: RecordQuerySet, relations: Any) -> None:
    """Set what ``rows`` (with their records) mean among ``records``, and whether that is done; they are not saved. Four
    queries, none without rows."""
    if not rows:
        return
    citings = [
        Citing(row.record_id, row.record.organ_id, row.record.formed_on, row.words, row.cite_key, row.number_key)
        for row in rows
    ]
    for row, (pk, _) in zip(rows, meant_by_each(citings, records.filter(RELEASED)), strict=True):
        row.target_id = pk
    targets = {row.target_id for row in rows} - {None}
    gone = set(records.filter(pk__in=targets, repealed_on__isnull=False).values_list("pk", flat=True))
    does = relations.filter(source__in={row.record_id for row in rows}, target__in=targets)
    related = set(does.values_list("source", "predicate", "target"))
    for row in rows:
        is_gone = row.predicate == "repeals" and row.target_id in gone
        row.done = is_gone or (row.record_id, row.predicate, row.target_id) in related


def count(records: Sequence[Record], others: Iterable[int] = ()) -> None:
    """Store how many effects of these records, and of those with the ids ``others``, wait."""
    asked = {record.pk for record in records if record.outstanding} | set(others)
    if not asked:
        return
    waiting = StatedEffect.objects.filter(WAITING, record__in=asked).order_by().values_list("record")
    counts = dict(waiting.annotate(n=Count("pk")))
    stored = Record.objects.filter(pk__in=asked).only("outstanding")
    changed = [record for record in stored if record.outstanding != counts.get(record.pk, 0)]
    for record in [*changed, *records]:
        record.outstanding = counts.get(record.pk, 0)
    bulk.update_each(changed, ["outstanding"])
