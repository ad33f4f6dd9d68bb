"""What the applicant does: asks once, answers a correction notice, withdraws, says how it was. An officer enters the
same for what comes on paper (``by``)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.models import Case, Party
from gongkai.casework.parties import receipts
from gongkai.casework.parties.receipts import Receipt
from gongkai.casework.parties.uploads import Upload
from gongkai.core.actions import Refused, action, audit
from gongkai.foi import agency
from gongkai.foi.actions import description_problem, submit_request
from gongkai.foi.enclosures import enclose
from gongkai.foi.models import Request, Saved, Supplement
from gongkai.foi.selectors import the_same
from gongkai.library.models import Record


def submit_once(*, channel: str = "online", **given: Any) -> Receipt:
    """Submit a form once (casework.parties.receipts.submit_once), however often it comes."""
    return receipts.submit_once(submit_request, channel=channel, **given)


@action
def answer_correction(
    *,
    request: Request,
    text: str,
    by: Any,
    on: date | None = None,
    files: Sequence[Upload] = (),
    proofs: Mapping[str, Upload] | None = None,
) -> Case:
    """The answer to a correction notice, with the papers of who acts for the applicant that were missing (``proofs`` by
    their kind); the term begins anew (条例 art. 30)."""
    text, on, proofs = text.strip(), on or timezone.localdate(), proofs or {}
    if not text and not files and not proofs:
        raise Refused("请写明补正的内容，或者上传补正材料。", "text")
    if text and (problem := description_problem(text)):
        raise Refused(problem, "text")
    case = casework.take_step(case=request.case, step="receive_correction", on=on, by=by)
    supplement = Supplement.objects.create(request=request, on=on, text=text)
    enclose(request, files, supplement)
    agency.prove(request, proofs, supplement)
    audit("request.correct", request, by=by, organ=case.organ, files=len(files) + len(proofs))
    return case


@action
def withdraw_request(
    *, request: Request, by: Any, on: date | None = None, text: str = "", files: Sequence[Upload] = ()
) -> Case:
    """Close a request because the applicant wants it no more; ``text`` tells the ledger how an officer learned of it."""
    case = casework.take_step(case=request.case, step="withdraw", on=on or timezone.localdate(), by=by, text=text)
    enclose(request, files)
    audit("request.withdraw", request, by=by, organ=case.organ, files=len(files))
    return case


@action
def rate(*, request: Request, score: int, comment: str, by: Any) -> Party:
    """How satisfied the applicant is, 1–5, said once, after closing."""
    party = receipts.rate(request.case, score, comment)
    audit("request.rate", request, by=by, organ=request.case.organ, score=score)
    return party


@action
def renew_code(*, request: Request, reason: str, by: Any, token: str = "") -> str:
    """A new query code for an applicant who lost theirs and showed who they are; the old one ends, also for what was
    answered anew. ``token`` names the form it was asked for in."""
    request.case.must(by, "handle")
    code = receipts.renew_code(request.case, Request.objects.filter(the_same(request)).values("pk"), reason, token)
    audit("request.renew_code", request, by=by, organ=request.case.organ, reason=reason.strip())
    return code


@action
def count_saved(*, record: Record, by: Any) -> None:
    """Somebody found what they wanted in ``record`` before asking for it."""
    today = timezone.localdate()
    saved, _ = Saved.objects.get_or_create(record=record, on=today)
    Saved.objects.filter(pk=saved.pk).update(times=F("times") + 1)
    audit("request.saved", saved, by=by, organ=record.organ)
