"""Relations named by words: kept waiting until the library holds their target, then made."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from gongkai.core.docnumber import parse
from gongkai.library import rules
from gongkai.library.citations import Citing, meant_by_number, meant_by_title, under
from gongkai.library.mentions import found_in
from gongkai.library.models import AwaitedRelation, Record, Relation
from gongkai.library.titles import cite_key


def seen_from(record: Record, user: Any) -> QuerySet[Relation]:
    """What ``record`` does to others, as far as ``user`` may see them."""
    return record.relations.filter(target__in=Record.objects.seen_by(user)).select_related("target")


def seen_to(record: Record, user: Any) -> QuerySet[Relation]:
    """What others do to ``record``, as far as ``user`` may see them."""
    return record.reverse_relations.filter(source__in=Record.objects.seen_by(user)).select_related("source")


def awaited(source: Record, named: Iterable[tuple[str, str]]) -> list[AwaitedRelation]:
    """Rows (not saved) for (predicate, words): 《title》, 文号, both, or the bare title of the target. A new text may repeal
    one of its own title."""
    rows = {}
    for predicate, words in named:
        by_number, key = _key_of(words)
        itself = key == source.number_key or (key == source.cite_key and predicate not in rules.TAKES_EFFECT)
        if key and not itself:
            rows[predicate, by_number, key] = AwaitedRelation(
                source=source, predicate=predicate, by_number=by_number, key=key, text=words[:300]
            )
    return list(rows.values())


def _key_of(words: str) -> tuple[bool, str]:
    """(by number, key) of the first thing that ``words`` name; 《title》（文号） goes by the number."""
    if number := parse(words):
        return True, number.key
    for (by_number, key), cited in found_in(words).items():
        return (True, cited.number) if cited.number else (by_number, key)
    return False, cite_key(words)[:200]


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
    found = _found(rows)
    Relation.objects.bulk_create(
        [Relation(source=row.source, predicate=row.predicate, target_id=target) for row, target in found],
        ignore_conflicts=True,
    )
    AwaitedRelation.objects.filter(pk__in=[row.pk for row, _ in found]).delete()
    return list({row.source_id: row.source for row, _ in found}.values())


def _found(rows: list[AwaitedRelation]) -> list[tuple[AwaitedRelation, int]]:
    """The rows whose target the library holds, with its id. Nothing repeals or amends what came after it."""
    released = Record.objects.released()
    titled = under(released, "cite_key", (row.key for row in rows if not row.by_number))
    numbered = under(released, "number_key", (row.key for row in rows if row.by_number))
    found = []
    for row in rows:
        citing = Citing(row.source_id, row.source.organ_id, row.source.formed_on, row.text.strip("《》"), row.key)
        held = (numbered if row.by_number else titled).get(row.key, [])
        if row.predicate in rules.TAKES_EFFECT:
            held = [one for one in held if not citing.precedes(one)]
        target = meant_by_number(held, citing) if row.by_number else meant_by_title(held, citing)
        if target is not None:
            found.append((row, target))
    return found
