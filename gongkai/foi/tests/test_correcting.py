"""A wrong receipt day is corrected by a second person: the clock, the pages and the applicant read it, nothing is erased."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.actions import take_step
from gongkai.casework.correcting.actions import check, propose
from gongkai.casework.correcting.selectors import effect_of
from gongkai.casework.models import Case, Correction, FrozenEntry
from gongkai.casework.selectors import as_read, reading_of
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.figures import year_of
from gongkai.core.models import AuditEntry
from gongkai.foi import applicant, consultations, figures, receipts, retention
from gongkai.foi.models import Consultation
from gongkai.foi.tests.conftest import consult
from gongkai.organs.models import Organ

pytestmark = pytest.mark.django_db
WHY = "签收单上是 3 月 11 日"


@pytest.fixture
def case(ask, author):
    """Posted on 5 March 2024, its receipt entered as the 8th."""
    case = ask(on="2024-03-05", channel="mail", by=author).case
    with time_machine.travel("2024-03-08 10:00 +0800"):
        return take_step(case=case, step="deliver_in", on=date(2024, 3, 8), by=author)


def correct(case, by, to="2024-03-11", on="2024-03-12", sequence=2):
    with time_machine.travel(f"{on} 10:00 +0800"):
        entry = case.entries.get(sequence=sequence)
        return propose(entry=entry, on=date.fromisoformat(to), why=WHY, by=by)


def approve(correction, by, on="2024-03-12", verdict="approved", note=""):
    with time_machine.travel(f"{on} 11:00 +0800"):
        check(correction=correction, verdict=verdict, note=note, by=by)
    return Case.objects.get(pk=correction.case_id)


def test_art_31_a_corrected_receipt_moves_the_due_date_after_a_second_person(case, author, reviewer):
    made = correct(case, author)
    assert Case.objects.get().due_on == date(2024, 4, 8)
    assert (effect_of(made).before.due, effect_of(made).after.due) == (date(2024, 4, 8), date(2024, 4, 9))
    case = approve(made, reviewer)
    assert (case.received_on, case.due_on) == (date(2024, 3, 11), date(2024, 4, 9))
    assert [(e.sequence, e.type, e.on) for e in case.entries.all()][1:] == [
        (2, "delivered", date(2024, 3, 8)),
        (3, "corrected", date(2024, 3, 12)),
    ]
    assert [(e.type, e.on) for e in as_read(case.entries.all())][1:] == [("delivered", date(2024, 3, 11))]
    assert set(AuditEntry.objects.filter(verb__startswith="correction.").values_list("verb", flat=True)) == {
        "correction.propose",
        "correction.check",
    }


def test_correcting_and_then_correcting_back_gives_the_first_reading(case, author, reviewer):
    first = reading_of(case, today=date(2024, 3, 20))
    approve(correct(case, author), reviewer)
    case = approve(correct(case, author, to="2024-03-08", on="2024-03-13"), reviewer, on="2024-03-13")
    assert reading_of(case, today=date(2024, 3, 20)) == first
    assert case.entries.count() == 4


def test_a_closed_case_is_corrected_and_its_lateness_with_it(case, author, reviewer, answer):
    case = answer(case, "granted", on="2024-04-08", sent="2024-04-09")
    assert (case.state, case.is_late()) == ("closed", True)
    case = approve(correct(case, author, on="2024-04-12"), reviewer, on="2024-04-12")
    assert (case.closed_on, case.due_on, case.is_late()) == (date(2024, 4, 9), date(2024, 4, 9), False)


def test_the_proposer_does_not_approve_and_a_refusal_says_why(case, author, reviewer):
    made = correct(case, reviewer)
    with pytest.raises(Refused, match="提出人以外"):
        approve(made, reviewer)
    with pytest.raises(NotAllowed):
        approve(made, author)
    made = Correction.objects.get()
    made.by = author
    made.save()
    with pytest.raises(Refused, match="写明理由"):
        approve(made, reviewer, verdict="refused")
    case = approve(made, reviewer, verdict="refused", note="签收单上确是 8 日")
    assert (case.due_on, case.entries.count()) == (date(2024, 4, 8), 2)
    with pytest.raises(Refused, match="已经有人核准过"):
        approve(made, reviewer)


@pytest.mark.parametrize(
    ("to", "sequence", "sentence"),
    [
        ("2024-03-13", 2, "不能晚于今天"),
        ("2024-03-08", 2, "不用更正"),
        ("2024-03-01", 2, "前后对不上：.*早于收到申请"),
        ("2024-03-12", 1, "前后对不上"),
    ],
)
def test_what_cannot_have_been_is_refused(case, author, to, sequence, sentence):
    with pytest.raises(Refused, match=sentence):
        correct(case, author, to=to, sequence=sequence)
    assert not Correction.objects.exists()


def test_one_correction_of_an_entry_waits_at_a_time(case, author):
    correct(case, author)
    with pytest.raises(Refused, match="在等核准"):
        correct(case, author, to="2024-03-12")


def entry(case, type):
    return case.entries.filter(type=type).last().sequence


def test_a_wrong_day_of_sending_is_corrected_with_its_letter_and_the_closing(case, author, reviewer, answer):
    """In time is judged by the sending (条例 art. 33): registered a day after the term, sent on its last day."""
    case = answer(case, "granted", on="2024-04-01", sent="2024-04-09")
    assert case.is_late()
    with pytest.raises(Refused, match="不能早于签发的日期 2024-04-01"):
        correct(case, author, to="2024-03-29", on="2024-04-10", sequence=entry(case, "answered"))
    case = approve(
        correct(case, author, to="2024-04-08", on="2024-04-10", sequence=entry(case, "answered")),
        reviewer,
        on="2024-04-10",
    )
    assert (case.closed_on, case.is_late(), case.letters.get().sent_on) == (date(2024, 4, 8), False, date(2024, 4, 8))
    assert [row.pk for row in figures.closed_on_time(Organ.objects.all(), year_of(2024))] == [case.pk]
    assert next(e.on for e in case.entries.all() if e.type == "answered") == date(2024, 4, 9)


def test_a_wrong_day_of_receipt_of_a_fee_notice_moves_the_last_day_to_pay(case, author, reviewer, notify):
    """国办函〔2020〕109号: twenty working days from the receipt."""
    case = notify(case, "fee", on="2024-03-20", method="pages", pages=35)
    letter = case.letters.get()
    with time_machine.travel("2024-03-28 10:00 +0800"):
        receipts.receive(letter=letter, on=date(2024, 3, 25), proof="EMS", by=author)
    with pytest.raises(Refused, match="前后对不上"):
        correct(case, author, to="2024-03-19", on="2024-03-28", sequence=entry(case, "fee_notice_received"))
    before = Case.objects.get().waiting_until
    made = correct(case, author, to="2024-03-27", on="2024-03-28", sequence=entry(case, "fee_notice_received"))
    assert Case.objects.get().waiting_until == before and case.letters.get().received_on == date(2024, 3, 25)
    case = approve(made, reviewer, on="2024-03-28")
    assert (case.waiting_until, case.letters.get().received_on) == (date(2024, 4, 25), date(2024, 3, 27))


def test_a_wrong_day_of_an_opinion_is_corrected_with_the_consultation(case, author, reviewer):
    """条例 art. 33(3): the time of a consultation does not count."""
    row = consult(case, "2024-03-12", author)
    with time_machine.travel("2024-03-20 10:00 +0800"):
        consultations.receive(consultation=row, on=date(2024, 3, 13), by=author)
        row = consultations.answer(
            consultation=Consultation.objects.get(), on=date(2024, 3, 20), opinion="no", by=author
        )
    due = Case.objects.get().due_on
    with pytest.raises(Refused, match="前后对不上"):
        correct(case, author, to="2024-03-12", on="2024-03-21", sequence=entry(case, "third_party_answered"))
    case = approve(
        correct(case, author, to="2024-03-18", on="2024-03-21", sequence=entry(case, "third_party_answered")),
        reviewer,
        on="2024-03-21",
    )
    assert Consultation.objects.get().answered_on == date(2024, 3, 18) and case.due_on < due


def test_a_withdrawal_entered_on_the_wrong_day_closes_on_the_right_one(case, author, reviewer):
    with time_machine.travel("2024-03-20 10:00 +0800"):
        applicant.withdraw_request(request=case.request, by=None)
    case = approve(
        correct(case, author, to="2024-03-19", on="2024-03-21", sequence=entry(case, "withdrawn")),
        reviewer,
        on="2024-03-21",
    )
    assert case.closed_on == date(2024, 3, 19)


def test_no_entry_is_changed(case, author, reviewer):
    approve(correct(case, author), reviewer)
    entry = case.entries.get(sequence=2)
    with pytest.raises(FrozenEntry):
        entry.save()


def test_a_fault_that_a_correction_brings_to_light_is_said(case, author, reviewer, client):
    """The receipt was earlier than entered: the notice of the 20th was late."""
    with time_machine.travel("2024-03-19 10:00 +0800"):
        take_step(
            case=case, step="ask_correction", on=date(2024, 3, 19), by=author, what="请写明年份", until="2024-03-29"
        )
    case = approve(correct(case, author, to="2024-03-06", on="2024-03-20"), reviewer, on="2024-03-20")
    assert [fault.event.type for fault in reading_of(case).faults] == ["correction_asked"]
    with time_machine.travel("2024-03-20 12:00 +0800"):
        client.force_login(author)
        page = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "2024-03-19 不能告知补正" in page


def test_the_pages_from_the_line_of_the_ledger_to_the_word_of_the_second(case, author, reviewer, client):
    with time_machine.travel("2024-03-12 10:00 +0800"):
        client.force_login(author)
        page = client.get(f"/desk/cases/{case.pk}/").content.decode()
        address = f"/desk/cases/{case.pk}/ledger/2/correct/"
        assert address in page
        answer = client.post(address, {"on": "2024-03-13", "why": WHY})
        assert "日期不能晚于今天" in answer.content.decode()
        assert client.post(address, {"on": "2024-03-11", "why": WHY}).status_code == 302
        client.force_login(reviewer)
        made = Correction.objects.get()
        word = f"/desk/cases/{case.pk}/corrections/{made.pk}/"
        assert word in client.get("/desk/").content.decode()
        shown = client.get(word).content.decode()
        assert "2024-04-08 → 2024-04-09" in shown
        assert client.post(word, {"verdict": "approved"}).status_code == 302
        page = client.get(f"/desk/cases/{case.pk}/").content.decode()
        assert "<del>2024-03-08</del>" in page
        assert "2024-04-09" in page
        assert client.get(word).status_code == 302


def test_erasing_blacks_out_names_in_a_correction(case, author, reviewer, answer):
    with time_machine.travel("2024-03-12 10:00 +0800"):
        made = propose(
            entry=case.entries.get(sequence=2), on=date(2024, 3, 11), why="李大林来电说 11 日才寄到", by=author
        )
    case = approve(made, reviewer)
    case = answer(case, "must_be_made", on="2024-04-01", sent="2024-04-02")
    with time_machine.travel("2027-04-10 10:00 +0800"):
        retention.erase(request=case.request, by=None)
    assert Correction.objects.get().why == "■■来电说 11 日才寄到"
    assert case.entries.get(type="corrected").data["why"] == "■■来电说 11 日才寄到"


def test_a_correction_the_ledger_does_not_take_any_more_can_still_be_refused(case, author, reviewer, client):
    made = correct(case, author)
    made.to = {"on": "2024-03-04"}  # before the submission, as if that had been corrected meanwhile
    made.save()
    address = f"/desk/cases/{case.pk}/corrections/{made.pk}/"
    with time_machine.travel("2024-03-12 10:00 +0800"):
        client.force_login(reviewer)
        assert "前后对不上" in client.get(address).content.decode()
        page = client.post(address, {"verdict": "approved"}).content.decode()
        assert "早于收到申请" in page and "核准更正" in page
        assert client.post(address, {"verdict": "refused", "note": "日期不对"}).status_code == 302
    assert (Correction.objects.get().verdict, case.entries.count()) == ("refused", 2)
