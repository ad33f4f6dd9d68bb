"""The applicant's side before there is a case: what is public already, the form. Receipt and following are in
foi.following, statistics in foi.statistics."""

from collections.abc import Sequence
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from gongkai.casework.parties.forms import signed_token
from gongkai.casework.parties.uploads import LARGEST, MOST
from gongkai.core import challenge, limits, typed
from gongkai.core.actions import Refused
from gongkai.core.bodies import takes
from gongkai.core.shells import PORTAL
from gongkai.foi import applicant
from gongkai.foi.following import SIDE, crumbs
from gongkai.foi.forms import RequestForm, WantedForm
from gongkai.foi.models import PROOFS
from gongkai.library.selectors import public
from gongkai.organs.models import Organ
from gongkai.organs.selectors import answering_organs
from gongkai.search.alike import alike
from gongkai.search.queries import Hit


@SIDE.private
def new(request: HttpRequest) -> HttpResponse:
    """Before asking: from whom and what; what is public already appears as they type."""
    wanted = WantedForm(initial={"organ": request.GET.get("organ")}, organs=answering_organs(request.site))
    return _start(request, wanted)


def _start(request: HttpRequest, form: WantedForm) -> HttpResponse:
    context = {"form": form, "organ": _organ(request, form["organ"].value())}
    context |= {"crumbs": crumbs("在线申请"), "title": "在线申请", "rail": "apply"}
    return render(request, "foi/start.html", context)


def _organ(request: HttpRequest, pk: object) -> Organ | None:
    number = typed.whole_number(str(pk or ""))
    return answering_organs(request.site).filter(pk=number).first() if number else None


@require_GET
@SIDE.private
def ways(request: HttpRequest) -> HttpResponse:
    """How to ask the chosen organ without this form, for the page that is being filled in."""
    return render(request, "foi/ways.html", {"organ": _organ(request, request.GET.get("organ"))})


@require_POST
@SIDE.private
@limits.limited("similar")
def similar(request: HttpRequest) -> HttpResponse:
    """The three public records that may be what is described, for the page that is being filled in."""
    return render(request, "foi/similar.html", {"hits": _hits(request)})


def _hits(request: HttpRequest) -> list[Hit]:
    root = request.site.root if request.site else None
    try:
        return alike(request.POST.get("description", ""), site_path=root.path if root else "")
    except Refused:
        return []


@require_POST
@SIDE.private
@limits.limited("saved")
def saved(request: HttpRequest, pk: int) -> HttpResponse:
    """“This is what I wanted”: counted, and on to the record."""
    record = get_object_or_404(public(request.site), pk=pk)
    applicant.count_saved(record=record, by=None)
    return redirect(record)


@takes((MOST + len(PROOFS)) * LARGEST)
@SIDE.private
def ask(request: HttpRequest) -> HttpResponse:
    """The form. It comes from the first step without a token, from itself with one."""
    if request.method != "POST":
        return redirect("portal:request_new")
    if "token" not in request.POST:
        wanted = WantedForm(request.POST, organs=answering_organs(request.site))
        if not wanted.is_valid():
            return _start(request, wanted)
        form = RequestForm(initial=wanted.cleaned_data, organs=answering_organs(request.site))
        return _form(request, form, signed_token(), _hits(request))
    organs = answering_organs(request.site)
    return SIDE.take(request, lambda: RequestForm(request.POST, request.FILES, organs=organs), partial(_form, request))


def _form(request: HttpRequest, form: RequestForm, token: str, hits: Sequence[Hit] = ()) -> HttpResponse:
    context = {
        "form": form,
        "token": token,
        "hits": hits,
        "challenge": challenge.new(),
        "crumbs": crumbs("在线申请"),
        "title": "填写申请",
        "rail": "apply",
    }
    return render(request, "foi/form.html", context)


PORTAL.add(
    path("requests/new/", new, name="request_new"),
    path("requests/ways/", ways, name="request_ways"),
    path("requests/similar/", similar, name="request_similar"),
    path("requests/saved/<int:pk>/", saved, name="request_saved"),
    path("requests/form/", ask, name="request_form"),
)


from gongkai.foi import following, statistics  # noqa: E402, F401 they build on this page
