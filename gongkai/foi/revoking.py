"""A notice that was sent by mistake is taken back by a letter: an extension (条例 art. 33), a demand for a fee (art. 42).

Its line in the ledger, and that of its receipt, are struck (casework.ledger): the clock reads as if it had never been sent,
and nothing is erased."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from gongkai.casework.actions import append
from gongkai.casework.clock import Reading
from gongkai.casework.ledger import CORRECTED, Event
from gongkai.casework.models import Case, Entry, Letter
from gongkai.casework.selectors import as_read, reading_of
from gongkai.core.actions import Refused

REVOKED = {"revoked.extension": "extended", "revoked.fee": "fee_notice"}  # letter → what it takes back
LETTERS = {"extended": "extension", "fee_notice": "fee"}  # entry → the letter that it was sent with
RECEIPTS = {"extended": "extension_received", "fee_notice": "fee_notice_received"}


def standing(case: Case, event: str) -> Entry | None:
    """The last entry of this kind that counts."""
    return next((entry for entry in reversed(as_read(case.entries.all())) if entry.type == event), None)


def stands(event: str) -> Callable[[Case], bool]:
    return lambda case: standing(case, event) is not None


def notice_of(case: Case, entry: Entry) -> Letter | None:
    """The letter with which the entry was made."""
    return case.letters.filter(type=LETTERS[entry.type], state=Letter.SENT, sent_on=entry.on).order_by("pk").last()


def revoked(sent: Iterable[Letter]) -> set[int]:
    """Keys of the notices among the sent letters of a case that a later one took back: their receipts start no term."""
    sent = list(sent)
    back = [(LETTERS[REVOKED[letter.type]], letter.pk) for letter in sent if letter.type in REVOKED]
    return {letter.pk for letter in sent for type, pk in back if letter.type == type and letter.pk < pk}


def taken_back(case: Case, code: str) -> tuple[Entry, Letter, Reading]:
    """What the letter takes back, as the ledger has it: the line, the letter it was sent with, the clock without it."""
    entry = standing(case, REVOKED[code])
    notice = notice_of(case, entry) if entry else None
    if entry is None or notice is None:
        raise Refused("台账里没有可以撤回的告知书，请刷新页面。")
    strike = Event.of(timezone.localdate(), CORRECTED, {"corrects": entry.sequence - 1, "why": "撤回"})
    return entry, notice, reading_of(case, more=[strike, *_receipt(case, entry)])


def _receipt(case: Case, entry: Entry) -> list[Event]:
    received = standing(case, RECEIPTS[entry.type])
    if received is None:
        return []
    return [Event.of(timezone.localdate(), CORRECTED, {"corrects": received.sequence - 1, "why": "撤回"})]


def struck_by(letter: Letter) -> dict[str, Any]:
    """What the step records that is taken with the letter: which line of the ledger does not count any more, and why."""
    entry = standing(letter.case, REVOKED[letter.type])
    return {"corrects": entry.sequence - 1 if entry else None, "why": letter.content["fields"]["why"]}


def revoked_by_letter(case: Case, data: dict[str, Any]) -> str | None:
    """By a letter that a second person signed, and of a line that counts."""
    for letter in case.letters.filter(type__in=list(REVOKED), state=Letter.SENT, sent_on=data["on"]):
        entry = standing(case, REVOKED[letter.type])
        if entry and entry.sequence - 1 == data["corrects"]:
            return None
    return "撤回告知书要经负责人签发撤回告知书、告知申请人，请先办理这份文书。"


def strike_receipt(case: Case, data: dict[str, Any]) -> None:
    """The receipt of what was taken back does not count either; a fee that was asked for is owed no more."""
    taken = case.entries.latest("sequence")
    struck = case.entries.get(sequence=data["corrects"] + 1)
    if received := standing(case, RECEIPTS[struck.type]):
        facts = {"corrects": received.sequence - 1, "why": data["why"]}
        append(case, on=taken.on, type=CORRECTED, by=taken.by, data=facts)
    if struck.type == "fee_notice":
        request = case.request
        request.fee_method, request.fee_counted, request.fee = "", None, None
        request.save(update_fields=["fee_method", "fee_counted", "fee"])
