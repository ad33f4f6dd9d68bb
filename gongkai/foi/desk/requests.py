"""Desk pages of requests: entering what came over the counter, by post, fax or word of mouth; identity on the case
page, masked until revealed with a reason."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from gongkai.casework.desk import ENTRIES, panel, seen_case
from gongkai.casework.models import Case
from gongkai.casework.selectors import reading_of
from gongkai.core import typed
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.shells import DESK
from gongkai.foi import actions, applicant, charging
from gongkai.foi.actions import Receipt, new_token, shown_code
from gongkai.foi.forms import CONTACT, EntryForm, signed_token, token_of
from gongkai.foi.models import Request
from gongkai.foi.selectors import similar_requests
from gongkai.organs.access import needs


@needs("handle")
def enter(request: HttpRequest) -> HttpResponse:
    """Register a request for an applicant. The answer to the form is the receipt: sent again, it is shown again, and
    the query code is kept nowhere."""
    posted = request.method == "POST"
    token = token_of(request.POST.get("token", ""))
    if token and (receipt := applicant.receipt_of(token)):
        return _receipt(request, receipt)
    form = EntryForm(
        request.POST if posted else typed.take(request),
        request.FILES if posted else None,
        organs=request.user.organs_for("handle"),
    )
    if posted and form.is_valid():
        try:
            token = token or new_token()
            return _receipt(request, applicant.submit_once(token=token, solution={}, by=request.user, **form.facts()))
        except NotAllowed:
            raise
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "token": request.POST["token"] if token else signed_token()}
    return render(request, "foi/enter.html", context)


def _receipt(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    context = {"case": receipt.case, "code": shown_code(receipt.code), "reading": reading_of(receipt.case)}
    return render(request, "foi/entered.html", context)


@panel("foi", order=10)
def request_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]]:
    """What is asked, verbatim, and who asks, masked."""
    found = case.request
    return "foi/panel.html", {
        "found": found,
        "may_reveal": request.user.may("handle", case.organ) and not found.erased_on,
        "by_items": charging.fee_by_items(found),
        "may_count": request.user.may("handle", case.organ) and found.fee is None and case.closed_on is None,
        "similar": similar_requests(found, Request.objects.visible_to(request.user)),
    }


def closed_request(request: HttpRequest, pk: int) -> tuple[Case, Request]:
    """For the pages of what comes after the answer."""
    case = seen_case(request, pk, "foi")
    if case.closed_on is None:
        raise Http404
    return case, get_object_or_404(Request, pk=case.pk)


def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Identity and contact, once, after a reason; nothing of it is stored in the session or cached."""
    case = seen_case(request, pk, "foi")
    found = get_object_or_404(Request, pk=case.pk)
    request.user.must("handle", case.organ)
    context: dict[str, Any] = {"case": case, "reason": request.POST.get("reason", "")[:200]}
    if request.method == "POST":
        try:
            context["revealed"] = actions.reveal(request=found, reason=context["reason"], by=request.user)
            context["contact"] = [(CONTACT.get(k, k), v) for k, v in context["revealed"]["contact"].items() if v]
        except Refused as refusal:
            if isinstance(refusal, NotAllowed):
                raise
            context["wrong"] = refusal.message
    return render(request, "foi/reveal.html", context)


DESK.add(
    path("requests/new/", enter, name="request_new"),
    path("requests/<int:pk>/identity/", reveal, name="request_identity"),
)
ENTRIES.append(("登记申请", "desk:request_new"))
