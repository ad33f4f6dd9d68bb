"""The fee (条例 art. 42, 国办函〔2020〕109号): counted by the program, told, paid in time or not at all."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gongkai.casework.actions import take_step
from gongkai.casework.letters import actions as letters
from gongkai.casework.models import Case
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.foi import charging, fees
from gongkai.foi import letters as foi_letters
from gongkai.foi.models import Request
from gongkai.foi.retention import erase
from gongkai.foi.tests.conftest import LATE, PERSON
from gongkai.foi.tests.test_stories import step

OTHER = "990126199001010016"


@pytest.fixture
def counter(ask, author):
    """counter(on, **facts): a request received at the counter on a day, as its Request."""

    def received(on="2026-03-02", by=author, **more):
        return ask(on=on, channel="in_person", by=by, **more).case.request

    return received


@pytest.mark.parametrize(
    ("before", "items", "yuan"),
    [(0, 10, 0), (9, 1, 0), (10, 1, 100), (9, 2, 100), (29, 2, 300), (30, 1, 200), (40, 1, 300), (0, 35, 3000)],
)
def test_by_items_after_those_of_the_month(before, items, yuan):
    assert fees.by_items_after(before, items) == yuan


@given(st.lists(st.integers(1, 40), max_size=30))
def test_the_fees_of_a_month_add_up_to_the_fee_of_the_month_however_it_is_split(items):
    told = [fees.by_items_after(sum(items[:n]), count) for n, count in enumerate(items)]
    assert sum(told) == fees.by_items(sum(items))


def test_items_are_those_of_the_applicant_the_organ_and_the_month_of_receipt(counter, finance, officer, make_account):
    treasurer = make_account("treasurer", finance, "author")
    counter("2026-02-27")
    counter("2026-03-02", identifier=OTHER)
    counter("2026-03-03", organ=finance, by=treasurer)
    first, second = counter("2026-03-03"), counter("2026-03-03")
    earlier = counter("2026-03-02")
    assert [charging.items_before(r) for r in (earlier, first, second)] == [0, 1, 2]


def test_counted_over_the_whole_government_where_that_is_set(counter, finance, make_account, settings):
    counter("2026-03-02", organ=finance, by=make_account("treasurer", finance, "author"))
    request = counter("2026-03-03")
    assert charging.items_before(request) == 0
    settings.FEE_SCOPE = "government"
    assert charging.items_before(request) == 1


def test_a_request_of_several_items_counts_as_several(counter, author, make_account, finance):
    first, second = counter("2026-03-02"), counter("2026-03-03")
    with pytest.raises(NotAllowed):
        charging.set_items(request=first, items=12, by=make_account("stranger", finance, "author"))
    for wrong in (0, 1001):
        with pytest.raises(Refused, match="1 至 1000"):
            charging.set_items(request=first, items=wrong, by=author)
    first = charging.set_items(request=first, items=12, reason="12 个村各自的方案", by=author)
    assert (charging.fee_by_items(first).amount, charging.fee_by_items(second).amount) == (200, 100)
    assert str(charging.fee_by_items(second)) == "本自然月第 13 件，100 元"
    assert AuditEntry.objects.filter(verb="request.items").count() == 1


def test_109_a_split_says_why_and_is_audited_with_its_reason(counter, author):
    request = counter("2026-03-02")
    for reason, sentence in ((" ", "请写明拆分理由"), ("长" * 501, "精简到 500 字以内")):
        with pytest.raises(Refused, match=sentence) as refusal:
            charging.set_items(request=request, items=2, reason=reason, by=author)
        assert refusal.value.field == "reason"
    assert Request.objects.get().items == 1
    charging.set_items(request=request, items=2, reason="方案和批复是两件文件", by=author)
    kept = Request.objects.get()
    assert (kept.items, kept.items_reason) == (2, "方案和批复是两件文件")
    entry = AuditEntry.objects.get(verb="request.items")
    assert entry.detail == {"items": 2, "reason": "方案和批复是两件文件"}
    assert charging.set_items(request=kept, items=1, by=author).items_reason == ""


def test_the_reason_of_a_split_keeps_no_name_when_the_applicant_is_erased(counter, author):
    request = counter("2026-03-02")
    charging.set_items(request=request, items=2, reason=f"{request.party.name}要方案，也要批复", by=author)
    step(request.case, "withdraw", "2026-03-05", author)
    erase(request=request, by=author)
    assert Request.objects.get().items_reason == "■■要方案，也要批复"
    assert PERSON["name"] not in str([entry.detail for entry in AuditEntry.objects.all()])


# 国办函〔2020〕109号 as rules 3.6 say it: what the request of 20 March, counted as one item, comes after.
# (day asked, its items, day of its receipt or "", day it was withdrawn or "")
@pytest.mark.parametrize(
    ("earlier", "withdrawn_count", "before"),
    [
        ([], False, 0),
        ([("2026-03-02", 1, "2026-03-02", "")], False, 1),
        ([("2026-02-27", 1, "2026-02-27", "")], False, 0),  # another calendar month
        ([("2026-02-27", 1, "2026-03-02", "")], False, 1),  # the month of receipt, not of submission
        ([("2026-03-19", 1, "2026-03-23", "")], False, 0),  # received later
        ([("2026-03-02", 12, "2026-03-02", "")], False, 12),  # each item of a split request
        ([("2026-03-02", 1, "", "2026-03-05")], False, 0),  # withdrawn before receipt
        ([("2026-03-02", 1, "", "2026-03-05")], True, 0),
        ([("2026-03-02", 1, "2026-03-04", "2026-03-05")], False, 0),  # withdrawn after receipt 【估】
        ([("2026-03-02", 1, "2026-03-04", "2026-03-05")], True, 1),
        ([("2026-03-02", 3, "2026-03-04", "2026-03-05")], True, 3),
        ([("2026-03-02", 10, "2026-03-04", ""), ("2026-03-03", 2, "2026-03-05", "2026-03-06")], False, 10),
        ([("2026-03-02", 1, "", "")], False, 0),  # not received yet
    ],
)
def test_109_items_are_counted_by_month_of_receipt(ask, author, settings, earlier, withdrawn_count, before):
    settings.FEE_COUNTS_WITHDRAWN = withdrawn_count
    for asked, items, received, withdrawn in earlier:
        request = ask(on=asked).case.request
        charging.set_items(request=request, items=items, reason="各自独立", by=author)
        if received:
            step(request.case, "confirm", received, author, reason=LATE)
        if withdrawn:
            step(Case.objects.get(pk=request.pk), "withdraw", withdrawn, author)
    request = ask(on="2026-03-20", channel="in_person", by=author).case.request
    fee = charging.fee_by_items(request)
    assert (charging.items_before(request), fee.counted) == (before, before + 1)
    lines = charging.reckoning(request)
    assert lines[-1] == (request, fee) and sum(row.items for row, _ in lines) == before + 1


def test_109_a_later_withdrawal_takes_its_items_out_of_a_fee_not_yet_told(counter, author):
    rows = [counter("2026-03-03") for _ in range(11)]
    assert charging.fee_by_items(rows[-1]).amount == 100
    step(rows[0].case, "withdraw", "2026-03-05", author)
    assert charging.fee_by_items(rows[-1]).amount == 0
    with pytest.raises(Refused, match="10 件以内不收"):
        charging.fee_of(rows[-1], "items")


def test_the_reckoning_opens_to_the_requests_with_running_count_and_price(counter, author):
    first, second = counter("2026-03-02"), counter("2026-03-03")
    charging.set_items(request=first, items=10, reason="十个村", by=author)
    gone = counter("2026-03-03")
    step(gone.case, "withdraw", "2026-03-04", author)
    client = Client()
    client.force_login(author)
    assert f"/desk/requests/{second.pk}/reckoning/" in client.get(f"/desk/cases/{second.pk}/").content.decode()
    page = client.get(f"/desk/requests/{second.pk}/reckoning/").content.decode()
    assert first.case.number in page and f"{second.case.number}（本件）" in page and gone.case.number not in page
    cells = re.findall(r'<td class="num"[^>]*>([^<]+)</td>', page)
    assert cells == ["2026-03-02", "10", "10", "0 元", "2026-03-03", "1", "11", "100 元"]
    assert "收到后撤回的不计" in page and "其他机关" not in page
    page = client.get(f"/desk/requests/{gone.pk}/reckoning/").content.decode()
    assert "本件收到后撤回，不计件数" in page and f"{gone.case.number}（本件）" not in page
    assert "收到后撤回，不计件数" in client.get(f"/desk/cases/{gone.pk}/").content.decode()


def test_of_organs_out_of_reach_the_reckoning_tells_the_number_of_items_alone(
    counter, finance, make_account, author, settings
):
    settings.FEE_SCOPE = "government"
    theirs = counter("2026-03-02", organ=finance, by=make_account("treasurer", finance, "author"))
    request, client = counter("2026-03-03"), Client()
    client.force_login(author)
    page = client.get(f"/desk/requests/{request.pk}/reckoning/").content.decode()
    assert '其他机关 <b class="num">1</b> 件' in page and theirs.case.number not in page
    assert re.findall(r'<td class="num"[^>]*>([^<]+)</td>', page) == ["2026-03-03", "1", "2", "0 元"]
    assert client.get(f"/desk/requests/{theirs.pk}/reckoning/").status_code == 404


def test_what_has_not_been_received_is_not_reckoned_yet(asked, author):
    client = Client()
    client.force_login(author)
    assert "收到以后才计件" in client.get(f"/desk/requests/{asked.case.pk}/reckoning/").content.decode()


def test_the_step_keeps_method_count_and_fee_and_takes_no_other_count(counter, author):
    for _ in range(12):
        request = counter("2026-03-03")
    with pytest.raises(Refused, match="本自然月第 12 件，100 元，累计 12 件"):
        step(request.case, "notify_fee", "2026-03-06", author, method="items", count=35)
    step(request.case, "notify_fee", "2026-03-06", author, method="items", count=12)
    kept = Request.objects.get(pk=request.pk)
    assert (kept.fee_method, kept.fee_counted, kept.fee) == ("items", 12, 100)
    with pytest.raises(Refused, match="收费通知已经发出"):
        charging.set_items(request=kept, items=2, by=author)


@pytest.mark.parametrize(
    ("method", "count", "sentence"),
    [
        ("items", 1, "10 件以内不收"),
        ("pages", 30, "30 页以内不收"),
        ("both", 40, "只能选一种"),
        ("pages", 0, "填写页数"),
    ],
)
def test_what_is_free_or_unclear_is_not_charged_and_the_ledger_unchanged(counter, author, method, count, sentence):
    case = counter().case
    with pytest.raises(Refused, match=sentence):
        step(case, "notify_fee", "2026-03-06", author, method=method, count=count)
    assert case.entries.count() == 2 and Request.objects.get().fee is None


def fee_letter(case, author, reviewer, **given):
    with time_machine.travel("2026-03-06 10:00 +0800"):
        letter = letters.draw_up(case=case, type="fee", by=author, pay="现场缴纳", **given)
        return letters.sign_letter(letter=letter, by=reviewer)


def send(letter, by, on="2026-03-06"):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return foi_letters.send(letter=letter, on=date.fromisoformat(on), by=by, proof="签收")


def test_the_letter_says_what_the_program_counted_and_takes_the_step(counter, author, reviewer):
    for _ in range(11):
        request = counter("2026-03-03")
    letter = fee_letter(request.case, author, reviewer, method="items")
    assert "本自然月累计11件，第11件：1件×100元＝100元；合计100元。本件应缴纳信息处理费人民币100元" in "".join(
        letter.content["body"]
    )
    send(letter, author)
    kept = Request.objects.select_related("case").get(pk=request.pk)
    assert (kept.fee, kept.case.state, kept.case.due_on) == (100, "paying", None)
    assert kept.case.entries.last().data == {"method": "items", "count": 11}


def test_a_letter_that_says_another_amount_than_is_due_is_not_sent(counter, author, reviewer):
    requests = [counter("2026-03-03") for _ in range(11)]
    letter = fee_letter(requests[-1].case, author, reviewer, method="items")
    charging.set_items(request=requests[0], items=30, reason="三十个村", by=author)
    with pytest.raises(Refused, match="现在计得的是本自然月第 40 件，200 元"):
        send(letter, author)
    assert requests[-1].case.entries.count() == 2


@time_machine.travel("2026-03-03 11:00 +0800")
def test_the_reckoning_stands_beside_the_form(counter, author):
    for _ in range(11):
        request = counter("2026-03-03")
    client = Client()
    client.force_login(author)
    page = client.get(f"/desk/requests/{request.pk}/letters/fee/").content.decode()
    assert "2026 年 3 月该申请人此前的申请" in page and "10 件" in page and "本自然月第 11 件，100 元" in page
    page = client.get(f"/desk/cases/{request.pk}/").content.decode()
    assert "本自然月第 11 件" in page and "按件计收为 100 元" in page
    answer = client.post(f"/desk/requests/{request.pk}/letters/fee/", {"method": "pages", "pages": "", "pay": "现场"})
    assert "按量计收的，请填写页数。" in answer.content.decode()


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("2026-04-07", "缴费期限 2026-04-03 已过"),  # 20 working days after 03-06
        ("2026-03-05", "没有发出过收费通知"),
    ],
)
def test_art_42_payment_after_the_term_or_before_the_notice_is_refused(counter, author, on, sentence):
    case = step(counter().case, "notify_fee", "2026-03-06", author, method="pages", count=40)
    with pytest.raises(Refused, match=sentence), time_machine.travel("2026-04-08 10:00 +0800"):
        take_step(case=case, step="receive_payment", on=date.fromisoformat(on), by=author, receipt="1")
    assert case.entries.count() == 3


def test_art_42_a_payment_needs_its_receipt_and_a_notice_comes_within_the_term(counter, author):
    case = counter().case
    with pytest.raises(Refused, match="答复期限 2026-03-30 已过"):
        step(case, "notify_fee", "2026-03-31", author, method="pages", count=40)
    case = step(case, "notify_fee", "2026-03-30", author, method="pages", count=40)
    with pytest.raises(Refused) as refusal:
        step(case, "receive_payment", "2026-03-31", author)
    assert refusal.value.field == "receipt"
    assert step(case, "receive_payment", "2026-03-31", author, receipt="青财票 001").due_on == date(2026, 4, 29)


def test_items_are_set_on_a_page_that_keeps_what_was_typed(counter, author):
    request, client = counter(), Client()
    client.force_login(author)
    page = f"/desk/requests/{request.pk}/items/"
    assert 'value="1"' in client.get(page).content.decode()
    wrong = client.post(page, {"items": "2000"}).content.decode()
    assert 'value="2000"' in wrong and "件数为 1 至 1000" in wrong
    unsaid = client.post(page, {"items": "3", "reason": ""}).content.decode()
    assert 'value="3"' in unsaid and "请写明拆分理由" in unsaid
    split = {"items": "3", "reason": "三个村各自的方案"}
    assert "本件计为 3 件" in client.post(page, split, follow=True).content.decode()
