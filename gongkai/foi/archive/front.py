"""What the program itself writes into the file of a request: cover, index, the request, its ledger, its term."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from gongkai.casework.letters.actions import type_of
from gongkai.casework.models import Case, Letter
from gongkai.casework.parties import identity
from gongkai.casework.selectors import shown_reading
from gongkai.casework.templatetags.casework import said
from gongkai.foi.forms import CONTACT
from gongkai.foi.models import Reasons, Request
from gongkai.foi.outcomes import OUTCOMES

OWN = 3  # lines of the index that stand for what is written here


def words(case: Case, pieces: Sequence[tuple[str, str, str, str]], counts: Sequence[int]) -> dict[str, Any]:
    """The data of data/archive.typ. ``pieces``: number, author, title and date of what is bound behind, ``counts`` its
    pages (0: it is not bound)."""
    request, organ = case.request, case.organ
    return {
        "title": f"{case.number}归档文件",
        "author": organ.name,
        "cover": list(_cover(case, request)),
        "own": [
            ["", request.party.name, "政府信息公开申请", str(case.submitted_on)],
            ["", organ.name, "办理台账", str(case.closed_on)],
            ["", organ.name, "答复期限的计算", str(case.closed_on)],
        ],
        "pieces": [[*piece, count] for piece, count in zip(pieces, counts, strict=True)],
        "request": list(_request(case, request)),
        "asked": request.description,
        "more": list(_more(request)),
        "consulted": list(_consulted(request)),
        "searched": list(_searched(request)),
        "ledger": list(_ledger(case)),
        "delivered": list(_delivered(case)),
        **_term(case),
    }


def _cover(case: Case, request: Request) -> Iterator[tuple[str, str]]:
    filed = getattr(request, "archived", None)
    yield "登记号", case.number or ""
    yield "归档编号", filed.number if filed else ""
    yield "申请人", case.party.name
    yield "答复机关", case.organ.name
    if case.handler:
        yield "承办机关", case.handler.name
    yield "收到日期", str(case.received_on or "")
    yield "办结日期", str(case.closed_on)
    yield "办理结果", request.get_outcome_display()
    yield "归档日期", str(filed.on) if filed else ""
    yield "归档人", str(filed.by) if filed else ""


def _request(case: Case, request: Request) -> Iterator[tuple[str, str]]:
    yield "登记号", case.number or ""
    yield "申请人类型", request.get_applicant_kind_display()
    yield "姓名或名称", case.party.name
    yield identity.DOCUMENTS[case.party.document].label, case.party.identifier
    for way, value in case.party.contact.items():
        if value:
            yield CONTACT.get(way, way), value
    if agent := request.through:
        yield "代理人", agent.name
        if agent.identifier:
            yield f"代理人{agent.get_document_display()}", agent.identifier
        if agent.phone:
            yield "代理人联系电话", agent.phone
    yield "提交渠道", request.get_channel_display()
    yield "提交日期", str(case.submitted_on)
    yield "收到日期", str(case.received_on or "")
    yield "提供形式", request.get_format_display()
    yield "获取方式", case.party.get_delivery_display()
    if request.items_reason:
        yield "拆分理由", f"计为 {request.items} 件：{request.items_reason}"
    if request.fee is not None:
        yield "信息处理费", f"{request.fee} 元"


def _more(request: Request) -> Iterator[tuple[str, str]]:
    """What was said later: supplements, reasons for asking so much, the items the request was divided into."""
    for supplement in request.supplements.all():
        yield f"{supplement.on} 补正", supplement.text
    for reasons in Reasons.objects.filter(pk=request.pk):
        if reasons.text:
            yield f"{reasons.received_on} 说明的理由", reasons.text
        if reasons.judgement:
            yield "对理由的判断", reasons.judgement
    for part in request.parts.all():
        yield f"分项 {part.position}", part.what


def _consulted(request: Request) -> Iterator[tuple[str, str, str]]:
    """Who was asked, how it answered with its reasons, what was decided."""
    for row in request.consultations.all():
        who = row.label if row.kind == "organ" else f"{row.label}：{row.name}"
        told = f"{row.answered_on} {row.get_opinion_display()}" if row.answered_on else "没有答复"
        decided = "。".join(part for part in (row.get_decision_display(), row.decision_reasons) if part)
        asked = f"{row.asked_on} 发出" if row.asked_on else "没有发出"
        yield f"{who}\n{asked}", "。".join(part for part in (told, row.reasons) if part), decided


def _searched(request: Request) -> Iterator[tuple[str, str, str, str]]:
    """How the information was looked for, by whom (条例 art. 36(4), 45)."""
    for note in request.searches.select_related("by"):
        yield f"{note.on}\n{note.by}", note.places, note.words, note.result


def _ledger(case: Case) -> Iterator[tuple[str, str, str, str]]:
    labels = case.flow.labels
    for entry in case.entries.select_related("by"):
        entry.case = case
        told = "；".join(part for part in (entry.text, said(entry)) if part)
        at = timezone.localtime(entry.at)
        yield str(entry.on), labels.get(entry.type, entry.type), told, f"{entry.by or '申请人'}\n{at:%Y-%m-%d %H:%M}"


def _delivered(case: Case) -> Iterator[tuple[str, str, str]]:
    """What proves that each letter was delivered, which the ledger does not say: it may name people."""
    for letter in case.letters.filter(state=Letter.SENT).order_by("sent_on", "pk"):
        letter.case = case
        yield " ".join(filter(None, (type_of(letter).title, letter.number))), str(letter.sent_on), letter.proof


def _term(case: Case) -> dict[str, Any]:
    """The explanation of the clock, and whether the answer was in time."""
    reading = shown_reading(case, today=case.closed_on)
    if reading.due is None:
        end = f"本件于 {case.closed_on} 办结，答复期限当时没有在计算。"
    else:
        late = "，已超过期限" if case.is_late() else "，在期限以内"
        end = f"届满日 {reading.due}，本件于 {case.closed_on} 办结{late}。"
    outcome = OUTCOMES[case.request.outcome]
    ground = f"办理结果：{outcome.label}（{outcome.ground}）。" if outcome.ground else ""
    return {"clock": [[step.text, step.article] for step in reading.steps], "end": f"{end}{ground}"}
