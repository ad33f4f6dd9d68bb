"""The work calendar: official holidays and make-up working days. Pure: no Django.

Each year's days are fixed by a notice of the General Office of the State Council in the November before. A year without
a notice is provisional: its weekdays are taken as working days and every date that depends on it says so.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """``holidays``: weekdays off; ``makeup``: Saturdays and Sundays worked; ``announced``: years with a notice."""

    holidays: frozenset[date]
    makeup: frozenset[date]
    announced: frozenset[int]

    def is_workday(self, day: date) -> bool:
        return day in self.makeup if day.weekday() >= 5 else day not in self.holidays

    def add_workdays(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``; ``start`` itself is not counted. Counting from zero gives
        ``start``."""
        day = start
        while count > 0:
            day += DAY
            count -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
        return sum(self.is_workday(day) for day in _days_after(start, end))

    def is_provisional(self, start: date, end: date) -> bool:
        """Whether the span from ``start`` to ``end`` touches a year whose notice is not out."""
        return any(year not in self.announced for year in range(start.year, end.year + 1))

    def with_year(self, year: int, holidays: Iterable[date], makeup: Iterable[date]) -> "WorkCalendar":
        """This calendar with the notice of ``year`` entered (or entered again)."""
        return WorkCalendar(
            frozenset(d for d in self.holidays if d.year != year) | frozenset(holidays),
            frozenset(d for d in self.makeup if d.year != year) | frozenset(makeup),
            self.announced | {year},
        )


def _days_after(start: date, end: date) -> Iterable[date]:
    return (start + DAY * n for n in range(1, (end - start).days + 1))


def from_table(table: Mapping[str, Mapping[str, list[str]]]) -> WorkCalendar:
    """A calendar from ``{"2026": {"holidays": ["01-01", …], "makeup": ["01-04", …]}}``."""
    days = {
        key: frozenset(date.fromisoformat(f"{year}-{day}") for year, lists in table.items() for day in lists[key])
        for key in ("holidays", "makeup")
    }
    return WorkCalendar(days["holidays"], days["makeup"], frozenset(map(int, table)))


@cache
def national() -> WorkCalendar:
    """The national calendar as announced, 2004 on."""
    return from_table(json.loads((Path(__file__).parent / "data" / "workdays.json").read_text(encoding="utf-8")))
