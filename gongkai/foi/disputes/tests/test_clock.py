"""The terms of reviews and suits, article by article, as a table; ledgers that cannot be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.casework.calendar import national
from gongkai.casework.ledger import Event, LedgerError
from gongkai.foi.disputes.clock import REVIEW_CLOCK, SEEK_REVIEW, SUE, SUE_AFTER_REVIEW, SUIT_CLOCK, Term
from gongkai.foi.rules import CLOCK as REQUEST_CLOCK

D = date.fromisoformat
DAYS = national()


def at(on, type, days=0, **facts):
    return Event(D(on), type, days=days, facts={"days": days, **facts})


def served(on="2026-04-24", procedure="ordinary", accepted="2026-04-21", sought="2026-04-20"):
    return [at(sought, "submitted"), at(on, "served", procedure=procedure, accepted=accepted)]


def read(clock, *events, today="2026-12-31"):
    return clock.read(list(events), DAYS, D(today))


# 2026: holidays 01-01..01-03, 02-15..02-23, 04-04..04-06, 05-01..05-05, 06-19..06-21, 09-25..09-27, 10-01..10-07;
# make-up working days 01-04, 02-14, 02-28, 05-09, 09-20, 10-10
@pytest.mark.parametrize(
    ("article", "clock", "procedure", "copy_on", "due"),
    [
        ("行政复议法48、88: ten working days over a holiday", REVIEW_CLOCK, "ordinary", "2026-04-24", "2026-05-12"),
        ("行政复议法48、88: ten working days in an ordinary fortnight", REVIEW_CLOCK, "ordinary", "2026-06-01", "2026-06-15"),
        ("行政复议法54、88: five working days over a holiday", REVIEW_CLOCK, "summary", "2026-04-29", "2026-05-09"),
        ("行政复议法54、88: five working days", REVIEW_CLOCK, "summary", "2026-06-01", "2026-06-08"),
        ("行政诉讼法67: fifteen natural days", SUIT_CLOCK, "ordinary", "2026-06-01", "2026-06-16"),
        ("行政诉讼法67: the same in the summary procedure", SUIT_CLOCK, "summary", "2026-06-01", "2026-06-16"),
        ("行政诉讼法101: the last day is a holiday", SUIT_CLOCK, "ordinary", "2026-04-18", "2026-05-06"),
        ("行政诉讼法101: the last day is a Sunday", SUIT_CLOCK, "ordinary", "2026-05-30", "2026-06-15"),
        ("行政诉讼法101: a Saturday that is worked is no day off", SUIT_CLOCK, "ordinary", "2026-04-24", "2026-05-09"),
    ],
)  # fmt: skip
def test_what_the_organ_owes(article, clock, procedure, copy_on, due):
    reading = read(clock, *served(copy_on, procedure, accepted="2026-04-01", sought="2026-04-01"))
    assert (reading.state, reading.due, reading.received_on) == ("running", D(due), D(copy_on)), article


@pytest.mark.parametrize(
    ("article", "clock", "procedure", "accepted", "more", "by"),
    [
        ("行政复议法62: sixty natural days", REVIEW_CLOCK, "ordinary", "2026-04-21", [], "2026-06-22"),
        ("行政复议法62: and thirty more", REVIEW_CLOCK, "ordinary", "2026-04-21", [("prolonged", 30)], "2026-07-20"),
        ("行政复议法62: thirty in the summary procedure", REVIEW_CLOCK, "summary", "2026-04-21", [], "2026-05-21"),
        ("行政诉讼法81: six months", SUIT_CLOCK, "ordinary", "2026-04-21", [], "2026-10-21"),
        ("行政诉讼法83: forty-five days", SUIT_CLOCK, "summary", "2026-04-21", [], "2026-06-05"),
    ],
)
def test_when_the_authority_decides(article, clock, procedure, accepted, more, by):
    events = [at("2026-05-11", type, days=days) for type, days in more]
    reading = read(clock, *served("2026-04-24", procedure, accepted), at("2026-05-08", "replied"), *events)
    assert (reading.state, reading.due, reading.steps[-1].due) == ("waiting", None, D(by)), article
    assert by in reading.steps[-1].text


@pytest.mark.parametrize(
    ("article", "term", "since", "until"),
    [
        ("行政复议法20: sixty days", SEEK_REVIEW, "2026-03-02", "2026-05-06"),  # 05-01 is a holiday
        ("行政诉讼法45: fifteen days", SUE_AFTER_REVIEW, "2026-06-22", "2026-07-07"),
        ("行政诉讼法46: six months", SUE, "2026-03-02", "2026-09-02"),
        ("行政诉讼法46: from the last of a month to the last of a shorter one", SUE, "2026-08-31", "2027-03-01"),
    ],
)
def test_until_when_one_may_seek(article, term, since, until):
    assert term.end(D(since), DAYS) == D(until), article


def test_art_55_turned_into_the_ordinary_procedure_the_ordinary_term_holds():
    reading = read(REVIEW_CLOCK, *served("2026-06-01", "summary", "2026-05-28"), at("2026-06-03", "converted"))
    assert reading.due == D("2026-06-15")
    with pytest.raises(LedgerError, match="不必再转"):
        read(REVIEW_CLOCK, *served("2026-06-01"), at("2026-06-03", "converted"))


def test_art_70_an_answer_too_late_says_what_comes_of_it():
    late = read(REVIEW_CLOCK, *served("2026-06-01"), at("2026-06-16", "replied"))
    intime = read(REVIEW_CLOCK, *served("2026-06-01"), at("2026-06-15", "replied"))
    assert any("视为没有证据、依据" in step.text for step in late.steps)
    assert not any("视为没有" in step.text for step in intime.steps)


def test_art_39_suspension_does_not_count():
    events = [*served(), at("2026-05-08", "replied"), at("2026-05-20", "suspended")]
    waiting = read(REVIEW_CLOCK, *events)
    assert (waiting.waiting_for, waiting.due) == ("恢复审理", None)
    assert read(REVIEW_CLOCK, *events, at("2026-05-30", "resumed")).steps[-1].due == D("2026-06-30")


@pytest.mark.parametrize(
    ("unit", "days", "due"),
    [("workday", 20, "2026-07-20"), ("day", 15, "2026-07-07"), ("day", 20, "2026-07-13")],
)
def test_an_ordered_term_runs_from_the_decision_until_it_is_done(unit, days, due):
    decided = at("2026-06-22", "decided", decision="revoked", orders="redo", days=days, unit=unit)
    events = [*served(), at("2026-05-08", "replied"), decided, at("2026-06-22", "ordered")]
    reading = read(REVIEW_CLOCK, *events)
    assert (reading.state, reading.due) == ("running", D(due))
    done = read(REVIEW_CLOCK, *events, at("2026-07-01", "done"))
    assert (done.state, done.due) == ("stopped", D(due))


def test_a_request_answered_anew_is_due_when_ordered_whatever_the_terms_of_requests_say():
    ordered = Event(D("2026-06-22"), "ordered", until=D("2026-07-02"), facts={"received": "2026-03-04"})
    asked = Event(D("2026-06-24"), "third_party_asked", who="甲")
    reading = read(REQUEST_CLOCK, at("2026-03-02", "submitted"), ordered, asked)
    assert (reading.state, reading.due, reading.received_on) == ("running", D("2026-07-02"), D("2026-03-04"))
    with pytest.raises(LedgerError, match="不能延长"):
        read(REQUEST_CLOCK, at("2026-03-02", "submitted"), ordered, Event(D("2026-06-24"), "extended", days=5))
    answered = read(REQUEST_CLOCK, at("2026-03-02", "submitted"), ordered, at("2026-07-01", "answered"))
    assert (answered.state, answered.due) == ("stopped", D("2026-07-02"))


@pytest.mark.parametrize(
    ("decision", "state", "due", "last"),
    [
        ("revoked", "running", "2026-09-02", "2026-09-02"),  # lost: whether to appeal is to be decided by then
        ("claim_rejected", "waiting", None, "2026-09-02"),  # won: the other side may appeal
        ("dismissed", "waiting", None, "2026-08-28"),  # a ruling: ten days
    ],
)
def test_art_85_a_first_judgment_waits_for_the_appeal(decision, state, due, last):
    reading = read(SUIT_CLOCK, *served(), at("2026-05-08", "replied"), at("2026-08-18", "decided", decision=decision))
    assert (reading.state, reading.due) == (state, D(due) if due else None)
    assert reading.steps[-1].due == D(last)


def test_art_88_and_89_the_second_instance_has_three_months_and_a_rejected_appeal_leaves_the_first_order():
    order = at("2026-08-18", "decided", decision="revoked", orders="redo", days=20, unit="workday")
    events = [*served(), at("2026-05-08", "replied"), order, at("2026-08-28", "appealed")]
    assert read(SUIT_CLOCK, *events).steps[-1].due == D("2026-11-30")  # 11-28 is a Saturday
    assert read(SUIT_CLOCK, *events).waiting_for == "二审裁判"
    final = [at("2026-11-02", "decided", decision="appeal_rejected"), at("2026-11-02", "ordered")]
    assert read(SUIT_CLOCK, *events, *final).due == D("2026-11-30")


def test_art_89_sent_back_the_first_instance_begins_again_in_the_ordinary_procedure():
    first = at("2026-06-18", "decided", decision="revoked", orders="redo", days=20, unit="workday")
    events = [*served(procedure="summary"), at("2026-05-08", "replied"), first, at("2026-06-26", "appealed")]
    reading = read(SUIT_CLOCK, *events, at("2026-09-01", "remanded"))
    assert (reading.waiting_for, reading.steps[-1].due) == ("一审裁判", D("2027-03-01"))


@pytest.mark.parametrize(
    "events",
    [
        [at("2026-04-20", "submitted"), at("2026-05-08", "replied")],
        [*served(), at("2026-05-08", "replied"), at("2026-05-09", "replied")],
        [*served(), at("2026-05-08", "resumed")],
        [*served(), at("2026-05-08", "done")],
        [*served(), at("2026-05-08", "replied"), at("2026-05-09", "ordered")],
        [*served(), at("2026-04-23", "replied")],
        served(accepted="2026-04-19"),
        served(accepted="2026-04-25"),
        [*served(), at("2026-05-09", "decided", decision="ended"), at("2026-05-09", "effective"), at("2026-05-10", "done")],
    ],
)  # fmt: skip
def test_an_impossible_ledger_is_a_sentence(events):
    with pytest.raises(LedgerError):
        read(REVIEW_CLOCK, *events)


starts = st.dates(date(2010, 1, 1), date(2026, 6, 30))
terms = st.builds(Term, st.integers(1, 90), st.sampled_from(["workday", "day"]))


@given(starts, terms)
def test_a_term_ends_on_a_working_day_after_its_start(start, term):
    end = term.end(start, DAYS)
    assert DAYS.is_workday(end) and end > start


@given(starts, terms, st.integers(0, 40))
def test_a_later_start_or_a_longer_term_never_ends_earlier(start, term, more):
    assert term.end(start + timedelta(days=more), DAYS) >= term.end(start, DAYS)
    assert term.end(start, DAYS, more) >= term.end(start, DAYS)
