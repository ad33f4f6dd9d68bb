"""The letters of a request (文书, rules: 条例 art. 30–42).

Texts lie in letter_texts/*.toml; what they name is read in letter_facts, whom to turn to in letter_remedies. Here are the
deeds that move the case together with its letter: a correction notice that is sent takes the step ``ask_correction``, an
answer ``deliver``. The deed on the letter comes first, then the step, whose guards (foi.guards) look at the letter; both
or nothing.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.letters import actions as letters
from gongkai.casework.letters.kinds import BOOKS, Book, LetterType, load
from gongkai.casework.managing import notices
from gongkai.casework.models import Case, Letter
from gongkai.core.actions import Refused, action
from gongkai.foi import charging, consultations, dividing, guards, receipts, revoking
from gongkai.foi.enclosures import Upload
from gongkai.foi.letter_facts import FACTS, OPENINGS, facts, must_hold
from gongkai.foi.letter_remedies import remedies
from gongkai.foi.materials import actions as materials

ANSWER_STEPS = ("propose", "legal_review", "sign", "recall", "deliver")  # of the flow, taken with the answer letter
LONGEST_OPINION = 500  # characters


BOOK = Book(load(Path(__file__).parent / "letter_texts", OPENINGS), FACTS, facts, remedies)
BOOKS["foi"] = BOOK


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
def sign(*, letter: Letter, by: Any, number: str = "", seal: bool = False) -> Letter:
    """Sign a letter, with the electronic seal of the organ or without; an answer letter signs the answer of the case
    with it."""
    letter = letters.held(letter)
    kind, case = letters.type_of(letter), letter.case
    by.must("sign", case.organ)
    if kind.step == "extend":
        by.must("extend", case.organ)  # 条例 art. 33(2): the head consents, or whom they deputise
    if letter.state == Letter.DRAFT:
        must_hold(letter)
    if is_answer(kind) and not may_sign(case, kind):
        raise Refused("先把这份答复连同办理结果送审签；办理结果要与文书一致。")
    if is_answer(kind) and (hindrance := guards.legally_reviewed(case, {"by": by})):
        raise Refused(hindrance)
    letter = letters.sign_letter(letter=letter, by=by, number=number, seal=seal)
    if is_answer(kind):
        casework.take_step(case=case, step="sign", on=timezone.localdate(), by=by)
    notices.tell(case, "signed", f"{kind.name}已签发，请送达", by)
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
        if kind.code in revoking.REVOKED:
            data |= revoking.struck_by(letter)
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
