"""Following a request with the number and code of its receipt (casework.parties.portal): what its page shows beside what
every case has, correcting, withdrawing, reasons, materials."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongkai.casework.letters.actions import type_of
from gongkai.casework.models import Case
from gongkai.casework.parties.portal import Side
from gongkai.casework.parties.uploads import LARGEST, MOST
from gongkai.core import typed
from gongkai.core.actions import Refused
from gongkai.core.bodies import takes
from gongkai.core.downloads import download
from gongkai.core.shells import PORTAL
from gongkai.foi import agency, applicant, excess, renewing, revoking, wording
from gongkai.foi.forms import CorrectionForm, ReasonsForm
from gongkai.foi.materials import actions as materials
from gongkai.foi.models import PROOFS, Published, Reasons, Request, Suggestion
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.receipts import opened
from gongkai.foi.selectors import superseded, the_same


def crumbs(last: str) -> list[tuple[str, str]]:
    return [("政务公开", reverse("portal:disclosure")), ("依申请公开", reverse("portal:apply")), (last, "")]


def _rate(*, case: Case, **given: Any) -> Any:
    return applicant.rate(request=case.request, **given)


def _shown(case: Case, page: dict[str, Any]) -> dict[str, Any]:
    """What only a request shows: the answer with its remedies, materials, what is to be corrected or given reasons for."""
    found, entries = case.request, page["entries"]
    outcome = OUTCOMES.get(found.outcome) if case.closed_on else None
    answer = next((letter for letter, _ in page["letters"] if type_of(letter).step in ("deliver", "lapse")), None)
    later = superseded(found) if case.closed_on else None
    asked_why = any(entry.type == "reasons_asked" for entry in entries)
    return {
        "found": found,
        "asked": next((e.data for e in reversed(entries) if e.type == "correction_asked"), {}),
        "reasons_until": excess.asked_until(case) if case.state == "handling" else None,
        "reasons": Reasons.objects.filter(pk=found.pk).first() if asked_why else None,
        "outcome": outcome,
        "superseded": later,
        "remedies": wording.remedies(found) if later is None else [],
        "last_days": wording.last_days(found, answer, page["days"]),
        "ground": wording.ground(outcome, answer),
        "overdue": "" if renewing.corrects_itself(case) else wording.OVERDUE,
        "others": others_of(found),
        "materials": materials.handed_to(found),
        "correction": CorrectionForm(prefix="c", lacking=agency.lacking(found)),
        "reasons_form": ReasonsForm(prefix="r"),
        **disclosure_of(found, bool(outcome and outcome.gives)),
    }


SIDE = Side(
    type="foi",
    name="request",
    root="requests",
    word="申请",
    section="portal:disclosure",
    crumbs=crumbs,
    slip="foi/receipt.html",
    page="foi/mine.html",
    frame="library/railed.html",
    around={"rail": "apply"},
    begin=("提出新的申请", "portal:request_new"),
    submit=applicant.submit_once,
    rate=_rate,
    lines=wording.timeline,
    states=wording.STATES,
    waiting=wording.waiting,
    shown=_shown,
    files=lambda case: case.request.enclosures.all(),
    revoked=revoking.revoked,
    opened=opened,
    related=("request__agent",),
)


@takes((MOST + len(PROOFS)) * LARGEST)
@require_POST
@SIDE.own
def correct(request: HttpRequest, case: Case) -> HttpResponse:
    form = CorrectionForm(request.POST, request.FILES, prefix="c", lacking=agency.lacking(case.request))
    if form.is_valid():
        try:
            applicant.answer_correction(request=case.request, by=None, **form.cleaned_data)
            return redirect("portal:request_mine")
        except Refused as refusal:
            form.refuse(refusal)
    return SIDE.render(request, case, correction=form)


@require_POST
@SIDE.own
def give_reasons(request: HttpRequest, case: Case) -> HttpResponse:
    form = ReasonsForm(request.POST, prefix="r")
    if form.is_valid():
        try:
            excess.give_reasons(request=case.request, by=None, **form.cleaned_data)
            return redirect("portal:request_mine")
        except Refused as refusal:
            form.refuse(refusal)
    return SIDE.render(request, case, reasons_form=form)


@require_POST
@SIDE.own
def withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    try:
        if request.POST.get("sure") != "yes":
            raise Refused("请先勾选确认，再撤回申请。")
        applicant.withdraw_request(request=case.request, by=None)
    except Refused as refusal:
        return SIDE.render(request, case, withdrawal_error=refusal.message)
    return redirect("portal:request_mine")


def followed(found: Request) -> QuerySet[Request]:
    """The request and those in which it is answered anew: the same query code opens them."""
    rows = Request.objects.filter(the_same(found), case__party__code_digest=found.party.code_digest)
    return rows.filter(case__party__erased_on=None).select_related("case__party").order_by("pk")


def others_of(found: Request) -> list[Request]:
    """Those that were not given up, besides the one that is followed; an open first request has none."""
    if found.case.closed_on is None and found.renews_id is None:
        return []
    return list(followed(found).exclude(pk=found.pk).exclude(outcome=renewing.STANDS))


@require_POST
@SIDE.own
def turn(request: HttpRequest, case: Case) -> HttpResponse:
    """From a request to the one in which it is answered anew."""
    other = followed(case.request).filter(pk=typed.whole_number(request.POST.get("to", ""))).first()
    if other is None:
        raise Http404
    SIDE.hold(request, other.case)
    return redirect("portal:request_mine")


def disclosure_of(found: Request, given: bool) -> dict[str, Any]:
    """Whether what was given is disclosed to all by now, and what became of the applicant's suggestion (条例 art. 44)."""
    if not given:
        return {}
    made = found.published.filter(kind=Published.DISCLOSED, record__state="released").select_related("record").last()
    suggestion = Suggestion.objects.filter(request=found).first()
    return {"given": True, "disclosed": made.record if made else None, "suggestion": suggestion}


@SIDE.own
def material(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """A file handed over with the answer, without what was taken out of it."""
    for given in materials.handed_to(case.request):
        if given.pk == pk:
            return download(materials.handed_over(given), given.handed_name, given.media_type)
    raise Http404


PORTAL.add(
    *SIDE.paths(),
    path("requests/mine/correct/", correct, name="request_correct"),
    path("requests/mine/reasons/", give_reasons, name="request_give_reasons"),
    path("requests/mine/withdraw/", withdraw, name="request_withdraw"),
    path("requests/mine/turn/", turn, name="request_turn"),
    path("requests/mine/materials/<int:pk>/", material, name="request_material"),
)
