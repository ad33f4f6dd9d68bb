"""Requests beyond reason (条例 art. 35) as stories, and applicants who stay silent (art. 30, 42)."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client

from gongkai.casework.actions import enter_holidays, take_step
from gongkai.casework.models import Case
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.foi import applicant, excess, letters
from gongkai.foi.letters import BOOK
from gongkai.foi.models import Reasons, Request
from gongkai.foi.retention import erase
from gongkai.foi.tests.test_stories import step

SECRET = "因本人患病住院，需要核对救助款"


@pytest.fixture
def case(ask, author):
    return ask(on="2026-03-02", channel="in_person", by=author).case


def give(case, by, on="2026-03-09", text=SECRET):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return excess.give_reasons(request=case.request, text=text, by=by)


def judge(case, by, reasonable, on="2026-03-12", judgement="与申请数量相称"):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return excess.judge_reasons(request=case.request, reasonable=reasonable, judgement=judgement, by=by)


def test_art_35_unreasonable_reasons_end_in_a_refusal_and_never_stop_the_clock(case, author, notify, answer):
    case = notify(case, "reasons", on="2026-03-05", until="2026-03-13")
    assert (case.state, case.due_on, case.clock_state) == ("handling", date(2026, 3, 30), "running")
    assert (case.waiting_for, case.waiting_until) == ("申请人说明理由", date(2026, 3, 13))
    assert case.entries.last().data == {"until": "2026-03-13"}
    case = give(case, None)
    assert (case.due_on, case.waiting_until) == (date(2026, 3, 30), None)
    judge(case, author, "no", judgement="四十六件内容基本相同")
    case = answer(case, "excessive", on="2026-03-16", sent="2026-03-17", reasons="四十六件内容基本相同")
    assert (case.state, case.request.report_row) == ("closed", "（五）4")
    events = ["submitted", "accepted", "reasons_asked", "reasons_received", "reasons_judged"]
    assert [e.type for e in case.entries.all()] == [*events, "proposed", "signed", "answered"]


def test_art_35_reasonable_reasons_may_defer_the_answer_to_a_day_told_by_letter(case, author, notify):
    case = notify(case, "reasons", on="2026-03-05", until="2026-03-13")
    give(case, author)
    case = judge(case, author, "yes")
    for until, sentence in (
        ("2026-03-30", "晚于现在的届满日 2026-03-30"),
        ("2026-05-10", "不是工作日，请改为 2026-05-11"),
    ):
        with pytest.raises(Refused, match=sentence) as refusal:
            notify(case, "deferral", on="2026-03-16", until=until)
        assert refusal.value.field == "until"
    case = notify(case, "deferral", on="2026-03-16", until="2026-05-11")
    assert (case.due_on, case.state) == (date(2026, 5, 11), "handling")
    said = "".join(case.letters.get(type="deferral").content["closing"])
    assert said == "本机关最迟于2026年5月11日答复你。"
    with pytest.raises(Refused, match="不能“另定答复期限”"):
        notify(case, "deferral", on="2026-03-17", until="2026-06-01")


def test_art_35_no_refusal_and_no_deferral_without_reasons_asked_and_judged(case, author, notify, draft):
    with pytest.raises(Refused, match="应先要求申请人说明理由"):
        draft(case, "excessive")
    with pytest.raises(Refused, match="不能“另定答复期限”"):
        draft(case, "deferral")
    case = notify(case, "reasons", on="2026-03-05", until="2026-03-13")
    give(case, author)
    judge(case, author, "yes")
    with pytest.raises(Refused, match="理由不合理"):
        draft(case, "excessive")


def test_art_35_silence_is_judged_after_the_day_set_and_not_before(case, author, notify):
    case = notify(case, "reasons", on="2026-03-05", until="2026-03-13")
    with pytest.raises(Refused, match="不能“判断理由是否合理”"):
        judge(case, author, "no", on="2026-03-13")
    with pytest.raises(Refused, match="2026-03-14 起才能判断"), time_machine.travel("2026-03-16 10:00 +0800"):
        excess.judge_reasons(
            request=case.request, reasonable="no", judgement="逾期未说明", on=date(2026, 3, 12), by=author
        )
    case = judge(case, author, "no", on="2026-03-16", judgement="逾期未说明")
    assert excess.judged(case) == "no"


@pytest.mark.parametrize(
    ("deed", "field"),
    [
        (lambda case, by: give(case, by, text=" "), "text"),
        (lambda case, by: give(case, by, text="长" * 9000), "text"),
        (lambda case, by: judge(case, by, "perhaps"), "reasonable"),
        (lambda case, by: judge(case, by, "no", judgement=""), "judgement"),
    ],
)
def test_what_is_missing_is_said_at_the_field_and_the_ledger_unchanged(case, author, notify, deed, field):
    case = notify(case, "reasons", on="2026-03-05", until="2026-03-13")
    with pytest.raises(Refused) as refusal:
        deed(case, author)
    assert refusal.value.field == field
    assert case.entries.count() == 3 and not Reasons.objects.exists()


def test_reasons_are_nowhere_in_plain_and_go_when_the_applicant_does(case, author, notify, make_account, finance):
    case = notify(case, "reasons", on="2026-03-05", until="2026-03-13")
    with pytest.raises(NotAllowed):
        give(case, make_account("stranger", finance, "author"))
    give(case, None)
    judge(case, author, "no", judgement=f"申请人称{SECRET}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, judgement FROM foi_reasons")
        assert "患病" not in str(cursor.fetchall())
    written = [*case.entries.values_list("text", "data"), *AuditEntry.objects.values_list("detail", flat=True)]
    assert "患病" not in str(written)
    with time_machine.travel("2026-03-16 10:00 +0800"):
        take_step(case=case, step="withdraw", on=date(2026, 3, 16), by=author)
        erase(request=Request.objects.get(pk=case.pk), by=None)
    kept = Reasons.objects.get(pk=case.pk)
    assert (kept.text, kept.judgement, kept.reasonable) == (None, None, False)


def test_counts_are_of_the_applicant_and_the_government_by_the_day_of_submission(
    ask, author, finance, make_account, settings
):
    ask(on="2025-12-30")
    ask(on="2026-01-05")
    ask(on="2026-03-02", organ=finance, by=make_account("treasurer", finance, "author"), channel="in_person")
    ask(on="2026-03-02", identifier="990126199001010016")
    request = ask(on="2026-03-02").case.request
    with time_machine.travel("2026-03-03 10:00 +0800"):
        counts = excess.counts_of(request)
    assert (counts.days, counts.year, counts.many) == (2, 3, False)
    settings.EXCESS_IN_YEAR = 2
    assert counts.many and str(counts) == "2026 年以来 3 件，其中近 30 日 2 件"


def test_the_desk_shows_the_counts_asks_judges_and_keeps_what_was_typed(
    ask, author, notify, finance, make_account, settings, django_assert_max_num_queries
):
    settings.EXCESS_IN_30_DAYS = 2
    treasurer = make_account("treasurer", finance, "author")
    other = ask(on="2026-03-02", organ=finance, by=treasurer, channel="in_person").case
    ask(on="2026-03-02")
    case = ask(on="2026-03-02", channel="in_person", by=author).case
    client = Client()
    client.force_login(author)
    with time_machine.travel("2026-03-05 10:00 +0800"):
        page = client.get(f"/desk/cases/{case.pk}/").content.decode()
        assert "2026 年以来 3 件，其中近 30 日 3 件" in page and "可能超过合理范围" in page
        assert other.number not in page, "what lies out of reach is counted, not named"
        page = client.get(f"/desk/requests/{case.pk}/letters/reasons/").content.decode()
        assert "2026 年以来 3 件，其中近 30 日 3 件。</textarea>" in page
    case = notify(case, "reasons", on="2026-03-05", until="2026-03-13")
    with time_machine.travel("2026-03-09 10:00 +0800"):
        address = f"/desk/requests/{case.pk}/reasons/?step=receive_reasons"
        assert "请写明申请这些信息的理由" in client.post(address, {"on": "2026-03-09", "text": ""}).content.decode()
        page = client.post(address, {"on": "2026-03-09", "text": SECRET}, follow=True).content.decode()
        assert SECRET in page and "已登记：收到说明" in page
        address = f"/desk/requests/{case.pk}/reasons/?step=judge_reasons"
        wrong = client.post(address, {"on": "2026-03-09", "reasonable": "", "judgement": "内容重复"}).content.decode()
        assert "请选择这一项" in wrong and "内容重复</textarea>" in wrong and SECRET in wrong
        client.post(address, {"on": "2026-03-09", "reasonable": "no", "judgement": "内容重复"})
        page = client.get(f"/desk/requests/{case.pk}/letters/not_handled.excessive/").content.decode()
        assert "内容重复</textarea>" in page
        assert "不能“判断理由是否合理”" in client.get(address, follow=True).content.decode()
        with django_assert_max_num_queries(35):
            client.get(f"/desk/cases/{case.pk}/")


def test_the_applicant_gives_the_reasons_on_the_page_that_follows_the_request(client, site, ask, author, notify):
    receipt = ask(on="2026-03-02", channel="in_person", by=author)
    notify(receipt.case, "reasons", on="2026-03-05", until="2026-03-13")
    with time_machine.travel("2026-03-09 10:00 +0800"):
        client.post("/requests/follow/", {"number": receipt.case.number, "code": receipt.code})
        page = client.get("/requests/mine/").content.decode()
        assert '请在 <b class="num">2026-03-13</b> 前说明理由' in page and "答复期限继续计算" in page
        assert "请写明申请这些信息的理由" in client.post("/requests/mine/reasons/", {"r-text": " "}).content.decode()
        page = client.post("/requests/mine/reasons/", {"r-text": SECRET}, follow=True).content.decode()
        assert SECRET in page and "提交说明" not in page and "收到您说明的理由" in page
        again = client.post("/requests/mine/reasons/", {"r-text": "再说一次"}).content.decode()
        assert "不能“收到说明”" in again
    assert Reasons.objects.get().text == SECRET


@pytest.mark.parametrize(
    ("code", "given", "until", "then"),
    [
        ("correction", {"until": "2026-03-13"}, date(2026, 3, 13), "可作不再处理"),
        ("fee", {}, date(2026, 4, 2), "可作不再处理"),
        ("reasons", {"until": "2026-03-13"}, date(2026, 3, 13), "可就理由作出判断"),
    ],
)
def test_silence_shows_itself_on_the_case_the_list_and_the_to_do(case, author, notify, code, given, until, then):
    case = notify(case, code, on="2026-03-05", **given)
    assert case.waiting_until == until
    client = Client()
    client.force_login(author)
    with time_machine.travel(f"{until} 10:00 +0800"):
        assert f"等待{case.waiting_for}，至 {until}" in client.get(f"/desk/cases/{case.pk}/").content.decode()
        assert f'至 <span class="num">{until}</span>' in client.get("/desk/cases/").content.decode()
        assert "逾期没有回应" not in client.get("/desk/").content.decode()
    with time_machine.travel(f"{date.fromordinal(until.toordinal() + 1)} 10:00 +0800"):
        assert "申请人没有回应" in client.get(f"/desk/cases/{case.pk}/").content.decode()
        assert f"{case.waiting_for}，至 {until}，{then}" in client.get("/desk/").content.decode()
        assert case.number in client.get("/desk/cases/?state=silent").content.decode()


def test_an_answered_correction_ends_the_waiting_and_the_lapse_follows_the_clock(case, author, notify):
    case = notify(case, "correction", on="2026-03-05", until="2026-03-13")
    with pytest.raises(Refused, match="期限到 2026-03-13 为止"):
        step(case, "lapse", "2026-03-13", author)
    with time_machine.travel("2026-03-12 10:00 +0800"):
        case = applicant.answer_correction(request=case.request, text="2025年度", by=None)
    assert (case.waiting_until, case.state) == (None, "handling")


def test_art_42_a_new_holiday_moves_the_end_of_the_payment_term(ask, author, notify, officer):
    case = ask(on="2026-12-10", channel="in_person", by=author).case
    case = notify(case, "fee", on="2026-12-14")
    assert case.waiting_until == date(2027, 1, 12)
    with time_machine.travel("2026-12-15 09:00 +0800"):
        days = [date(2027, 1, 1), date(2027, 1, 4)]
        enter_holidays(year=2027, holidays=days, makeup=[], source="国办发明电〔2026〕9号", by=officer)
    assert Case.objects.get(pk=case.pk).waiting_until == date(2027, 1, 13)


def test_every_letter_of_a_step_is_drawn_only_when_the_step_is_open(case, author):
    for kind in BOOK.types.values():
        if kind.step in ("defer", "lapse"):
            with pytest.raises(Refused):
                letters.draw(case=case, type=kind.code, by=author)
