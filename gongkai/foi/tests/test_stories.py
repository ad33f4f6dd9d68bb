"""Requests as stories in frozen time."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.actions import enter_holidays, take_step, turn_of_day
from gongkai.casework.models import Case, FrozenEntry, Party
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.foi import actions
from gongkai.foi.models import Request
from gongkai.foi.tests.conftest import LATE, PERSON, consult


def step(case, name, on, by, **data):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return take_step(case=case, step=name, on=date.fromisoformat(on), by=by, **data)


def test_online_request_runs_from_confirmation_and_is_answered_by_two_people(ask, author, answer):
    case = ask().case
    assert (case.number, case.due_on, case.waiting_for) == ("青禾民公开申〔2026〕1号", None, "双方确认")
    case = step(case, "confirm", "2026-03-04", author, reason=LATE)
    assert (case.received_on, case.due_on) == (date(2026, 3, 4), date(2026, 4, 1))
    case = answer(case, "partial", on="2026-03-20", sent="2026-03-23")
    assert (case.state, case.closed_on, case.is_late()) == ("closed", date(2026, 3, 23), False)
    assert case.request.report_row == "（二）部分公开"
    assert [e.type for e in case.entries.all()] == [
        "submitted",
        "confirmed",
        "proposed",
        "legally_reviewed",
        "signed",
        "answered",
    ]


def test_art_31_at_the_counter_the_term_runs_at_once(ask, author):
    case = ask(channel="in_person", by=author).case
    assert (case.state, case.received_on) == ("handling", date(2026, 3, 2))


def test_nobody_signs_what_they_proposed(ask, reviewer, answer):
    case = step(ask().case, "confirm", "2026-03-04", reviewer, reason=LATE)
    with pytest.raises(Refused, match="拟稿人不能签发"):
        answer(case, "granted", by=reviewer)


def test_an_answer_is_proposed_signed_and_delivered_by_its_letter_or_not_at_all(ask, author, reviewer, answer):
    case = step(ask().case, "confirm", "2026-03-04", author, reason=LATE)
    with pytest.raises(Refused, match="先起草与办理结果一致的答复文书"):
        step(case, "propose", "2026-03-20", author, outcome="granted")
    answer(case, "granted", sent=None)
    with pytest.raises(Refused, match="登记送达"):
        step(case, "deliver", "2026-03-23", author, proof="网上送达")
    with pytest.raises(Refused, match="先作废"):
        step(case, "recall", "2026-03-23", reviewer)


def test_art_33_an_extension_without_the_letter_the_head_signed_is_refused(ask, author):
    case = step(ask().case, "confirm", "2026-03-04", author, reason=LATE)
    with pytest.raises(Refused, match="经负责人签发"):
        step(case, "extend", "2026-03-20", author, days=10, reason="档案多")


def test_art_30_a_correction_after_seven_days_is_refused_and_the_ledger_unchanged(ask, author):
    case = step(ask().case, "confirm", "2026-03-04", author, reason=LATE)
    with pytest.raises(Refused, match="7 个工作日"):
        step(case, "ask_correction", "2026-03-16", author, what="请写明年份", until="2026-03-30")
    assert case.entries.count() == 2


def test_two_officers_taking_the_same_step_one_gets_a_sentence(ask, author, reviewer):
    case = ask().case
    step(case, "confirm", "2026-03-04", author, reason=LATE)
    with pytest.raises(Refused, match="可能已被别人处理"):
        step(case, "confirm", "2026-03-04", reviewer, reason=LATE)


def test_another_organ_may_not_handle(ask, make_account, finance):
    with pytest.raises(NotAllowed):
        step(ask().case, "confirm", "2026-03-04", make_account("stranger", finance, "reviewer"))


def test_ledger_is_append_only(ask):
    entry = ask().case.entries.get()
    with pytest.raises(FrozenEntry):
        entry.save()
    with pytest.raises(FrozenEntry):
        entry.delete()


def test_identity_is_encrypted_masked_and_its_reveal_audited(ask, author, django_assert_num_queries):
    request = ask().case.request
    raw = (
        Party.objects.filter(pk=request.pk)
        .extra(select={"raw": "name || identifier || contact"})
        .values("raw")[0]["raw"]
    )
    assert "李大林" not in raw and "0307" not in raw
    assert Request.objects.get(pk=request.pk).party.masked_name == "李**"
    with pytest.raises(Refused):
        actions.reveal(request=request, reason=" ", by=author)
    assert actions.reveal(request=request, reason="电话确认", by=author)["identifier"] == PERSON["identifier"]
    assert AuditEntry.objects.get(verb="request.reveal").detail == {"what": "identity", "reason": "电话确认"}
    assert "李大林" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("identifier", "110101199003070020", "校验位"),
        ("identifier", "11010119900231002X", "不存在"),
        ("description", "好" * 9000, "9000 字"),
        ("contact", {"phone": " "}, "联系方式"),
        ("applicant_kind", "alien", "请选择"),
    ],
)
def test_art_29_what_is_missing_is_said_at_the_field(ask, field, value, sentence):
    with pytest.raises(Refused, match=sentence) as refusal:
        ask(**{field: value})
    assert refusal.value.field == field
    assert not Case.objects.exists()


def test_a_new_holiday_notice_moves_due_dates_of_running_cases(ask, author, officer):
    case = step(ask(on="2026-12-14").case, "confirm", "2026-12-14", author, reason=LATE)
    assert (case.due_on, case.provisional) == (date(2027, 1, 12), True)
    with time_machine.travel("2026-12-15 09:00 +0800"):
        moved = enter_holidays(
            year=2027,
            holidays=[date(2027, 1, 1), date(2027, 1, 4)],
            makeup=[],
            source="国办发明电〔2026〕9号",
            by=officer,
        )
    case.refresh_from_db()
    assert (moved, case.due_on, case.provisional) == (1, date(2027, 1, 13), False)


def test_the_applicant_takes_only_the_steps_that_are_theirs(ask):
    case = ask().case
    with pytest.raises(NotAllowed, match="由受理机关办理"):
        step(case, "confirm", "2026-03-04", None)
    assert step(case, "withdraw", "2026-03-04", None).state == "closed"


def test_art_30_silence_after_a_correction_notice_ends_the_case_without_remedy(ask, author):
    case = step(ask().case, "confirm", "2026-03-04", author, reason=LATE)
    case = step(case, "ask_correction", "2026-03-06", author, what="请写明年份", until="2026-03-20")
    with pytest.raises(Refused, match="期满以后"):
        step(case, "lapse", "2026-03-20", author)
    case = step(case, "lapse", "2026-03-23", author)
    assert (case.state, case.request.report_row) == ("closed", "（六）1")


def test_art_42_the_fee_is_kept_and_payment_starts_the_term_anew(ask, author):
    case = step(ask().case, "confirm", "2026-03-04", author, reason=LATE)
    case = step(case, "notify_fee", "2026-03-06", author, method="pages", count=250)
    assert (Request.objects.get(pk=case.pk).fee, case.due_on) == (4700, None)
    case = step(case, "receive_payment", "2026-03-10", author, receipt="青财票 001")
    assert case.due_on == date(2026, 4, 8)


def test_art_33_while_a_third_party_is_asked_the_due_date_moves_from_day_to_day(ask, author):
    case = step(ask().case, "confirm", "2026-03-04", author, reason=LATE)
    consult(case, "2026-03-05", author)
    with time_machine.travel("2026-03-10 01:00 +0800"):
        assert turn_of_day() == 1
    case.refresh_from_db()
    assert (case.due_on, case.waiting_for) == (date(2026, 4, 7), "第三方1的意见")
    with time_machine.travel("2026-05-10 01:00 +0800"):
        turn_of_day()
    case.refresh_from_db()
    assert (case.clock_state, case.waiting_for) == ("running", "")


def test_a_phone_number_that_cannot_be_called_is_refused_at_its_field(ask):
    with pytest.raises(Refused, match="7 位数字") as refusal:
        ask(contact={"phone": "abc"})
    assert refusal.value.field == "phone"
