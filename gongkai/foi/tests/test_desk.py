"""Requests on the desk: entering, working through a case, identity."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongkai.casework.models import Case
from gongkai.casework.parties.receipts import find_own
from gongkai.core.models import AuditEntry
from gongkai.foi.actions import submit_request
from gongkai.foi.models import Enclosure
from gongkai.foi.tests.conftest import PDF
from gongkai.foi.tests.test_stories import PERSON
from gongkai.search.templatetags.titles import whole_words

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
    page = client.post("/desk/requests/new/", {**ENTRY, "organ": civil.pk, "on": today}).content.decode()
    case = Case.objects.get()
    code = re.search(r"([2-9A-Z]{4})-([2-9A-Z]{4})<", page)
    assert find_own(case.number, "".join(code.groups()), "foi") == case
    assert case.number in page and case.due_on.isoformat() in page
    assert "李大林" not in page
    page = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "个工作日后到期" in page and "李大林" not in page and "李**" in page


def test_the_code_on_the_receipt_is_kept_nowhere_and_a_reload_shows_it_again(client, author, civil):
    client.force_login(author)
    form = client.get("/desk/requests/new/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    sent = {**ENTRY, "organ": civil.pk, "on": timezone.localdate().isoformat(), "token": token}
    answers = [client.post("/desk/requests/new/", sent) for _ in range(2)]
    codes = {re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}<", a.content.decode())[0][:-1] for a in answers}
    assert Case.objects.count() == len(codes) == 1
    assert "no-store" in answers[0]["Cache-Control"]
    code = codes.pop()
    assert set(client.session.keys()).isdisjoint({"foi_receipt", "typed"})
    assert code not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_the_scanned_application_is_checked_and_kept_like_any_enclosure(client, author, civil):
    client.force_login(author)
    sent = {**ENTRY, "organ": civil.pk, "on": timezone.localdate().isoformat()}
    wrong = client.post("/desk/requests/new/", {**sent, "files": SimpleUploadedFile("申请书.pdf", b"MZ\x90\x00")})
    assert "附件“申请书”" in wrong.content.decode()
    assert not Case.objects.exists()
    client.post("/desk/requests/new/", {**sent, "files": SimpleUploadedFile("申请书.pdf", PDF)})
    assert [e.name for e in Enclosure.objects.all()] == ["申请书.pdf"]


@pytest.mark.parametrize("field", ["channel", "on", "organ", "applicant_kind", "name", "delivery", "format"])
def test_what_is_missing_is_said_at_its_field(client, author, civil, finance, field):
    client.force_login(author)
    sent = {**ENTRY, "organ": civil.pk, "on": timezone.localdate().isoformat(), field: ""}
    answer = client.post("/desk/requests/new/", sent)
    assert set(answer.context["form"].errors) == {field}
    assert ENTRY["identifier"] in answer.content.decode()


def test_only_organs_of_the_officer_are_offered(client, author, civil, finance):
    client.force_login(author)
    page = client.get("/desk/requests/new/").content.decode()
    assert civil.name in page and finance.name not in page
    sent = {**ENTRY, "organ": finance.pk, "on": timezone.localdate().isoformat()}
    assert "organ" in client.post("/desk/requests/new/", sent).context["form"].errors


def test_a_wrong_number_is_said_at_its_field_and_nothing_typed_is_lost(client, author, civil):
    client.force_login(author)
    wrong = {**ENTRY, "identifier": "110101199003070021", "organ": civil.pk, "on": timezone.localdate().isoformat()}
    page = client.post("/desk/requests/new/", wrong).content.decode()
    assert "校验位不对" in page and "青山镇三组征地补偿" in page
    assert not Case.objects.exists()


def test_what_was_typed_of_an_applicant_waits_for_who_typed_it_only(client, author, make_account, civil):
    make_account("second", civil, "author")
    client.force_login(author)
    account = re.search(r'name="account" value="(\d+)"', client.get("/desk/requests/new/").content.decode())[1]
    sent = {**ENTRY, "organ": civil.pk, "account": account}
    for name, kept in (("second", False), ("author", True)):
        client.logout()
        typed = re.search(r'name="typed" value="([^"]*)"', client.post("/desk/requests/new/", sent).content.decode())[1]
        back = {"next": "/desk/requests/new/", "typed": unescape(typed)}
        client.post("/desk/login/", {"username": name, "password": "long enough 1", **back})
        page = client.get("/desk/requests/new/").content.decode()
        assert "登记公开申请" in page and (ENTRY["identifier"] in page) is kept


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


def test_a_case_gets_its_officer_on_its_page_and_the_ledger_says_so(client, author, reviewer, submitted):
    client.force_login(author)
    client.get("/desk/cases/?due=5")
    address = f"/desk/cases/{submitted.pk}/"
    page = client.get(address).content.decode()
    assert "author（我）" in page and 'href="/desk/cases/?due=5"' in page
    page = client.post(f"{address}officer/", {"officer": reviewer.pk}, follow=True).content.decode()
    assert "本件由reviewer承办" in page and "指定承办人：reviewer" in page
    assert (
        "已由reviewer承办" in client.post(f"{address}officer/", {"officer": reviewer.pk}, follow=True).content.decode()
    )
    assert "请先选择承办人" in client.post(f"{address}officer/", follow=True).content.decode()
    assert "已收回" in client.post(f"{address}officer/", {"officer": "none"}, follow=True).content.decode()


def test_the_page_of_receipt_says_which_day_counts_art_31(client, author, civil, submitted):
    client.force_login(author)
    assert "填双方确认之日" in client.get(f"/desk/cases/{submitted.pk}/steps/confirm/").content.decode()
    posted = submit_request(organ=civil, channel="mail", by=author, **PERSON | {"description": "另一份批复"}).case
    assert "填签收之日" in client.get(f"/desk/cases/{posted.pk}/steps/deliver_in/").content.decode()


def test_the_letters_to_choose_from_name_their_own_ground_art_36(client, author, submitted):
    client.force_login(author)
    client.post(f"/desk/cases/{submitted.pk}/steps/confirm/", {"on": timezone.localdate().isoformat()})
    page = client.get(f"/desk/requests/{submitted.pk}/letters/").content.decode()
    absent = page.split("政府信息不存在告知书")[1].split("</li>")[0]
    assert "第三十六条第（四）项" in absent and "第（五）项" not in absent


def test_lines_of_the_title_of_a_case_end_between_words(ask, author, client):
    words = "关于城乡居民最低生活保障审核确认实施细则"
    case = ask(description=words).case
    client.force_login(author)
    page = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert f"<h1>{whole_words(words)}</h1>" in page and "<wbr>" in whole_words(words)
