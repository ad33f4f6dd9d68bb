"""The term of a case drawn day by day: which working days have gone by, which do not count, which are left. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.clock import Reading

MOST = 130  # working days: a longer term is not drawn
WIDTH = 10  # of a day in the drawing


@dataclass(frozen=True)
class Day:
    """``kind``: gone-by, still (does not count), last (the due date), over (past it), empty when it is to come. ``x``:
    where it begins in the drawing."""

    on: date
    kind: str
    x: int


@dataclass(frozen=True)
class Strip:
    """The days from the one after which the term counts to the due date, or to today when that is later."""

    days: list[Day]
    used: int
    still: int
    left: int
    over: int
    today: int | None  # where the mark of today begins; None once the case is closed

    @property
    def width(self) -> int:
        return WIDTH * len(self.days)


def strip_of(reading: Reading, calendar: WorkCalendar, on: date, closed: bool = False) -> Strip | None:
    """The term as it stands on the day ``on``; None while nothing runs, and of what is too long to draw."""
    if reading.due is None or reading.counted_from is None:
        return None
    days = list(_workdays(reading.counted_from, max(reading.due, on), calendar))
    if not 0 < len(days) <= MOST:
        return None
    kinds = [_kind(day, reading, on) for day in days]
    now = max((place for place, day in enumerate(days) if day <= on), default=None)
    return Strip(
        days=[Day(day, kind, WIDTH * place) for place, (day, kind) in enumerate(zip(days, kinds, strict=True))],
        used=sum(day <= on and day <= reading.due and day not in reading.uncounted for day in days),
        still=kinds.count("still"),
        left=sum(on < day <= reading.due for day in days),
        over=kinds.count("over"),
        today=None if closed or now is None else WIDTH * now,
    )


def _kind(day: date, reading: Reading, on: date) -> str:
    if reading.due is None or day > reading.due:
        return "over"
    if day == reading.due:
        return "last"
    if day in reading.uncounted:
        return "still"
    return "gone-by" if day <= on else ""


def _workdays(after: date, until: date, calendar: WorkCalendar) -> Iterator[date]:
    day = after + timedelta(1)
    while day <= until:
        if calendar.is_workday(day):
            yield day
        day += timedelta(1)
