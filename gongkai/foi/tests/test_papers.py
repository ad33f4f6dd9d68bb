"""What came on paper or by word of mouth, and what is printed: files, corrections, withdrawals, codes, the application."""

import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.casework.actions import take_step
from gongkai.casework.models import Case, Party
from gongkai.casework.parties.receipts import find_own
from gongkai.casework.parties.uploads import Upload
from gongkai.core.models import AuditEntry
from gongkai.foi import applicant, retention
from gongkai.foi.enclosures import enclose
from gongkai.foi.models import Supplement
from gongkai.foi.tests.conftest import LATE, PDF, PERSON


def words(answer):
    return answer.content.decode()


def on(day, hour=10):
    return time_machine.travel(f"{day} {hour}:00 +0800")


@pytest.fixture
def correcting(asked, author):
    with on("2026-03-06"):
        case = take_step(case=asked.case, step="confirm", on=date(2026, 3, 4), by=author, reason=LATE)
        take_step(case=case, step="ask_correction", on=date(2026, 3, 6), by=author, what="年份", until="2026-03-20")
    return asked


@pytest.fixture
def desk(client, author):
    client.force_login(author)
    return client


def test_files_of_the_applicant_are_downloads_for_those_who_handle_and_leave_a_trace(desk, asked, make_account, civil):
    file = asked.request.enclosures.get()
    address = f"/desk/requests/{asked.case.pk}/files/{file.pk}/"
    page = words(desk.get(f"/desk/cases/{asked.case.pk}/"))
    assert address in page and "身份证.pdf" in page
    answer = desk.get(address)
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    trace = AuditEntry.objects.get(verb="request.open_file")
    assert trace.detail == {"file": file.pk}
    desk.force_login(make_account("looks", civil, "auditor"))
    page = words(desk.get(f"/desk/cases/{asked.case.pk}/"))
    assert "申请人的材料" in page and "身份证.pdf" not in page and address not in page
    assert desk.get(address).status_code == 403


def test_a_file_of_another_request_is_not_found(desk, asked, ask):
    other = ask().case
    assert desk.get(f"/desk/requests/{other.pk}/files/{asked.request.enclosures.get().pk}/").status_code == 404


def test_art_30_a_correction_on_paper_keeps_words_and_files_and_begins_the_term_anew(desk, correcting, author):
    address = f"/desk/requests/{correcting.case.pk}/correction/"
    with on("2026-03-11"):
        assert desk.get(f"/desk/cases/{correcting.case.pk}/steps/receive_correction/")["Location"].startswith(address)
        sent = {"on": "2026-03-10", "text": "2024 年的方案", "files": SimpleUploadedFile("补正.pdf", PDF)}
        assert desk.post(address, sent)["Location"] == f"/desk/cases/{correcting.case.pk}/"
        page = words(desk.get(f"/desk/cases/{correcting.case.pk}/"))
    assert "2024 年的方案" in page and "补正.pdf" in page
    case = Case.objects.get()
    assert (case.state, case.due_on) == ("handling", date(2026, 4, 8))
    assert (case.entries.last().by, case.entries.last().text) == (author, "")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"on": "2026-03-10", "text": " "}, "请写明补正的内容"),
        ({"on": "", "text": "方案"}, "请填写这一项"),
        ({"on": "2026-03-12", "text": "方案"}, "不能晚于今天"),
        ({"on": "2026-03-01", "text": "方案"}, "早于"),
        ({"on": "2026-03-10", "text": "好" * 9000}, "9000 字"),
    ],
)
def test_a_wrong_correction_gets_a_sentence_and_is_not_lost(desk, correcting, sent, sentence):
    before = correcting.case.entries.count()
    with on("2026-03-11"):
        page = words(desk.post(f"/desk/requests/{correcting.case.pk}/correction/", sent))
    assert sentence in page and sent["text"].strip() in page
    assert correcting.case.entries.count() == before
    assert not correcting.request.supplements.exists()


def test_a_correction_nobody_asked_for_is_said_on_the_case_page(desk, asked):
    assert "不能“收到补正”" in words(desk.get(f"/desk/requests/{asked.case.pk}/correction/", follow=True))


def test_a_withdrawal_on_paper_tells_how_and_keeps_the_paper(desk, asked, author):
    address = f"/desk/requests/{asked.case.pk}/withdrawal/"
    assert "请填写这一项" in words(desk.post(address, {"on": "2026-03-05", "text": ""}))
    with on("2026-03-06"):
        sent = {"on": "2026-03-05", "text": "到窗口书面撤回", "files": SimpleUploadedFile("撤回书.pdf", PDF)}
        page = words(desk.post(address, sent, follow=True))
    assert "到窗口书面撤回" in page and "撤回书.pdf" in page
    case = Case.objects.get()
    assert (case.state, case.closed_on, case.request.outcome) == ("closed", date(2026, 3, 5), "withdrawn")
    assert "不能“申请人撤回”" in words(desk.get(address, follow=True))


def test_a_new_code_is_shown_once_and_the_old_one_ends(desk, asked):
    address, number = f"/desk/requests/{asked.case.pk}/code/", asked.case.number
    form = words(desk.get(address))
    sent = {"token": re.search(r'name="token" value="([^"]+)"', form)[1], "reason": "核对了身份证原件"}
    assert "请写明怎样核实了" in words(desk.post(address, sent | {"reason": " "}))
    assert find_own(number, asked.code, "foi")
    answers = [desk.post(address, sent) for _ in range(2)]
    codes = {"".join(re.search(r"([2-9A-Z]{4})-([2-9A-Z]{4})<", words(a)).groups()) for a in answers}
    assert len(codes) == 1, "a page sent again shows the code the applicant has on paper"
    assert find_own(number, codes.pop(), "foi") == asked.case
    assert find_own(number, asked.code, "foi") is None
    assert "no-store" in answers[0]["Cache-Control"]
    assert AuditEntry.objects.filter(verb="request.renew_code").count() == 1


def test_an_erased_request_gets_no_new_code(desk, asked):
    applicant.withdraw_request(request=asked.request, by=None)
    retention.erase(request=asked.request, by=None)
    page = words(desk.post(f"/desk/requests/{asked.case.pk}/code/", {"reason": "核对了身份证原件"}))
    assert "不能再补办" in page
    assert Party.objects.get().code_digest == ""


def test_art_29_what_was_said_is_printed_to_be_read_out_and_signed(desk, ask, author, asked):
    case = ask(channel="oral", by=author).case
    address = f"/desk/requests/{case.pk}/application/"
    assert address in words(desk.get(f"/desk/cases/{case.pk}/"))
    page = words(desk.get(address))
    for said in (PERSON["name"], PERSON["identifier"], "000-0000000", PERSON["description"], "签名或者按指印"):
        assert said in page
    assert f"由 {author} 按申请人口述代为填写" in page
    assert AuditEntry.objects.get(verb="request.reveal").detail["reason"].startswith("打印申请表")
    assert case.entries.first().by == author
    assert desk.get(f"/desk/requests/{asked.case.pk}/application/").status_code == 404, "they wrote it themselves"


def test_the_papers_cost_the_same_however_many(desk, asked, django_assert_num_queries):
    address = f"/desk/cases/{asked.case.pk}/"
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for n in range(4):
        added = Supplement.objects.create(request=asked.request, on=date(2026, 3, 10), text=f"第{n}次")
        enclose(asked.request, [Upload("补正.pdf", "application/pdf", PDF)], added)
    with django_assert_num_queries(len(few)):
        assert words(desk.get(address)).count("补正.pdf") == 4
