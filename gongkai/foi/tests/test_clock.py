"""The statutory clock against the acceptance cases, and what must hold for every ledger."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from gongkai.casework.calendar import national
from gongkai.casework.clock import Event, LedgerError, read
from gongkai.foi.fees import by_items, by_pages
from gongkai.foi.rules import CLOCK

TODAY = date(2026, 6, 30)


def clock(*events, today=TODAY):
    return read([Event(date.fromisoformat(on), kind, **more) for on, kind, more in events], CLOCK, national(), today)


def received(on="2025-03-03"):
    return (on, "submitted", {"channel": "in_person"})


REASONS = ("2025-03-06", "reasons_asked", {"until": date(2025, 3, 14)})


def deferred(until, on="2025-03-20"):
    return (on, "deferred", {"until": date.fromisoformat(until)})


def test_acceptance_cases(shared, capsys):
    cases = json.loads((shared / "acceptance" / "clocks.json").read_text(encoding="utf-8"))
    call_command("due", str(shared / "acceptance" / "clocks.json"))
    answers = json.loads(capsys.readouterr().out)
    assert {a["id"]: a["due"] for a in answers} == {c["id"]: c["due"] for c in cases}


def test_acceptance_fees(shared):
    for case in json.loads((shared / "acceptance" / "fees.json").read_text(encoding="utf-8")):
        assert {"items": by_items, "pages": by_pages}[case["method"]](case["count"]) == case["fee"], case


def test_art_31_online_does_not_run_before_both_confirm():
    reading = clock(("2025-03-03", "submitted", {"channel": "online"}))
    assert (reading.due, reading.waiting_for) == (None, "双方确认")


def test_art_30_correction_stops_the_term_until_it_comes():
    reading = clock(received(), ("2025-03-06", "correction_asked", {}))
    assert (reading.due, reading.waiting_for) == (None, "申请人补正")


def test_art_33_open_consultation_shows_the_date_if_answered_today():
    asked = ("2025-03-06", "third_party_asked", {"who": "甲"})
    assert clock(received(), asked, today=date(2025, 3, 10)).due == date(2025, 4, 2)
    answered = ("2025-03-10", "third_party_answered", {"who": "甲"})
    assert clock(received(), asked, answered).due == date(2025, 4, 2)


def test_art_32_silence_takes_out_no_more_than_fifteen_working_days():
    asked = ("2025-03-06", "third_party_asked", {"who": "甲"})
    assert clock(received(), asked).due == national().add_workdays(date(2025, 3, 3), 35)


def test_art_42_payment_starts_the_term_anew():
    reading = clock(received(), ("2025-03-10", "fee_notice", {}), ("2025-03-20", "fee_paid", {}))
    assert reading.due == national().add_workdays(date(2025, 3, 20), 20)


def test_art_30_42_the_clock_knows_until_when_the_applicant_may_act():
    assert clock(received(), ("2025-03-06", "correction_asked", {"until": date(2025, 3, 20)})).waiting_until == date(
        2025, 3, 20
    )
    notice = ("2025-03-10", "fee_notice", {})
    assert clock(received(), notice).waiting_until == national().add_workdays(date(2025, 3, 10), 20)
    assert clock(received(), notice, ("2025-03-20", "fee_paid", {})).waiting_until is None


def test_art_35_asking_for_reasons_does_not_stop_the_term():
    asked = clock(received(), REASONS)
    assert (asked.state, asked.due, asked.waiting_for) == ("running", date(2025, 3, 31), "申请人说明理由")
    assert asked.waiting_until == date(2025, 3, 14)
    assert "期限继续计算" in asked.steps[-1].text
    told = clock(received(), REASONS, ("2025-03-10", "reasons_received", {}))
    assert (told.due, told.waiting_for, told.waiting_until) == (date(2025, 3, 31), "", None)


def test_art_35_a_deferred_answer_is_due_on_the_day_set_and_says_why():
    reading = clock(received(), REASONS, deferred("2025-05-06"))
    assert (reading.due, reading.waiting_for) == (date(2025, 5, 6), "申请人说明理由")
    assert str(reading.steps[-1]) == "2025-03-20 另定答复期限 2025-05-06，届满日 2025-05-06，条例35"


def test_art_33_a_consultation_after_the_deferral_never_brings_the_answer_forward():
    asked, answered = ("2025-03-21", "third_party_asked", {"who": "甲"}), {"who": "甲"}
    soon = clock(received(), REASONS, deferred("2025-05-06"), asked, ("2025-03-24", "third_party_answered", answered))
    late = clock(received(), REASONS, deferred("2025-04-01"), asked, ("2025-04-11", "third_party_answered", answered))
    assert (soon.due, late.due) == (date(2025, 5, 6), national().add_workdays(date(2025, 3, 3), 34))


def test_gongkai_due_reads_the_day_set(tmp_path, capsys):
    events = [
        {"on": "2025-03-03", "type": "submitted", "channel": "in_person"},
        {"on": "2025-03-06", "type": "reasons_asked", "until": "2025-03-14"},
        {"on": "2025-03-20", "type": "deferred", "until": "2025-05-06"},
    ]
    (tmp_path / "cases.json").write_text(json.dumps([{"id": "x", "events": events}]), encoding="utf-8")
    call_command("due", str(tmp_path / "cases.json"))
    assert json.loads(capsys.readouterr().out)[0]["due"] == "2025-05-06"


def test_a_term_that_reaches_an_unannounced_year_is_provisional():
    assert clock(received("2026-12-20")).provisional


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([], "没有收到申请"),
        ([("2025-03-01", "extended", {"days": 5}), received()], "早于收到申请"),
        ([received(), received("2025-03-05")], "重复登记"),
        ([("2025-03-03", "submitted", {"channel": "鸽子"})], "提交渠道"),
        ([received(), ("2025-03-06", "third_party_answered", {"who": "甲"})], "没有向“甲”征求过意见"),
        ([received(), ("2025-03-06", "correction_received", {})], "没有告知过补正"),
        ([received(), ("2025-03-06", "fee_paid", {})], "没有发出过收费通知"),
        ([received(), ("2025-03-10", "extended", {"days": 21})], "1 至 20"),
        ([received(), ("2025-04-10", "extended", {"days": 5})], "已过"),
        ([received(), ("2025-03-10", "fee_notice", {}), ("2025-05-20", "fee_paid", {})], "逾期未缴费"),
        (
            [
                received(),
                ("2025-03-05", "correction_asked", {}),
                ("2025-03-07", "correction_received", {}),
                ("2025-03-10", "correction_asked", {}),
            ],
            "一次性",
        ),
        ([received(), ("2025-03-10", "answered", {}), ("2025-03-11", "extended", {"days": 5})], "已于此前办结"),
        ([received(), ("2025-03-10", "lunch", {})], "不是办件台账认得的类型"),
        ([received(), ("2025-03-10", "correction_asked", {"until": date(2025, 3, 10)})], "应晚于告知之日"),
        ([received(), ("2025-04-01", "fee_notice", {})], "应在期限内发出"),
        ([received(), ("2025-03-10", "reasons_received", {})], "没有要求过说明理由"),
        ([received(), REASONS, REASONS], "已经要求过"),
        ([received(), ("2025-03-10", "reasons_asked", {"until": date(2025, 3, 7)})], "应晚于告知之日"),
        ([received(), ("2025-03-20", "deferred", {"until": date(2025, 5, 6)})], "先要求申请人说明理由"),
        ([received(), REASONS, deferred("2025-03-31")], "应晚于现在的届满日 2025-03-31"),
        ([received(), REASONS, deferred("2025-05-01")], "2025-05-01 不是工作日，请改为 2025-05-06"),
        ([received(), REASONS, deferred("2025-05-06", on="2025-04-01")], "答复期限 2025-03-31 已过"),
        ([received(), REASONS, deferred("2025-05-06"), deferred("2025-06-03")], "只能另定一次"),
    ],
)
def test_impossible_ledgers_are_refused_with_a_sentence(events, sentence):
    with pytest.raises(LedgerError, match=sentence):
        clock(*events)


days = st.integers(0, 40)


@st.composite
def ledgers(draw):
    """A receipt, a few consultations, perhaps an extension, perhaps a deferral, within the announced years."""
    start = draw(st.dates(date(2018, 1, 1), date(2026, 3, 1)))
    events = [Event(start, "submitted", "in_person")]
    for n in range(draw(st.integers(0, 4))):
        asked = start + timedelta(days=draw(days))
        kind = draw(st.sampled_from(["third_party", "organ"]))
        events.append(Event(asked, f"{kind}_asked", who=str(n)))
        events.append(Event(asked + timedelta(days=draw(days)), f"{kind}_answered", who=str(n)))
    if draw(st.booleans()):
        events.append(
            Event(start + timedelta(days=draw(st.integers(0, 20))), "extended", days=draw(st.integers(1, 20)))
        )
    if draw(st.booleans()):
        on = start + timedelta(days=draw(st.integers(0, 20)))
        until = national().add_workdays(read(events, CLOCK, national(), TODAY).due, draw(st.integers(1, 60)))
        events += [Event(on, "reasons_asked"), Event(on, "deferred", until=until)]
    return events


@given(ledgers())
def test_the_due_date_is_a_working_day_and_the_explanation_adds_up_to_it(events):
    reading = read(events, CLOCK, national(), TODAY)
    assert national().is_workday(reading.due)
    assert reading.due == national().add_workdays(reading.counted_from, sum(step.days for step in reading.steps))
    assert reading.steps[-1].due == reading.due


@given(ledgers())
def test_taking_out_time_never_shortens(events):
    plain = [e for e in events if not e.who]
    assert read(events, CLOCK, national(), TODAY).due >= read(plain, CLOCK, national(), TODAY).due


@given(st.dates(date(2018, 1, 1), date(2026, 3, 1)), st.integers(0, 60))
def test_a_later_receipt_never_gives_an_earlier_due_date(start, later):
    first = read([Event(start, "submitted", "in_person")], CLOCK, national(), TODAY)
    second = read([Event(start + timedelta(days=later), "submitted", "in_person")], CLOCK, national(), TODAY)
    assert second.due >= first.due


@given(ledgers())
def test_asking_a_second_party_over_the_same_days_changes_nothing(events):
    doubled = events + [Event(e.on, e.type, who=f"{e.who}乙") for e in events if e.who]
    assert read(doubled, CLOCK, national(), TODAY).due == read(events, CLOCK, national(), TODAY).due
