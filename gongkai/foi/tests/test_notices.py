"""What others did to a request is told to whoever handles it, without anybody's name."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.actions import take_step
from gongkai.casework.managing.actions import assign_officer
from gongkai.casework.managing.notices import remind
from gongkai.casework.models import Case, Notice
from gongkai.foi import applicant, consultations, excess, letters
from gongkai.foi.desk.signing import unsent_card
from gongkai.foi.tests.conftest import PERSON, consult


@pytest.fixture
def at():
    return lambda day: time_machine.travel(f"{day} 10:00 +0800", tick=False)


@pytest.fixture
def case(case, author, at):
    """In hand, with author as its officer."""
    with at("2026-03-04"):
        return assign_officer(case=case, officer=author, by=author)


def told():
    found = sorted(Notice.objects.values_list("kind", "user__username", "text"))
    Notice.objects.all().delete()
    assert not any(name in text for *_, text in found for name in (PERSON["name"], "青山村集体"))
    return found


def test_the_applicant_corrects_gives_reasons_and_withdraws(case, notify, at):
    case = notify(case, "correction", "2026-03-05", until="2026-03-20")
    told()
    with at("2026-03-10"):
        case = applicant.answer_correction(request=case.request, text="三组的那一份", by=None)
        assert told() == [("acted", "author", "补正材料已经收到，答复期限重新计算")]
    case = notify(case, "reasons", "2026-03-11", until="2026-03-20")
    told()
    with at("2026-03-12"):
        case = excess.give_reasons(request=case.request, text="研究需要", by=None)
        assert told() == [("acted", "author", "申请人说明了理由，请作出判断")]
        applicant.withdraw_request(request=case.request, by=None)
        standing = Notice.objects.standing()
        assert [n.kind for n in standing] == ["withdrawn"], "closing the case does not take it away"
        assert told() == [("withdrawn", "author", "申请人撤回了申请，本件已办结")]


def test_what_an_officer_enters_himself_is_no_news_to_him(case, notify, author, reviewer, at):
    case = notify(case, "correction", "2026-03-05", until="2026-03-20")
    told()
    with at("2026-03-10"):
        applicant.answer_correction(request=case.request, text="三组的那一份", by=author)
        assert told() == []
        applicant.withdraw_request(request=case.request, by=reviewer)
        assert [row[:2] for row in told()] == [("withdrawn", "author")]


@pytest.mark.parametrize("kind", ["third_party", "organ"])
def test_an_answer_of_a_consultation_is_told_unless_one_entered_it(case, author, reviewer, at, kind):
    rows = [consult(case, "2026-03-05", author, name=name, kind=kind) for name in ("青山村集体", "县甲局")]
    told()
    with at("2026-03-10"):
        consultations.answer(consultation=rows[0], on=date(2026, 3, 10), opinion="yes", by=author)
        assert told() == []
        consultations.answer(consultation=rows[1], on=date(2026, 3, 10), opinion="yes", by=reviewer)
    assert [row[:2] for row in told()] == [("consulted", "author")]


def test_a_returned_answer_is_told_to_who_drew_it_up(case, draft, author, reviewer, make_account, civil, at):
    drafter = make_account("drafter", civil)
    letter = draft(case, "granted", "2026-03-05", by=drafter)
    with at("2026-03-05"):
        case = letters.propose(letter=letter, on=date(2026, 3, 5), by=author)
        take_step(case=case, step="return", on=date(2026, 3, 5), by=reviewer, reason="引用条文不对")
    assert [row[:2] for row in told()] == [("returned", "drafter")]


def test_a_signed_letter_is_told_and_again_when_it_is_not_sent_the_next_working_day(case, draft, author, head, at):
    letter = draft(case, "extension", "2026-03-20", days=10)
    with at("2026-03-20"):  # a Friday
        letter = letters.sign(letter=letter, by=head)
        assert told() == [("signed", "author", "政府信息公开延期答复告知书已签发，请送达")]
    with at("2026-03-22"):
        remind()
        assert told() == []
    with at("2026-03-23"):
        remind()
        assert remind() == 0
        standing = Notice.objects.standing().filter(kind="unsent")
        assert [(n.user, n.on, n.text) for n in standing] == [
            (author, date(2026, 3, 20), "2026-03-20 签发的文书还没有送达")
        ]
        letters.send(letter=letter, on=date(2026, 3, 23), by=author, proof="网上送达")
        assert not standing.all(), "what was sent needs no reminder"


def test_without_an_officer_all_who_handle_are_told_but_not_whose_deed_it_was(case, author, reviewer, lawyer, at):
    Case.objects.update(officer=None)
    with at("2026-03-10"):
        applicant.withdraw_request(request=case.request, by=author)
    assert [row[:2] for row in told()] == [("withdrawn", "lawyer"), ("withdrawn", "reviewer")]


def test_signed_letters_wait_on_the_first_page_until_they_are_sent(client, case, draft, author, head, finance, at):
    waiting = []
    for day, code in (("2026-03-05", "extension"), ("2026-03-06", "reasons")):
        letter = draft(case, code, day)
        with at(day):
            waiting.append(letters.sign(letter=letter, by=head))
    with at("2026-03-09"):
        card = unsent_card(author)
        assert (card.title, card.count) == ("已签发，待送达", 2)
        assert [(item.url, item.said, item.due) for item in card.items] == [
            (f"/desk/letters/{letter.pk}/", f"{letter.dated} 签发", date(2026, 4, 1)) for letter in waiting
        ]
        client.force_login(author)
        assert "已签发，待送达" in client.get("/desk/").content.decode()
        letters.send(letter=waiting[0], on=date(2026, 3, 9), by=author, proof="网上送达")
        assert unsent_card(author).count == 1
        Case.objects.update(organ=finance)
        assert unsent_card(author) is None
