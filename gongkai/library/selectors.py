"""Public reads of the library: lists with keyset pagination, and everything a record page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from gongkai.core.figures import Period, year_of
from gongkai.library import removed
from gongkai.library.models import Citation, Record, RecordQuerySet, Relation, Removal, Version

PER_PAGE = 20
SETTLED = timedelta(minutes=10)  # releases younger than this may still arrive out of order
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Listing:
    """A public list, newest first: its names in tags (publishing.list_names; a record that enters the list stands in
    one of them), the condition, its address and title. ``or_where``: a second condition, of other records, each read
    through its own index."""

    names: tuple[str, ...]
    where: Q
    url: str
    title: str
    or_where: Q | None = None

    def parts(self, records: RecordQuerySet) -> list[RecordQuerySet]:
        return [records.filter(where) for where in (self.where, self.or_where) if where is not None]

    def total(self, records: RecordQuerySet) -> int:
        return sum(part.count() for part in self.parts(records))


@dataclass(frozen=True)
class ListPage:
    records: list[Record]
    earlier: str  # key of the next page, empty on the last
    tags: set[str]


def public(site: Any) -> RecordQuerySet:
    """Released records that ``site`` shows; all of them before the first site exists."""
    return site.records() if site is not None else Record.objects.released()


def list_tag(site: Any, name: str, prefix: str = "list") -> str:
    """Tag of a list on a site. A department's site has one tag for all its lists; lists of one organ are exact
    everywhere."""
    if site is not None and site.root_id and not name.startswith("organ:"):
        return f"{prefix}:within:{site.root_id}"
    return f"{prefix}:{name}"


def page_of(records: RecordQuerySet, listing: Listing, site: Any, key: tuple[datetime, int] | None) -> ListPage:
    """One page of a list, by keyset: as fast at any depth. Its tags are what it shows: the records (the first of the
    next page too, on which the link to it hangs) and the list itself."""
    chosen = records.before(*key) if key is not None else records
    found = [row for part in listing.parts(chosen) for row in part.newest().listed()[: PER_PAGE + 1]]
    rows = sorted(found, key=lambda row: (row.released_at, row.pk), reverse=True)[: PER_PAGE + 1]
    settled = key is not None and key[0] < timezone.now() - SETTLED
    tags = {list_tag(site, name, "past" if settled else "list") for name in listing.names} | tags_of(rows)
    earlier = key_of(rows[PER_PAGE - 1]) if len(rows) > PER_PAGE else ""
    return ListPage(rows[:PER_PAGE], earlier, tags)


def tags_of(records: Iterable[Record]) -> set[str]:
    """Tags of rows. The name of the organ beside each needs none: a renamed organ throws every page away."""
    return {f"record:{r.pk}" for r in records}


def key_of(record: Record) -> str:
    """The place of a record in newest-first order, for an address: microseconds since 1970, and its id."""
    return f"{(record.released_at - _EPOCH) // timedelta(microseconds=1)}-{record.pk}"


def read_key(text: str) -> tuple[datetime, int] | None:
    """The reverse of ``key_of``. None for a place at which no record ever stood: such addresses are not kept as pages,
    so that nobody can fill the disk with them."""
    micros, _, pk = text.rpartition("-")
    moment = _EPOCH + timedelta(microseconds=int(micros))
    return (moment, int(pk)) if Record.objects.filter(pk=int(pk), released_at=moment).exists() else None


def counts(records: RecordQuerySet, column: str) -> dict[Any, int]:
    """How many records there are by the values of an indexed column; one pass over an index."""
    return dict(records.order_by().values_list(column).annotate(n=Count("pk")))


def count_years(records: RecordQuerySet) -> dict[int, int]:
    """How many records were released in each year, newest first; one index range a year."""
    dated = records.dated()
    ends = [dated.order_by(*order).values_list("released_at", flat=True).first() for order in
            (("released_at", "pk"), ("-released_at", "-pk"))]  # fmt: skip
    if None in ends:
        return {}
    first, last = (timezone.localtime(end).year for end in ends)
    # not of ``dated``: of two lower bounds SQLite may begin at the first, and read every record after it
    found = {year: records.filter(in_year(year)).count() for year in range(last, first - 1, -1)}
    return {year: n for year, n in found.items() if n}


def in_year(year: int) -> Q:
    """Released in a calendar year, local time."""
    return in_year_of("released_at", year)


def in_year_of(column: str, year: int) -> Q:
    """A moment of a calendar year, local time."""
    return in_period(column, year_of(year))


def in_period(column: str, period: Period) -> Q:
    """A moment of a period of days, local time."""
    zone = timezone.get_current_timezone()
    first, after = (datetime.combine(day, time(), zone) for day in (period.first, period.last + timedelta(1)))
    return Q(**{f"{column}__gte": first, f"{column}__lt": after})


@dataclass(frozen=True)
class Related:
    """A record beside another, and what it does to it: "解读本文件", "被本文件废止"."""

    record: Record
    label: str
    predicate: str
    is_reverse: bool


# what the other does to this one (reverse), and what this one does to the other
FORWARD = {"interprets": "本文解读的文件", "repeals": "被本文件废止", "amends": "被本文件修改", "implements": "本文件贯彻落实", "forwards": "本文件转发", "basis": "本文件的制定依据", "related": "相关"}  # fmt: skip
REVERSE = {"interprets": "解读本文件", "repeals": "废止本文件", "amends": "修改本文件", "implements": "落实本文件", "forwards": "转发本文件", "basis": "依据本文件制定", "related": "相关"}  # fmt: skip


def related(record: Record) -> list[Related]:
    """Released records related to ``record`` in either direction; two queries."""
    to = Relation.objects.filter(source=record, target__state="released").select_related("target__organ")
    by = Relation.objects.filter(target=record, source__state="released").select_related("source__organ")
    found = [Related(r.source, REVERSE[r.predicate], r.predicate, True) for r in by]
    found += [Related(r.target, FORWARD[r.predicate], r.predicate, False) for r in to]
    return sorted(found, key=lambda r: (r.record.released_at, r.record.pk), reverse=True)


def cited_by(record: Record, limit: int = 20) -> list[Record]:
    """The newest released records whose text cites ``record``; one query."""
    citing = Citation.objects.filter(target=record).values("record")
    return list(Record.objects.released().filter(pk__in=citing).newest().listed()[:limit])


def public_versions(record: Record, removals: list[Removal]) -> list[Version]:
    """The versions of a released record that were released, newest first, with their files, without what was removed
    (``removals``: removed.removals_of)."""
    versions = list(record.versions.filter(state="released").prefetch_related("attachments__blob"))
    removed.cover(record, versions, removals)
    return versions
