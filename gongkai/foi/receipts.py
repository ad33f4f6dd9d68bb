"""When what was sent was received (条例 art. 30, 42; 行政复议法 art. 20): the day from which the applicant's terms run."""

from datetime import date
from typing import Any

from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.letters import actions as letters
from gongkai.casework.models import Letter
from gongkai.core.actions import action
from gongkai.foi import revoking

RECEIPTS = {  # step taken with a letter → what its receipt enters in the ledger
    "ask_correction": "correction_notice_received",
    "notify_fee": "fee_notice_received",
    "extend": "extension_received",
    "deliver": "answer_received",
}


def _is_revoked(letter: Letter) -> bool:
    return letter.pk in revoking.revoked(letter.case.letters.filter(state=Letter.SENT))


@action
def receive(*, letter: Letter, on: date, proof: str, by: Any) -> Letter:
    """Record the receipt of a sent letter: the applicant's own terms run from it (条例 art. 30, 42; 行政复议法 art. 20).
    ``by`` None: they opened it online."""
    letter = letters.receive_letter(letter=letter, on=on, proof=proof, by=by)
    if (event := RECEIPTS.get(letters.type_of(letter).step)) and not _is_revoked(letter):
        casework.note(case=letter.case, type=event, on=on, by=by)
    return letter


@action
def opened(*, letter: Letter, by: Any) -> None:
    """The applicant opened a letter on their page: what was put there is received with it."""
    letters.note_opened(letter=letter, by=by)
    letter = letters.held(letter)
    if letter.way == "online" and letter.received_on is None:
        receive(letter=letter, on=timezone.localdate(), proof="申请人在网上打开", by=by)
