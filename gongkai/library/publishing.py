"""The one way onto the public site: what a release and a withdrawal do to records, index numbers, citations, search
and stored pages. No permissions here: the callers are actions (review) and the importer."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from gongkai.core import pages
from gongkai.library import citations, content, numbering
from gongkai.library.models import FIELDS, Citation, Record, Relation, Version
from gongkai.search import outbox

TAKES_EFFECT = {"repeals": "repealed_on", "amends": "amended_on"}  # predicate → column of the target


def list_names(record: Record) -> set[str]:
    """Names of the public lists in which a released record stands (see selectors.Listing)."""
    names = {"all", f"kind:{record.kind}", f"organ:{record.organ_id}", f"organ:{record.organ_id}:{record.kind}"}
    if record.released_on:
        names.add(f"year:{record.released_on.year}")
    if record.item:
        names.add(f"item:{record.item}")
    if record.theme:
        names |= {f"theme:{record.theme[:2]}", f"theme:{record.theme}"}
    path = record.organ.path or ""
    return names | {f"within:{int(path[i : i + 6])}" for i in range(0, len(path), 6)}


def list_tags(record: Record) -> set[str]:
    """Tags of the first pages of the lists in which a record stands; purged when it comes, goes or changes. Later
    pages are tagged with the records they show, so that a release does not throw them away."""
    return {f"list:{name}" for name in list_names(record)}


def past_tags(record: Record) -> set[str]:
    """Tags of the later pages, purged when a record enters a list elsewhere than at its top."""
    return {f"past:{name}" for name in list_names(record)}


def apply(record: Record, version: Version) -> None:
    """Copy a version's content onto its record (not saved)."""
    record.title = version.title
    for name, value in content.from_json(version.fields).items():
        setattr(record, name, value)
    record.set_keys()


def publish(
    versions: Sequence[Version],
    *,
    by: Any,
    at: datetime | None = None,
    dated: dict[int, datetime] | None = None,
) -> list[Record]:
    """Release ``versions`` (each the open one of its record) inside the caller's transaction.

    ``dated`` gives, by record id, the original release time of imported history; ``at`` is now by default.
    """
    at = at or timezone.now()
    records, tags = [], set[str]()
    for version in versions:
        record = version.record
        is_correction, before = record.state == "released", list_names(record)
        if is_correction:
            tags |= list_tags(record)
        apply(record, version)
        record.organ_name = record.organ_name or record.organ.name
        record.released_at = record.released_at or (dated or {}).get(record.pk, at)
        record.state, record.current = "released", version
        version.state, version.released_by, version.released_at = "released", by, at
        if record.released_at != at and not (is_correction and before == list_names(record)):
            tags |= past_tags(record)
        records.append(record)
    _number(records)
    Record.objects.bulk_update(
        records,
        [
            *FIELDS,
            "title",
            "title_key",
            "number_key",
            "organ_name",
            "released_at",
            "state",
            "current",
            "index_number",
        ],
        batch_size=200,
    )
    Version.objects.bulk_update(versions, ["state", "released_by", "released_at"], batch_size=500)
    touched = citations.resolve(records)
    touched |= _apply_relations(records)
    announce(records, touched, tags)
    return records


def withdraw(record: Record, *, reason: str, replaced_by: Record | None, at: datetime | None = None) -> None:
    """Take a released record off the site; its address becomes a tombstone that says why and what replaces it."""
    record.state, record.withdrawn_reason, record.replaced_by = "withdrawn", reason, replaced_by
    record.withdrawn_at = at or timezone.now()
    record.save()
    for relation in record.relations.filter(predicate__in=TAKES_EFFECT).select_related("source", "target"):
        relation_undone(relation)
    announce([record], citations.touched_by([record]))


def announce(records: Iterable[Record], touched: set[int] = frozenset(), tags: Iterable[str] = ()) -> None:
    """Tell search and the page store that records changed; ``touched`` are ids of other records whose pages show
    something of these (citations, relations)."""
    records = list(records)
    outbox.changed_many("record", sorted({r.pk for r in records} | touched))
    purged = set(tags)
    for record in records:
        purged |= list_tags(record) | {f"record:{record.pk}"}
    cited = Citation.objects.filter(record__in=records).exclude(target=None).values_list("target_id", flat=True)
    purged |= {f"cited:{pk}" for pk in cited}
    pages.purge(*purged, *(f"record:{pk}" for pk in touched))


def relations_changed(records: list[Record]) -> None:
    """Carry out relations added to records that are already released."""
    announce(records, _apply_relations(records))


def relation_undone(relation: Relation) -> None:
    """Take back what a relation of a released record carried out; call before it is deleted. A repeal or amendment
    that another released record still states stays, and so does one that was entered otherwise."""
    source, target = relation.source, relation.target
    column = TAKES_EFFECT.get(relation.predicate, "")
    if column and getattr(target, column) == effect_date(relation):
        others = target.reverse_relations.filter(predicate=relation.predicate, source__state="released")
        dates = [on for other in others.exclude(pk=relation.pk).select_related("source") if (on := effect_date(other))]
        setattr(target, column, min(dates, default=None))
        target.save(update_fields=[column, "updated_at"])
    announce([source], {target.pk})


def effect_date(relation: Relation) -> date | None:
    """The day on which a repeal or amendment takes effect."""
    return relation.on or relation.source.effective_on or relation.source.released_on


def _number(records: list[Record]) -> None:
    groups: dict[tuple[int, int, str], list[Record]] = {}
    for record in records:
        if not record.index_number:
            groups.setdefault((record.organ_id, numbering.year_of(record), record.item), []).append(record)
    for (_, year, item), members in groups.items():
        for record, number in zip(members, numbering.take(members[0].organ, year, item, len(members)), strict=True):
            record.index_number = number


def _apply_relations(records: list[Record]) -> set[int]:
    """Repeals and amendments take effect on their targets; returns the ids of all related records."""
    touched: set[int] = set()
    relations = Relation.objects.filter(source__in=records).select_related("target", "source")
    for relation in relations:
        touched.add(relation.target_id)
        if relation.predicate in TAKES_EFFECT:
            column = TAKES_EFFECT[relation.predicate]
            setattr(relation.target, column, effect_date(relation))
            relation.target.save(update_fields=[column, "updated_at"])
    incoming = Relation.objects.filter(target__in=records, source__state="released")
    return touched | set(incoming.values_list("source_id", flat=True))
