"""The public statistics page: what was asked, how it ended, how long it took. Kept; thrown away daily and when a case
opens or closes."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from gongkai.core.figures import FIGURES, Opened, Period, percentile, share, year_of
from gongkai.core.pages import shows, stored
from gongkai.core.shells import PORTAL
from gongkai.foi import counted, figures
from gongkai.foi.disputes import figures as disputes
from gongkai.foi.following import crumbs
from gongkai.foi.models import APPLICANTS, CHANNELS

COUNTED = ("carried_in", "carried_out", "closed_with_term", "closed_on_time", "rated", "satisfied", "saved")
TOOK = {"median": FIGURES["foi.median"].rank, "ninetieth": FIGURES["foi.ninetieth"].rank}


PUBLIC = {
    *COUNTED,
    *TOOK,
    "answered",
    "received",
    "closed",
    "on_time",
    "satisfaction",
    "rectifications",
    *disputes.CELLS,
}
TAGS = ("list:foi", "list:review", "list:suit")


@stored
def statistics(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """One year; without a year this one."""
    organs, today = figures.organs_of(request.site), timezone.localdate()
    years = sorted({*figures.years(organs), today.year}, reverse=True)
    chosen = today.year if year is None else year
    if chosen not in years:
        raise Http404
    shows(request, *TAGS)
    request.section = "portal:disclosure"  # type: ignore[attr-defined]
    context = {
        "title": "依申请公开办理情况统计",
        "rail": "apply",
        "crumbs": crumbs("办理情况统计"),
        "year": chosen,
        "years": years,
        "this_year": today.year,
        "at": timezone.localtime(),
        **_counted(organs, year_of(chosen)),
        "disputes": disputes.table(organs, year_of(chosen)),
    }
    if chosen == today.year:
        for name in ("open", "overdue", "unconfirmed"):
            context[name] = FIGURES[f"foi.{name}"].of(organs, year_of(chosen))
    return render(request, "foi/statistics.html", context)


def _counted(organs: Any, period: Period) -> dict[str, Any]:
    """The numbers of the page, by the last part of the code of their figure; what they are broken down by."""
    numbers = {name: FIGURES[f"foi.{name}"].of(organs, period) for name in COUNTED}
    days = sorted(figures.working_days(figures.answered(organs, period)))  # one reading for three figures
    numbers |= {"answered": len(days)} | {name: percentile(days, rank) for name, rank in TOOK.items()}
    received = FIGURES["foi.received"]
    channels, kinds = (received.split(organs, period, by) for by in ("channel", "applicant"))
    rows = FIGURES["foi.closed"].split(organs, period, "row")
    counted_apart = None if settings.RECTIFICATION_COUNTED else FIGURES["foi.rectifications"].of(organs, period)
    return {
        **numbers,
        "received": sum(channels.values()),
        "rectifications": counted_apart,
        "closed": sum(rows.values()),
        "on_time": share(numbers["closed_on_time"], numbers["closed_with_term"]),
        "satisfaction": share(numbers["satisfied"], numbers["rated"]),
        "tables": [
            ("提交渠道", "本年收到", _bars(CHANNELS, channels)),
            ("申请人", "本年收到", _bars(APPLICANTS, kinds)),
            ("办理结果", "本年办结", [bar for bar in _bars(counted.rows(), rows) if bar[1]]),
        ],
    }


@stored
def opened(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """One number of the page: what it means, and what it is made up of. Its rows are people's requests: the public sees
    those whose answers are public, the desk all of them (gongkai.figures)."""
    organs = figures.organs_of(request.site)
    if name not in PUBLIC or year not in {*figures.years(organs), timezone.localdate().year}:
        raise Http404
    shows(request, *TAGS)
    request.section = "portal:disclosure"  # type: ignore[attr-defined]
    figure = FIGURES[f"foi.{name}"]
    context = {
        "title": f"{year} 年{figure.name}",
        "rail": "apply",
        "crumbs": [
            *crumbs("办理情况统计")[:-1],
            ("办理情况统计", reverse("portal:request_statistics")),
            (figure.name, ""),
        ],
        "year": year,
        "this_year": timezone.localdate().year,
        "opened": [Opened(figure, organs, year_of(year), by) for by in figure.by or ("",)],
    }
    return render(request, "foi/figure.html", context)


def _bars(words: dict[str, str], numbers: dict[str, Any]) -> list[tuple[str, int, float]]:
    return figures.bars((label, numbers.get(value, 0)) for value, label in words.items())


PORTAL.add(
    path("requests/statistics/", statistics, name="request_statistics"),
    path("requests/statistics/<int:year>/", statistics, name="request_statistics_year"),
    path("requests/statistics/<int:year>/<str:name>/", opened, name="request_figure"),
)
