"""Papers of a request: what the applicant sent or handed in, and what an officer prints for them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from gongkai.casework.desk import not_open, panel, seen_case
from gongkai.casework.models import Case
from gongkai.casework.parties.forms import signed_token, token_of
from gongkai.casework.parties.receipts import code_of, new_token, receipt_of, shown_code
from gongkai.core import typed
from gongkai.core.actions import Refused
from gongkai.core.downloads import download
from gongkai.core.forms import Plain
from gongkai.core.shells import DESK
from gongkai.foi import actions, agency, applicant
from gongkai.foi.desk.requests import told_of
from gongkai.foi.forms import CONTACT, PaperCorrectionForm, WithdrawalForm
from gongkai.foi.models import Enclosure, Request


@panel("foi", order=11)
def papers_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """What came with the request and after it."""
    files = list(case.request.enclosures.all())
    supplements = list(case.request.supplements.all())
    for supplement in supplements:
        supplement.files = [file for file in files if file.supplement_id == supplement.pk]
    own = [file for file in files if file.supplement_id is None]
    if not own and not supplements:
        return None
    may_open = case.may(request.user, "handle")
    return "foi/papers_panel.html", {"files": own, "supplements": supplements, "may_open": may_open}


@require_GET
def enclosure(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file the applicant sent: kept by the browser, never shown in the page."""
    case = seen_case(request, pk, "foi")
    found = get_object_or_404(Enclosure.objects.select_related("request__case__organ"), pk=file, request=case.pk)
    return download(actions.open_enclosure(enclosure=found, by=request.user), found.name, found.media_type)


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to a correction notice that did not come online: its words and files are kept."""
    lacking = agency.lacking(seen_case(request, pk, "foi").request)
    form_class = partial(PaperCorrectionForm, lacking=lacking)
    return _step(request, pk, "receive_correction", form_class, applicant.answer_correction)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "withdraw", WithdrawalForm, applicant.withdraw_request)


def _step(
    request: HttpRequest, pk: int, code: str, form_class: Callable[..., Plain], deed: Callable[..., Any]
) -> HttpResponse:
    case = seen_case(request, pk, "foi")
    case.must(request.user, "handle")
    step, posted = case.flow.step(code), request.method == "POST"
    if step not in case.flow.open_steps(case):
        return not_open(request, case, step)
    form = form_class(request.POST if posted else typed.take(request), request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            deed(request=case.request, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"已登记“{step.label}”，记入台账。")
            return redirect("desk:case", pk)
    context = {"title": step.label, "back": reverse("desk:case", args=[pk]), "case": case, "form": form}
    return render(request, "casework/step.html", context)


def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new query code for an applicant who showed who they are. The answer to the form is the slip to print; sent again,
    it is shown again."""
    case = seen_case(request, pk, "foi")
    case.must(request.user, "handle")
    reason, wrong = request.POST.get("reason", "")[:200], ""
    token = token_of(request.POST.get("token", "")) or new_token()
    if request.method == "POST":
        try:
            if receipt_of(token) is None:
                applicant.renew_code(request=case.request, reason=reason, by=request.user, token=token)
            context = {"case": case, "code": shown_code(code_of(token)), "renewed": True}
            return render(request, "foi/entered.html", context)
        except Refused as refusal:
            wrong = refusal.message
    context = {"case": case, "reason": reason, "wrong": wrong, "token": signed_token()}
    return render(request, "foi/renew.html", context)


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What an applicant who cannot write said (条例 art. 29, 43), to be read out to them and signed."""
    case = seen_case(request, pk, "foi")
    found = get_object_or_404(Request, pk=case.pk, channel="oral", case__party__erased_on=None)
    shown = actions.reveal(request=found, reason="打印申请表，供申请人核对签名", by=request.user)
    contact = [(label, shown["contact"][way]) for way, label in CONTACT.items() if shown["contact"].get(way)]
    helper = case.entries.select_related("by").get(type="submitted").by
    context = {"case": case, "found": found, "shown": shown, "contact": contact, "helper": helper}
    context["agent"] = told_of(shown["agent"])
    return render(request, "foi/sheet.html", context)


DESK.add(
    path("requests/<int:pk>/files/<int:file>/", enclosure, name="request_file"),
    path("requests/<int:pk>/correction/", correct, name="request_correction"),
    path("requests/<int:pk>/withdrawal/", withdraw, name="request_withdrawal"),
    path("requests/<int:pk>/code/", renew, name="request_code"),
    path("requests/<int:pk>/application/", sheet, name="request_sheet"),
)
