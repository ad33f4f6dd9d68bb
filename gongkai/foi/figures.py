"""Figures of requests: every number is the size of a named set, so that it can be opened and reported.

Each function gives a queryset of requests; ``organs`` says of whom (see ``of``). A rate is of closed cases and names its
denominator; an open case is never “on time”. What is said of now does not ask for the period.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import repeat
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from gongkai.casework.reading import entitle
from gongkai.casework.selectors import calendar
from gongkai.core.figures import Period, figure, listed
from gongkai.foi import counted
from gongkai.foi.models import APPLICANTS, CHANNELS, Request, Saved
from gongkai.library.models import Record
from gongkai.organs.models import Organ, OrganQuerySet

Requests = QuerySet[Request]

ORGAN = ("答复机关", "case__organ__name")
MONTHS = {month: f"{month} 月" for month in range(1, 13)}
ASKED = {
    "organ": ORGAN,
    "month": ("收到月份", "case__received_on__month", MONTHS),
    "channel": ("提交渠道", "channel", CHANNELS),
    "applicant": ("申请人", "applicant_kind", APPLICANTS),
}
ENDED = {
    "organ": ORGAN,
    "month": ("办结月份", "case__closed_on__month", MONTHS),
    "row": ("办理结果（年报表三）", "report_row", counted.rows()),
}
SUBMITTED = {"organ": ORGAN, "channel": ASKED["channel"], "applicant": ASKED["applicant"]}
FOUND = {"organ": ("机构", "record__organ__name"), "month": ("月份", "on__month", MONTHS)}
PIECES, DAYS, LAW = "件", "个工作日", "条例第五十条"


def working_days(requests: Requests) -> list[float]:
    """For each request the working days from receipt to closing, time that does not count included."""
    days = calendar()
    spans = requests.order_by().values_list("case__received_on", "case__closed_on").annotate(n=Count("pk"))
    found = (repeat(days.workdays_between(start, end), n) for start, end, n in spans)
    return [value for values in found for value in values]


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


@figure("foi.received", "收到申请", PIECES, LAW, by=ASKED)
def received(organs: OrganQuerySet, period: Period) -> Requests:
    """Received in a year: by the day of receipt (条例 art. 31)."""
    return of(organs).filter(case__received_on__range=period)


@figure("foi.unconfirmed", "现在等待确认收到", PIECES, "条例第三十一条", by=SUBMITTED)
def unconfirmed(organs: OrganQuerySet, period: Period | None = None) -> Requests:
    """Submitted, not yet received: both sides have not confirmed, or the letter is not signed for."""
    return of(organs).filter(case__received_on=None, case__closed_on=None)


@figure("foi.closed", "办结申请", PIECES, LAW, by=ENDED)
def closed(organs: OrganQuerySet, period: Period) -> Requests:
    """Closed in a year, in whatever way; what was withdrawn before its receipt was never received, nor is it closed."""
    return of(organs).filter(case__closed_on__range=period, case__received_on__isnull=False)


@figure("foi.rectifications", "办结更正申请", PIECES, "条例第四十一条", by=ENDED)
def rectifications(organs: OrganQuerySet, period: Period) -> Requests:
    """Asked for the correction of a record (条例 art. 41) and closed in a year: no requests for disclosure."""
    closed_then = {"case__closed_on__range": period, "case__received_on__isnull": False}
    return asked_of(organs).filter(counted.RECTIFICATIONS, **closed_then)


@figure("foi.carried_out", "结转以后继续办理", PIECES, LAW, by=ASKED)
def carried_out(organs: OrganQuerySet, period: Period) -> Requests:
    """Received by the end of a period and not closed by then. What is received in the next and what is carried into it is
    what is closed in it and carried out of it (table 3: 一 + 二 = 三（七）+ 四)."""
    return _open_at_the_end_of(period.last, organs)


@figure("foi.carried_in", "上年结转", PIECES, LAW, by=ASKED)
def carried_in(organs: OrganQuerySet, period: Period) -> Requests:
    """Received before a period and not closed before it."""
    return _open_at_the_end_of(period.first - timedelta(1), organs)


def _open_at_the_end_of(day: date, organs: OrganQuerySet) -> Requests:
    still = Q(case__closed_on=None) | Q(case__closed_on__gt=day)
    return of(organs).filter(still, case__received_on__lte=day)


@figure("foi.closed_with_term", "办结的、起算了期限的", PIECES, "条例第三十三条", by=ENDED)
def closed_with_term(organs: OrganQuerySet, period: Period) -> Requests:
    """Closed in a year while their term ran: the denominator of the share on time. Withdrawn before receipt, or lapsed
    while the applicant was waited for, are not among them."""
    return closed(organs, period).exclude(case__due_on=None)


@figure("foi.on_time", "按期办结率", "%", "条例第三十三条", by=ENDED, share_of="foi.closed_with_term")
@figure("foi.closed_on_time", "按期办结", PIECES, "条例第三十三条", by=ENDED)
def closed_on_time(organs: OrganQuerySet, period: Period) -> Requests:
    return closed_with_term(organs, period).filter(case__closed_on__lte=F("case__due_on"))


@figure("foi.ninetieth", "九成申请的用时不超过", DAYS, "条例第三十三条", values=working_days, rank=0.9)
@figure("foi.median", "办理用时中位数", DAYS, "条例第三十三条", values=working_days, rank=0.5)
@figure("foi.answered", "已经答复", PIECES, "条例第三十三条", by=ENDED)
def answered(organs: OrganQuerySet, period: Period) -> Requests:
    """Answered in a year; what was withdrawn or lapsed took no time of the office."""
    return closed_with_term(organs, period).exclude(report_row__startswith="（六）").exclude(case__received_on=None)


@figure("foi.open", "现在在办", PIECES, LAW, by=SUBMITTED)
def open_now(organs: OrganQuerySet, period: Period | None = None) -> Requests:
    return of(organs).filter(case__closed_on=None)


@figure("foi.overdue", "现在超期未办结", PIECES, "条例第三十三条", by=SUBMITTED)
def overdue_now(organs: OrganQuerySet, period: Period | None = None) -> Requests:
    """Open and past their due date today."""
    return open_now(organs).filter(case__due_on__lt=timezone.localdate())


@figure("foi.rated", "申请人评价", PIECES, "", by=ENDED)
def rated(organs: OrganQuerySet, period: Period) -> Requests:
    """Closed in a year and rated by the applicant."""
    return closed(organs, period).filter(case__party__satisfaction__isnull=False)


@figure("foi.satisfaction", "申请人满意率", "%", "", by=ENDED, share_of="foi.rated")
@figure("foi.satisfied", "申请人给了 4 分或者 5 分", PIECES, "", by=ENDED)
def satisfied(organs: OrganQuerySet, period: Period) -> Requests:
    """Rated four or five."""
    return rated(organs, period).filter(case__party__satisfaction__gte=4)


@figure("foi.saved", "申请前已经解答", "次", "", by=FOUND, measure=Sum("times"))
def saved(organs: OrganQuerySet, period: Period) -> QuerySet[Saved]:
    """Found in what is public before asking."""
    return Saved.objects.filter(record__organ__in=organs.order_by().values("pk"), on__range=period)


def most_saved(rows: QuerySet[Saved], limit: int = 20) -> list[tuple[Record, int]]:
    """The records that answered most often, with how often."""
    found = rows.order_by().values_list("record").annotate(all=Sum("times")).order_by("-all", "record")[:limit]
    records = Record.objects.select_related("current", "organ").in_bulk([pk for pk, _ in found])
    return [(records[pk], times) for pk, times in found]


def years(organs: OrganQuerySet) -> list[int]:
    """Years in which something was received, newest first."""
    return [day.year for day in of(organs).exclude(case__received_on=None).dates("case__received_on", "year", "DESC")]


def organs_of(site: object) -> OrganQuerySet:
    """Whose requests a site's statistics count: those of its owner and the organs below, closed ones included."""
    owner: Organ | None = getattr(site, "owner", None)
    return Organ.objects.within(owner) if owner else Organ.objects.all()


def bars(rows: Iterable[tuple[str, int]]) -> list[tuple[str, int, float]]:
    """Rows with the length of their bar, in percent of the longest."""
    given = list(rows)
    most = max((n for _, n in given), default=0) or 1
    return [(label, n, round(100 * n / most, 1)) for label, n in given]


def _entitled(requests: Sequence[Request], user: Any) -> None:
    entitle([found.case for found in requests], user)


listed(
    Request,
    {
        "登记号": lambda found: found.case.number,
        "申请": lambda found: found.case.title,
        "答复机关": lambda found: found.case.organ.label,
        "收到": lambda found: found.case.received_on,
        "届满": lambda found: found.case.due_on,
        "办结": lambda found: found.case.closed_on,
        "结果": lambda found: found.get_outcome_display(),
    },
    page=lambda found: reverse("desk:case", args=[found.pk]),
    related=("case__organ", "case__handler"),
    prepare=_entitled,
)
listed(
    Saved,
    {
        "日期": lambda found: found.on,
        "信息": lambda found: found.record.title,
        "机构": lambda found: found.record.organ.label,
        "次数": lambda found: found.times,
    },
    page=lambda found: reverse("desk:record", args=[found.record_id]),
    related=("record__organ",),
)
