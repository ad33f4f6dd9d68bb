"""The letters of a request (文书, rules: 条例 art. 30–42).

Texts lie in letter_texts/*.toml; what they name is read in letter_facts, whom to turn to in letter_remedies. Here are the
deeds that move the case together with its letter: a correction notice that is sent takes the step ``ask_correction``, an
answer ``deliver``. The deed on the letter comes first, then the step, whose guards (foi.guards) look at the letter; both
or nothing.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.flow import Step
from gongkai.casework.letters import actions as letters
from gongkai.casework.letters.kinds import BOOKS, Book, LetterType, load
from gongkai.casework.managing import notices
from gongkai.casework.models import Case, Letter
from gongkai.casework.parties.uploads import Upload
from gongkai.casework.selectors import calendar, held_against
from gongkai.core.actions import Refused, action
from gongkai.foi import charging, consultations, dividing, excess, grounds, guards, receipts, revoking
from gongkai.foi.letter_facts import FACTS, OPENINGS, facts, must_hold
from gongkai.foi.letter_remedies import remedies
from gongkai.foi.materials import actions as materials

# guards that look at a notice as it was sent, and those that look at what it is filled in with
SENT = frozenset({"consented", "revoked_by_letter"})
FILLED = SENT | {"prepared", "fee_is_reckoned"}
ANSWER_STEPS = ("propose", "legal_review", "sign", "recall", "deliver")  # of the flow, taken with the answer letter
LONGEST_OPINION = 500  # characters


BOOK = Book(load(Path(__file__).parent / "letter_texts", OPENINGS), FACTS, facts, remedies)
BOOKS.add("foi", BOOK)


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


def barred(case: Case, kinds: Iterable[LetterType]) -> dict[str, str]:
    """Why letters cannot be begun now, by their code, as far as it does not hang on what they are filled in with."""
    kinds, found, days = list(kinds), {}, calendar()
    answers = any(map(is_answer, kinds))
    answering, divided = (_no_answer_now(case), _divided(case)) if answers else (None, False)
    for kind in kinds:
        ours = answering or _answer_barred(case, kind, divided) if is_answer(kind) else _notice_barred(case, kind, days)
        if said := ours or letters.too_early(case, kind) or _untold(case, kind):
            found[kind.code] = said
    return found


def _no_answer_now(case: Case) -> str | None:
    if guards.answer_letter(case, Letter.DRAFT, Letter.SIGNED):
        return "本件已有一份答复文书，请接着办理那一份；不用的，先作废再另拟。"
    return _not_open(case, case.flow.step("propose"))


def _not_open(case: Case, step: Step) -> str | None:
    if case.flow.is_open(step, case):
        return None
    return f"本件现在是“{case.state_label}”，不能“{step.label}”，不需要这份文书。"


def _answer_barred(case: Case, kind: LetterType, divided: bool) -> str | None:
    """What an answer presupposes: parts, reasons asked for (条例 art. 35), a correction, an earlier answer (art. 30, 36(6)),
    third parties heard (art. 15, 32)."""
    if divided and kind.code != dividing.LETTER:
        return "本件已分项办理，请起草“分项答复告知书”；不分项的，先移除各项。"
    data = {"outcome": kind.outcome, "on": timezone.localdate()}
    if kind.outcome == "third_party":
        return consultations.third_parties_heard(case, data)
    if kind.outcome == "excessive":
        return excess.excess_judged(case, data)
    return grounds.missing(case, kind.outcome)


def _notice_barred(case: Case, kind: LetterType, days: WorkCalendar) -> str | None:
    """Whether the step of a notice is open and lawful today; of what third parties and other organs are asked there may
    be several at a time."""
    if not kind.step:
        return consultations.nothing_to_tell(case) if kind.code == consultations.DECISION else None
    step = case.flow.step(kind.step)
    if kind.to == "applicant" and under_way(case, [kind]):
        return f"本件已有一份{kind.name}，请接着办理那一份；不用的，先作废再另拟。"
    if sentence := _not_open(case, step):
        return sentence
    if kind not in kinds_for(case, step.code):
        return "申请人的期限不是因这一事由期满的，不需要这份文书。"
    today, found = timezone.localdate(), case.flow.guards
    said = (found[guard](case, {"on": today}) for guard in step.guards if guard not in FILLED)
    least = _least(case, step, days)
    return held_against(case, today, step.event, least, days) or next(filter(None, said), None)


def _least(case: Case, step: Step, days: WorkCalendar) -> dict[str, Any]:
    """The least that the step may ask for, of what the clock looks at."""
    today = timezone.localdate()
    until = days.add_workdays(max(case.due_on or today, today), 1).isoformat()
    return {name: value for name, value in (("days", 1), ("until", until)) if name in step.asks}


def _untold(case: Case, kind: LetterType) -> str | None:
    """Why a letter that asks the officer for nothing has nothing to tell."""
    if kind.fields:
        return None
    try:
        BOOK.facts(case, kind, {})
    except Refused as refusal:
        return refusal.message
    return None


@action
def draw(*, case: Case, type: str, by: Any, **given: Any) -> Letter:
    """Draw up a letter whose step may be taken now; of answers one at a time."""
    case = Case.objects.select_for_update(of=("self",)).select_related("organ").get(pk=case.pk)
    case.must(by, "handle")
    kind = BOOK.type(type)
    if sentence := barred(case, [kind]).get(kind.code):
        raise Refused(sentence)
    if kind.encloses and (names := materials.names(case.request)):
        given["enclosures"] = names
    letter = letters.draw_up(case=case, type=type, by=by, **given)
    _must_be_lawful(letter, by)
    return letter


def _must_be_lawful(letter: Letter, by: Any) -> None:
    """Refuse a notice that could not be sent today: said when it is begun and when it is signed, not when it is gone. What
    an answer has to be is said when it is proposed (guards of ``propose``), and it may be late."""
    kind = letters.type_of(letter)
    if not kind.step or is_answer(kind):
        return
    data, later = _entered(letter), SENT
    if letter.type in consultations.LETTERS.values():
        if row := consultations.begun_by(letter):
            data["who"] = row.label
        else:
            later = SENT | {"prepared"}  # it begins when it is sent
    casework.must_be_possible(case=letter.case, step=kind.step, by=by, later=later, **data)


def _entered(letter: Letter) -> dict[str, Any]:
    """What the step of a letter records; what proves its delivery stays with the letter, for it may name people."""
    kind, data = letters.type_of(letter), dict(letter.content["fields"])
    if kind.code == "fee":
        data["count"] = charging.told(letter.case.request, letter.content).counted
    if kind.code in revoking.REVOKED:
        data |= revoking.struck_by(letter)
    return {name: data[name] for name in letter.case.flow.step(kind.step).asks if name in data}


def waits_for_signing(letter: Letter) -> bool:
    """Whether an answer lies with those who review and sign: what they read is what goes out."""
    return letter.state == Letter.DRAFT and letter.case.state == "signing" and is_answer(letters.type_of(letter))


def stage_of(letter: Letter) -> str:
    """Where a letter is, in words. What was sent has been served when its receipt is known."""
    if letter.state == Letter.SENT and not (letter.received_on or letter.opened_at):
        return "已发出"
    return "审签中" if waits_for_signing(letter) else letter.get_state_display()


@action
def edit(*, letter: Letter, by: Any, **given: Any) -> Letter:
    """Edit a draft that does not lie with those who sign."""
    letter = letters.held(letter)
    letter.case.must(by, "handle")
    if waits_for_signing(letter):
        raise Refused("这份答复正在审签，内容不能再改；要改的，请审签的同事先退回修改。")
    if letter.type == dividing.LETTER:
        dividing.must_cite(letter.case, given["body"])
    return letters.edit_letter(letter=letter, by=by, **given)


@action
def propose(*, letter: Letter, on: date, by: Any) -> Case:
    """Hand an answer letter and its outcome to be signed."""
    letter = letters.held(letter)
    letter.case.must(by, "handle")
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
    letter.case.must(by, "sign")
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
    case.must(by, "sign")
    if kind.step == "extend":
        case.must(by, "extend")  # 条例 art. 33(2): the head consents, or whom they deputise
    if is_answer(kind) and not may_sign(case, kind):
        raise Refused("先把这份答复连同办理结果送审签；办理结果要与文书一致。")
    if is_answer(kind) and (hindrance := guards.legally_reviewed(case, {"by": by})):
        raise Refused(hindrance)
    if letter.state == Letter.DRAFT:
        _must_be_lawful(letter, by)
        must_hold(letter)
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
    if step := letters.type_of(letter).step:
        data = _entered(letter)
        if letter.type in consultations.LETTERS.values():
            data["who"] = consultations.label_of(letter)
        casework.take_step(case=letter.case, step=step, on=on, by=by, **data)
    return receipts.receive(letter=letter, on=on, proof=proof, by=by) if way in Letter.AT_ONCE else letter


@action
def void(*, letter: Letter, reason: str, by: Any) -> Letter:
    """Void a letter; with a signed answer that was not sent the case goes back to be handled."""
    letter = letters.held(letter)
    letter.case.must(by, letters.voided_with(letter))
    if waits_for_signing(letter):
        raise Refused("这份答复正在审签，请审签的同事先退回修改，再作废。")
    letter = letters.void_letter(letter=letter, reason=reason, by=by)
    if letter.case.state == "answered" and is_answer(letters.type_of(letter)):
        casework.take_step(case=letter.case, step="recall", on=timezone.localdate(), by=by)
    return letter
