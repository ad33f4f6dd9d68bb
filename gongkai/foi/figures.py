"""Figures of requests: every number is the size of a named set, so that it can be opened and reported.

Each function gives a queryset of requests; ``organs`` says of whom (see ``of``). A rate is of closed cases and names its
denominator; an open case is never “on time”.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import repeat
from math import ceil

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum

from gongkai.casework.calendar import WorkCalendar
from gongkai.foi import counted
from gongkai.foi.models import Request, Saved
from gongkai.library.models import Record
from gongkai.organs.models import Organ, OrganQuerySet

Requests = QuerySet[Request]


def of(organs: OrganQuerySet) -> Requests:
    """Requests for disclosure to these organs; what turned out to ask for the correction of a record is counted apart."""
    return counted.of_disclosure(asked_of(organs))


def asked_of(organs: OrganQuerySet) -> Requests:
    """Requests to these organs. What is answered anew is no other request (docs/decisions/0023): an answer that the organ
    corrects itself never, one that a review or a court ordered only if settings.REDO_COUNTED says so; table 4 counts why
    it was given (docs/decisions/0008)."""
    requests = Request.objects.filter(case__organ__in=organs.order_by().values("pk"))
    again = Q(redo_of__isnull=False) if settings.REDO_COUNTED else Q()
    return requests.filter(Q(renews=None) | again)


def received(organs: OrganQuerySet, year: int) -> Requests:
    """Received in a year: by the day of receipt (条例 art. 31)."""
    return of(organs).filter(case__received_on__year=year)


def unconfirmed(organs: OrganQuerySet) -> Requests:
    """Submitted, not yet received: both sides have not confirmed, or the letter is not signed for."""
    return of(organs).filter(case__received_on=None, case__closed_on=None)


def closed(organs: OrganQuerySet, year: int) -> Requests:
    """Closed in a year, in whatever way; what was withdrawn before its receipt was never received, nor is it closed."""
    return of(organs).filter(case__closed_on__year=year, case__received_on__isnull=False)


def rectifications(organs: OrganQuerySet, year: int) -> Requests:
    """Asked for the correction of a record (条例 art. 41) and closed in a year: no requests for disclosure."""
    closed_then = {"case__closed_on__year": year, "case__received_on__isnull": False}
    return asked_of(organs).filter(counted.RECTIFICATIONS, **closed_then)


def carried_over(organs: OrganQuerySet, year: int) -> Requests:
    """Received by the end of a year and not closed by then: 结转下年度继续办理. What is received in the next year and what is
    carried over into it is what is closed in it and carried over from it (table 3: 一 + 二 = 三（七）+ 四)."""
    end = date(year, 12, 31)
    return of(organs).filter(Q(case__closed_on=None) | Q(case__closed_on__gt=end), case__received_on__lte=end)


def closed_with_term(organs: OrganQuerySet, year: int) -> Requests:
    """Closed in a year while their term ran: the denominator of the share on time. Withdrawn before receipt, or lapsed
    while the applicant was waited for, are not among them."""
    return closed(organs, year).exclude(case__due_on=None)


def closed_on_time(organs: OrganQuerySet, year: int) -> Requests:
    return closed_with_term(organs, year).filter(case__closed_on__lte=F("case__due_on"))


def answered(organs: OrganQuerySet, year: int) -> Requests:
    """Answered in a year; what was withdrawn or lapsed took no time of the office."""
    return closed_with_term(organs, year).exclude(report_row__startswith="（六）").exclude(case__received_on=None)


def open_now(organs: OrganQuerySet) -> Requests:
    return of(organs).filter(case__closed_on=None)


def overdue_now(organs: OrganQuerySet, today: date) -> Requests:
    """Open and past their due date today."""
    return open_now(organs).filter(case__due_on__lt=today)


def rated(organs: OrganQuerySet, year: int) -> Requests:
    """Closed in a year and rated by the applicant."""
    return closed(organs, year).exclude(satisfaction=None)


def satisfied(organs: OrganQuerySet, year: int) -> Requests:
    """Rated four or five."""
    return rated(organs, year).filter(satisfaction__gte=4)


def saved(organs: OrganQuerySet, year: int) -> QuerySet[Saved]:
    """Found in what is public before asking."""
    return Saved.objects.filter(record__organ__in=organs.order_by().values("pk"), on__year=year)


def times_saved(rows: QuerySet[Saved]) -> int:
    return rows.aggregate(all=Sum("times"))["all"] or 0


def saved_by_month(rows: QuerySet[Saved]) -> list[int]:
    """Twelve numbers, January first."""
    found = dict(rows.order_by().values_list("on__month").annotate(all=Sum("times")))
    return [found.get(month, 0) for month in range(1, 13)]


def most_saved(rows: QuerySet[Saved], limit: int = 20) -> list[tuple[Record, int]]:
    """The records that answered most often, with how often."""
    found = rows.order_by().values_list("record").annotate(all=Sum("times")).order_by("-all", "record")[:limit]
    records = Record.objects.select_related("current", "organ").in_bulk([pk for pk, _ in found])
    return [(records[pk], times) for pk, times in found]


def counts(requests: Requests, column: str) -> Counter[str]:
    """How many of each value of a column."""
    return Counter(dict(requests.order_by().values_list(column).annotate(n=Count("pk"))))


def working_days(requests: Requests, days: WorkCalendar) -> list[int]:
    """For each request the working days from receipt to closing, time that does not count included; sorted."""
    spans = requests.order_by().values_list("case__received_on", "case__closed_on").annotate(n=Count("pk"))
    found = (repeat(days.workdays_between(start, end), n) for start, end, n in spans)
    return sorted(value for values in found for value in values)


def percentile(values: list[int], share: float) -> int | None:
    """The value that this share of sorted ``values`` does not exceed (nearest rank); None of nothing."""
    return values[max(0, ceil(share * len(values)) - 1)] if values else None


def years(organs: OrganQuerySet) -> list[int]:
    """Years in which something was received, newest first."""
    return [day.year for day in of(organs).exclude(case__received_on=None).dates("case__received_on", "year", "DESC")]


def organs_of(site: object) -> OrganQuerySet:
    """Whose requests a site's statistics count: those of its owner and the organs below, closed ones included."""
    owner: Organ | None = getattr(site, "owner", None)
    return Organ.objects.within(owner) if owner else Organ.objects.all()


def share(part: int, whole: int) -> float | None:
    """In percent; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def bars(rows: Iterable[tuple[str, int]]) -> list[tuple[str, int, float]]:
    """Rows with the length of their bar, in percent of the longest."""
    given = list(rows)
    most = max((n for _, n in given), default=0) or 1
    return [(label, n, round(100 * n / most, 1)) for label, n in given]
