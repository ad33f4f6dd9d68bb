"""What must hold for every history of a request, whatever happens in which order (rules 3.2; docs/decisions/0019)."""

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gongkai.casework.calendar import national
from gongkai.casework.ledger import CORRECTED, Event, LedgerError
from gongkai.foi.flow import FLOW
from gongkai.foi.rules import CLOCK

FIRST = date(2026, 2, 2)  # before the Spring Festival: days off, make-up days and weekends are within reach
DAYS = 120
OTHERS = ("甲", "乙")

# event → what it records besides its day
EVENTS = {
    "correction_asked": st.just({}),
    "correction_notice_received": st.just({}),
    "correction_received": st.just({}),
    **{
        f"{kind}_{what}": st.builds(dict, who=st.sampled_from(OTHERS))
        for kind in ("third_party", "organ")
        for what in ("asked", "received", "answered")
    },
    "extended": st.builds(dict, days=st.integers(1, 20)),
    "extension_received": st.just({}),
    "reasons_asked": st.just({}),
    "reasons_received": st.just({}),
    "deferred": st.builds(lambda n: {"until": (FIRST + timedelta(n)).isoformat()}, st.integers(20, DAYS)),
    "fee_notice": st.just({}),
    "fee_notice_received": st.just({}),
    "fee_paid": st.just({}),
}


def day(n):
    return FIRST + timedelta(days=n)


def read(events, today):
    return CLOCK.read(events, national(), today)


def allowed(events, event):
    """Whether the ledger takes one more ``event`` (as casework.actions.set_clock decides it)."""
    try:
        return not any(fault.event is event for fault in read([*events, event], event.on).faults)
    except LedgerError:
        return False


@st.composite
def histories(draw, most=12):
    """The ledger that comes of what somebody tries to enter, day after day and often on the last day of a term: what is
    impossible or against the law is refused."""
    events, at = [Event.of(FIRST, "submitted", {"channel": "in_person"})], FIRST
    for _ in range(draw(st.integers(0, most))):
        due = read(events, at).due
        ahead = st.integers(0, 25) if due is None or due < at else st.integers(0, 25) | st.just((due - at).days)
        at += timedelta(days=draw(ahead))
        kind = draw(st.sampled_from(sorted(EVENTS)))
        event = Event.of(at, kind, draw(EVENTS[kind]))
        if allowed(events, event):
            events.append(event)
    return events


def late(reading, today):
    return reading.due is not None and reading.due < today


@given(histories())
@settings(max_examples=300, deadline=None)
def test_art_33_no_allowed_step_makes_an_overdue_request_timely_again(events):
    """Neither a late answer of whoever was consulted, nor a late payment, nor a receipt noted late, nor time that goes by:
    what was late on a day is due no later ever after."""
    overdue = None
    end = events[-1].on + timedelta(days=40)
    for n in range((end - FIRST).days):
        today = day(n)
        reading = read([event for event in events if event.on <= today], today)
        assert overdue is None or (reading.due is not None and reading.due <= overdue), (today, events)
        if late(reading, today):
            overdue = reading.due


def movable(events):
    """Positions of what can be corrected on the desk: only the day, and only where nothing else keeps it."""
    return [n for n, event in enumerate(events) if event.type in FLOW.correctable]


@given(histories(), st.data())
@settings(max_examples=200, deadline=None)
def test_correcting_and_then_correcting_back_gives_the_first_reading(events, data):
    """Also with other corrections in between, of the same line or of others, and after it was struck."""
    today = day(DAYS * 3)
    first = read(events, today)
    turns = data.draw(
        st.lists(st.tuples(st.sampled_from(movable(events)), st.integers(-20, 60)), min_size=1, max_size=4)
    )
    there = [(n, {"on": (events[n].on + timedelta(days=by)).isoformat()} if by else None) for n, by in turns]
    back = [(n, {"on": events[n].on.isoformat()}) for n in dict(turns)]
    corrections = [Event.of(today, CORRECTED, {"corrects": n, "to": to, "why": "看错"}) for n, to in [*there, *back]]
    assert read([*events, *corrections], today) == first


@given(histories(), st.integers(-20, 60), st.data())
@settings(max_examples=200, deadline=None)
def test_art_45_a_corrected_ledger_reads_as_if_the_right_day_had_been_entered(events, by, data):
    today = day(DAYS * 3)
    n = data.draw(st.sampled_from(movable(events)))
    right = Event.of(events[n].on + timedelta(days=by), events[n].type, events[n].facts)
    correction = Event.of(today, CORRECTED, {"corrects": n, "to": {"on": right.on.isoformat()}, "why": "看错"})
    try:
        as_it_was = read([*events[:n], right, *events[n + 1 :]], today)
    except LedgerError:
        assume(False)
    assert read([*events, correction], today) == as_it_was
