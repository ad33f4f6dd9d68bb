"""What keeps a day of the ledger besides: when a line is corrected (casework.correcting), the letter, the consultation and
the day of closing follow it. What was written and signed stays as it is. That one follows the other is the clock's to say."""

from collections.abc import Callable
from datetime import date

from gongkai.casework.letters.actions import type_of
from gongkai.casework.models import Case, Entry, Letter
from gongkai.core.actions import Refused
from gongkai.foi.models import Consultation
from gongkai.foi.receipts import RECEIPTS

SENT = ("correction_asked", "fee_notice", "extended", "lapsed", "answered")  # entries made by a letter that was sent
RECEIVED = {event: step for step, event in RECEIPTS.items()}
Follows = Callable[[Case, Entry, date, date], None]  # (case, entry, the day it has now, the right one)


def sent(case: Case, entry: Entry, now: date, on: date) -> None:
    """The day of sending of its letter, and of closing where that closed the case."""
    for letter in _letters(case, {step.code for step in case.flow.steps if step.event == entry.type}):
        if letter.sent_on == now:
            _send(letter, on)
    closed(case, entry, now, on)


def received(case: Case, entry: Entry, now: date, on: date) -> None:
    """The day on which the applicant received its letter."""
    for letter in _letters(case, {RECEIVED[entry.type]}):
        if letter.received_on == now:
            Letter.objects.filter(pk=letter.pk).update(received_on=on)


def consulted(case: Case, entry: Entry, now: date, on: date) -> None:
    """The day on which somebody was asked, received the letter or answered."""
    kind, _, what = entry.type.rpartition("_")
    rows = Consultation.objects.filter(request=case.pk, kind=kind, label=entry.data["who"], **{f"{what}_on": now})
    row = rows.select_related("letter").last()
    if row is None:
        return
    setattr(row, f"{what}_on", on)
    row.save(update_fields=[f"{what}_on"])
    if what == "asked" and row.letter:
        _send(row.letter, on)


def closed(case: Case, entry: Entry, now: date, on: date) -> None:
    """The day of closing, where this line closed the case."""
    if case.closed_on == now:
        case.closed_on = on


def _letters(case: Case, steps: set[str]) -> list[Letter]:
    """Those sent with one of these steps of the flow."""
    return [letter for letter in case.letters.filter(state=Letter.SENT) if type_of(letter).step in steps]


def _send(letter: Letter, on: date) -> None:
    if letter.dated and on < letter.dated:
        raise Refused(f"发出不能早于签发的日期 {letter.dated}，请核对。", "on")
    Letter.objects.filter(pk=letter.pk).update(sent_on=on)


def submitted(case: Case, entry: Entry, now: date, on: date) -> None:
    """What is answered anew was submitted when the first request was."""
    if case.request.renews_id:
        raise Refused("本件是重新办理，提交日期请在原申请上更正。", "on")
    case.submitted_on = on


CONSULTATIONS = [f"{kind}_{what}" for kind in ("third_party", "organ") for what in ("asked", "received", "answered")]
CORRECTABLE: dict[str, Follows | None] = {
    **dict.fromkeys(("delivered", "confirmed", "correction_received", "fee_paid")),
    "submitted": submitted,
    **dict.fromkeys(SENT, sent),
    **dict.fromkeys(RECEIVED, received),
    **dict.fromkeys(CONSULTATIONS, consulted),
    "withdrawn": closed,
}
