"""The public statistics page: what was asked, how it ended, how long it took. Kept; thrown away daily and when a case
opens or closes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from gongkai.casework.selectors import calendar
from gongkai.core.pages import shows, stored
from gongkai.core.shells import PORTAL
from gongkai.foi import figures, identity
from gongkai.foi.disputes import figures as disputes
from gongkai.foi.models import CHANNELS
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.portal import crumbs


@stored
def statistics(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """One year; without a year this one."""
    organs, today = figures.organs_of(request.site), timezone.localdate()
    years = sorted({*figures.years(organs), today.year}, reverse=True)
    chosen = today.year if year is None else year
    if chosen not in years:
        raise Http404
    shows(request, "list:foi", "list:review", "list:suit")
    request.section = "portal:disclosure"  # type: ignore[attr-defined]
    context = {
        "title": "依申请公开办理情况统计",
        "rail": "apply",
        "crumbs": crumbs("办理情况统计"),
        "year": chosen,
        "years": years,
        "this_year": today.year,
        "at": timezone.localtime(),
        **_counted(organs, chosen),
        "disputes": disputes.table(organs, chosen),
    }
    if chosen == today.year:
        context["open"] = figures.open_now(organs).count()
        context["overdue"] = figures.overdue_now(organs, today).count()
        context["unconfirmed"] = figures.unconfirmed(organs).count()
    return render(request, "foi/statistics.html", context)


def _counted(organs: Any, year: int) -> dict[str, Any]:
    channels = figures.counts(figures.received(organs, year), "channel")
    kinds = figures.counts(figures.received(organs, year), "applicant_kind")
    rows = figures.counts(figures.closed(organs, year), "report_row")
    with_term = figures.closed_with_term(organs, year).count()
    on_time = figures.closed_on_time(organs, year).count()
    days = figures.working_days(figures.answered(organs, year), calendar())
    rated, satisfied = figures.rated(organs, year).count(), figures.satisfied(organs, year).count()
    return {
        "received": channels.total(),
        "carried_in": figures.carried_over(organs, year - 1).count(),
        "carried_out": figures.carried_over(organs, year).count(),
        "closed": rows.total(),
        "tables": [
            ("提交渠道", "本年收到", figures.bars((label, channels[code]) for code, label in CHANNELS.items())),
            ("申请人", "本年收到", figures.bars((label, kinds[code]) for code, label in identity.APPLICANTS.items())),
            ("办理结果", "本年办结", figures.bars((label, rows[row]) for row, label in report_rows() if rows[row])),
        ],
        "with_term": with_term,
        "on_time": on_time,
        "on_time_share": figures.share(on_time, with_term),
        "answered": len(days),
        "median": figures.percentile(days, 0.5),
        "ninetieth": figures.percentile(days, 0.9),
        "rated": rated,
        "satisfied": satisfied,
        "satisfied_share": figures.share(satisfied, rated),
        "saved": figures.times_saved(figures.saved(organs, year)),
    }


def report_rows() -> list[tuple[str, str]]:
    """Rows of table 3 of the annual report in order, with what they count."""
    labels: dict[str, str] = {}
    for outcome in OUTCOMES.values():
        plain = outcome.row if outcome.row[3:].isalpha() else f"{outcome.row} {outcome.label}"
        if outcome.row:
            labels.setdefault(outcome.row, plain)
    return list(labels.items())


PORTAL.add(
    path("requests/statistics/", statistics, name="request_statistics"),
    path("requests/statistics/<int:year>/", statistics, name="request_statistics_year"),
)
