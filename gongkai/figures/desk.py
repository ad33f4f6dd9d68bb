"""Every figure on the desk: what it says and means, what it is made up of, and the rows behind it."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from gongkai.core.figures import FIGURES, LISTINGS, Opened
from gongkai.core.listing import SIZE, Order, cursors, page
from gongkai.core.shells import DESK
from gongkai.figures.opening import Asked, as_data
from gongkai.organs.access import needs


@require_safe
@needs("view")
def figures(request: HttpRequest) -> HttpResponse:
    """What is counted, by its law."""
    return render(request, "figures/figures.html", {"figures": FIGURES.values()})


@require_safe
@needs("view")
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure of the organs in reach, opened to its rows; ``?format=json`` for a program."""
    if code not in FIGURES:
        raise Http404
    asked = Asked(request.GET, user=request.user, figure=FIGURES[code])
    opened = Opened(FIGURES[code], asked.organs(), asked.span(), asked.cleaned_data.get("by", ""))
    if request.GET.get("format") == "json":
        return JsonResponse(as_data(opened), json_dumps_params={"ensure_ascii": False, "indent": 1})
    return render(request, "figures/figure.html", {"asked": asked, "opened": opened, **_shown(request, opened)})


def _shown(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """One page of rows, of all of them or of one part, and the addresses from here."""
    part = request.GET.get("is") if opened.column else None
    rows, listing = opened.rows(part), LISTINGS[opened.rows().model]
    shown = page(rows.select_related(*listing.related), Order(), size=SIZE, **cursors(request.GET))
    listing.prepare(shown.rows, request.user)
    here = {name: request.GET[name] for name in ("organ", "period", "by", "is") if request.GET.get(name)}
    if part is not None:
        here["is"] = part
    return {
        "heads": list(listing.columns),
        "rows": [(listing.page(row), [_cell(said(row)) for said in listing.columns.values()]) for row in shown.rows],
        "part": part,
        "part_words": next((one.words for one in opened.parts() if one.value == part), "") if part is not None else "",
        "query": urlencode({name: value for name, value in here.items() if name not in ("is", "by")}),
        "here": urlencode(here),
        "page": shown,
    }


def _cell(value: Any) -> tuple[Any, str]:
    """What a cell says, and how it stands: days and numbers do not break."""
    return ("" if value is None else value), "num" if isinstance(value, date | int) else "brief"


DESK.add(
    path("figures/", figures, name="figures"),
    path("figures/<str:code>/", figure, name="figure"),
)
DESK.nav("统计数字", "desk:figures", group="办件", permission="view", icon="sigma", order=48)
