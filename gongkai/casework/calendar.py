"""The work calendar: official holidays and make-up working days. Pure: no Django.

Each year's days are fixed by a notice of the General Office of the State Council in the November before. A year without
a notice is provisional and every date that depends on it says so: the days that are off by law every year (全国年节及纪念日
放假办法 art. 2, as in force since 2025) are taken out of its weekdays; what the notice will add (days off in lieu of a
weekend, make-up Saturdays) is not known.
"""

import json
from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path

DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """``holidays``: weekdays off; ``makeup``: Saturdays and Sundays worked; ``announced``: years with a notice;
    ``statutory``: days off by law, which hold in the years without one."""

    holidays: frozenset[date]
    makeup: frozenset[date]
    announced: frozenset[int]
    statutory: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        return day in self.makeup if day.weekday() >= 5 else day not in self._days_off

    def add_workdays(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``; ``start`` itself is not counted. Counting from zero gives
        ``start``."""
        day, wanted = start, self._upto(start) + count
        while (missing := wanted - self._upto(day)) > 0:  # that many days hold at most as many working days
            day += DAY * missing
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
        return max(0, self._upto(end) - self._upto(start))

    def _upto(self, day: date) -> int:
        """Working days up to and including ``day``, counted from Monday, day one of the calendar."""
        weeks, rest = divmod(day.toordinal(), 7)
        return weeks * 5 + min(rest, 5) - bisect(self._off, day) + bisect(self._on, day)

    @cached_property
    def _days_off(self) -> frozenset[date]:
        return self.holidays | {day for day in self.statutory if day.year not in self.announced}

    @cached_property
    def _off(self) -> list[date]:
        return sorted(day for day in self._days_off if day.weekday() < 5)

    @cached_property
    def _on(self) -> list[date]:
        return sorted(day for day in self.makeup if day.weekday() >= 5)

    def is_provisional(self, start: date, end: date) -> bool:
        """Whether the span from ``start`` to ``end`` touches a year whose notice is not out."""
        return any(year not in self.announced for year in range(start.year, end.year + 1))

    def with_year(self, year: int, holidays: Iterable[date], makeup: Iterable[date]) -> "WorkCalendar":
        """This calendar with the notice of ``year`` entered (or entered again)."""
        return WorkCalendar(
            frozenset(d for d in self.holidays if d.year != year) | frozenset(holidays),
            frozenset(d for d in self.makeup if d.year != year) | frozenset(makeup),
            self.announced | {year},
            self.statutory,
        )


def from_table(table: Mapping[str, Mapping[str, list[str]]], statutory: frozenset[date] = frozenset()) -> WorkCalendar:
    """A calendar from ``{"2026": {"holidays": ["01-01", …], "makeup": ["01-04", …]}}``."""
    days = {
        key: frozenset(date.fromisoformat(f"{year}-{day}") for year, lists in table.items() for day in lists[key])
        for key in ("holidays", "makeup")
    }
    return WorkCalendar(days["holidays"], days["makeup"], frozenset(map(int, table)), statutory)


FIXED = ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")  # 元旦, 劳动节, 国庆节


def statutory_days(festivals: Mapping[str, list[str]]) -> frozenset[date]:
    """The days off by law of the years of ``{"2027": [除夕, 清明, 端午, 中秋], …}`` (MM-DD): 除夕 brings 初一 to 初三
    with it (全国年节及纪念日放假办法 art. 2)."""
    off = set()
    for year, (eve, *others) in festivals.items():
        off |= {date.fromisoformat(f"{year}-{day}") for day in (*FIXED, *others)}
        off |= {date.fromisoformat(f"{year}-{eve}") + DAY * n for n in range(4)}
    return frozenset(off)


@cache
def national() -> WorkCalendar:
    """The national calendar as announced, 2004 on, and the days off by law up to 2050."""
    data = Path(__file__).parent / "data"
    table, festivals = (json.loads((data / f"{name}.json").read_text("utf-8")) for name in ("workdays", "festivals"))
    return from_table(table, statutory_days(festivals))
