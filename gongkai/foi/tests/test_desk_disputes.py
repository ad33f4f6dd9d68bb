"""Reviews and suits on the desk: registering from the request, the decision, papers, the way back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongkai.casework.actions import take_step
from gongkai.core.models import AuditEntry
from gongkai.foi.models import Dispute


@pytest.fixture
def today():
    return timezone.localdate().isoformat()


@pytest.fixture
def refused(ask, author, answer, today):
    """A request refused and delivered today."""
    case = take_step(case=ask(on=today).case, step="confirm", on=timezone.localdate(), by=author)
    return answer(case, "secret", on=today, sent=today)


@pytest.fixture
def notice(today):
    return {
        "authority": "青禾县人民政府", "authority_number": "青禾府复〔2026〕3号", "procedure": "summary",
        "sought_on": today, "accepted_on": today, "served_on": today, "claim": "要求公开",
    }  # fmt: skip


def paper():
    return SimpleUploadedFile("申请书副本.pdf", b"%PDF-1.4 x %%EOF")


def test_from_the_page_of_the_request_to_its_review_and_back(client, author, refused, notice, today):
    client.force_login(author)
    page = client.get(f"/desk/cases/{refused.pk}/").content.decode()
    assert "登记行政复议" in page and "登记行政诉讼" in page and "申请行政复议最迟" in page
    assert "直接起诉最迟" not in page  # review comes first
    form = client.get(f"/desk/requests/{refused.pk}/disputes/review/").content.decode()
    assert "青禾县人民政府" in form and "最迟" in form
    page = client.post(
        f"/desk/requests/{refused.pk}/disputes/review/", {**notice, "files": paper()}, follow=True
    ).content.decode()
    review = Dispute.objects.get()
    assert "5 个工作日" in page and "书面答复和证据" in page and "要求公开" in page and "申请书副本.pdf" in page
    assert refused.number in page
    page = client.get(f"/desk/cases/{refused.pk}/").content.decode()
    assert review.case.number in page and "尚未审结" in page and "青禾府复〔2026〕3号" in page
    assert review.case.number in client.get("/desk/cases/?type=review").content.decode()


def test_a_form_without_a_number_sent_twice_registers_one_review(client, author, refused, notice):
    client.force_login(author)
    address = f"/desk/requests/{refused.pk}/disputes/review/"
    client.post(address, {**notice, "authority_number": ""})
    page = client.post(address, {**notice, "authority_number": ""}).content.decode()
    assert "已经登记过；确是另一件的，请填写案号" in page
    assert Dispute.objects.count() == 1
    client.post(address, notice)
    assert Dispute.objects.count() == 2


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, author, refused, notice):
    client.force_login(author)
    address = f"/desk/requests/{refused.pk}/disputes/suit/"
    page = client.post(address, {**notice, "authority": "青禾县人民法院"}).content.decode()
    assert "请写明未经复议直接起诉的情况" in page and "要求公开" in page and "青禾府复〔2026〕3号" in page
    assert not Dispute.objects.exists()
    page = client.post(f"/desk/requests/{refused.pk}/disputes/review/", {**notice, "accepted_on": ""}).content.decode()
    assert "请填写这一项" in page and "要求公开" in page


def test_the_decision_is_registered_on_its_page_and_the_redo_opened(client, author, refused, notice, today):
    client.force_login(author)
    client.post(f"/desk/requests/{refused.pk}/disputes/review/", notice)
    review = Dispute.objects.get()
    page = client.get(f"/desk/cases/{review.pk}/").content.decode()
    assert f"/desk/disputes/{review.pk}/decision/" in page
    address = f"/desk/disputes/{review.pk}/decision/"
    decision = {"decision": "revoked", "number": "1号", "made": today, "on": today, "orders": "redo", "unit": "workday"}
    page = client.post(address, decision).content.decode()
    assert "填 20 个工作日" in page and "1号" in page
    page = client.post(address, {**decision, "days": 20, "files": paper()}, follow=True).content.decode()
    assert "按决定重新办理" in page and "结果纠正" in page and "决定书" in page
    page = client.post(address, decision, follow=True).content.decode()
    assert "可能已被别人处理" in page
    page = client.post(f"/desk/disputes/{review.pk}/redo/", follow=True).content.decode()
    again = Dispute.objects.get().redo
    assert "责令重新答复" in page and review.case.number in page and refused.number in page
    assert again.case.number in client.get(f"/desk/cases/{review.pk}/").content.decode()


def test_papers_come_back_to_those_who_handle_and_leave_a_trace(client, author, refused, notice, make_account, civil):
    client.force_login(author)
    client.post(f"/desk/requests/{refused.pk}/disputes/review/", notice)
    review = Dispute.objects.get()
    address = f"/desk/disputes/{review.pk}/papers/"
    assert "请选择要上传的文件" in client.post(address, {"kind": "evidence"}).content.decode()
    client.post(address, {"kind": "evidence", "files": paper()})
    file = review.files.get()
    answer = client.get(f"/desk/disputes/papers/{file.pk}/")
    assert answer.content.startswith(b"%PDF") and "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(verb="dispute.file").count() == 1
    client.force_login(make_account("looks", civil, "auditor"))
    page = client.get(f"/desk/cases/{review.pk}/").content.decode()
    assert "申请书副本.pdf" not in page and "要求公开" not in page and "证据和依据" in page


def test_pages_have_a_fixed_number_of_queries(client, author, refused, notice, django_assert_max_num_queries):
    client.force_login(author)
    for n in range(3):
        client.post(f"/desk/requests/{refused.pk}/disputes/review/", {**notice, "authority_number": str(n)})
    for case in (refused.pk, Dispute.objects.first().pk):
        with django_assert_max_num_queries(40):
            client.get(f"/desk/cases/{case}/")


def test_the_statistics_show_the_table_of_the_year(client, author, refused, notice, site):
    page = client.get("/requests/statistics/").content.decode()
    assert "行政诉讼：复议后起诉" in page
    client.force_login(author)
    client.post(f"/desk/requests/{refused.pk}/disputes/review/", notice)
    table = client.get("/requests/statistics/").context
    assert [number for _, number in table["disputes"]["行政复议"].values()] == [0, 0, 0, 1, 1]


def test_in_second_instance_another_judgment_is_said_to_change_the_first(client, author, refused, notice):
    client.force_login(author)
    client.post(f"/desk/requests/{refused.pk}/disputes/suit/", {**notice, "reason": "法院已立案"})
    suit = Dispute.objects.get()
    address = f"/desk/disputes/{suit.pk}/decision/"
    first = client.get(address).content.decode()
    assert "改判" not in first and "驳回上诉" not in first
    Dispute.objects.update(instance=2)
    second = client.get(address).content.decode()
    assert "改判：撤销" in second and "驳回上诉" in second and "改判：准许撤诉" not in second


def test_an_unknown_kind_of_dispute_is_not_found(client, author, refused, notice):
    client.force_login(author)
    assert client.get(f"/desk/requests/{refused.pk}/disputes/petition/").status_code == 404
    client.post(f"/desk/requests/{refused.pk}/disputes/review/", notice)
    assert client.get(f"/desk/requests/{Dispute.objects.get().pk}/disputes/review/").status_code == 404
