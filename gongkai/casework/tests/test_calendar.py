"""The work calendar against the State Council's notices."""

import json
from dataclasses import replace
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


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2027-01-01", "元旦"),
        ("2027-02-05", "除夕"),
        ("2027-02-08", "初三"),
        ("2027-04-05", "清明"),
        ("2027-06-09", "端午"),
        ("2027-09-15", "中秋"),
        ("2027-10-01", "国庆"),
        ("2028-05-02", "劳动节"),
        ("2033-01-31", "初一"),
    ],
)
def test_holiday_rules_art_2_days_off_by_law_are_no_working_days_before_the_notice(day, name):
    day = date.fromisoformat(day)
    assert not without_notices_from(2027).is_workday(day), name
    assert without_notices_from(2027).is_provisional(day, day)


def without_notices_from(year):
    """The national calendar as it was before the notice of ``year``, whatever the product has loaded."""
    ours = national()
    return replace(ours, announced=frozenset(y for y in ours.announced if y < year))


def test_a_notice_takes_the_place_of_the_days_off_by_law():
    announced = without_notices_from(2027).with_year(2027, [date(2027, 4, 6)], [])
    assert announced.is_workday(date(2027, 4, 5)) and not announced.is_workday(date(2027, 4, 6))


def test_holiday_rules_art_2_every_notice_since_2025_gives_the_days_off_by_law():
    """The table of festivals is right where it can be compared; 除夕 and 2 May are off by law since 2025 only."""
    ours = national()
    known = {day for day in ours.statutory if day.year in ours.announced and day.weekday() < 5}
    missing = {day for day in known if ours.is_workday(day)}
    assert {day.year for day in known} >= set(range(2018, 2027))
    assert missing == {date(2018, 5, 2), date(2024, 2, 9)}


@given(st.dates(date(2004, 1, 1), date(2049, 6, 1)), st.integers(1, 60))
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
