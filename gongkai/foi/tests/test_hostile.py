"""What came up when requests were attacked, and must stay mended."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.actions import enter_holidays, take_step
from gongkai.casework.parties.receipts import shown_code
from gongkai.core.actions import Refused
from gongkai.foi import applicant, letters, retention
from gongkai.foi.actions import submit_request
from gongkai.foi.disputes import actions as disputes
from gongkai.foi.materials.actions import names
from gongkai.foi.models import Material, Request
from gongkai.foi.tests.conftest import LATE, PERSON


@pytest.fixture
def dispute(asked, author):
    with time_machine.travel("2026-05-20 10:00 +0800"):
        take_step(case=asked.case, step="confirm", on=date(2026, 3, 3), by=author, reason=LATE)
        return disputes.open_dispute(request=Request.objects.get(), by=author, **FACTS)


FACTS = {
    "type": "review",
    "sought_on": date(2026, 5, 6),
    "accepted_on": date(2026, 5, 8),
    "served_on": date(2026, 5, 12),
    "authority": "青禾县人民政府",
    "procedure": "ordinary",
}
PAGES = [
    "items/",
    "search/",
    "disputes/suit/",
    "parts/",
    "correction/",
    "withdrawal/",
    "code/",
    "letters/",
    "letters/granted/",
    "consultations/new/",
]


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_of_a_request_are_not_found_for_a_dispute(client, author, dispute, page):
    client.force_login(author)
    assert client.get(f"/desk/requests/{dispute.pk}/{page}").status_code == 404


def test_a_day_before_the_submission_neither_closes_nor_erases(asked, author):
    with time_machine.travel("2026-03-10 10:00 +0800"):
        with pytest.raises(Refused, match="不能早于提交日期 2026-03-02"):
            applicant.withdraw_request(request=asked.request, by=author, on=date(2016, 3, 5), text="来信撤回")
        assert retention.erase_due(date(2026, 3, 11)) == 0


@pytest.mark.parametrize("on", [date(1, 1, 1), date(2008, 4, 30)])
def test_nobody_asked_before_there_was_a_law(civil, author, on):
    with pytest.raises(Refused, match="条例施行之日"):
        submit_request(organ=civil, channel="in_person", by=author, on=on, **PERSON)


def test_no_review_before_the_request(dispute, author):
    facts = {**FACTS, "sought_on": date(1949, 10, 1)}
    with time_machine.travel("2026-05-20 10:00 +0800"), pytest.raises(Refused, match="不能早于提出申请的日期"):
        disputes.open_dispute(request=dispute.request, by=author, **facts)


@pytest.mark.parametrize("unit", ["workday", "day"])
def test_a_term_beyond_all_calendars_is_a_sentence(dispute, author, unit):
    facts = {"decision": "revoked", "number": "1", "made": date(2026, 5, 19), "orders": "redo", "unit": unit}
    with time_machine.travel("2026-05-20 10:00 +0800"), pytest.raises(Refused, match="履行期限最多"):
        disputes.decide(dispute=dispute, on=date(2026, 5, 19), by=author, days=10**30, **facts)


@pytest.mark.parametrize("days", ["9" * 5000, "9" * 30, "²"])
def test_a_number_too_long_to_read_is_a_sentence(asked, author, draft, days):
    take_step(case=asked.case, step="confirm", on=date(2026, 3, 3), by=author, reason=LATE)
    with pytest.raises(Refused, match="应为正整数"):
        draft(asked.case, "extension", days=days)


@pytest.mark.parametrize("year", [1, 9999])
def test_no_holidays_beyond_next_year(officer, year):
    with pytest.raises(Refused, match="只公布到明年"):
        enter_holidays(year=year, holidays=[], makeup=[], source="国办发明电〔2026〕9号", by=officer)


@pytest.mark.parametrize("name", ["李 大林 低保审批表.pdf", "李\u3000大林.pdf", "ＬＩ DALIN.pdf"])
def test_the_name_of_a_redacted_file_keeps_no_word_however_it_is_spaced(asked, author, name):
    marks = {"terms": ["李大林", "li dalin"], "boxes": [], "paragraphs": []}
    facts = {"media_type": "application/pdf", "original": "a" * 32, "size": 1, "sha256": "0" * 64, "by": author}
    Material.objects.create(request=asked.request, name=name, marks=marks, state=Material.REDACTED, **facts)
    (shown,) = names(asked.request)
    assert "█" in shown and not set("李林ＬＤ") & set(shown)


def test_a_new_query_code_ends_what_the_old_one_opened(client, site, asked, author):
    client.post("/requests/follow/", {"number": asked.case.number, "code": shown_code(asked.code)})
    assert client.get("/requests/mine/").status_code == 200
    applicant.renew_code(request=asked.request, reason="核对了身份证", by=author)
    assert client.get("/requests/mine/").url == "/requests/follow/"


def test_a_notice_that_is_drawn_up_twice_at_once_is_one(asked, author, draft):
    take_step(case=asked.case, step="confirm", on=date(2026, 3, 3), by=author, reason=LATE)
    letter = draft(asked.case, "extension")
    with pytest.raises(Refused, match="已有一份"):
        draft(asked.case, "extension")
    letters.void(letter=letter, reason="另拟", by=author)
    assert draft(asked.case, "extension").pk != letter.pk
