"""A notice sent by mistake is taken back by a letter; the ledger keeps both, and the clock reads without it."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from gongkai.casework.actions import take_step
from gongkai.casework.models import Case, Letter
from gongkai.casework.selectors import reading_of
from gongkai.core.actions import NotAllowed, Refused
from gongkai.foi import letters, receipts
from gongkai.foi.models import Request

from .conftest import LATE, text_of

pytestmark = pytest.mark.django_db
WHY = "本件不需要征求意见，误发了延期告知书"


def test_art_33_an_extension_sent_by_mistake_is_taken_back_by_letter(case, notify, author):
    before = case.due_on
    case = notify(case, "extension", on="2026-03-10", days=10)
    assert case.due_on > before
    letter = case.letters.get(type="extension")
    with time_machine.travel("2026-03-11 10:00 +0800"):
        receipts.receive(letter=letter, on=date(2026, 3, 11), proof="EMS 查询本人签收", by=author)
    case = notify(case, "revoked.extension", on="2026-03-12", why=WHY)
    assert (case.due_on, case.state) == (before, "handling")
    types = [entry.type for entry in case.entries.all()]
    assert types[-4:] == ["extended", "extension_received", "corrected", "corrected"]
    said = text_of(case.letters.get(type="revoked.extension"))
    assert "2026年3月10日" in said and letter.number in said and WHY in said
    assert "第三十三条第二款" in said and "届满日为2026年4月1日" in said and "行政复议" not in said


def test_a_revoked_letter_can_still_be_opened_and_says_that_it_was_taken_back(ask, notify, author, client):
    receipt = ask()
    case = receipt.case
    with time_machine.travel("2026-03-04 10:00 +0800"):
        case = take_step(case=case, step="confirm", on=date(2026, 3, 4), by=author, reason=LATE)
    case = notify(case, "extension", on="2026-03-10", days=10)
    Letter.objects.filter(case=case.pk).update(way="online")
    case = notify(case, "revoked.extension", on="2026-03-12", why=WHY)
    extension, before = case.letters.get(type="extension"), case.due_on
    with time_machine.travel("2026-03-13 10:00 +0800"):
        client.post("/requests/follow/", {"number": case.number, "code": receipt.code})
        assert "政府信息公开延期答复告知书（已撤回）" in client.get("/requests/mine/").content.decode()
        assert client.get(f"/requests/mine/letters/{extension.pk}/").status_code == 200
    extension.refresh_from_db()
    assert extension.opened_at and extension.received_on == date(2026, 3, 13)
    assert (
        Case.objects.get().due_on == before
        and not Case.objects.get().entries.filter(type="extension_received").exists()
    )


def test_after_that_the_whole_extension_is_free_again_and_the_letter_is_not_needed_twice(case, notify, draft):
    case = notify(case, "extension", on="2026-03-10", days=20)
    case = notify(case, "revoked.extension", on="2026-03-12", why=WHY)
    with pytest.raises(Refused, match="不能“撤回延期告知”"):
        draft(case, "revoked.extension", on="2026-03-12", why=WHY)
    case = notify(case, "extension", on="2026-03-13", days=20)
    assert not reading_of(case).faults
    assert case.due_on == date(2026, 4, 30)


def test_art_42_a_fee_notice_sent_by_mistake_is_taken_back_and_nothing_is_owed(case, notify):
    before = case.due_on
    case = notify(case, "fee", on="2026-03-10")
    assert (case.state, case.due_on, case.request.fee) == ("paying", None, 50)
    case = notify(case, "revoked.fee", on="2026-03-12", why="页数算错，应在免费范围内")
    request = Request.objects.get()
    assert (case.state, case.due_on) == ("handling", before)
    assert (request.fee, request.fee_method, request.fee_counted) == (None, "", None)
    assert "不必按该通知书缴费" in text_of(case.letters.get(type="revoked.fee"))
    case = notify(case, "fee", on="2026-03-13")  # and the right one can be sent
    assert case.state == "paying"


def test_nobody_strikes_a_notice_without_the_letter_or_alone(case, notify, draft, author):
    case = notify(case, "extension", on="2026-03-10", days=10)
    position = case.entries.get(type="extended").sequence - 1
    with time_machine.travel("2026-03-12 10:00 +0800"), pytest.raises(Refused, match="签发撤回告知书"):
        take_step(case=case, step="revoke_extension", on=date(2026, 3, 12), by=author, corrects=position, why=WHY)
    letter = draft(case, "revoked.extension", on="2026-03-12", why=WHY)
    with time_machine.travel("2026-03-12 10:00 +0800"), pytest.raises(NotAllowed):
        letters.sign(letter=letter, by=author)
    assert Case.objects.get().due_on == case.due_on


def test_nothing_is_taken_back_that_was_not_sent(case, draft):
    with pytest.raises(Refused, match="不能“撤回延期告知”"):
        draft(case, "revoked.extension", on="2026-03-12", why=WHY)


def test_the_case_page_shows_the_struck_line_and_why(case, notify, author, client):
    case = notify(case, "extension", on="2026-03-10", days=10)
    case = notify(case, "revoked.extension", on="2026-03-12", why=WHY)
    client.force_login(author)
    page = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "已撤销，不再计算" in page and f"该项不再计算：{WHY}" in page
