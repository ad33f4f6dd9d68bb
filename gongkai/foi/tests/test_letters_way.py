"""Letters of a request from draft to delivery: who signs, numbers, what is frozen, what moves the case."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.actions import take_step
from gongkai.casework.letters import actions as letters
from gongkai.casework.letters import drawing
from gongkai.casework.models import FrozenLetter, Letter
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.foi import letters as foi_letters
from gongkai.foi.retention import erase
from gongkai.foi.tests.conftest import drawn, signed, text_of


def test_drafter_and_whoever_edited_do_not_sign(case, make_account, civil, reviewer):
    second, third = make_account("second", civil, "reviewer"), make_account("third", civil, "reviewer")
    letter = drawn(case, "refused.internal", reviewer)
    with time_machine.travel("2026-03-20 10:00 +0800"):
        letters.edit_letter(letter=letter, body=["依据第十六条第一款、第三十六条第（三）项，不予公开。"], by=second)
    for wrote in (reviewer, second):
        with pytest.raises(Refused, match="拟稿人不能签发"):
            signed(letter, wrote)
    assert signed(letter, third).state == "signed"


def test_an_author_may_not_sign_and_another_organ_not_draw(case, author, make_account, civil, finance):
    letter = drawn(case, "receipt", author)
    with pytest.raises(NotAllowed):
        signed(letter, make_account("other", civil, "author"))
    with pytest.raises(NotAllowed):
        drawn(case, "receipt", make_account("stranger", finance, "reviewer"))


def test_numbers_run_without_gaps_and_one_used_twice_is_refused(case, author, reviewer):
    numbers = [signed(drawn(case, "correction", author), reviewer).number for _ in range(2)]
    assert numbers == ["青禾民公开复〔2026〕1号", "青禾民公开复〔2026〕2号"]
    third = drawn(case, "correction", author)
    for wrong, sentence in (
        ("青禾民公开复〔2026〕2号", "已经用过"),
        ("青禾民公开复〔2026〕03号", "不编虚位"),
        ("青禾民公开复[2026]3号", "六角括号"),
        ("别局公开复〔2026〕3号", "青禾民公开复"),
    ):
        with pytest.raises(Refused, match=sentence) as refusal:
            signed(third, reviewer, number=wrong)
        assert refusal.value.field == "number"
    third.refresh_from_db()
    assert (third.state, third.number) == ("draft", None)
    assert signed(third, reviewer, number="青禾民公开复〔2026〕3号").number == "青禾民公开复〔2026〕3号"
    assert signed(drawn(case, "correction", author), reviewer).number == "青禾民公开复〔2026〕4号"


def test_a_number_is_taken_at_signing_not_before(case, author, reviewer):
    letter = drawn(case, "receipt", author)
    assert (letter.number, letter.dated) == (None, None)
    with time_machine.travel("2026-03-20 10:00 +0800"):
        preview = letters.open_letter(letter=letter, kind="docx", by=reviewer)
    assert "（签发后编号）" in drawing.words_of(preview)


def test_what_was_sent_is_kept_byte_for_byte_and_cannot_be_changed(case, author, reviewer):
    letter = signed(drawn(case, "receipt", author), reviewer)
    docx, pdf = letters.kept_file(letter, "docx"), letters.kept_file(letter, "pdf")
    with time_machine.travel("2026-03-23 10:00 +0800"):
        letters.send_letter(letter=letter, on=date(2026, 3, 23), by=author, proof="申请人签收")
    sent = Letter.objects.get(pk=letter.pk)
    assert (letters.kept_file(sent, "docx"), letters.kept_file(sent, "pdf")) == (docx, pdf)
    sent.number = "青禾民公开复〔2026〕9号"
    with pytest.raises(FrozenLetter):
        sent.save()
    with pytest.raises(FrozenLetter):
        sent.delete()
    for deed in (
        lambda: letters.edit_letter(letter=sent, body=["改"], by=author),
        lambda: letters.sign_letter(letter=sent, by=reviewer),
        lambda: letters.void_letter(letter=sent, reason="改", by=reviewer),
        lambda: letters.send_letter(letter=sent, on=date(2026, 3, 23), by=author, proof="再送"),
    ):
        with pytest.raises(Refused, match="已送达"):
            deed()
    verbs = list(AuditEntry.objects.filter(verb__startswith="letter.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["letter.draw", "letter.sign", "letter.send"]


def test_a_file_that_is_not_what_was_signed_is_not_handed_out(case, author, reviewer):
    from gongkai.core import crypto, vault

    letter = signed(drawn(case, "receipt", author), reviewer)
    vault.write(letter.pdf, crypto.seal(b"%PDF forged"))
    with pytest.raises(ValueError, match="not what was signed"):
        letters.kept_file(letter, "pdf")


def test_a_signed_letter_is_frozen_before_it_is_sent(case, author, reviewer):
    letter = Letter.objects.get(pk=signed(drawn(case, "receipt", author), reviewer).pk)
    letter.content = {**letter.content, "body": ["改"]}
    with pytest.raises(FrozenLetter):
        letter.save(update_fields=["content"])


def test_a_voided_number_is_not_used_again(case, author, reviewer):
    letter = signed(drawn(case, "receipt", author), reviewer)
    with pytest.raises(Refused) as refusal:
        letters.void_letter(letter=letter, reason=" ", by=reviewer)
    assert refusal.value.field == "reason"
    letters.void_letter(letter=letter, reason="地址写错", by=reviewer)
    assert signed(drawn(case, "receipt", author), reviewer).number == "青禾民公开复〔2026〕2号"


@pytest.mark.parametrize(("on", "proof", "field"), [("2026-03-19", "签收", "on"), ("2026-03-20", " ", "proof")])
def test_delivery_needs_proof_and_a_possible_day(case, author, reviewer, on, proof, field):
    letter = signed(drawn(case, "receipt", author), reviewer)
    with pytest.raises(Refused) as refusal, time_machine.travel("2026-03-23 10:00 +0800"):
        letters.send_letter(letter=letter, on=date.fromisoformat(on), by=author, proof=proof)
    assert refusal.value.field == field


def test_an_answer_letter_moves_the_case_with_it(case, author, reviewer, lawyer):
    letter = drawn(case, "partial", author)
    with pytest.raises(Refused, match="先把这份答复连同办理结果送审签"), time_machine.travel("2026-03-20 10:00 +0800"):
        foi_letters.sign(letter=letter, by=reviewer)
    with time_machine.travel("2026-03-20 10:00 +0800"):
        foi_letters.propose(letter=letter, on=date(2026, 3, 20), by=author)
        foi_letters.review(letter=letter, opinion="依据充分", by=lawyer)
        letter = foi_letters.sign(letter=letter, by=reviewer)
    with time_machine.travel("2026-03-23 10:00 +0800"):
        letter = foi_letters.send(letter=letter, on=date(2026, 3, 23), by=author, proof="网上送达")
    case.refresh_from_db()
    case.request.refresh_from_db()
    assert (case.state, case.closed_on, letter.state) == ("closed", date(2026, 3, 23), "sent")
    assert (case.request.outcome, case.request.report_row) == ("partial", "（二）部分公开")


def test_a_correction_notice_that_is_sent_stops_the_clock(case, author, reviewer):
    letter = signed(drawn(case, "correction", author, on="2026-03-09"), reviewer, on="2026-03-09")
    with time_machine.travel("2026-03-10 10:00 +0800"):
        foi_letters.send(letter=letter, on=date(2026, 3, 10), by=author, proof="短信和网上告知")
    case.refresh_from_db()
    assert (case.state, case.waiting_for) == ("correcting", "申请人补正")
    assert case.entries.last().data == {"what": "甲乙丙丁", "until": "2026-04-30"}


def test_a_correction_notice_sent_too_late_is_not_sent_at_all(case, author, reviewer):
    letter = signed(drawn(case, "correction", author), reviewer)
    with pytest.raises(Refused, match="7 个工作日"), time_machine.travel("2026-03-20 10:00 +0800"):
        foi_letters.send(letter=letter, on=date(2026, 3, 20), by=author, proof="网上告知")
    letter.refresh_from_db()
    assert letter.state == "signed"


def test_art_33_an_extension_takes_the_letter_that_the_head_signed_and_moves_the_due_date(case, author, reviewer):
    letter = signed(drawn(case, "extension", author, days=10), reviewer)
    with time_machine.travel("2026-03-23 10:00 +0800"):
        foi_letters.send(letter=letter, on=date(2026, 3, 23), by=author, proof="网上告知")
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 16)
    assert "最迟于2026年4月16日答复你" in text_of(letter)
    assert case.entries.last().type == "extended"


def test_erasing_a_request_erases_its_letters(case, author, reviewer, django_capture_on_commit_callbacks):
    from gongkai.core import vault

    letter = signed(drawn(case, "receipt", author), reviewer)
    take_step(case=case, step="withdraw", on=date(2026, 3, 23), by=author)
    with django_capture_on_commit_callbacks(execute=True):
        erase(request=case.request, by=None)
    assert not vault.path_of(letter.docx).exists() and not vault.path_of(letter.pdf).exists()
    letter.refresh_from_db()
    assert (letter.content, letter.number) == (None, "青禾民公开复〔2026〕1号")
