"""Following a request with the number and code of its receipt: state, clock, letters, remedies; correcting, withdrawing,
rating. No account: the session of this browser holds which request it is, for half an hour after the last look."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.casework.letters.actions import kept_file, type_of
from gongkai.casework.models import Letter
from gongkai.casework.parties.forms import FollowForm, SatisfactionForm
from gongkai.casework.parties.receipts import find_own
from gongkai.casework.parties.uploads import LARGEST, MOST
from gongkai.casework.selectors import as_read, calendar, shown_reading
from gongkai.core import trouble, typed, vault
from gongkai.core.actions import Refused
from gongkai.core.bodies import takes
from gongkai.core.downloads import download
from gongkai.core.patience import impatient
from gongkai.core.shells import PORTAL
from gongkai.foi import agency, applicant, excess, renewing, revoking, wording
from gongkai.foi.forms import CorrectionForm, ReasonsForm
from gongkai.foi.materials import actions as materials
from gongkai.foi.models import PROOFS, Published, Reasons, Request, Suggestion
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.portal import crumbs, private, too_often
from gongkai.foi.receipts import opened
from gongkai.foi.selectors import superseded, the_same

log = logging.getLogger(__name__)

IDLE = 30 * 60  # seconds
SEEN = "foi_seen"
WRONG = "登记号或者查询码不对，请对照回执核对。查询码遗失的，请带有效证件到受理机关补办。"


@private
def follow(request: HttpRequest) -> HttpResponse:
    """Number and code. One sentence for whatever is wrong."""
    form = FollowForm(request.POST or None)
    status = 200
    if request.method == "POST" and too_often("follow", request):
        form.add_error(None, "查询得过于频繁，请过一分钟再试。")
        status = 429
    elif request.method == "POST" and form.is_valid():
        found = find_own(form.cleaned_data["number"], form.cleaned_data["code"], "foi")
        if found:
            request.session.cycle_key()
            _hold(request, found.request)
            return _seen(redirect("portal:request_mine"), request)
        form.add_error(None, WRONG)
    context = {"form": form, "crumbs": crumbs("查询办理进度"), "title": "查询办理进度", "rail": "apply"}
    return render(request, "casework/parties/follow.html", context, status=status)


def _hold(request: HttpRequest, found: Request) -> None:
    request.session["foi_case"] = {"pk": found.pk, "code": found.party.code_digest}


def _seen(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """The half hour begins anew for what is held: a signed note in the browser, so that looking writes nothing."""
    response.set_signed_cookie(
        SEEN,
        str(request.session["foi_case"]["pk"]),
        salt=SEEN,
        path="/requests/",
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response


def own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view of the request that this browser follows; else to the number and code."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        held = request.session.get("foi_case") or {}
        found = None
        seen = request.get_signed_cookie(SEEN, default="", salt=SEEN, max_age=IDLE)
        if held and seen == str(held["pk"]):
            rows = Request.objects.select_related("case__organ__parent", "case__party", "agent")
            rows = rows.filter(case__party__erased_on=None, case__party__code_digest=held.get("code"))
            found = rows.filter(pk=held["pk"]).first()  # a new code ends what the old one opened
        if found is None:
            return redirect("portal:request_follow")
        return _seen(view(request, found, *args, **kwargs), request)

    return private(run)


@own
def mine(request: HttpRequest, found: Request) -> HttpResponse:
    return _mine(request, found)


def _mine(request: HttpRequest, found: Request, **forms: Any) -> HttpResponse:
    case = found.case
    prefetch_related_objects([case], "entries")
    entries, days, today = as_read(case.entries.all()), calendar(), timezone.localdate()
    reading = shown_reading(case, days=days)
    outcome = OUTCOMES.get(found.outcome) if case.closed_on else None
    sent = received_letters(found)
    answer = next((letter for letter, _ in sent if type_of(letter).step in ("deliver", "lapse")), None)
    later = superseded(found) if case.closed_on else None
    asked_why = any(entry.type == "reasons_asked" for entry in entries)
    context = {
        "found": found,
        "case": case,
        "reading": reading,
        "left": days.workdays_between(today, reading.due) if reading.due else None,
        "late_by": days.workdays_between(reading.due, today) if reading.due and not case.closed_on else 0,
        "state": wording.STATES[case.state],
        "waiting": wording.waiting(case, entries),
        "lines": wording.timeline(entries),
        "asked": next((e.data for e in reversed(entries) if e.type == "correction_asked"), {}),
        "reasons_until": excess.asked_until(case) if case.state == "handling" else None,
        "reasons": Reasons.objects.filter(pk=found.pk).first() if asked_why else None,
        "outcome": outcome,
        "superseded": later,
        "remedies": wording.remedies(found) if later is None else [],
        "last_days": wording.last_days(found, answer, days),
        "ground": wording.ground(outcome, answer),
        "letters": sent,
        "own_term": renewing.corrects_itself(case),
        "others": others_of(found),
        "materials": materials.handed_to(found),
        "enclosures": found.enclosures.select_related("supplement"),
        "correction": CorrectionForm(prefix="c", lacking=agency.lacking(found)),
        "reasons_form": ReasonsForm(prefix="r"),
        "satisfaction": SatisfactionForm(prefix="s"),
        **disclosure_of(found, bool(outcome and outcome.gives)),
        "crumbs": crumbs("我的申请"),
        "title": "我的申请",
    }
    return render(request, "foi/mine.html", context | forms)


@takes((MOST + len(PROOFS)) * LARGEST)
@require_POST
@own
def correct(request: HttpRequest, found: Request) -> HttpResponse:
    form = CorrectionForm(request.POST, request.FILES, prefix="c", lacking=agency.lacking(found))
    if form.is_valid():
        try:
            applicant.answer_correction(request=found, by=None, **form.cleaned_data)
            return redirect("portal:request_mine")
        except Refused as refusal:
            form.refuse(refusal)
    return _mine(request, found, correction=form)


@require_POST
@own
def give_reasons(request: HttpRequest, found: Request) -> HttpResponse:
    form = ReasonsForm(request.POST, prefix="r")
    if form.is_valid():
        try:
            excess.give_reasons(request=found, by=None, **form.cleaned_data)
            return redirect("portal:request_mine")
        except Refused as refusal:
            form.refuse(refusal)
    return _mine(request, found, reasons_form=form)


@require_POST
@own
def withdraw(request: HttpRequest, found: Request) -> HttpResponse:
    try:
        if request.POST.get("sure") != "yes":
            raise Refused("请先勾选确认，再撤回申请。")
        applicant.withdraw_request(request=found, by=None)
    except Refused as refusal:
        return _mine(request, found, withdrawal_error=refusal.message)
    return redirect("portal:request_mine")


@require_POST
@own
def rate(request: HttpRequest, found: Request) -> HttpResponse:
    form = SatisfactionForm(request.POST, prefix="s")
    if form.is_valid():
        try:
            applicant.rate(request=found, by=None, **form.cleaned_data)
            return redirect("portal:request_mine")
        except Refused as refusal:
            form.refuse(refusal)
    return _mine(request, found, satisfaction=form)


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
@own
def turn(request: HttpRequest, found: Request) -> HttpResponse:
    """From a request to the one in which it is answered anew."""
    other = followed(found).filter(pk=typed.whole_number(request.POST.get("to", ""))).first()
    if other is None:
        raise Http404
    _hold(request, other)
    return redirect("portal:request_mine")


@own
def enclosure(request: HttpRequest, found: Request, pk: int) -> HttpResponse:
    """A file the applicant sent, given back to them: never shown in the page."""
    file = found.enclosures.filter(pk=pk).first()
    if file is None:
        raise Http404
    return download(vault.read(file.key), file.name, file.media_type)


def disclosure_of(found: Request, given: bool) -> dict[str, Any]:
    """Whether what was given is disclosed to all by now, and what became of the applicant's suggestion (条例 art. 44)."""
    if not given:
        return {}
    made = found.published.filter(kind=Published.DISCLOSED, record__state="released").select_related("record").last()
    suggestion = Suggestion.objects.filter(request=found).first()
    return {"given": True, "disclosed": made.record if made else None, "suggestion": suggestion}


def received_letters(found: Request) -> list[tuple[Letter, str]]:
    """Letters sent to the applicant with their titles, newest first; what went to third parties is not theirs to see."""
    sent = list(found.case.letters.filter(state=Letter.SENT).select_related("case").order_by("-sent_on", "-pk"))
    revoked = revoking.revoked(sent)
    return [
        (letter, type_of(letter).title + ("（已撤回）" if letter.pk in revoked else ""))
        for letter in sent
        if type_of(letter).to == "applicant"
    ]


@own
def letter(request: HttpRequest, found: Request, pk: int) -> HttpResponse:
    """A letter the applicant received, as it was sent; that they opened it is noted once."""
    for sent, title in received_letters(found):
        if sent.pk == pk:
            if sent.opened_at is None:
                _note_opened(sent)
            return download(kept_file(sent, "pdf"), f"{title}.pdf", "application/pdf")
    raise Http404


def _note_opened(sent: Letter) -> None:
    """A database that is busy or full does not keep the letter from its addressee: the next opening is noted."""
    try:
        with impatient():
            opened(letter=sent, by=None)
    except DatabaseError as error:
        if trouble.of(error) is None:
            raise
        log.warning("opening not noted", extra={"letter": sent.pk})


@own
def material(request: HttpRequest, found: Request, pk: int) -> HttpResponse:
    """A file handed over with the answer, without what was taken out of it."""
    for given in materials.handed_to(found):
        if given.pk == pk:
            return download(materials.handed_over(given), given.handed_name, given.media_type)
    raise Http404


@require_POST
@private
def leave(request: HttpRequest) -> HttpResponse:
    request.session.pop("foi_case", None)
    return redirect("portal:request_follow")


PORTAL.add(
    path("requests/follow/", follow, name="request_follow"),
    path("requests/mine/", mine, name="request_mine"),
    path("requests/mine/correct/", correct, name="request_correct"),
    path("requests/mine/reasons/", give_reasons, name="request_give_reasons"),
    path("requests/mine/withdraw/", withdraw, name="request_withdraw"),
    path("requests/mine/turn/", turn, name="request_turn"),
    path("requests/mine/rate/", rate, name="request_rate"),
    path("requests/mine/files/<int:pk>/", enclosure, name="request_enclosure"),
    path("requests/mine/letters/<int:pk>/", letter, name="request_letter"),
    path("requests/mine/materials/<int:pk>/", material, name="request_material"),
    path("requests/leave/", leave, name="request_leave"),
)
