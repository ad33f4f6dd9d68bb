"""The one way onto the public site: what a release and a withdrawal do to records, index numbers, citations, search
and stored pages. No permissions here: the callers are actions (review) and the importer."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from gongkai.core import bulk, pages
from gongkai.library import citations, content, numbering, outstanding, relations
from gongkai.library.models import FIELDS, Citation, Record, Relation, Version
from gongkai.library.querysets import UNDATED
from gongkai.library.rules import TAKES_EFFECT
from gongkai.organs.rules import path_ids
from gongkai.search import outbox


def list_names(record: Record) -> set[str]:
    """Names of the public lists in which a released record stands (see selectors.Listing)."""
    names = {"all", f"kind:{record.kind}", f"organ:{record.organ_id}", f"organ:{record.organ_id}:{record.kind}"}
    if record.released_on:
        names.add(f"year:{record.released_on.year}")
    if record.item:
        names.add(f"item:{record.item}")
    if record.theme:
        names |= {f"theme:{record.theme[:2]}", f"theme:{record.theme}"}
    return names | {f"within:{pk}" for pk in path_ids(record.organ.path or "")}


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
    versions: Sequence[Version], *, by: Any, at: datetime | None = None, is_history: bool = False
) -> list[Record]:
    """Release ``versions`` (each the open one of its record) inside the caller's transaction.

    A record that was never released becomes public ``at`` (now), unless its ``released_at`` says when it first was. A
    presumed ``released_at`` stands, as presumed, only when history is imported (``is_history``): of what people release
    here and now the day of release is known.
    """
    at = at or timezone.now()
    records, tags, fresh = [version.record for version in versions], set[str](), set[int]()
    before = [{name: getattr(record, name) for name in _WRITTEN} for record in records]
    _number_last(versions)
    for record, version in zip(records, versions, strict=True):
        lists = list_names(record) if record.state == "released" else set()
        tags |= {f"list:{name}" for name in lists}
        if not lists:
            fresh.add(record.pk)
            if not is_history:
                record.released_at, record.released_presumed = record.known_released_at, False
        apply(record, version)
        record.organ_name = record.organ_name or record.organ.name
        record.released_at = record.released_at or (UNDATED if record.released_presumed else at)
        record.state, record.current = "released", version
        version.state, version.released_by, version.released_at = "released", by, at
        if record.released_at != at and lists != list_names(record):
            tags |= past_tags(record)
    numbering.give(records)
    _write(records, before)
    Version.objects.filter(pk__in=[version.pk for version in versions]).update(
        state="released", released_by=by, released_at=at
    )
    touched = citations.resolve(records)
    touched |= _apply_relations(relations.settle(records) + records)
    outstanding.restate(records)
    announce(records, touched, tags, fresh)
    return records


def _number_last(versions: Sequence[Version]) -> None:
    """A correction that was open while something was removed from its record comes after the version of the removal."""
    for version in versions:
        if version.record.current and version.number < version.record.current.number:
            version.number = version.record.current.number + 1
            version.save(update_fields=["number"])


# "state" last: a released record must be complete (constraint released_is_complete)
_WRITTEN = (
    *FIELDS, "title", "title_key", "cite_key", "number_key", "released_at", "released_presumed",
    "index_number", "current", "state",
)  # fmt: skip


def _write(records: list[Record], before: list[dict[str, Any]]) -> None:
    """Save the columns that changed: those that differ from record to record one by one, the others in one statement."""
    changed = [
        name
        for name in _WRITTEN
        if any(getattr(record, name) != old[name] for record, old in zip(records, before, strict=True))
    ]
    alike = {name: getattr(records[0], name) for name in changed} if records else {}
    differing = [name for name in changed if any(getattr(r, name) != alike[name] for r in records)]
    bulk.update_each(records, differing)
    same = {name: value for name, value in alike.items() if name not in differing}
    Record.objects.filter(pk__in=[record.pk for record in records]).update(**same, updated_at=timezone.now())


def withdraw(record: Record, *, reason: str, replaced_by: Record | None, at: datetime | None = None) -> None:
    """Take a released record off the site; its address becomes a tombstone that says why and what replaces it."""
    record.state, record.withdrawn_reason, record.replaced_by = "withdrawn", reason, replaced_by
    record.withdrawn_at = at or timezone.now()
    record.save()
    for relation in record.relations.filter(predicate__in=TAKES_EFFECT).select_related("source", "target"):
        relation_undone(relation)
    announce([record], citations.touched_by([record]))


def redate(record: Record, moment: datetime | None) -> None:
    """The day of release is known now: the record leaves its place in the lists for another."""
    tags = list_tags(record) | past_tags(record)
    record.released_at, record.released_presumed = moment, False
    record.save()
    if record.state == "released":  # what it repeals or amends, it does from that day
        touched = _apply_relations([record]) | citations.touched_by([record])
        announce([record], touched, tags | past_tags(record))


def replace(record: Record, version: Version) -> None:
    """Put a version in the place of the current one of a withdrawn record: its tombstone shows what the record says."""
    apply(record, version)
    record.current = version
    record.save()
    citations.resolve([record])
    announce([record], citations.touched_by([record]))


def announce(
    records: Iterable[Record], touched: Collection[int] = (), tags: Iterable[str] = (), fresh: Collection[int] = ()
) -> None:
    """Tell search, the page store and what waits that records changed; ``touched`` are ids of other records whose pages
    show something of these (citations, relations); ``fresh`` those of records that had no page before."""
    records = list(records)
    outstanding.settle(records)
    outbox.changed_many("record", sorted(r.pk for r in records))
    purged = set(tags)
    for record in records:
        purged |= list_tags(record)
        if record.pk not in fresh:
            purged.add(f"record:{record.pk}")
    cited = Citation.objects.filter(record__in=records).exclude(target=None).values_list("target_id", flat=True)
    purged |= {f"cited:{pk}" for pk in cited}
    pages.purge(*purged, *(f"record:{pk}" for pk in touched))


def validity_turned(day: date, since: date | None = None) -> list[Record]:
    """Records that come into force, expire, or are repealed or amended on ``day`` (or from ``since`` to ``day``): their
    pages, the pages that cite them and their entries in the index are made anew. Called daily by the scheduler."""
    first = since or day
    turned = (
        Q(effective_on__range=(first, day))
        | Q(expires_on__range=(first - timedelta(1), day - timedelta(1)))  # the last day of force is the day before
        | Q(repealed_on__range=(first, day))
        | Q(amended_on__range=(first, day))
    )
    records = list(Record.objects.released().filter(turned).select_related("organ"))
    if records:
        announce(records, citations.touched_by(records))
    return records


def relations_changed(relations: list[Relation]) -> None:
    """Carry out relations added to a record that is already released."""
    announce({relation.source_id: relation.source for relation in relations}.values(), _take_effect(relations))


def relation_undone(relation: Relation) -> None:
    """Take back what a relation of a released record carried out; call after it is deleted, or its source withdrawn. A
    repeal or amendment that another released record still states stays, and so does one that was entered otherwise."""
    source, target = relation.source, relation.target
    column = TAKES_EFFECT.get(relation.predicate, "")
    if column and getattr(target, column) == effect_date(relation):
        others = target.reverse_relations.filter(predicate=relation.predicate, source__state="released")
        dates = [effect_date(other) for other in others.select_related("source")]
        setattr(target, column, min(dates, default=None))
        _effect_changed(relation)
        outstanding.settle([target])
    announce([source], {target.pk} | citations.touched_by([target]))


def effect_date(relation: Relation) -> date:
    """The day on which a repeal or amendment takes effect."""
    source = relation.source
    known = relation.on or source.effective_on or (None if source.is_undated else source.released_on)
    return known or timezone.localdate(source.created_at)  # of an undated import, the day it came in


def _apply_relations(records: list[Record]) -> set[int]:
    """Repeals and amendments take effect on their targets; returns the ids of all related records."""
    touched = _take_effect(Relation.objects.filter(source__in=records).select_related("target", "source"))
    incoming = Relation.objects.filter(target__in=records, source__state="released")
    return touched | set(incoming.values_list("source_id", flat=True))


def _take_effect(relations: Iterable[Relation]) -> set[int]:
    """Ids of the targets, and of the records that cite those whose validity changes."""
    touched: set[int] = set()
    changed = []
    for relation in relations:
        touched.add(relation.target_id)
        if relation.predicate in TAKES_EFFECT:
            setattr(relation.target, TAKES_EFFECT[relation.predicate], effect_date(relation))
            _effect_changed(relation)
            changed.append(relation.target)
            touched |= citations.touched_by([relation.target])
    outstanding.settle(changed)
    return touched


def _effect_changed(relation: Relation) -> None:
    """Save what a repeal or amendment did to its target; validity is a facet of search."""
    relation.target.save(update_fields=[TAKES_EFFECT[relation.predicate], "updated_at"])
    outbox.changed("record", relation.target_id)
