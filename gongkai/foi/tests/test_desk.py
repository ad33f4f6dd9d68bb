"""Requests on the desk: entering, working through a case, identity."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from gongkai.casework.models import Case
from gongkai.core.models import AuditEntry
from gongkai.foi.actions import submit_request
from gongkai.foi.tests.test_stories import PERSON

ENTRY = {
    "channel": "in_person",
    "applicant_kind": "person",
    "name": "李大林",
    "identifier": "11010119900307002X",
    "phone": "000-0000000",
    "description": "青山镇三组征地补偿安置方案及批复文件",
    "format": "paper",
    "delivery": "pickup",
}


@pytest.fixture
def submitted(civil):
    return submit_request(organ=civil, channel="online", by=None, **PERSON).case


def test_an_officer_enters_a_request_from_the_counter(client, author, civil):
    client.force_login(author)
    today = timezone.localdate().isoformat()
    page = client.post("/desk/requests/new/", {**ENTRY, "organ": civil.pk, "on": today}, follow=True).content.decode()
    assert "查询码" in page and "青禾民公开申" in page and "个工作日后到期" in page
    assert "李大林" not in page and "李**" in page


def test_a_wrong_number_is_said_at_its_field_and_nothing_typed_is_lost(client, author, civil):
    client.force_login(author)
    wrong = {**ENTRY, "identifier": "110101199003070021", "organ": civil.pk, "on": timezone.localdate().isoformat()}
    page = client.post("/desk/requests/new/", wrong).content.decode()
    assert "校验位不对" in page and "青山镇三组征地补偿" in page
    assert not Case.objects.exists()


def test_the_case_page_offers_only_the_steps_that_may_follow(client, author, submitted):
    client.force_login(author)
    page = client.get(f"/desk/cases/{submitted.pk}/").content.decode()
    assert "与申请人确认收到" in page and "登记签收" not in page and "起草答复" not in page
    client.post(f"/desk/cases/{submitted.pk}/steps/confirm/", {"on": timezone.localdate().isoformat()})
    page = client.get(f"/desk/cases/{submitted.pk}/").content.decode()
    assert "起草答复送审签" in page and "steps/confirm/" not in page
    assert "次日起算 20 个工作日" in page


def test_a_step_taken_twice_gets_a_sentence(client, author, submitted):
    client.force_login(author)
    step = {"on": timezone.localdate().isoformat()}
    client.post(f"/desk/cases/{submitted.pk}/steps/confirm/", step)
    page = client.post(f"/desk/cases/{submitted.pk}/steps/confirm/", step, follow=True).content.decode()
    assert "可能已被别人处理" in page
    assert submitted.entries.count() == 2


def test_identity_shows_after_a_reason_only(client, author, submitted):
    client.force_login(author)
    address = f"/desk/requests/{submitted.pk}/identity/"
    assert "李大林" not in client.get(address).content.decode()
    assert "请写明查看身份信息的理由" in client.post(address, {"reason": " "}).content.decode()
    answer = client.post(address, {"reason": "电话确认"})
    assert "李大林" in answer.content.decode() and "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(verb="request.reveal").count() == 1


def test_the_list_is_in_due_order_by_keyset_with_a_fixed_number_of_queries(
    client, author, civil, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr("gongkai.casework.desk.PAGE", 3)
    with time_machine.travel("2026-03-02 10:00 +0800"):
        for n in range(7):
            submit_request(organ=civil, channel="in_person", by=author, on=date(2026, 2, 20 + n % 5), **PERSON)
    client.force_login(author)
    seen, after = [], ""
    for _ in range(3):
        with django_assert_max_num_queries(14):
            answer = client.get("/desk/cases/", {"after": after})
        seen += [(case.due_on, case.pk) for case in answer.context["cases"]]
        after = answer.context["after"]
    assert seen == sorted(seen) and len(seen) == 7


def test_an_officer_enters_a_holiday_notice(client, officer):
    client.force_login(officer)
    form = {
        "year": 2027,
        "holidays": "2027-01-01，2027-02-08",
        "makeup": "2027-02-06",
        "source": "国办发明电〔2026〕9号",
    }
    assert "已录入 2027 年放假安排" in client.post("/desk/calendar/", form, follow=True).content.decode()
    wrong = client.post("/desk/calendar/", {**form, "holidays": "2027-01-02"}).content.decode()
    assert "只填周一至周五" in wrong
    assert "请写成 2027-01-01 这样" in client.post("/desk/calendar/", {**form, "holidays": "元旦"}).content.decode()


def test_the_case_page_names_the_same_request_made_before_within_reach_only(client, author, civil, finance):
    first = submit_request(organ=civil, channel="online", by=None, **PERSON).case
    elsewhere = submit_request(organ=finance, channel="online", by=None, **PERSON).case
    again = submit_request(organ=civil, channel="online", by=None, **PERSON).case
    client.force_login(author)
    page = client.get(f"/desk/cases/{again.pk}/").content.decode()
    assert "同一申请人的相同申请" in page and first.number in page
    assert elsewhere.number not in page
