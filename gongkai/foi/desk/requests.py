"""Desk pages of requests: entering what came over the counter, by post, fax or word of mouth; identity on the case
page, masked until revealed with a reason."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from gongkai.casework.desk import ENTRIES, panel, seen_case
from gongkai.casework.models import Case
from gongkai.casework.parties.forms import signed_token, token_of
from gongkai.casework.parties.receipts import Receipt, new_token, receipt_of, shown_code
from gongkai.casework.reading import entitle, in_reading, may_read
from gongkai.casework.selectors import reading_of
from gongkai.core import typed
from gongkai.core.actions import Refused
from gongkai.core.shells import DESK
from gongkai.foi import actions, agency, applicant, charging
from gongkai.foi.forms import CONTACT, EntryForm
from gongkai.foi.models import Agent, Request
from gongkai.foi.selectors import similar_requests
from gongkai.organs.access import needs


@needs("handle")
def enter(request: HttpRequest) -> HttpResponse:
    """Register a request for an applicant. The answer to the form is the receipt: sent again, it is shown again, and
    the query code is kept nowhere."""
    posted = request.method == "POST"
    token = token_of(request.POST.get("token", ""))
    if token and (receipt := receipt_of(token)):
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
    found = Request.objects.select_related("agent").get(pk=case.pk)
    found.case = case
    readable = Request.objects.filter(in_reading(request.user, "case__"))
    similar = similar_requests(found, readable)
    entitle([other.case for other, _ in similar.alike], request.user)
    return "foi/panel.html", {
        "found": found,
        "agent": found.through,
        "lacking": agency.named(agency.lacking(found)),
        "may_ask": _may_ask(request.user, case),
        "may_reveal": case.may(request.user, "handle") and not found.party.erased_on,
        "by_items": charging.fee_by_items(found),
        "uncounted": charging.uncounted(found),
        "may_count": case.may(request.user, "handle")
        and found.fee is None
        and case.closed_on is None
        and not found.renews_id,
        "similar": similar,
        "reveals": actions.reveals_of(found),
    }


def _may_ask(user: Any, case: Case) -> bool:
    """Whether a correction notice can be drawn up now."""
    step = case.flow.step("ask_correction")
    return step in case.flow.open_steps(case) and case.may(user, step.permission)


@panel("foi", order=10, neutral=True)
def sealed_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """To whoever may look but not read: what kind of request it is, and the way to its words."""
    if may_read(request.user, case):
        return None
    return "foi/sealed_panel.html", {"found": case.request, "reveals": actions.reveals_of(case.request)}


def closed_request(request: HttpRequest, pk: int) -> tuple[Case, Request]:
    """For the pages of what comes after the answer."""
    case = seen_case(request, pk, "foi")
    if case.closed_on is None:
        raise Http404
    return case, get_object_or_404(Request, pk=case.pk)


def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Once, after a reason: identity and contact for those who handle the case, what was written for those who may look
    but not read. Nothing of it is stored in the session or cached."""
    case = seen_case(request, pk, "foi")
    found = get_object_or_404(Request, pk=case.pk)
    reads, reason = may_read(request.user, case), request.POST.get("reason", "")[:200]
    if reads:
        case.must(request.user, "handle")
    what = "申请人身份信息" if reads else "申请内容"
    context: dict[str, Any] = {"case": case, "reason": reason, "what": what, "reveals": actions.reveals_of(found)}
    if request.method == "POST":
        try:
            context["shown"] = (_identity if reads else _words)(found, reason, request.user)
        except Refused as refusal:
            context["wrong"] = refusal.message
    return render(request, "foi/reveal.html", context)


def _identity(found: Request, reason: str, user: Any) -> list[tuple[str, str]]:
    shown = actions.reveal(request=found, reason=reason, by=user)
    contact = [(CONTACT.get(way, way), value) for way, value in shown["contact"].items() if value]
    return [("姓名或名称", shown["name"]), (shown["document"], shown["identifier"]), *contact, *told_of(shown["agent"])]


def told_of(agent: Agent | None) -> list[tuple[str, str]]:
    """Who acts for the applicant, as (label, value)."""
    if agent is None:
        return []
    number, phone = (f"代理人{agent.get_document_display()}", agent.identifier), ("代理人联系电话", agent.phone)
    return [("代理人姓名", agent.name), *((label, value) for label, value in (number, phone) if value)]


def _words(found: Request, reason: str, user: Any) -> list[tuple[str, str]]:
    return actions.reveal_words(request=found, reason=reason, by=user)


DESK.add(
    path("requests/new/", enter, name="request_new"),
    path("requests/<int:pk>/identity/", reveal, name="request_identity"),
)
ENTRIES.add("desk:request_new", "登记申请")
