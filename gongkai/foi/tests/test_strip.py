"""The drawing of a term agrees with the clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.casework.calendar import national
from gongkai.casework.clock import Reading
from gongkai.casework.ledger import Event
from gongkai.casework.strip import strip_of
from gongkai.foi.rules import CLOCK

D = date.fromisoformat
DAYS = national()


def read(*events, today):
    return CLOCK.read([Event(D("2026-03-02"), "submitted", channel="in_person"), *events], DAYS, D(today))


@pytest.mark.parametrize(
    ("today", "used", "left", "over", "kinds"),
    [
        ("2026-03-02", 0, 20, 0, {"": 19, "last": 1}),
        ("2026-03-03", 1, 19, 0, {"gone-by": 1, "": 18, "last": 1}),
        ("2026-03-08", 4, 16, 0, {"gone-by": 4, "": 15, "last": 1}),  # a Sunday: nothing more
        ("2026-03-30", 20, 0, 0, {"gone-by": 19, "last": 1}),
        ("2026-04-01", 20, 0, 2, {"gone-by": 19, "last": 1, "over": 2}),
    ],
)
def test_art_33_twenty_working_days_one_by_one(today, used, left, over, kinds):
    strip = strip_of(read(today=today), DAYS, D(today))
    found = [day.kind for day in strip.days]
    assert (strip.used, strip.left, strip.over, strip.still) == (used, left, over, 0)
    assert {kind: found.count(kind) for kind in dict.fromkeys(found)} == kinds
    assert strip.width == 10 * len(found) and [day.x for day in strip.days] == list(range(0, strip.width, 10))


def test_art_33_days_of_a_consultation_stand_still_and_are_not_used():
    asked = Event(D("2026-03-05"), "third_party_asked", who="甲")
    told = Event(D("2026-03-12"), "third_party_answered", who="甲")
    strip = strip_of(read(asked, told, today="2026-03-16"), DAYS, D("2026-03-16"))
    still = [day.on for day in strip.days if day.kind == "still"]
    assert (len(still), strip.still, strip.used + strip.left) == (5, 5, 20)
    assert still[0] > D("2026-03-05") and strip.days[-1].on == D("2026-04-07") and strip.days[-1].kind == "last"


def test_nothing_is_drawn_before_the_term_runs_while_it_stops_and_of_what_is_too_long():
    asked = Event(D("2026-03-05"), "correction_asked", until=D("2026-03-20"))
    assert strip_of(Reading(), DAYS, D("2026-03-05")) is None
    assert strip_of(read(asked, today="2026-03-06"), DAYS, D("2026-03-06")) is None
    assert strip_of(read(today="2026-03-06"), DAYS, D("2027-03-06")) is None


def test_a_closed_case_has_no_today():
    assert strip_of(read(today="2026-03-06"), DAYS, D("2026-03-06"), closed=True).today is None


@given(st.integers(0, 60), st.integers(0, 25), st.integers(0, 25))
def test_used_and_left_always_make_the_term_and_the_due_date_is_there(on, asked, took):
    begun, day = D("2026-03-02"), D("2026-03-02") + timedelta(on)
    events = [Event(begun + timedelta(asked), "third_party_asked", who="甲")] if asked <= on else []
    if events and asked + took <= on:
        events.append(Event(begun + timedelta(asked + took), "third_party_answered", who="甲"))
    reading = read(*events, today=day.isoformat())
    strip = strip_of(reading, DAYS, day)
    assert strip.used + strip.left == 20
    assert [d.on for d in strip.days if d.kind == "last"] == [reading.due]
    assert (strip.over > 0) == (day > reading.due and DAYS.workdays_between(reading.due, day) > 0)
