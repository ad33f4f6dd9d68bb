"""The statutory clock against the acceptance cases, and what must hold for every ledger."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from hypothesis import assume, given
from hypothesis import strategies as st

from gongkai.casework.calendar import national
from gongkai.casework.clock import read
from gongkai.casework.ledger import Event, LedgerError
from gongkai.foi.fees import by_items, by_pages
from gongkai.foi.management.commands.due import due
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


def test_acceptance_cases_of_receipts_corrections_and_faults(shared):
    """Every case of clocks_2.json, whatever calendar the product has loaded."""
    cases = json.loads((shared / "acceptance" / "clocks_2.json").read_text(encoding="utf-8"))
    days = as_in_the_norms(shared)
    answers = [due(case, TODAY, days) for case in cases]
    wanted = [{"due": case["due"], "provisional": case.get("provisional", False)} for case in cases]
    assert [case["id"] for case in cases if case.get("error")] == [a["id"] for a in answers if "error" in a]
    for case, answer, want in zip(cases, answers, wanted, strict=True):
        assert case.get("error") or {name: answer[name] for name in want} == want, case["id"]
        assert not case.get("error") or answer["error"].endswith("。")


def as_in_the_norms(shared):
    norms = json.loads((shared / "norms" / "calendar_2018_2026.json").read_text(encoding="utf-8"))
    days = {name: [date.fromisoformat(d) for year in norms[name].values() for d in year] for name in norms}
    return replace(
        national(),
        holidays=frozenset(days["weekday_holidays"]),
        makeup=frozenset(days["makeup_workdays"]),
        announced=frozenset(range(2018, 2027)),
    )


def test_acceptance_fees(shared):
    for case in json.loads((shared / "acceptance" / "fees.json").read_text(encoding="utf-8")):
        assert {"items": by_items, "pages": by_pages}[case["method"]](case["count"]) == case["fee"], case


def test_art_31_online_does_not_run_before_both_confirm():
    reading = clock(("2025-03-03", "submitted", {"channel": "online"}))
    assert (reading.due, reading.waiting_for) == (None, "双方确认")


@pytest.mark.parametrize(
    ("today", "due"), [("2025-03-28", "2025-03-28"), ("2025-03-29", "2025-03-31"), ("2025-03-31", "2025-03-31")]
)
def test_art_33_3_who_asks_for_an_opinion_on_the_last_day_is_not_late_on_the_days_off_that_follow(today, due):
    reading = clock(
        received("2025-02-28"), ("2025-03-28", "third_party_asked", {"who": "甲"}), today=date.fromisoformat(today)
    )
    assert (reading.due, reading.steps[-1].due) == (date.fromisoformat(due), date.fromisoformat(due))


def test_art_33_3_an_opinion_that_comes_on_a_day_off_gives_no_working_day():
    asked = (received("2025-02-28"), ("2025-03-28", "third_party_asked", {"who": "甲"}))
    answered = ("2025-03-29", "third_party_answered", {"who": "甲"})
    assert clock(*asked, answered, today=date(2025, 3, 29)).due == date(2025, 3, 28)
    extended = ("2025-03-29", "extended", {"days": 5})
    assert clock(*asked, extended, today=date(2025, 3, 29)).faults == []
    assert clock(*asked, answered, extended, today=date(2025, 3, 29)).faults != []


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
        ([received(), ("2025-03-10", "answered", {}), ("2025-03-11", "extended", {"days": 5})], "已于此前办结"),
        ([received(), ("2025-03-10", "lunch", {})], "不是办件台账认得的类型"),
        ([received(), ("2025-03-10", "correction_asked", {"until": date(2025, 3, 10)})], "应晚于告知之日"),
        ([received(), ("2025-03-10", "reasons_received", {})], "没有要求过说明理由"),
        ([received(), REASONS, REASONS], "已经要求过"),
        ([received(), ("2025-03-10", "reasons_asked", {"until": date(2025, 3, 7)})], "应晚于告知之日"),
        ([received(), ("2025-03-20", "deferred", {"until": date(2025, 5, 6)})], "先要求申请人说明理由"),
        ([received(), REASONS, deferred("2025-05-01")], "2025-05-01 不是工作日，请改为 2025-05-06"),
        ([received(), REASONS, deferred("2025-05-06"), deferred("2025-06-03")], "只能另定一次"),
    ],
)
def test_impossible_ledgers_are_refused_with_a_sentence(events, sentence):
    with pytest.raises(LedgerError, match=sentence):
        clock(*events)


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([received(), ("2025-03-10", "extended", {"days": 21})], "1 至 20"),
        ([received(), ("2025-04-10", "extended", {"days": 5})], "已过"),
        ([received(), ("2025-03-10", "fee_notice", {}), ("2025-05-20", "fee_paid", {})], "逾期未缴费"),
        ([received(), ("2025-04-01", "fee_notice", {})], "应在期限内发出"),
        ([received(), REASONS, deferred("2025-03-31")], "应晚于现在的届满日 2025-03-31"),
        ([received(), REASONS, deferred("2025-05-06", on="2025-04-01")], "答复期限 2025-03-31 已过"),
        (
            [
                received(),
                ("2025-03-05", "correction_asked", {}),
                ("2025-03-07", "correction_received", {}),
                ("2025-03-10", "correction_asked", {}),
            ],
            "一次性",
        ),
        ([received(), ("2025-03-13", "correction_asked", {})], "期限 2025-03-12 已过"),
    ],
)
def test_art_30_33_35_42_what_the_law_forbids_is_a_fault_of_the_reading(events, sentence):
    """Said of a ledger that holds it; refused where it is entered and by gongkai due."""
    faults = clock(*events).faults
    assert [fault.event.type for fault in faults] == [events[-1][1]]
    assert sentence in faults[0].sentence


@pytest.mark.parametrize(("kind", "article"), [("third_party", "32"), ("organ", "34")])
def test_art_32_34_an_answer_after_the_own_term_takes_out_no_day_after_it(kind, article):
    asked = ("2025-03-06", f"{kind}_asked", {"who": "甲"})
    silent = clock(received(), asked)
    late = clock(received(), asked, ("2025-04-30", f"{kind}_answered", {"who": "甲"}))
    assert late.due == silent.due == national().add_workdays(date(2025, 3, 3), 35)
    assert "其后的答复不再扣除" in late.steps[-1].text


def test_art_33_a_consultation_or_a_receipt_after_the_term_heals_nothing():
    late = [("2025-04-01", "third_party_asked", {"who": "甲"}), ("2025-04-08", "third_party_answered", {"who": "甲"})]
    assert clock(received(), *late).due == date(2025, 3, 31)
    asked = ("2025-03-06", "third_party_asked", {"who": "甲"})
    due = clock(received(), asked).due
    came = ((due + timedelta(days=1)).isoformat(), "third_party_received", {"who": "甲"})
    assert clock(received(), asked, came).due == due


def test_art_42_the_term_of_payment_runs_from_the_receipt_of_the_notice():
    notice = ("2024-03-20", "fee_notice", {"facts": {"method": "items", "count": 12}})
    came = ("2024-03-27", "fee_notice_received", {})
    assert clock(received("2024-03-01"), notice).waiting_until == date(2024, 4, 18)
    assert clock(received("2024-03-01"), notice, came).waiting_until == date(2024, 4, 25)


def test_art_30_a_day_set_in_a_notice_moves_with_its_receipt():
    notice = ("2025-03-06", "correction_asked", {"until": date(2025, 3, 14)})
    came = ("2025-03-10", "correction_notice_received", {})
    assert clock(received(), notice, came).waiting_until == date(2025, 3, 18)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("fee_notice_received", "没有在等申请人收到收费通知书"),
        ("correction_notice_received", "没有在等申请人收到补正告知书"),
        ("extension_received", "没有告知过延期"),
        ("answer_received", "没有在等申请人收到答复"),
    ],
)
def test_nothing_is_received_that_was_not_sent(kind, sentence):
    with pytest.raises(LedgerError, match=sentence):
        clock(received(), ("2025-03-10", kind, {}))


def test_what_is_withdrawn_has_no_term_before_its_receipt_and_keeps_it_after():
    gone = ("2025-03-10", "withdrawn", {})
    online = clock(("2025-03-03", "submitted", {"channel": "online"}), gone)
    assert (online.state, online.due) == ("stopped", None)
    assert (clock(received(), gone).state, clock(received(), gone).due) == ("stopped", date(2025, 3, 31))
    asked = ("2025-03-06", "correction_asked", {})
    assert clock(received(), asked, gone).due is None


def correction(on, corrects, to, why="登记错了"):
    return (on, "corrected", {"facts": {"corrects": corrects, "to": to, "why": why}})


POSTED = [("2024-03-05", "submitted", {"channel": "mail"}), ("2024-03-08", "delivered", {})]
WRONG_DAY = correction("2024-03-12", 1, {"on": "2024-03-11"})


def test_a_correction_is_read_in_place_of_the_first_and_back_again():
    assert clock(*POSTED, WRONG_DAY).due == date(2024, 4, 9)
    assert clock(*POSTED, WRONG_DAY, correction("2024-03-13", 1, {"on": "2024-03-08"})) == clock(*POSTED)
    struck = correction("2024-03-13", 1, None)
    assert clock(*POSTED, WRONG_DAY, struck).due is None
    assert clock(*POSTED, struck, correction("2024-03-14", 1, {"on": "2024-03-08"})) == clock(*POSTED)


def test_a_case_that_is_closed_can_be_corrected():
    ended = ("2024-04-08", "answered", {})
    later = correction("2024-04-20", 1, {"on": "2024-03-11"})
    assert (clock(*POSTED, ended, later).state, clock(*POSTED, ended, later).due) == ("stopped", date(2024, 4, 9))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (correction("2024-03-12", 2, {"on": "2024-03-11"}), "没有指明"),  # itself
        (correction("2024-03-12", -1, {"on": "2024-03-11"}), "没有指明"),
        (correction("2024-03-12", "1", {"on": "2024-03-11"}), "没有指明"),
        (correction("2024-03-12", True, {"on": "2024-03-11"}), "没有指明"),
        (correction("2024-03-12", 1, {"on": "2024-03-11"}, why=" "), "错在哪里"),
        (correction("2024-03-12", 1, {}), "改成什么"),
        (correction("2024-03-12", 1, {"type": "confirmed"}), "撤销后另行登记"),
        (correction("2024-03-12", 1, {"on": "2024-03-13"}), "不能晚于更正之日"),
        (correction("2024-03-12", 0, None), "没有收到申请的记录|早于收到申请"),
    ],
)
def test_a_correction_says_what_and_why(wrong, sentence):
    with pytest.raises(LedgerError, match=sentence):
        clock(*POSTED, wrong)


def test_a_correction_of_a_correction_is_refused():
    with pytest.raises(LedgerError, match="没有指明"):
        clock(*POSTED, WRONG_DAY, correction("2024-03-13", 2, None))


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


STEPS = [f"{kind}_{what}" for kind in ("third_party", "organ") for what in ("asked", "received", "answered")]


@st.composite
def histories(draw):
    """Steps that the law allows, in any order of kinds, on days drawn over half a year."""
    start = draw(st.dates(date(2018, 1, 1), date(2026, 1, 1)))
    events = [Event(start, "submitted", "in_person")]
    for _ in range(draw(st.integers(0, 8))):
        on = events[-1].on + timedelta(days=draw(st.integers(0, 25)))
        kind = draw(st.sampled_from([*STEPS, "extended", "reasons_asked", "extension_received"]))
        event = Event(on, kind, who=draw(st.sampled_from("甲乙")), days=draw(st.integers(1, 20)))
        try:
            reading = read([*events, event], CLOCK, national(), on)
        except LedgerError:
            continue
        if not reading.faults:
            events.append(event)
    return events


@given(histories(), st.integers(0, 400))
def test_art_33_what_is_once_overdue_stays_overdue_whatever_is_entered_later(events, after):
    """On no day and by no step that the law allows does a case that was late become timely."""
    day = events[0].on + timedelta(days=after)
    then = read([event for event in events if event.on <= day], CLOCK, national(), day)
    assume(day > then.due)
    for later in [*{event.on for event in events if event.on > day}, day + timedelta(days=300)]:
        assert read([event for event in events if event.on <= later], CLOCK, national(), later).due == then.due
