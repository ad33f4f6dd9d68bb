"""What the applicant does: asks once, answers a correction notice, withdraws, says how it was. An officer enters the
same for what comes on paper (``by``)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.models import Case
from gongkai.casework.parties.receipts import Receipt, code_of, new_token
from gongkai.casework.parties.uploads import Upload
from gongkai.core import challenge
from gongkai.core.actions import Refusal, Refused, action, audit
from gongkai.core.crypto import digest
from gongkai.foi import agency
from gongkai.foi.actions import description_problem, submit_request
from gongkai.foi.enclosures import enclose
from gongkai.foi.models import Request, Saved, Supplement
from gongkai.foi.selectors import the_same
from gongkai.library.models import Record


def submit_once(
    *, token: str, solution: Mapping[str, str], channel: str = "online", by: Any = None, **facts: Any
) -> Receipt:
    """Submit the form ``token``; when it comes twice (double click, reload) the receipt of the first time.

    ``solution`` is the posted form, for core.challenge, which the public must pass; ``facts`` are those of
    submit_request."""
    if receipt := receipt_of(token):
        return receipt
    try:
        with transaction.atomic():
            if by is None:
                challenge.check(solution)
            return submit_request(token=token, channel=channel, by=by, **facts)
    except (IntegrityError, Refusal):
        if receipt := receipt_of(token):  # its twin was faster
            return receipt
        raise


def receipt_of(token: str) -> Receipt | None:
    """The receipt of the request that was made of this form."""
    request = Request.objects.select_related("case").filter(token=digest(token)).first()
    return Receipt(request.case, code_of(token)) if request else None


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
def rate(*, request: Request, score: int, comment: str, by: Any) -> Request:
    """How satisfied the applicant is, 1–5, said once, after closing."""
    request = Request.objects.select_for_update().select_related("case__organ").get(pk=request.pk)
    if request.case.closed_on is None:
        raise Refused("办结以后才能评价。")
    if request.satisfaction is not None:
        raise Refused("您已经评价过了，谢谢。")
    if score not in range(1, 6):
        raise Refused("请选择 1 到 5 分。", "score")
    if len(comment) > 1000:
        raise Refused(f"评价有 {len(comment)} 字，请精简到 1000 字以内。", "comment")
    request.satisfaction, request.comment = score, comment.strip()
    request.save(update_fields=["satisfaction", "comment"])
    audit("request.rate", request, by=by, organ=request.case.organ, score=score)
    return request


@action
def renew_code(*, request: Request, reason: str, by: Any, token: str = "") -> str:
    """A new query code for an applicant who lost theirs and showed who they are; the old one ends, also for what was
    answered anew. ``token`` names the form it was asked for in."""
    request.case.must(by, "handle")
    if not reason.strip():
        raise Refused("请写明怎样核实了申请人身份，系统会留痕。", "reason")
    if request.erased_on:
        raise Refused("保存期满，申请人信息已经清除，不能再补办查询码。")
    token = token or new_token()
    Request.objects.filter(pk=request.pk).update(token=digest(token))
    Request.objects.filter(the_same(request), erased_on=None).update(code_digest=digest(code_of(token)))
    audit("request.renew_code", request, by=by, organ=request.case.organ, reason=reason.strip())
    return code_of(token)


@action
def count_saved(*, record: Record, by: Any) -> None:
    """Somebody found what they wanted in ``record`` before asking for it."""
    today = timezone.localdate()
    saved, _ = Saved.objects.get_or_create(record=record, on=today)
    Saved.objects.filter(pk=saved.pk).update(times=F("times") + 1)
    audit("request.saved", saved, by=by, organ=record.organ)
