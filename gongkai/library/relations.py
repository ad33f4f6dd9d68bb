"""Relations named by words: kept waiting until the library holds their target, then made."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from gongkai.library.citations import found_in
from gongkai.library.docnumber import parse
from gongkai.library.models import AwaitedRelation, Record, Relation
from gongkai.library.titles import cite_key


def seen_from(record: Record, user: Any) -> QuerySet[Relation]:
    """What ``record`` does to others, as far as ``user`` may see them."""
    return record.relations.filter(target__in=Record.objects.seen_by(user)).select_related("target")


def seen_to(record: Record, user: Any) -> QuerySet[Relation]:
    """What others do to ``record``, as far as ``user`` may see them."""
    return record.reverse_relations.filter(source__in=Record.objects.seen_by(user)).select_related("source")


def awaited(source: Record, named: Iterable[tuple[str, str]]) -> list[AwaitedRelation]:
    """Rows (not saved) for (predicate, words): 《title》, 文号 or the bare title of the target."""
    rows = {}
    for predicate, words in named:
        if number := parse(words):
            keys = [(True, number.key)]
        else:
            keys = list(found_in(words))[:1] or [(False, cite_key(words)[:200])]
        for by_number, key in keys:
            if key and key not in (source.cite_key, source.number_key):
                rows[predicate, by_number, key] = AwaitedRelation(
                    source=source, predicate=predicate, by_number=by_number, key=key, text=words[:300]
                )
    return list(rows.values())


def settle(records: list[Record]) -> list[Record]:
    """Make the relations that ``records`` wait for and those that wait for ``records``, as far as both ends are
    released. Returns the sources of new relations."""
    if not AwaitedRelation.objects.exists():
        return []
    numbers, titles = {r.number_key for r in records} - {""}, {r.cite_key for r in records}
    waiting = AwaitedRelation.objects.select_related("source").filter(source__state="released")
    rows = list(waiting.filter(source__in=records))
    rows += waiting.filter(by_number=True, key__in=numbers).exclude(source__in=records)
    rows += waiting.filter(by_number=False, key__in=titles).exclude(source__in=records)
    if not rows:
        return []
    targets = _targets(rows)
    found = [(row, targets[row.by_number, row.key]) for row in rows if (row.by_number, row.key) in targets]
    found = [(row, target) for row, target in found if target != row.source_id]
    Relation.objects.bulk_create(
        [Relation(source=row.source, predicate=row.predicate, target_id=target) for row, target in found],
        ignore_conflicts=True,
    )
    AwaitedRelation.objects.filter(pk__in=[row.pk for row, _ in found]).delete()
    return list({row.source_id: row.source for row, _ in found}.values())


def _targets(rows: list[AwaitedRelation]) -> dict[tuple[bool, str], int]:
    """(by number, key) → the released record that bears it, the newest of several."""
    released = Record.objects.released().order_by("released_at", "pk")
    by_number = released.filter(number_key__in={row.key for row in rows if row.by_number})
    by_title = released.filter(cite_key__in={row.key for row in rows if not row.by_number})
    held = {(True, key): pk for key, pk in by_number.values_list("number_key", "pk")}
    return held | {(False, key): pk for key, pk in by_title.values_list("cite_key", "pk")}
