"""How many requests what is public already saved: by month, and which records answered most often."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongkai.core import typed
from gongkai.core.figures import FIGURES, year_of
from gongkai.core.shells import DESK
from gongkai.foi import figures
from gongkai.organs.access import needs


@require_GET
@needs("view")
def saved(request: HttpRequest) -> HttpResponse:
    """One year of the organs in reach; this one unless asked for another."""
    this_year = timezone.localdate().year
    asked = typed.whole_number(request.GET.get("year", ""))
    year = asked if asked and 2000 <= asked <= this_year else this_year
    organs, period = request.user.organs_for("view"), year_of(year)
    months = FIGURES["foi.saved"].split(organs, period, "month")
    context = {
        "year": year,
        "years": range(this_year, this_year - 3, -1),
        "times": sum(months.values()),
        "months": figures.bars((label, months.get(month, 0)) for month, label in figures.MONTHS.items()),
        "records": figures.most_saved(figures.saved(organs, period)),
    }
    return render(request, "foi/saved.html", context)


DESK.add(path("requests/saved/", saved, name="requests_saved"))
DESK.nav("申请前已解答", "desk:requests_saved", group="办件", permission="view", icon="circle-check-big", order=47)
