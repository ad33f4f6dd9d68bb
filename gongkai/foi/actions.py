"""Taking a request: from the public form or by an officer at the counter (条例 art. 29, 31)."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.models import DELIVERIES, Case
from gongkai.casework.parties import identity
from gongkai.casework.parties.receipts import Receipt, bring, code_of, new_token
from gongkai.casework.parties.uploads import Upload
from gongkai.core import vault
from gongkai.core.actions import Refused, action, audit
from gongkai.core.crypto import digest
from gongkai.core.models import AuditEntry
from gongkai.core.text import line
from gongkai.foi import agency
from gongkai.foi.agency import Agency
from gongkai.foi.enclosures import enclose
from gongkai.foi.models import APPLICANTS, CHANNELS, FORMATS, Enclosure, Request
from gongkai.organs.models import Organ

LONGEST = 5000  # characters of a description
IN_FORCE = date(2008, 5, 1)  # of the first 条例: nobody asked before
REACHED_BY = {"online": ("phone", "email", "address"), "email": ("email",), "mail": ("address",)}
REVEALED = {"identity": "身份信息", "words": "申请内容"}
_BLANKS = re.compile(r"[\s，。、；：,.;:]+")


@action
def submit_request(
    *,
    organ: Organ,
    applicant_kind: str,
    name: str,
    identifier: str,
    contact: dict[str, str],
    description: str,
    channel: str,
    by: Any,
    on: date | None = None,
    format: str = "electronic",
    delivery: str = "online",
    document: str = "",
    files: Sequence[Upload] = (),
    through: Agency | None = None,
    token: str = "",
) -> Receipt:
    """Register a request. ``by`` is None when the applicant submits it online; ``on`` is the day of submission;
    ``document`` is what ``identifier`` is the number of, when not the usual (identity.usual); ``through`` who acts for
    the applicant; ``token`` names the form it came in, of which only one request is made (applicant.submit_once)."""
    on, token, document = on or timezone.localdate(), token or new_token(), document or identity.usual(applicant_kind)
    name, identifier, description = line(name), identity.normal(identifier), description.strip()
    contact = {way: line(value) for way, value in contact.items()}
    for field, sentence in problems(
        applicant_kind=applicant_kind,
        document=document,
        name=name,
        identifier=identifier,
        contact=contact,
        description=description,
        channel=channel,
        format=format,
        delivery=delivery,
        files=files,
        through=through,
    ):
        raise Refused(sentence, field)
    case = _open(organ, subject_of(applicant_kind, channel), on, channel, by)
    bring(case, document, name, identifier, contact, delivery, token)
    request = Request.objects.create(  # type: ignore[misc]
        case=case,
        applicant_kind=applicant_kind,
        description=description,
        description_key=description_key(description),
        channel=channel,
        format=format,
    )
    enclose(request, files)
    if through:
        agency.appoint(request, through)
    told = {"channel": channel, "kind": applicant_kind, "files": len(files), "agent": through is not None}
    audit("request.submit", request, by=by, organ=organ, **told)
    return Receipt(case, code_of(token))


def _open(organ: Organ, subject: str, on: date, channel: str, by: Any) -> Case:
    """The case of a request; what comes over the counter is received with it."""
    if on < IN_FORCE:
        raise Refused(f"提交日期不能早于 {IN_FORCE}（条例施行之日），请核对。", "on")
    case = casework.open_case(type="foi", organ=organ, subject=subject, on=on, channel=channel, by=by)
    if case.received_on:  # the day of submission is the day of receipt
        case = casework.take_step(case=case, step="accept", on=on, by=by)
    return case


def problems(
    *,
    applicant_kind: str,
    document: str,
    name: str,
    identifier: str,
    contact: dict[str, str],
    description: str,
    channel: str,
    format: str,
    delivery: str,
    files: Sequence[Upload],
    through: Agency | None = None,
) -> list[tuple[str, str]]:
    """What 条例 art. 29 asks for and is missing: (field, sentence)."""
    found = _identity_problems(applicant_kind, document, identifier, files)
    if not name:
        found.append(("name", "请填写姓名或单位名称。"))
    if not any(contact.get(way, "").strip() for way in REACHED_BY["online"]):
        found.append(("contact", "请至少填写一种联系方式，以便与您确认和送达答复。"))
    elif not any(contact.get(way, "").strip() for way in REACHED_BY.get(delivery, REACHED_BY["online"])):
        needed = {"email": "电子邮箱", "mail": "通信地址"}[delivery]
        found.append((REACHED_BY[delivery][0], f"您选择了以{DELIVERIES[delivery]}方式获取，请填写{needed}。"))
    if problem := identity.phone_problem(contact.get("phone", "")):
        found.append(("phone", problem))
    if problem := description_problem(description):
        found.append(("description", problem))
    for field, value, allowed, sentence in (
        ("channel", channel, CHANNELS, "请选择申请是怎样提出的。"),
        ("format", format, FORMATS, "请选择要什么形式。"),
        ("delivery", delivery, DELIVERIES, "请选择怎样获取。"),
    ):
        if value not in allowed:
            found.append((field, sentence))
    return found + (agency.problems(through, channel) if through else [])


def description_problem(description: str) -> str | None:
    if not description:
        return "请写明需要的政府信息：名称、文号，或者便于查找的其他特征。"
    if len(description) > LONGEST:
        return f"描述有 {len(description)} 字，请精简到 {LONGEST} 字以内，详细材料可作为附件。"
    return None


def _identity_problems(kind: str, document: str, number: str, files: Sequence[Upload]) -> list[tuple[str, str]]:
    found = []
    if kind not in APPLICANTS:
        found.append(("applicant_kind", "请选择以个人还是单位的名义申请。"))
    if problem := identity.document_problem(kind if kind in APPLICANTS else "", document):
        found.append(("document", problem))
    elif (kind in APPLICANTS or not number) and (problem := identity.number_problem(document, number)):
        found.append(("identifier", problem))
    elif identity.DOCUMENTS[document].proof and not files:
        found.append(("files", "境外登记的单位，请附上登记证明的扫描件或者照片。"))
    return found


def subject_of(applicant_kind: str, channel: str) -> str:
    """What everybody who sees the case may call it: nothing of what was asked, nor of who asks."""
    return f"公开申请（{APPLICANTS[applicant_kind]}，{CHANNELS[channel]}）"


def description_key(description: str) -> str:
    """Equal for descriptions that differ in blanks and punctuation only (repeated requests, 条例 art. 36(6), 44); keyed,
    so that nobody finds out by trying what was asked."""
    return digest(_BLANKS.sub("", description))


@action
def open_enclosure(*, enclosure: Enclosure, by: Any) -> bytes:
    """The content of a file the applicant sent, for those who handle the request; each time audited."""
    case = enclosure.request.case
    case.must(by, "handle")
    audit("request.open_file", enclosure.request, by=by, organ=case.organ, file=enclosure.pk)
    return vault.read(enclosure.key)


@action
def reveal(*, request: Request, reason: str, by: Any) -> dict[str, Any]:
    """Show identity and contact of the applicant and of who acts for them (``agent``, or None); each time audited with its reason."""
    request.case.must(by, "handle")
    _reveal(request, reason, by, "identity")
    party, document = request.party, request.party.get_document_display()
    shown = {"name": party.name, "document": document, "identifier": party.identifier, "contact": party.contact}
    return {**shown, "agent": request.through}


@action
def reveal_words(*, request: Request, reason: str, by: Any) -> list[tuple[str, str]]:
    """Show what the applicant wrote to somebody who looks into the organ's cases without working on them, as (label,
    text); each time audited with its reason. Who the applicant is stays blotted out."""
    request.case.must(by, "view")
    _reveal(request, reason, by, "words")
    written = [("所需政府信息", request.description), ("评价", request.party.comment)]
    written += [(f"补正 {added.on}", added.text) for added in request.supplements.all()]
    return [(label, identity.blacked_out(text, request.personal)) for label, text in written if text]


def _reveal(request: Request, reason: str, by: Any, what: str) -> None:
    if not reason.strip():
        raise Refused(f"请写明查看{REVEALED[what]}的理由，系统会留痕。", "reason")
    audit("request.reveal", request, by=by, organ=request.case.organ, what=what, reason=reason.strip())


def reveals_of(request: Request) -> int:
    """How often identity or words of a request were shown after a reason."""
    noun = {"noun_type": request._meta.label_lower, "noun_id": str(request.pk)}
    return AuditEntry.objects.filter(verb="request.reveal", **noun).count()


def closed(request: Request, by: Any) -> Request:
    """The request, held, when it is closed, for what comes after the answer: that is for the organ that gave it, whoever
    worked on it; within an action."""
    request = Request.objects.select_for_update(of=("self",)).select_related("case__organ").get(pk=request.pk)
    by.must("handle", request.case.organ)
    if request.case.closed_on is None:
        raise Refused("本件还没有办结，请办结以后再办这一步。")
    return request
