"""The work calendar against the State Council's notices."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.casework.calendar import national

PER_YEAR = {2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}


@pytest.mark.parametrize(("year", "count"), PER_YEAR.items())
def test_working_days_of_a_year(year, count):
    assert national().workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_same_days_as_the_norms(shared):
    norms = json.loads((shared / "norms" / "calendar_2018_2026.json").read_text(encoding="utf-8"))
    ours = national()
    listed = {k: {date.fromisoformat(d) for days in norms[k].values() for d in days} for k in norms}
    assert {d for d in ours.makeup if d.year >= 2018} == listed["makeup_workdays"]
    assert {d for d in ours.holidays if d.year >= 2018} == listed["weekday_holidays"]


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_makeup_days_of_2026_are_worked(day):
    assert national().is_workday(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2025-03-03", 20, "2025-03-31"),
        ("2025-09-22", 20, "2025-10-24"),  # National Day with make-up Sundays
        ("2026-02-06", 20, "2026-03-12"),  # make-up Saturdays 14 and 28 February
        ("2025-08-16", 20, "2025-09-12"),  # counted from a Saturday
    ],
)
def test_twenty_working_days(start, count, due):
    assert national().add_workdays(date.fromisoformat(start), count) == date.fromisoformat(due)


def test_a_year_without_notice_is_provisional():
    ours = national()
    assert ours.is_provisional(date(2026, 12, 20), date(2027, 1, 15))
    assert not ours.is_provisional(date(2026, 1, 1), date(2026, 12, 31))
    assert not ours.with_year(2027, [date(2027, 1, 1)], []).is_provisional(date(2026, 12, 20), date(2027, 1, 15))


@given(st.dates(date(2004, 1, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_the_nth_working_day_is_a_working_day_and_counts_back(start, count):
    ours = national()
    due = ours.add_workdays(start, count)
    assert ours.is_workday(due)
    assert ours.workdays_between(start, due) == count
    assert ours.workdays_between(start, due - timedelta(days=1)) == count - 1


@given(st.dates(date(2004, 1, 1), date(2027, 6, 1)), st.integers(-30, 90))
def test_working_days_are_those_one_counts_one_by_one(start, length):
    ours, days = national(), [start + timedelta(days=n) for n in range(1, length + 1)]
    assert ours.workdays_between(start, start + timedelta(days=length)) == sum(map(ours.is_workday, days))
