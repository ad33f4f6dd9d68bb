"""The applicant's side: before asking, asking, the receipt. Following is in foi.following, statistics in foi.statistics."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from gongkai.casework.parties.forms import signed_token, token_of
from gongkai.casework.parties.receipts import code_of, receipt_of, shown_code
from gongkai.casework.parties.uploads import LARGEST, MOST
from gongkai.core import challenge, limits, typed
from gongkai.core.actions import Refused
from gongkai.core.bodies import takes
from gongkai.core.shells import PORTAL
from gongkai.foi import applicant
from gongkai.foi.forms import RequestForm, WantedForm
from gongkai.foi.models import PROOFS
from gongkai.library.selectors import public
from gongkai.organs.models import Organ
from gongkai.organs.selectors import answering_organs
from gongkai.search.alike import alike
from gongkai.search.queries import Hit

SHOWN_FOR = 15 * 60  # seconds the receipt can be looked at again in the browser that asked
TOO_OFTEN = "您提交得过于频繁，请过一分钟再试，填写的内容都还在。"


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that shows what belongs to one person: no browser, proxy or store keeps it."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.section = "portal:disclosure"  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    return run


def too_often(name: str, request: HttpRequest) -> bool:
    return limits.count(name, request.META.get("REMOTE_ADDR", "")) > settings.LIMITS[name]


def crumbs(last: str) -> list[tuple[str, str]]:
    return [("政务公开", reverse("portal:disclosure")), ("依申请公开", reverse("portal:apply")), (last, "")]


@private
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
@private
def ways(request: HttpRequest) -> HttpResponse:
    """How to ask the chosen organ without this form, for the page that is being filled in."""
    return render(request, "foi/ways.html", {"organ": _organ(request, request.GET.get("organ"))})


@require_POST
@private
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
@private
@limits.limited("saved")
def saved(request: HttpRequest, pk: int) -> HttpResponse:
    """“This is what I wanted”: counted, and on to the record."""
    record = get_object_or_404(public(request.site), pk=pk)
    applicant.count_saved(record=record, by=None)
    return redirect(record)


@takes((MOST + len(PROOFS)) * LARGEST)
@private
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
    return _submit(request)


def _submit(request: HttpRequest) -> HttpResponse:
    token = token_of(request.POST["token"])
    if token and (receipt := receipt_of(token)):
        return _to_receipt(request, token, receipt.case.pk)
    form = RequestForm(request.POST, request.FILES, organs=answering_organs(request.site))
    # files first and without the challenge: a mistake must not use it up
    if form.is_valid():
        try:
            if too_often("ask", request):
                raise Refused(TOO_OFTEN)
            if not token:
                raise Refused("页面打开得太久了，请再按一次提交，填写的内容都还在。")
            receipt = applicant.submit_once(token=token, solution=request.POST, **form.facts())
            return _to_receipt(request, token, receipt.case.pk)
        except Refused as refusal:
            form.refuse(refusal)
    signed = request.POST["token"] if token else signed_token()
    return _form(request, form, signed, [])


def _form(request: HttpRequest, form: RequestForm, token: str, hits: list[Hit]) -> HttpResponse:
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


def _to_receipt(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    request.session["foi_receipt"] = {"token": token, "until": time.time() + SHOWN_FOR}
    return redirect("portal:request_receipt")


@private
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and code, in the browser that asked and for a quarter of an hour; then the code is nowhere."""
    held = request.session.get("foi_receipt") or {}
    if request.method == "POST" or held.get("until", 0) < time.time():
        request.session.pop("foi_receipt", None)
        return redirect("portal:request_follow")
    found = receipt_of(held["token"])
    if found is None:
        return redirect("portal:request_follow")
    code = code_of(held["token"])
    context = {"case": found.case, "code": shown_code(code), "crumbs": crumbs("回执"), "title": "申请回执"}
    return render(request, "foi/receipt.html", context)


PORTAL.add(
    path("requests/new/", new, name="request_new"),
    path("requests/ways/", ways, name="request_ways"),
    path("requests/similar/", similar, name="request_similar"),
    path("requests/saved/<int:pk>/", saved, name="request_saved"),
    path("requests/form/", ask, name="request_form"),
    path("requests/receipt/", receipt, name="request_receipt"),
)


from gongkai.foi import following, statistics  # noqa: E402, F401 they build on this page
