"""The letters of a request (文书, rules: 条例 art. 30–42; 行政复议法 art. 20, 22–24, 27; 行政诉讼法 art. 45, 46).

Texts lie in letter_texts/*.toml; here are the facts they name, the remedy paragraphs, and the deeds that move the
case together with its letter: a correction notice that is sent takes the step ``ask_correction``, an answer ``deliver``.
The deed on the letter comes first, then the step, whose guards (foi.guards) look at the letter; both or nothing.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.letters import actions as letters
from gongkai.casework.letters.kinds import BOOKS, Book, LetterType, chinese_date, load
from gongkai.casework.models import Case, Letter
from gongkai.casework.selectors import calendar
from gongkai.core.actions import Refused, action, audit
from gongkai.foi import (
    charging,
    consultations,
    dividing,
    excess,
    grounds,
    guards,
    identity,
    outcomes,
    receipts,
    searching,
)
from gongkai.foi.enclosures import Upload
from gongkai.foi.materials import actions as materials
from gongkai.foi.models import DELIVERIES, FORMATS, Dispute, RemedySettings, Request
from gongkai.foi.remedies import NONE, Remedy, paragraphs
from gongkai.organs.models import Organ
from gongkai.organs.rules import path_ids

OPENINGS: dict[str, tuple[str, ...]] = {
    "answer": (
        "{you}于{submitted}{how}提出政府信息公开申请（登记号：{number}），本机关于{received}收到。{again}",
        "{you}申请公开的内容为：“{quote}”。",
    ),
    # To others the applicant is not named (个人信息保护法 art. 6): the registration number stands for the request.
    "others": (
        "本机关于{received}收到申请人提出的政府信息公开申请（登记号：{number}）。",
        "申请公开的内容为：“{quote}”。",
    ),
}
FACTS = frozenset({
    "you", "to", "number", "submitted", "received", "how", "quote", "due", "format", "delivery", "note", "again",
    "new_due", "amount", "counted", "parts", "whom", "since", "asked_on", "term", "withdrawn_on", "searched",
    "organ_told", "answered_before",
})  # fmt: skip
HOW = {
    "online": "通过互联网",
    "in_person": "当面",
    "mail": "以邮寄方式",
    "letter": "以信函方式",
    "fax": "以传真方式",
    "oral": "口头",
}
ANSWER_STEPS = ("propose", "legal_review", "sign", "recall", "deliver")  # of the flow, taken with the answer letter
LONGEST_OPINION = 500  # characters
ONLINE = ("online", "email")  # ways of delivery for which 行政复议法 art. 22(2) asks for an online channel


def facts(case: Case, kind: LetterType, fields: dict[str, Any]) -> dict[str, str]:
    """What the texts may name, as words."""
    request = case.request
    if not request.name:
        raise Refused("申请人的身份信息已按保存期限清除，不能再制作文书。")
    to_applicant = kind.to == "applicant"
    other = "你单位" if kind.code == "co_producer" else "你方"
    return {
        "you": _you(request) if to_applicant else other,
        "to": request.name if to_applicant else fields[kind.to],
        "number": case.number or "",
        "submitted": chinese_date(case.submitted_on),
        "received": _day(case.received_on, False),
        "how": HOW[request.channel],
        "quote": request.description if to_applicant else nameless(request),
        "due": _day(case.due_on, case.provisional),
        "format": FORMATS[request.format],
        "delivery": DELIVERIES[request.delivery],
        "note": _note(case.organ),
        "again": _again(request),
        **_reckoned(case, kind, fields),
    }


def _again(request: Request) -> str:
    """Why a request is answered anew, where a review or a court ordered it (foi.disputes)."""
    dispute = Dispute.objects.filter(redo=request).select_related("case").first()
    if dispute is None:
        return ""
    what = "行政复议决定" if dispute.case.type == "review" else "行政裁判"
    return f"根据已经生效的{what}（{dispute.decision_number}），本机关现重新办理。"


def _you(request: Request) -> str:
    return "你" if request.applicant_kind == "person" else "你单位"


def nameless(request: Request) -> str:
    """The description with the applicant's own name, number and contact blotted out, for others to read."""
    return identity.blacked_out(request.description, request.personal)


def _day(day: date | None, provisional: bool) -> str:
    if day is None:
        return ""
    return chinese_date(day) + ("（下一年度放假安排公布后可能调整）" if provisional else "")


def _note(organ: Organ) -> str:
    ways = [f"{name}：{value}" for name, value in (("联系电话", organ.phone), ("地址", organ.address)) if value]
    return f"（{'，'.join(ways)}）" if ways else ""


def _reckoned(case: Case, kind: LetterType, fields: dict[str, Any]) -> dict[str, str]:
    """The words that are reckoned: from what the officer filled in (the new due date, the fee), from the ledger (what
    the applicant was asked and when)."""
    if kind.outcome in CLOSING:
        return _closing(case, kind)
    if kind.code in ("correction", "reasons") and fields["until"] <= timezone.localdate().isoformat():
        raise Refused("期限应晚于今天，并给申请人留出合理的时间。", "until")
    excess.check_letter(case, kind, fields)
    if sentence := grounds.missing(case, kind.outcome):
        raise Refused(sentence)
    reckon = RECKONED.get(kind.code)
    return reckon(case, fields) if reckon else {}


def _extended(case: Case, fields: dict[str, Any]) -> dict[str, str]:
    if case.due_on is None:
        raise Refused("本件的答复期限现在不在计算，不需要延期。", "days")
    days = calendar()
    until = days.add_workdays(case.due_on, fields["days"])
    return {"new_due": _day(until, case.provisional or days.is_provisional(case.due_on, until))}


def _charged(case: Case, fields: dict[str, Any]) -> dict[str, str]:
    fee = charging.fee_of(case.request, fields["method"], fields["pages"])
    counted = f"本自然月累计{fee.counted}件" if fee.method == "items" else f"共{fee.counted}页"
    return {"amount": f"{fee.amount:,}", "counted": counted}


def _consulting(case: Case) -> dict[str, str]:
    """Whom the office is waiting for (条例 art. 33(3)), by kind and not by name."""
    rows = consultations.unanswered(case)
    if not rows:
        raise Refused("现在没有在征求意见，不需要这份告知书。")
    whom = {"third_party": "第三方", "organ": "共同制作该政府信息的行政机关"}
    kinds = sorted({row.kind for row in rows}, reverse=True)
    return {"whom": "和".join(whom[kind] for kind in kinds), "since": chinese_date(min(row.asked_on for row in rows))}


def _parts(case: Case) -> str:
    """Part by part: what was asked and its conclusion, in the words of the answer to that alone; a paragraph a line."""
    lines, known = [], dividing.kinds()
    for row in dividing.concluded(case):
        kind, fields = known[row.kind], row.fields
        words = {**facts(case, kind, fields), **kind.shown(fields)}
        lines += [f"{row.position}．关于申请公开的“{row.what}”：", *(text.format_map(words) for text in kind.body)]
    return "\n".join(lines)


RECKONED: dict[str, Callable[[Case, dict[str, Any]], dict[str, str]]] = {
    dividing.LETTER: lambda case, fields: {"parts": _parts(case)},
    "consulting": lambda case, fields: _consulting(case),
    "not_held.absent": lambda case, fields: {"searched": searching.said(case)},
    "not_held.elsewhere": grounds.responsible,
    "not_handled.repeated": grounds.answered_before,
    "extension": _extended,
    "fee": _charged,
}
CLOSING = {*guards.LAPSES.values(), "withdrawn"}


def _closing(case: Case, kind: LetterType) -> dict[str, str]:
    """What came before the case is not handled any more (条例 art. 30, 42), as the ledger has it."""
    if kind.outcome == "withdrawn":
        withdrawal = case.entries.filter(type="withdrawn").first()
        if withdrawal is None:
            raise Refused("申请人还没有撤回申请，请先登记撤回。")
        return {"withdrawn_on": chinese_date(withdrawal.on)}
    if kind not in kinds_for(case, "lapse"):
        raise Refused(f"本件现在是“{case.state_label}”，不需要这份文书。")
    if sentence := guards.term_is_over(case, {"on": timezone.localdate()}):
        raise Refused(sentence)
    asked = guards.last_notice(case)
    term = asked.data.get("until")
    return {"asked_on": chinese_date(asked.on), "term": chinese_date(date.fromisoformat(term)) if term else ""}


def remedy_of(organ: Organ) -> Remedy:
    """From the organ's settings, else from those of the organs above, else from the tree: of a department, town or
    institution the government above it, of a government the next higher one (行政复议法 art. 24)."""
    chain = path_ids(organ.path or "")
    rows = RemedySettings.objects.in_bulk(chain)
    own, above = rows.get(organ.pk), [rows[pk] for pk in reversed(chain[:-1]) if pk in rows]
    review = own.review_organ if own else ""
    if not review:
        higher = Organ.objects.filter(pk__in=chain[:-1], level="government").order_by("-path").first()
        review = higher.name if higher else ""
    channel = (own.online_channel if own else "") or next((r.channel_below for r in above if r.channel_below), "")
    court = (own.court if own else "") or next((r.court_below for r in above if r.court_below), "")
    return Remedy(review, channel, court or "有管辖权的人民法院")


def branch_of(case: Case, kind: LetterType) -> str:
    outcome = dividing.outcome_of(case, kind)
    return outcomes.OUTCOMES[outcome].remedy if outcome else kind.remedy


def remedies(case: Case, kind: LetterType) -> list[str]:
    """The paragraphs of branch A or B; none of C, whose letters state the consequence instead."""
    if missing := missing_settings(case, kind):
        raise Refused(missing)
    return paragraphs(
        branch_of(case, kind), _you(case.request) if kind.to == "applicant" else "你方", remedy_of(case.organ)
    )


def missing_settings(case: Case, kind: LetterType) -> str:
    """What the organ has to settle about review before this letter can be drawn up, as a sentence."""
    remedy = remedy_of(case.organ)
    if branch_of(case, kind) == NONE:
        return ""
    if not remedy.review:
        return "还不知道对本机关的答复向哪个机关申请行政复议，请先在“文书设置”里填写行政复议机关。"
    if case.request.delivery in ONLINE and not remedy.channel:
        return "本件网上送达，依行政复议法第二十二条须同时告知网上提交复议申请的渠道，请先在“文书设置”里填写。"
    return ""


BOOK = Book(load(Path(__file__).parent / "letter_texts", OPENINGS), FACTS, facts, remedies)
BOOKS["foi"] = BOOK


@action
def set_remedies(*, organ: Organ, by: Any, **values: str) -> RemedySettings:
    """Set the review organ, online channel and court that an organ's letters name."""
    by.must("facts", organ)
    values = {name: value.strip() for name, value in values.items()}
    settings, _ = RemedySettings.objects.update_or_create(organ=organ, defaults=values)
    audit("remedies.set", settings, by=by, organ=organ, **values)
    return settings


def kinds_for(case: Case, step: str) -> list[LetterType]:
    """The letters by which a step of the case is taken: of an answer, any of its steps, all answers."""
    if step == "lapse":
        outcome = guards.LAPSES[guards.last_notice(case).type] if case.state in ("correcting", "paying") else ""
        return [kind for kind in BOOK.types.values() if kind.step == step and kind.outcome == outcome]
    step = "deliver" if step in ANSWER_STEPS else step
    kinds = [kind for kind in BOOK.types.values() if kind.step == step]
    return [kind for kind in kinds if not is_answer(kind) or (kind.code == dividing.LETTER) == _divided(case)]


def _divided(case: Case) -> bool:
    return case.request.parts.exists()


def under_way(case: Case, kinds: list[LetterType]) -> Letter | None:
    """The letter of one of these kinds that is drawn up and not sent."""
    codes = [kind.code for kind in kinds]
    return case.letters.filter(type__in=codes, state__in=(Letter.DRAFT, Letter.SIGNED)).order_by("pk").last()


def is_answer(kind: LetterType) -> bool:
    return kind.step == "deliver"


@action
def draw(*, case: Case, type: str, by: Any, **given: Any) -> Letter:
    """Draw up a letter whose step may be taken now; of answers one at a time."""
    case = Case.objects.select_for_update(of=("self",)).select_related("organ").get(pk=case.pk)
    by.must("handle", case.organ)
    kind = BOOK.type(type)
    step = "propose" if is_answer(kind) else kind.step
    if is_answer(kind):
        begun = guards.answer_letter(case, Letter.DRAFT, Letter.SIGNED)
    else:  # of what third parties and other organs are asked there may be several
        begun = under_way(case, [kind]) if kind.step and kind.to == "applicant" else None
    if begun:
        name = "答复文书" if is_answer(kind) else kind.name
        raise Refused(f"本件已有一份{name}，请接着办理那一份；不用的，先作废再另拟。")
    if is_answer(kind) and _divided(case) and kind.code != dividing.LETTER:
        raise Refused("本件已分项办理，请起草“分项答复告知书”；不分项的，先移除各项。")
    if step and case.flow.step(step) not in case.flow.open_steps(case):
        raise Refused(f"本件现在是“{case.state_label}”，不能“{case.flow.step(step).label}”，不需要这份文书。")
    if kind.encloses and (names := materials.names(case.request)):
        given["enclosures"] = names
    return letters.draw_up(case=case, type=type, by=by, **given)


def waits_for_signing(letter: Letter) -> bool:
    """Whether an answer lies with those who review and sign: what they read is what goes out."""
    return letter.state == Letter.DRAFT and letter.case.state == "signing" and is_answer(letters.type_of(letter))


def stage_of(letter: Letter) -> str:
    """Where a letter is, in words."""
    return "审签中" if waits_for_signing(letter) else letter.get_state_display()


@action
def edit(*, letter: Letter, by: Any, **given: Any) -> Letter:
    """Edit a draft that does not lie with those who sign."""
    letter = letters.held(letter)
    by.must("handle", letter.case.organ)
    if waits_for_signing(letter):
        raise Refused("这份答复正在审签，内容不能再改；要改的，请审签的同事先退回修改。")
    if letter.type == dividing.LETTER:
        dividing.must_cite(letter.case, given["body"])
    return letters.edit_letter(letter=letter, by=by, **given)


@action
def propose(*, letter: Letter, on: date, by: Any) -> Case:
    """Hand an answer letter and its outcome to be signed."""
    letter = letters.held(letter)
    by.must("handle", letter.case.organ)
    if not is_answer(kind := letters.type_of(letter)):
        raise Refused("这份文书不是答复，直接送签即可。")
    if letter.state != Letter.DRAFT:
        raise Refused("这份文书已经签发或作废，请刷新页面。")
    if kind.encloses and (names := materials.names(letter.case.request)):  # what goes out is what is listed
        letters.edit_letter(letter=letter, body=letter.content["body"], enclosures=names, by=by)
    return casework.take_step(
        case=letter.case, step="propose", on=on, by=by, outcome=dividing.outcome_of(letter.case, kind)
    )


@action
def review(*, letter: Letter, opinion: str, by: Any) -> Case:
    """Give an opinion on the legality of an answer that waits to be signed."""
    letter, opinion = letters.held(letter), opinion.strip()
    by.must("sign", letter.case.organ)
    if len(opinion) > LONGEST_OPINION:
        raise Refused(f"审查意见有 {len(opinion)} 字，请精简到 {LONGEST_OPINION} 字以内。", "opinion")
    if not waits_for_signing(letter):
        raise Refused("这份文书现在不在审签中，请刷新页面。")
    return casework.take_step(case=letter.case, step="legal_review", on=timezone.localdate(), by=by, opinion=opinion)


@action
def sign(*, letter: Letter, by: Any, number: str = "") -> Letter:
    """Sign a letter; an answer letter signs the answer of the case with it."""
    letter = letters.held(letter)
    kind, case = letters.type_of(letter), letter.case
    by.must("sign", case.organ)
    if is_answer(kind) and not may_sign(case, kind):
        raise Refused("先把这份答复连同办理结果送审签；办理结果要与文书一致。")
    if is_answer(kind) and (hindrance := guards.legally_reviewed(case, {"by": by})):
        raise Refused(hindrance)
    letter = letters.sign_letter(letter=letter, by=by, number=number)
    if is_answer(kind):
        casework.take_step(case=case, step="sign", on=timezone.localdate(), by=by)
    return letter


def may_sign(case: Case, kind: LetterType) -> bool:
    """Whether an answer may be signed: its outcome waits to be signed."""
    return case.state == "signing" and case.request.outcome == dividing.outcome_of(case, kind)


@action
def send(*, letter: Letter, on: date, by: Any, proof: str, way: str = "", scan: Upload | None = None) -> Letter:
    """Record the sending of a signed letter, with a scan that proves it, and take the step of the case that it stands
    for. The applicant reads it on their page from then on (foi.following)."""
    content, media_type = (scan.content, scan.media_type) if scan else (b"", "")
    letter = letters.send_letter(letter=letter, on=on, by=by, way=way, proof=proof, scan=content, scan_type=media_type)
    kind, fields = letters.type_of(letter), letter.content["fields"]
    if kind.step:
        data = dict(fields)  # what proves the delivery stays with the letter: it may name people
        if letter.type in consultations.LETTERS.values():
            data["who"] = consultations.label_of(letter)
        if kind.code == "fee":
            data["count"] = charging.told(letter.case.request, letter.content).counted
        step = letter.case.flow.step(kind.step)
        asks = {name: data[name] for name in step.asks if name in data}
        casework.take_step(case=letter.case, step=step.code, on=on, by=by, **asks)
    return receipts.receive(letter=letter, on=on, proof=proof, by=by) if way in Letter.AT_ONCE else letter


@action
def void(*, letter: Letter, reason: str, by: Any) -> Letter:
    """Void a letter; with a signed answer that was not sent the case goes back to be handled."""
    letter = letters.held(letter)
    by.must(letters.voided_with(letter), letter.case.organ)
    if waits_for_signing(letter):
        raise Refused("这份答复正在审签，请审签的同事先退回修改，再作废。")
    letter = letters.void_letter(letter=letter, reason=reason, by=by)
    if letter.case.state == "answered" and is_answer(letters.type_of(letter)):
        casework.take_step(case=letter.case, step="recall", on=timezone.localdate(), by=by)
    return letter
