"""Reading cases: their clock, the calendar that holds, what may be done next."""

from datetime import date
from typing import Any

from django.utils import timezone

from gongkai.casework.calendar import WorkCalendar, national
from gongkai.casework.clock import Event, Reading
from gongkai.casework.flow import Step
from gongkai.casework.models import Case, HolidayNotice


def calendar() -> WorkCalendar:
    """The national calendar with the years officers entered; one query."""
    ours = national()
    for notice in HolidayNotice.objects.all():
        ours = ours.with_year(
            notice.year, map(date.fromisoformat, notice.holidays), map(date.fromisoformat, notice.makeup)
        )
    return ours


def reading_of(case: Case, today: date | None = None, days: WorkCalendar | None = None) -> Reading:
    """The clock of a case: pure function of its ledger, the rules of its type and the calendar (``days``, when many
    cases are read)."""
    clock = case.flow.clock
    events = [
        Event(
            entry.on,
            entry.type,
            channel=entry.data.get("channel", ""),
            who=entry.data.get("who", ""),
            days=int(entry.data.get("days") or 0),
            until=date.fromisoformat(entry.data["until"]) if entry.data.get("until") else None,
            facts=entry.data,
        )
        for entry in case.entries.all()
        if entry.type in clock.events
    ]
    return clock.read(events, days or calendar(), today or timezone.localdate())


def next_steps(case: Case, user: Any) -> list[Step]:
    """Steps of the flow open now to this user on the desk."""
    return [step for step in case.flow.open_steps(case) if user.may(step.permission, case.organ)]
