"""Reviews and suits as stories in frozen time: what the organ owes, what comes of decisions, what is counted."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import override_settings

from gongkai.casework.actions import take_step
from gongkai.casework.models import Case, Party
from gongkai.casework.parties.receipts import find_own
from gongkai.casework.parties.uploads import Upload
from gongkai.core import vault
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.figures import year_of
from gongkai.core.models import AuditEntry
from gongkai.foi import figures, renewing, retention, wording
from gongkai.foi.charging import items_before
from gongkai.foi.disputes import actions
from gongkai.foi.disputes import figures as counted
from gongkai.foi.disputes.selectors import limit, limit_of
from gongkai.foi.models import Dispute, DisputeFile, Request
from gongkai.foi.selectors import similar_requests
from gongkai.foi.tests.conftest import LATE
from gongkai.organs.models import Organ

D = date.fromisoformat
PAPER = Upload("李大林复议申请书.pdf", "application/pdf", b"%PDF-1.4 x %%EOF")


def step(case, name, on, by, **data):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return take_step(case=case, step=name, on=D(on), by=by, **data)


@pytest.fixture
def refused(ask, author, answer):
    """A request whose answer refused it, delivered on 2026-03-23."""
    return answer(step(ask().case, "confirm", "2026-03-04", author, reason=LATE), "secret").request


@pytest.fixture
def dispute(author):
    """dispute(request, "review", "2026-04-24", …): registered on the day the copy came."""

    def register(request, type="review", on="2026-04-24", procedure="ordinary", sought=None, by=author, **more):
        facts = {"authority": "青禾县人民政府", "authority_number": f"{type} {on}", **more}
        days = {"sought_on": D(sought or on), "accepted_on": D(sought or on), "served_on": D(on)}
        with time_machine.travel(f"{on} 10:00 +0800"):
            return actions.open_dispute(request=request, type=type, procedure=procedure, by=by, **days, **facts)

    return register


@pytest.fixture
def decided(author):
    """decided(dispute, "maintained", "2026-06-22", …): its decision, on the day it came; the case."""

    def register(dispute, decision, on, by=author, **more):
        with time_machine.travel(f"{on} 10:00 +0800"):
            return actions.decide(
                dispute=dispute, decision=decision, on=D(on), made=D(on), number=f"青禾府复〔2026〕{dispute.pk}号", by=by,
                **more,
            )  # fmt: skip

    return register


def test_upheld_in_review_then_corrected_in_court_and_answered_anew(refused, dispute, decided, author, answer):
    review = dispute(refused)
    assert (review.case.number, str(review.case.subject)) == (
        "青禾民复议案〔2026〕1号",
        "行政复议：青禾民公开申〔2026〕1号",
    )
    assert Case.objects.get(pk=review.pk).due_on == D("2026-05-12")
    case = step(review.case, "reply", "2026-05-08", author, proof="当面提交")
    assert (case.due_on, case.waiting_for) == (None, "复议决定")
    case = decided(review, "maintained", "2026-06-22")
    review.refresh_from_db()
    assert (case.state, review.result, review.effective_on) == ("closed", "upheld", D("2026-06-22"))
    assert limit(refused, "suit", review).until == D("2026-07-07")

    suit = dispute(refused, "suit", "2026-07-20", sought="2026-07-06", after=review, authority="青禾县人民法院")
    assert (suit.case.number, limit_of(suit).until) == ("青禾民诉讼案〔2026〕1号", D("2026-07-07"))
    step(suit.case, "reply", "2026-08-03", author, proof="网上提交")
    case = decided(suit, "revoked", "2026-10-12", orders="redo", days=15, unit="workday")
    assert (case.state, case.due_on, Dispute.objects.get(pk=suit.pk).result) == ("decided", D("2026-10-27"), "")
    with pytest.raises(Refused, match="上诉期到 2026-10-27"):
        step(case, "obey", "2026-10-27", author)
    case = step(case, "obey", "2026-10-28", author)
    assert (case.state, case.due_on) == ("obeying", D("2026-11-18"))
    with pytest.raises(Refused, match="按决定重新办理"):
        step(case, "fulfil", "2026-11-02", author)

    with time_machine.travel("2026-10-29 10:00 +0800"):
        again = actions.redo(dispute=suit, by=author)
    assert (again.state, again.due_on, again.received_on) == ("handling", D("2026-11-18"), D("2026-03-04"))
    assert (again.number, again.submitted_on) == ("青禾民公开申〔2026〕2号", D("2026-03-02"))
    assert (again.party.name, again.request.redo_of) == ("李大林", suit)
    with pytest.raises(Refused, match="已经在办理"):
        actions.redo(dispute=suit, by=author)
    with pytest.raises(Refused, match="还没有办结"):
        step(case, "fulfil", "2026-11-02", author)
    again = answer(again, "granted", on="2026-11-09", sent="2026-11-10")
    assert (again.state, again.is_late()) == ("closed", False)
    number = Dispute.objects.get(pk=suit.pk).decision_number
    assert f"根据已经生效的行政裁判（{number}）" in "".join(again.letters.get().content["opening"])
    case = step(case, "fulfil", "2026-11-11", author)
    suit.refresh_from_db()
    assert (case.state, case.is_late(), suit.result, suit.effective_on) == (
        "closed", False, "corrected", D("2026-10-28"),
    )  # fmt: skip


def test_what_a_redo_takes_over_is_decided_for_every_column():
    """A new column of requests is taken over, or begins anew."""
    anew = {"case", "outcome", "report_row", "fee_method", "fee_counted", "fee", "renews"}
    assert {field.name for field in Request._meta.local_fields} == anew | set(renewing.KEPT)
    anew = {"case", "token", "satisfaction", "comment", "erased_on"}
    assert {field.name for field in Party._meta.local_fields} == anew | set(renewing.SAME)


def test_a_redo_costs_nothing_more_and_is_no_repeated_request(refused, dispute, decided, author, ask):
    review = dispute(refused)
    decided(review, "revoked", "2026-06-22", orders="redo", days=20)
    again = actions.redo(dispute=review, by=author).request
    assert not similar_requests(again) and not similar_requests(refused)
    later = step(ask(on="2026-03-05").case, "confirm", "2026-03-06", author, reason=LATE).request
    assert items_before(later) == 1


def test_the_applicant_follows_the_redo_with_the_code_they_have(asked, author, answer, dispute, decided):
    first = answer(step(asked.case, "confirm", "2026-03-04", author, reason=LATE), "secret").request
    review = dispute(first)
    decided(review, "revoked", "2026-06-22", orders="redo", days=20)
    again = actions.redo(dispute=review, by=author)
    assert find_own(again.number, asked.code, "foi") == again
    assert "按复议决定或者判决重新办理" in [line.title for line in wording.timeline(again.entries.all())]


def test_a_redo_is_no_other_request_unless_local_rules_say_so(refused, dispute, decided, author):
    review, organs = dispute(refused), Organ.objects.all()
    decided(review, "revoked", "2026-06-22", orders="redo", days=20)
    actions.redo(dispute=review, by=author)
    assert (figures.received(organs, year_of(2026)).count(), figures.open_now(organs).count()) == (1, 0)
    with override_settings(REDO_COUNTED=True):
        assert (figures.received(organs, year_of(2026)).count(), figures.open_now(organs).count()) == (2, 1)


def test_inaction_ordered_to_end_is_answered_in_the_request_itself(ask, author, dispute, decided):
    case = step(ask().case, "confirm", "2026-03-04", author, reason=LATE)
    assert limit(case.request, "review").until == D("2026-06-01")  # sixty days from the end of the term, a Sunday
    review = dispute(case.request, procedure="summary")
    assert Case.objects.get(pk=review.pk).due_on == D("2026-05-06")
    decided(review, "perform", "2026-05-20", orders="redo", days=10, unit="workday")
    with pytest.raises(Refused, match="直接在原件上答复"):
        actions.redo(dispute=review, by=author)
    with pytest.raises(Refused, match="还没有办结"):
        step(review.case, "fulfil", "2026-05-22", author)


def test_art_23_a_suit_against_a_refusal_without_review_needs_a_word(refused, dispute):
    with pytest.raises(Refused, match="先申请行政复议") as refusal:
        dispute(refused, "suit", "2026-05-11")
    assert refusal.value.field == "reason"
    assert not Dispute.objects.exists()
    suit = dispute(refused, "suit", "2026-05-11", reason="法院已立案")
    assert suit.case.entries.get(type="served").text == "法院已立案"


def test_where_suing_is_free_no_word_is_needed_and_six_months_are_shown(ask, author, answer, dispute):
    request = answer(step(ask().case, "confirm", "2026-03-04", author, reason=LATE), "granted").request
    suit = dispute(request, "suit", "2026-05-11")
    assert limit_of(suit).until == D("2026-09-23")


def test_out_of_time_it_is_registered_all_the_same_and_the_page_says_so(refused, dispute, client, author):
    late = dispute(refused, on="2026-06-08", sought="2026-06-01")
    client.force_login(author)
    page = client.get(f"/desk/cases/{late.pk}/").content.decode()
    assert "已过最迟的 2026-05-22" in page
    intime = dispute(refused, on="2026-06-08", sought="2026-05-22", authority_number="2")
    assert "已过最迟的" not in client.get(f"/desk/cases/{intime.pk}/").content.decode()


def test_an_appeal_that_is_rejected_leaves_the_first_judgment(refused, dispute, decided, author):
    suit = dispute(refused, "suit", "2026-05-11", reason="法院已立案")
    case = decided(suit, "revoked", "2026-07-20", orders="redo", days=20, unit="workday")
    case = step(case, "appeal", "2026-07-30", author, appellant="organ")
    assert (case.state, case.waiting_for) == ("deciding", "二审裁判")
    suit = Dispute.objects.get(pk=suit.pk)
    case = decided(suit, "appeal_rejected", "2026-10-20")
    suit.refresh_from_db()
    assert (case.state, suit.result, suit.decision, suit.instance) == ("obeying", "corrected", "revoked", 2)
    assert case.due_on == D("2026-11-17")


def test_a_judgment_sent_back_counts_for_nothing(refused, dispute, decided, author):
    suit = dispute(refused, "suit", "2026-05-11", procedure="summary", reason="法院已立案")
    case = decided(suit, "claim_rejected", "2026-06-15")
    case = step(case, "appeal", "2026-06-25", author, appellant="applicant")
    case = step(case, "remand", "2026-08-25", author)
    suit.refresh_from_db()
    assert (suit.instance, suit.decision, suit.procedure, case.waiting_for) == (1, "", "ordinary", "一审裁判")
    case = decided(suit, "withdrawn", "2026-09-01")
    suit.refresh_from_db()
    assert (case.state, suit.result) == ("closed", "other")


@pytest.mark.parametrize(
    ("decision", "more", "field"),
    [
        ("maintained", {"orders": "redo", "days": 20}, "orders"),
        ("perform", {}, "orders"),
        ("revoked", {"orders": "redo"}, "days"),
        ("claim_rejected", {}, "decision"),
    ],
)
def test_a_decision_that_cannot_be_is_said_at_its_field(refused, dispute, decided, decision, more, field):
    review = dispute(refused)
    with pytest.raises(Refused) as refusal:
        decided(review, decision, "2026-06-22", **more)
    assert refusal.value.field == field
    assert Case.objects.get(pk=review.pk).state == "answering"


def test_art_62_a_review_is_prolonged_by_thirty_days_at_most(refused, dispute, author):
    case = dispute(refused).case
    step(case, "prolong", "2026-05-06", author, days=20)
    with pytest.raises(Refused, match="最多延长 30 日"):
        step(case, "prolong", "2026-05-07", author, days=11)
    step(case, "prolong", "2026-05-07", author, days=10)
    summary = dispute(refused, procedure="summary", authority_number="2").case
    with pytest.raises(Refused, match="简易程序"):
        step(summary, "prolong", "2026-05-06", author, days=1)


def test_the_same_case_number_is_registered_once_and_dates_are_in_order(refused, dispute):
    dispute(refused)
    with pytest.raises(Refused, match="已经登记过"):
        dispute(refused)
    with pytest.raises(Refused, match="依次"):
        dispute(refused, sought="2026-05-01", authority_number="2")


def test_a_suit_follows_a_review_of_its_own_request_only(refused, dispute, ask, author):
    other = dispute(step(ask().case, "confirm", "2026-03-04", author, reason=LATE).request)
    with pytest.raises(Refused, match="本件申请此前的行政复议"):
        dispute(refused, "suit", "2026-05-11", after=other)


def test_strangers_and_those_who_only_look_register_nothing(refused, dispute, make_account, civil, finance):
    for organ, role in ((finance, "author"), (civil, "auditor")):
        with pytest.raises(NotAllowed):
            dispute(refused, by=make_account(f"{role} of {organ.pk}", organ, role))


def table(year):
    return {
        label: [n for _, n in numbers.values()]
        for label, numbers in counted.table(Organ.objects.all(), year_of(year)).items()
    }


def test_each_dispute_is_counted_once_a_year_and_a_past_year_stays(refused, dispute, decided, author):
    review = dispute(refused, on="2026-12-01", sought="2026-11-20")
    suit = dispute(refused, "suit", "2026-12-01", reason="法院已立案")
    expected = {
        "行政复议": [0, 0, 0, 1, 1],
        "行政诉讼：未经复议直接起诉": [0, 0, 0, 1, 1],
        "行政诉讼：复议后起诉": [0] * 5,
    }
    assert table(2026) == expected
    assert table(2025) == {label: [0] * 5 for label in expected}
    decided(review, "claim_dismissed", "2027-01-11")
    later = dispute(refused, "suit", "2027-02-01", after=review)
    decided(later, "unlawful", "2027-03-01")
    decided(suit, "ended", "2027-03-02")
    assert table(2026) == expected
    assert table(2027) == {
        "行政复议": [1, 0, 0, 0, 1],
        "行政诉讼：未经复议直接起诉": [0, 0, 1, 0, 1],
        "行政诉讼：复议后起诉": [0, 0, 0, 1, 1],  # a first judgment that may still be appealed against
    }
    step(later.case, "settle", "2027-03-17", author)
    assert table(2027)["行政诉讼：复议后起诉"] == [0, 1, 0, 0, 1]
    assert table(2028) == {label: [0] * 5 for label in expected}
    assert counted.cell(Organ.objects.all(), year_of(2027), "after", "corrected").get() == later
    assert counted.cell(Organ.objects.all(), year_of(2026), "direct", "pending").get() == suit


def test_local_practice_may_count_a_decision_elsewhere(refused, dispute, decided):
    with override_settings(DISPUTE_RESULTS={"review.claim_dismissed": "other"}):
        review = dispute(refused)
        decided(review, "claim_dismissed", "2026-06-22")
    review.refresh_from_db()
    assert review.result == "other"


def test_what_was_withdrawn_has_no_term_for_review(ask, author):
    case = step(ask().case, "confirm", "2026-03-04", author, reason=LATE)
    assert limit(case.request, "review")
    case = step(case, "withdraw", "2026-03-05", author)
    assert (limit(case.request, "review"), limit(case.request, "suit")) == (None, None)


def test_of_other_organs_nothing_is_counted(refused, dispute, finance):
    dispute(refused)
    rows = counted.table(Organ.objects.filter(pk=finance.pk), year_of(2026)).values()
    assert not any(row["总计"][1] for row in rows)


def test_nothing_is_erased_while_a_dispute_is_open_nor_before_its_own_retention_is_over(
    refused, dispute, decided, settings
):
    review = dispute(refused, claim="李大林要求公开批文", files=[PAPER])
    key = review.files.get().key
    closed = refused.case.closed_on
    over = closed + timedelta(days=settings.REQUEST_RETENTION_DAYS)
    with pytest.raises(Refused, match="还没有办结"):
        retention.erase(request=refused, by=None)
    assert retention.erase_due(over) == 0
    decided(review, "maintained", "2026-06-22")
    assert retention.erase_due(over) == 0
    last = D("2026-06-22") + timedelta(days=settings.REQUEST_RETENTION_DAYS)
    assert retention.erase_due(last - timedelta(days=1)) == 0
    assert vault.read(key)
    assert retention.erase_due(last) == 1
    review.refresh_from_db()
    assert (review.claim, DisputeFile.objects.count(), review.result) == (None, 0, "upheld")


def test_retention_outlasts_every_term_in_which_review_or_suit_may_be_sought(refused, settings):
    longest = max(limit(refused, type).until for type in ("review", "suit"))
    assert timedelta(days=retention.SHORTEST) > longest - refused.case.closed_on
    assert retention.retention_outlasts_remedies(None) == []
    settings.REQUEST_RETENTION_DAYS = 365
    assert [error.id for error in retention.retention_outlasts_remedies(None)] == ["foi.E001"]


def test_no_paper_or_claim_is_readable_in_the_database_and_opening_is_audited(
    refused, dispute, author, make_account, civil
):
    review = dispute(refused, claim="李大林要求公开批文", files=[PAPER])
    file = review.files.get()
    for model, column in ((Dispute, "claim"), (DisputeFile, "name")):
        raw = model.objects.annotate(raw=Cast(column, TextField())).values_list("raw", flat=True).get()
        assert raw and "李大林" not in raw
    assert actions.open_file(file=file, by=author) == PAPER.content
    with pytest.raises(NotAllowed):
        actions.open_file(file=file, by=make_account("looks", civil, "auditor"))
    assert AuditEntry.objects.filter(verb="dispute.file").count() == 1
    said = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    said += str(list(review.case.entries.values_list("text", "data")))
    assert "李大林" not in said + review.case.subject
