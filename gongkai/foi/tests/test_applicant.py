"""What the applicant does, as stories in frozen time."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.casework.actions import take_step
from gongkai.casework.models import Case
from gongkai.casework.parties import receipts
from gongkai.casework.parties.receipts import CODE_ALPHABET, code_of, new_token
from gongkai.casework.parties.uploads import LARGEST, Upload, take
from gongkai.core import challenge, vault
from gongkai.core.actions import Refused
from gongkai.core.crypto import digest
from gongkai.core.models import AuditEntry, SpentToken
from gongkai.core.tests.test_challenge import answer
from gongkai.foi import applicant, retention
from gongkai.foi.models import Enclosure, Request, Saved
from gongkai.foi.tests.conftest import LATE, PDF, PERSON


def step(case, name, on, by, **data):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return take_step(case=case, step=name, on=date.fromisoformat(on), by=by, **data)


@pytest.fixture
def correcting(ask, author):
    case = step(ask().case, "confirm", "2026-03-04", author, reason=LATE)
    return step(case, "ask_correction", "2026-03-06", author, what="请写明年份", until="2026-03-20")


def test_one_form_makes_one_request_however_often_it_comes(civil):
    token, form = new_token(), answer(challenge.new())
    given = [applicant.submit_once(token=token, solution=form, organ=civil, **PERSON) for _ in range(3)]
    assert Case.objects.count() == SpentToken.objects.count() == 1
    assert {(r.case.number, r.code) for r in given} == {(Case.objects.get().number, code_of(token))}


def test_the_twin_that_comes_while_the_first_is_under_way_gets_its_receipt(civil, monkeypatch):
    token, form, real = new_token(), answer(challenge.new()), receipts.receipt_of
    first = applicant.submit_once(token=token, solution=form, organ=civil, **PERSON)
    looks = []
    monkeypatch.setattr(receipts, "receipt_of", lambda t: real(t) if looks else looks.append(t))
    assert applicant.submit_once(token=token, solution=form, organ=civil, **PERSON) == first
    assert Case.objects.count() == 1


def test_without_the_challenge_nothing_is_registered(civil):
    with pytest.raises(Refused, match="请回答验证问题"):
        applicant.submit_once(token=new_token(), solution={}, organ=civil, **PERSON)
    assert not Case.objects.exists()


def test_a_mistake_does_not_use_up_the_challenge(civil):
    form = answer(challenge.new())
    with pytest.raises(Refused, match="9000 字"):
        applicant.submit_once(token=new_token(), solution=form, organ=civil, **PERSON | {"description": "好" * 9000})
    assert applicant.submit_once(token=new_token(), solution=form, organ=civil, **PERSON).case.number


def test_the_code_is_readable_and_cannot_be_told_from_the_database(asked):
    assert len(asked.code) == 8
    assert set(asked.code) <= set(CODE_ALPHABET)
    assert asked.case.party.code_digest == digest(asked.code)
    assert code_of(asked.case.party.token) != asked.code


def test_files_are_kept_encrypted_and_not_public(asked, settings):
    file = asked.request.enclosures.get()
    assert (file.name, file.size, vault.read(file.key)) == ("身份证.pdf", len(PDF), PDF)
    assert PDF not in vault.path_of(file.key).read_bytes()
    assert not settings.FILES_ROOT.exists()


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("申请.docx", PDF, "申请.pdf"),
        ("../../补充.txt", "补充说明".encode(), "补充.txt"),
        ("身份证.jpg", b"\xff\xd8\xff\xe0", "身份证.jpg"),
        ("程序.pdf", b"MZ\x90\x00\x03", None),
        ("网页.txt", b"<html><script>", None),
        ("坏的.docx", b"PK\x03\x04broken", None),
        ("残缺.pdf", b"%PDF-1.4 x", None),
        ("空的.pdf", b"", None),
        ("曲子.mp3", b"ID3 x", None),
        ("大的.pdf", PDF + b" " * LARGEST, None),
    ],
)
def test_files_are_what_their_content_is_and_leave_nothing_when_refused(name, content, taken, settings):
    upload = SimpleUploadedFile(name, content)
    if taken:
        assert [(u.name, u.content) for u in take([upload])] == [(taken, content)]
    else:
        with pytest.raises(Refused, match="附件“"):
            take([upload])
    assert not [f for f in settings.FILES_ROOT.rglob("*") if f.is_file()]


def test_five_files_at_most():
    with pytest.raises(Refused, match="最多 5 个，您选了 6 个"):
        take([SimpleUploadedFile("a.pdf", PDF)] * 6)


def test_a_correction_begins_the_term_anew(correcting):
    with time_machine.travel("2026-03-10 09:00 +0800"):
        case = applicant.answer_correction(
            request=correcting.request, text="2024 年的方案", by=None, files=[Upload("图.pdf", "application/pdf", PDF)]
        )
    assert (case.state, case.due_on) == ("handling", date(2026, 4, 8))
    supplement = correcting.request.supplements.get()
    assert (supplement.text, supplement.enclosures.count()) == ("2024 年的方案", 1)
    assert case.entries.last().by is None


def test_an_empty_correction_is_refused_and_the_ledger_unchanged(correcting):
    before = correcting.entries.count()
    with time_machine.travel("2026-03-10 09:00 +0800"), pytest.raises(Refused, match="请写明补正"):
        applicant.answer_correction(request=correcting.request, text=" ", by=None)
    assert correcting.entries.count() == before


def test_a_correction_nobody_asked_for_is_refused(asked):
    with pytest.raises(Refused, match="不能“收到补正”"):
        applicant.answer_correction(request=asked.request, text="补充", by=None)


def test_the_applicant_withdraws_and_the_report_row_is_kept(asked):
    case = applicant.withdraw_request(request=asked.request, by=None)
    asked.request.refresh_from_db()
    assert (case.state, asked.request.outcome, asked.request.report_row) == ("closed", "withdrawn", "（六）3")
    with pytest.raises(Refused, match="已办结"):
        applicant.withdraw_request(request=asked.request, by=None)


def test_satisfaction_is_said_once_and_after_closing(asked):
    with pytest.raises(Refused, match="办结以后"):
        applicant.rate(request=asked.request, score=5, comment="", by=None)
    applicant.withdraw_request(request=asked.request, by=None)
    with pytest.raises(Refused, match="1 到 5"):
        applicant.rate(request=asked.request, score=6, comment="", by=None)
    assert applicant.rate(request=asked.request, score=4, comment=" 很快 ", by=None).comment == "很快"
    with pytest.raises(Refused, match="已经评价过"):
        applicant.rate(request=asked.request, score=1, comment="", by=None)


def test_a_new_code_takes_a_reason_and_ends_the_old_one(asked, author):
    with pytest.raises(Refused, match="核实"):
        applicant.renew_code(request=asked.request, reason=" ", by=author)
    code = applicant.renew_code(request=asked.request, reason="当面核对身份证", by=author)
    asked.case.party.refresh_from_db()
    assert asked.case.party.code_digest == digest(code) != digest(asked.code)


def test_being_answered_beforehand_is_counted_by_day_without_anybody(make_record):
    record = make_record()
    for _ in range(2):
        applicant.count_saved(record=record, by=None)
    assert list(Saved.objects.values_list("record", "times")) == [(record.pk, 2)]


def test_erasure_leaves_the_figures_and_nobody(asked, author):
    Request.objects.filter(pk=asked.request.pk).update(
        description="请公开李大林（11010119900307002X，000-0000000，li@example.com）的补偿方案"
    )
    with pytest.raises(Refused, match="尚未办结"):
        retention.erase(request=asked.request, by=None)
    with time_machine.travel("2026-03-05 09:00 +0800"):
        applicant.withdraw_request(request=asked.request, by=None)
    key = asked.request.enclosures.get().key
    assert retention.erase_due(date(2028, 3, 3)) == 0
    assert retention.erase_due(date(2028, 3, 4)) == 1
    assert retention.erase_due(date(2028, 3, 4)) == 0
    request = Request.objects.select_related("case").get(pk=asked.request.pk)
    party = request.party
    assert (party.name, party.identifier, party.contact, party.applicant_key) == (None, None, None, "")
    assert request.description == "请公开■■（■■，■■，■■）的补偿方案"
    assert request.case.subject == "公开申请（自然人，互联网）"
    assert (request.report_row, request.case.entries.count()) == ("（六）3", 2)
    assert not Enclosure.objects.exists()
    assert "李大林" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert key  # the file goes with the commit: test_the_file_goes_when_the_erasure_commits


def test_the_file_goes_when_the_erasure_commits(asked, django_capture_on_commit_callbacks):
    applicant.withdraw_request(request=asked.request, by=None)
    key = asked.request.enclosures.get().key
    with django_capture_on_commit_callbacks(execute=True):
        retention.erase(request=asked.request, by=None)
    assert not vault.path_of(key).exists()
