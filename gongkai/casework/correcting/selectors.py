"""Corrections of the ledger as pages read them: what each would change, which lines can be corrected, what was."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from gongkai.casework.clock import Reading
from gongkai.casework.ledger import CORRECTED, Event, LedgerError
from gongkai.casework.models import Case, Correction, Entry, within
from gongkai.casework.selectors import as_read, reading_of
from gongkai.core.actions import Refused


@dataclass(frozen=True)
class Effect:
    """The clock of a case without and with a correction."""

    before: Reading
    after: Reading

    @property
    def moves(self) -> bool:
        return self.before.due != self.after.due


def effect_of(correction: Correction) -> Effect:
    """Refused, with the clock's sentence, when the ledger would be impossible with it."""
    event = Event.of(timezone.localdate(), CORRECTED, correction.facts)
    try:
        return Effect(reading_of(correction.case), reading_of(correction.case, more=[event]))
    except LedgerError as error:
        raise Refused(f"这样更正，台账前后对不上：{error}") from error


@dataclass(frozen=True)
class LedgerLine:
    """A line of the ledger as the case page shows it: ``on`` is the day that counts, which is another than the entry's
    own when it was corrected; ``struck``: it does not count any more; ``corrects`` the position in the ledger of what a
    correction is about."""

    entry: Entry
    on: date
    corrects: int | None
    correctable: bool
    struck: bool = False

    @property
    def is_corrected(self) -> bool:
        return self.on != self.entry.on


def lines(case: Case, user: Any) -> list[LedgerLine]:
    """The ledger, newest first."""
    rows = list(case.entries.select_related("by"))
    days = {row.pk: row.on for row in as_read(rows)}
    open_to = case.flow.correctable if case.may(user, "handle") else {}
    return [
        LedgerLine(
            row,
            days.get(row.pk, row.on),
            row.data.get("corrects"),
            row.type in open_to and row.pk in days,
            struck=row.pk not in days and row.type != CORRECTED,
        )
        for row in rows[::-1]
    ]


def waiting(case: Case) -> Correction | None:
    return case.corrections.filter(verdict="").select_related("entry", "by").first()


def to_check(user: Any) -> Any:
    """By others, in my organs; the oldest first."""
    rows = Correction.objects.filter(within(user, "sign", "case__"))
    return rows.waiting().exclude(by=user).select_related("case__organ", "case__handler", "entry").order_by("at")
