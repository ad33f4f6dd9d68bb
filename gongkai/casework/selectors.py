"""Reading cases: their clock, the calendar that holds, what may be done next."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date
from typing import Any

from django.utils import timezone

from gongkai.casework.calendar import WorkCalendar, national
from gongkai.casework.clock import Reading, Step
from gongkai.casework.flow import Step as FlowStep
from gongkai.casework.ledger import Event, LedgerError, as_corrected, standing
from gongkai.casework.models import Case, Entry, HolidayNotice


def calendar() -> WorkCalendar:
    """The national calendar with the years officers entered; one query."""
    ours = national()
    for notice in HolidayNotice.objects.all():
        ours = ours.with_year(
            notice.year, map(date.fromisoformat, notice.holidays), map(date.fromisoformat, notice.makeup)
        )
    return ours


def reading_of(
    case: Case, today: date | None = None, days: WorkCalendar | None = None, more: Iterable[Event] = ()
) -> Reading:
    """The clock of a case: pure function of its ledger, the rules of its type and the calendar (``days``, when many
    cases are read); ``more``: as if these events followed."""
    clock = case.flow.clock
    events = as_corrected([*_events(case.entries.all()), *more])
    counted = [event for event in events if event.type in clock.events]
    return clock.read(counted, days or calendar(), today or timezone.localdate())


def held_against(
    case: Case, on: date, type: str, facts: Mapping[str, Any], days: WorkCalendar | None = None
) -> str | None:
    """What the clock would hold against this entry, if the ledger went on with it: the sentence of its fault, or of the
    contradiction; None where it is lawful, or nothing that moves the clock. ``days``: when several are asked about."""
    if type not in case.flow.clock.events:
        return None
    event = Event.of(on, type, facts)
    try:
        reading = reading_of(case, days=days, more=[event])
    except LedgerError as error:
        return str(error)
    return next((fault.sentence for fault in reading.faults if fault.event is event), None)


def as_read(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of one ledger as they count: corrected ones with what is read instead, without struck ones and without
    the corrections themselves. Not to be saved."""
    rows = list(entries)
    read = []
    for position, event in standing(_events(rows)).items():
        entry = copy(rows[position])
        entry.on, entry.data = event.on, event.facts
        read.append(entry)
    return read


def _events(entries: Iterable[Entry]) -> list[Event]:
    return [Event.of(entry.on, entry.type, entry.data) for entry in entries]


def shown_reading(case: Case, today: date | None = None, days: WorkCalendar | None = None) -> Reading:
    """``reading_of`` for a page or an archive: a closed case keeps the due date it was closed with, whatever the rules
    and the calendar have become since; the last step says so where they differ."""
    reading = reading_of(case, today, days)
    if case.closed_on and case.due_on and reading.due != case.due_on:
        reading.due, text = case.due_on, f"本件办结时算得的届满日为 {case.due_on}，不因以后算法变化重算"
        reading.steps.append(Step(text, "", due=case.due_on))
    return reading


def next_steps(case: Case, user: Any) -> list[FlowStep]:
    """Steps of the flow open now to this user on the desk."""
    return [step for step in case.flow.open_steps(case) if case.may(user, step.permission)]
