"""What the public shell reads: what a column's rule selects, the organs a site presents, the blocks of the home page."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from gongkai.library import selectors
from gongkai.library.models import Record, RecordQuerySet, Relation
from gongkai.library.selectors import Listing
from gongkai.organs.models import Organ, OrganQuerySet
from gongkai.portal.models import Column, Site


def rule_of(column: Column) -> Q:
    """The condition of a stored column."""
    return condition(column, organ_ids(column))


def condition(column: Column, organs: list[int]) -> Q:
    """A record is selected when it meets every list of the rule that is not empty."""
    where = Q()
    if column.kinds:
        where &= Q(kind__in=column.kinds)
    if column.items:
        where &= Q(item__in=column.items)
    if column.themes:
        groups = [code for code in column.themes if len(code) == 2]
        where &= Q(theme_group__in=groups) | Q(theme__in=[code for code in column.themes if len(code) == 4])
    if organs:
        where &= Q(organ__in=organs)
    words = Q()
    for word in column.words.split():
        words |= Q(title__contains=word) | Q(keywords__contains=word)
    return where & words


def organ_ids(column: Column) -> list[int]:
    return sorted(organ.pk for organ in column.organs.all())


def listing_of(column: Column) -> Listing:
    """The column as a list. Its names are those of one dimension of the rule: whatever enters the column enters one of
    these lists."""
    organs = organ_ids(column)
    where = condition(column, organs)
    if organs and column.kinds and len(organs) * len(column.kinds) <= 60:
        names = [f"organ:{organ}:{kind}" for organ in organs for kind in column.kinds]
    elif organs:
        names = [f"organ:{organ}" for organ in organs]
    elif column.kinds:
        names = [f"kind:{code}" for code in column.kinds]
    elif column.items:
        names = [f"item:{code}" for code in column.items]
    else:
        names = [f"theme:{code}" for code in column.themes] or ["all"]
    return Listing(tuple(names), where, column.get_absolute_url(), column.name)


def organs_of(site: Site | None) -> OrganQuerySet:
    """Existing organs a site presents on one page: its root (or the roots) and those directly below; the others stand
    on the pages of these."""
    organs = Organ.objects.all() if site is None else site.organs()
    tops = Q(pk=site.root_id) if site is not None and site.root_id else Q(parent=None)
    return organs.current().filter(tops | Q(parent__in=organs.filter(tops).order_by().values("pk")))


def by_level(organs: Iterable[Organ]) -> list[tuple[str, list[Organ]]]:
    """Organs grouped under the label of their level, in the order of the levels."""
    groups: dict[str, list[Organ]] = {}
    for organ in organs:
        groups.setdefault(organ.level, []).append(organ)
    labels = dict(Organ._meta.get_field("level").choices or ())
    return [(label, groups[level]) for level, label in labels.items() if level in groups]


def pairs(records: RecordQuerySet, limit: int = 6) -> list[tuple[Record, list[Record]]]:
    """The documents explained last, each with what explains it, newest first; three queries."""
    fresh = records.filter(kind="interpretation").newest()[:30]
    explained = interpreted(list(fresh))
    found: dict[Record, list[Record]] = {}
    for interpretation, document in explained:
        if document in found or len(found) < limit:
            found.setdefault(document, []).append(interpretation)
    return list(found.items())


def interpreted(interpretations: list[Record]) -> list[tuple[Record, Record]]:
    """(interpretation, released document it interprets), in the order given; one query."""
    order = {record.pk: n for n, record in enumerate(interpretations)}
    relations = Relation.objects.filter(
        source__in=order, predicate="interprets", target__state="released"
    ).select_related("source__organ", "target__organ")
    return [(r.source, r.target) for r in sorted(relations, key=lambda r: (order[r.source_id], r.pk))]


def columns_of(site: Site | None, type_: str) -> list[Column]:
    """Columns or topics of a site that stand on their own, in order."""
    return list(Column.objects.filter(site=site, type=type_, parent=None)) if site is not None else []


def all_columns(site: Site | None) -> list[tuple[Column, list[Column]]]:
    """Every column of a site that stands on its own, with those below it, in order; two queries."""
    columns = Column.objects.filter(site=site, type="column", parent=None).prefetch_related("children")
    return [(column, list(column.children.all())) for column in columns] if site is not None else []


def ways(site: Site | None) -> dict[str, Any]:
    """What an editor keeps for a site to be found by: columns with those below them, topics, and whether there are
    常见问题."""
    return {
        "columns": all_columns(site),
        "topics": columns_of(site, "topic"),
        "has_answers": selectors.public(site).filter(kind="faq").exists(),
    }


def columns_tag(site: Site | None) -> str:
    """Tag of what editors keep: columns and topics of a site."""
    return f"columns:{site.pk if site else 0}"
