"""机关自行纠正: a closed request is taken up once more by the organ itself, answered by its own letter, counted once."""

from datetime import date
from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from gongkai.casework.actions import take_step
from gongkai.casework.calendar import national
from gongkai.casework.correcting.actions import propose
from gongkai.casework.ledger import Event, LedgerError
from gongkai.casework.models import Case
from gongkai.casework.parties.receipts import find_own
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.figures import FIGURES, year_of
from gongkai.foi import (
    applicant,
    charging,
    consultations,
    excess,
    figures,
    grounds,
    letters,
    renewing,
    retention,
    wording,
)
from gongkai.foi.disclosing import actions as disclosing
from gongkai.foi.disputes import actions as suing
from gongkai.foi.disputes.selectors import limit
from gongkai.foi.models import Consultation, Dispute, Request
from gongkai.foi.rules import CLOCK
from gongkai.foi.selectors import similar_requests
from gongkai.foi.tests.conftest import LATE, consult, text_of
from gongkai.organs.models import Organ

pytestmark = pytest.mark.django_db
D = date.fromisoformat
FOLLOW = "/requests/follow/"


def at(day):
    return time_machine.travel(f"{day} 10:00 +0800")


def step(case, name, on, by, **data):
    with at(on):
        return take_step(case=case, step=name, on=D(on), by=by, **data)


def test_self_correction_during_a_review(closed, take_up, answer, author, reviewer, reviewed, client):
    """Refused, sought review of, found wrong by the organ itself, answered anew; the review goes on."""
    first = closed()
    review = reviewed(first)
    ledger = [(entry.type, entry.data) for entry in first.case.entries.all()]
    anew = take_up(first)
    case = anew.case
    assert (case.number, case.state, case.submitted_on) == ("青禾民公开申〔2026〕2号", "handling", D("2026-03-02"))
    assert (case.received_on, case.due_on, case.organ) == (D("2026-03-04"), D("2026-05-08"), first.case.organ)
    assert (anew.renews, anew.party.name, anew.description) == (first, first.party.name, first.description)
    entry = case.entries.get(type="reopened")
    assert (entry.by, entry.data["reason"], entry.on) == (reviewer, "漏查了一份文件", D("2026-04-10"))

    case = answer(case, "partial", on="2026-04-20", sent="2026-04-21", signer=reviewer)
    letter = case.letters.get()
    text, old = text_of(letter), first.case.letters.get()
    assert f"经自查，本机关于2026年3月23日发出的《政府信息不予公开告知书》（{old.number}）需要纠正" in text
    assert "（登记号：青禾民公开申〔2026〕2号，原登记号：青禾民公开申〔2026〕1号）" in text
    assert "上述答复予以撤销，以本次答复为准。" in text and letter.number != old.number
    assert (case.state, case.is_late()) == ("closed", False)

    first.refresh_from_db()
    assert (first.outcome, first.case.closed_on) == ("secret", D("2026-03-23"))
    assert [(entry.type, entry.data) for entry in first.case.entries.all()] == ledger
    assert Dispute.objects.get(pk=review.pk).case.state == "answering"
    client.force_login(author)
    page = client.get(f"/desk/cases/{review.pk}/").content.decode()
    assert case.number in page and "不影响审理" in page
    assert limit(Request.objects.get(pk=anew.pk), "review").until == D("2026-06-22")  # sixty days end on a Saturday


def test_the_new_answer_has_two_pairs_of_eyes_and_a_refusal_its_legal_review(closed, take_up, answer, reviewer):
    anew = take_up(closed("granted"))
    with pytest.raises(Refused, match="拟稿人"):
        answer(anew.case, "partial", on="2026-04-20", by=reviewer, signer=reviewer)
    assert Case.objects.get(pk=anew.pk).closed_on is None


@pytest.mark.parametrize(
    ("sent", "row"),
    [("2026-04-21", "（二）部分公开"), ("2027-01-12", "（三）1")],
)
def test_the_annual_report_counts_one_request_by_the_corrected_row_of_the_same_year(closed, take_up, answer, sent, row):
    first, organs = closed(), Organ.objects.all()
    anew = take_up(first)
    before = figures.closed(organs, year_of(2026)).count(), figures.received(organs, year_of(2026)).count()
    answer(anew.case, "partial", on=sent, sent=sent)
    assert before == (1, 1)
    for year, count in ((2026, 1), (2027, 0)):
        assert figures.closed(organs, year_of(year)).count() == count
        assert figures.carried_out(organs, year_of(year)).count() == 0
    assert figures.received(organs, year_of(2026)).count() == 1
    assert FIGURES["foi.closed"].split(organs, year_of(2026), "row") == {row: 1}
    assert Request.objects.get(pk=first.pk).outcome == "secret"
    assert Request.objects.get(pk=first.pk).place == f"年报表三 {row}"
    assert Request.objects.get(pk=anew.pk).place == "与原申请合计一件"


def test_corrected_twice_the_last_answer_of_the_year_counts(closed, take_up, answer):
    first = closed()
    second = take_up(first)
    answer(second.case, "partial", on="2026-04-20", sent="2026-04-20")
    with pytest.raises(Refused, match="请在那一件里办理"):
        take_up(first, on="2026-05-06", until="2026-06-01")
    third = take_up(Request.objects.get(pk=second.pk), on="2026-05-06", until="2026-06-01")
    assert third.renews == first
    assert grounds.earlier_answers(third) == [] and not similar_requests(third)
    answer(third.case, "granted", on="2026-05-20", sent="2026-05-20")
    organs = Organ.objects.all()
    assert FIGURES["foi.closed"].split(organs, year_of(2026), "row") == {"（一）予以公开": 1}
    assert [row.pk for row in figures.received(organs, year_of(2026))] == [first.pk]


@pytest.mark.parametrize("counted", [True, False])
def test_self_correction_is_never_another_request_whatever_is_counted_of_ordered_answers(
    closed, take_up, settings, counted
):
    settings.REDO_COUNTED = counted
    take_up(closed())
    organs = Organ.objects.all()
    assert (figures.received(organs, year_of(2026)).count(), figures.open_now(organs).count()) == (1, 0)


def test_it_costs_nothing_more_and_is_neither_repeated_nor_many_requests(closed, take_up, ask, author):
    first = closed()
    anew = take_up(first)
    assert not similar_requests(anew) and not similar_requests(first)
    assert grounds.earlier_answers(anew) == []  # its own first answer is no ground to refuse it as repeated
    assert charging.uncounted(anew) == "重新办理的，不另计件数"
    with pytest.raises(Refused, match="不另收"):
        charging.fee_of(anew, "pages", 500)
    with pytest.raises(Refused, match="不另计件数"):
        charging.set_items(request=anew, items=2, reason="两项", by=author)
    later = step(ask(on="2026-03-05").case, "confirm", "2026-03-06", author, reason=LATE).request
    assert charging.items_before(later) == 1
    with at("2026-04-10"):
        assert excess.counts_of(later).year == 2


@pytest.mark.parametrize(("first", "later"), [("correcting", "granted"), ("granted", "correcting")])
def test_art_41_disclosure_does_not_become_rectification_by_it(closed, take_up, answer, first, later):
    asked = closed(first)
    answer(take_up(asked).case, later, on="2026-04-20", sent="2026-04-20")
    rows = FIGURES["foi.closed"].split(Organ.objects.all(), year_of(2026), "row")
    assert dict(rows) == ({} if first == "correcting" else {"（一）予以公开": 1})
    assert figures.rectifications(Organ.objects.all(), year_of(2026)).count() == (first == "correcting")


@pytest.mark.parametrize("counted", [True, False])
def test_what_was_ordered_is_corrected_in_its_own_row(
    closed, take_up, answer, author, reviewed, revoked, settings, counted
):
    settings.REDO_COUNTED = counted
    first = closed()
    review = reviewed(first)
    revoked(review)
    with at("2026-04-08"):
        ordered = suing.redo(dispute=review, by=author).request
    answer(ordered.case, "partial", on="2026-04-20", sent="2026-04-20")
    anew = take_up(Request.objects.get(pk=ordered.pk), on="2026-05-06", until="2026-05-20")
    assert anew.renews == first
    answer(anew.case, "granted", on="2026-05-18", sent="2026-05-18")
    rows = FIGURES["foi.closed"].split(Organ.objects.all(), year_of(2026), "row")
    assert rows == {"（三）1": 1} | ({"（一）予以公开": 1} if counted else {})


def test_its_letters_do_not_speak_of_terms_that_do_not_run(closed, take_up, draft, author, client):
    anew = take_up(closed())
    for code, said in (("receipt", "不出登记回执"), ("fee", "不能“发出收费通知”"), ("extension", "不能“延长答复期限”")):
        with pytest.raises(Refused, match=said):
            draft(anew.case, code, on="2026-04-13")
    consult(anew.case, "2026-04-13", author)
    with pytest.raises(Refused, match="征求意见不延后"):
        draft(anew.case, "consulting", on="2026-04-13")
    lines = wording.timeline(anew.case.entries.all())
    assert "答复期限" not in "".join(f"{line.title}{line.detail}" for line in lines)
    assert wording.waiting(anew.case, list(anew.case.entries.all())) == "等待第三方对公开的意见。"


def test_a_correction_notice_of_a_self_correction_restarts_no_term(closed, take_up, notify):
    anew = take_up(closed())
    case = notify(anew.case, "correction", on="2026-04-13", until="2026-04-27")
    assert "重新计算" not in text_of(case.letters.get()) and case.due_on == D("2026-05-08")
    assert (case.waiting_for, case.waiting_until) == ("申请人补正", D("2026-04-27"))


def test_art_32_what_a_third_party_did_not_agree_to_is_not_given_without_asking_it_again(
    ask, author, answer, take_up, notify
):
    case = step(ask().case, "confirm", "2026-03-04", author, reason=LATE)
    row = consult(case, "2026-03-05", author)
    with at("2026-03-10"):
        consultations.receive(consultation=row, on=D("2026-03-06"), by=author)
        row = consultations.answer(consultation=Consultation.objects.get(), on=D("2026-03-10"), opinion="no", by=author)
        consultations.decide(consultation=row, decision="withhold", by=author)
    first = answer(case, "third_party").request
    anew = take_up(first)
    with pytest.raises(Refused, match="请先再次征求第三方意见"):
        answer(anew.case, "granted", on="2026-04-20", sent="2026-04-20", place="档案室")
    with at("2026-04-21"):
        letters.void(letter=anew.case.letters.get(), reason="先征求意见", by=author)
    row = consult(anew.case, "2026-04-21", author)
    with at("2026-04-22"):
        consultations.receive(consultation=row, on=D("2026-04-22"), by=author)
        consultations.answer(
            consultation=Consultation.objects.get(pk=row.pk), on=D("2026-04-22"), opinion="yes", by=author
        )
    case = answer(Case.objects.get(pk=anew.pk), "granted", on="2026-04-23", sent="2026-04-23", place="档案室")
    assert case.state == "closed"


def test_an_answer_that_was_replaced_is_not_published_nor_cited_and_says_so(
    closed, take_up, answer, author, ask, client
):
    receipt = ask(on="2026-03-02")
    first = answer(step(receipt.case, "confirm", "2026-03-04", author, reason=LATE), "granted").request
    anew = take_up(first)
    answer(anew.case, "secret", on="2026-04-20", sent="2026-04-20")
    for deed in (disclosing.draft_answer_record, disclosing.suggest_disclosure):
        with pytest.raises(Refused, match="重新作出"):
            deed(request=first, by=author)
    later = step(ask(on="2026-04-21").case, "confirm", "2026-04-22", author, reason=LATE).request
    assert [row.pk for row in grounds.earlier_answers(later)] == [anew.pk]
    with at("2026-04-23"):
        client.post(FOLLOW, {"number": first.case.number, "code": receipt.code})
        page = client.get("/requests/mine/").content.decode()
    assert f'这份答复已由 <b class="num">{anew.case.number}</b> 重新作出的答复代替' in page and "如果不服" not in page


def test_erased_together_after_the_last_and_names_of_the_first_go_from_all(closed, take_up, answer, author, reviewer):
    first = closed()
    row = consult_late(first)
    anew = take_up(first, reason=f"{row.name}的合同应当公开")
    with at("2028-06-01"), pytest.raises(Refused, match="正在重新办理"):
        retention.erase(request=first, by=author)
    with at("2028-06-01"):
        assert retention.erase_due(D("2028-06-01")) == 0
    answer(anew.case, "secret", on="2026-05-06", sent="2026-05-06")
    with at("2028-04-01"):  # the first is due by its own closing, the new one is not
        assert retention.erase_due(D("2028-04-01")) == 0
    with at("2028-06-01"):
        assert retention.erase_due(D("2028-06-01")) == 2
    assert row.name not in anew.case.entries.get(type="reopened").data["reason"]


def consult_late(first):
    """A third party on record of the first request."""
    return Consultation.objects.create(request=first, kind="third_party", position=1, label="第三方1", name="冯陈褚")


def test_its_day_of_submission_is_that_of_the_first(closed, take_up, author):
    anew = take_up(closed())
    with at("2026-04-13"), pytest.raises(Refused, match="在原申请上更正"):
        propose(entry=anew.case.entries.get(type="submitted"), on=D("2026-03-01"), why="登记错了", by=author)


def test_a_new_query_code_opens_the_whole_family_and_ends_the_old_one(closed, take_up, author):
    first = closed()
    anew = take_up(first)
    with at("2026-04-13"):
        code = applicant.renew_code(request=first, reason="核对了身份证", by=author)
    assert (
        find_own(anew.case.number, code, "foi") == anew.case and find_own(first.case.number, code, "foi") == first.case
    )


def test_what_cannot_be_corrected_says_why(ask, author, closed, take_up, answer, officer):
    open_one = ask().case.request
    with pytest.raises(Refused, match="还没有办结"):
        take_up(open_one)
    with at("2026-03-03"):
        applicant.withdraw_request(request=open_one, by=None)
    with pytest.raises(Refused, match="没有可以纠正的内容"):
        take_up(open_one)
    first = closed()
    for wrong, field in (
        ({"reason": "  "}, "reason"),
        ({"until": "2026-04-09"}, "until"),
        ({"until": "2026-05-02"}, "until"),
        ({"until": "2027-04-12"}, "until"),
    ):
        with pytest.raises(Refused) as refusal:
            take_up(first, **wrong)
        assert refusal.value.field == field
    anew = take_up(first)
    with pytest.raises(Refused, match="正在重新办理"):
        take_up(first)
    answer(anew.case, "granted", on="2026-04-20", sent="2026-04-20")
    with pytest.raises(Refused, match="请在那一件里办理"):
        take_up(first)
    assert Request.objects.filter(renews=first).count() == 1


def test_who_only_drafts_only_signs_or_comes_from_elsewhere_does_not_decide_it(
    closed, take_up, author, make_account, civil, finance
):
    first = closed()
    head = make_account("head", civil, "organ_head")
    stranger = make_account("stranger", finance, "reviewer")
    for account in (author, head, stranger):
        with pytest.raises(NotAllowed):
            take_up(first, by=account)
    assert not first.renewals.exists()


def test_given_up_the_first_answer_stands_and_it_can_be_taken_up_again(closed, take_up, author, reviewer):
    first = closed()
    anew = take_up(first)
    with pytest.raises(NotAllowed):
        step(anew.case, "end_self_correction", "2026-04-13", author, reason="复核无误")
    with pytest.raises(Refused, match="不能早于重新办理的日期"), at("2026-04-13"):
        take_step(case=anew.case, step="end_self_correction", on=D("2026-04-09"), by=reviewer, reason="复核无误")
    case = step(anew.case, "end_self_correction", "2026-04-13", reviewer, reason="复核无误")
    ended = Request.objects.get(pk=anew.pk)
    assert (case.state, ended.outcome, ended.report_row) == ("closed", "stands", "")
    assert limit(ended, "review") is None and wording.remedies(ended) == []
    with pytest.raises(Refused, match="没有可以纠正的内容"):
        take_up(ended)
    assert take_up(first, on="2026-04-15").renews == first
    with pytest.raises(Refused, match="不能“终止自行纠正”"):
        step(
            closed(on="2026-03-05", confirmed="2026-03-06").case,
            "end_self_correction",
            "2026-04-13",
            reviewer,
            reason="x",
        )


def test_an_order_of_the_review_waits_for_the_end_of_the_self_correction(
    closed, take_up, author, reviewer, reviewed, revoked
):
    first = closed()
    review = reviewed(first)
    anew = take_up(first)
    revoked(review, on="2026-05-06")
    with at("2026-05-06"), pytest.raises(Refused, match="请先在那一件里终止自行纠正"):
        suing.redo(dispute=review, by=author)
    step(anew.case, "end_self_correction", "2026-05-07", reviewer, reason="按复议决定办理")
    with at("2026-05-07"):
        with pytest.raises(Refused, match="已责令重新答复"):
            renewing.correct_answer(request=first, reason="x", until=D("2026-05-30"), by=reviewer)
        assert suing.redo(dispute=review, by=author).request.renews == first


def test_the_clock_has_one_date_that_the_organ_set_and_no_term_moves_it():
    """No article sets a term for it."""
    events = [
        Event(D("2026-03-02"), "submitted", channel="online"),
        Event(D("2026-04-10"), "reopened", until=D("2026-05-08"), facts={"received": "2026-03-04"}),
    ]
    reading = CLOCK.read(events, national(), D("2026-04-13"))
    assert (reading.due, reading.received_on, reading.state) == (D("2026-05-08"), D("2026-03-04"), "running")
    assert "自行纠正" in reading.steps[0].text and reading.steps[0].article == "法律没有规定期限"
    asked = [*events, Event(D("2026-04-14"), "third_party_asked", who="第三方1")]
    assert CLOCK.read(asked, national(), D("2026-04-20")).due == D("2026-05-08")
    with pytest.raises(LedgerError, match="由本机关自定"):
        CLOCK.read([*events, Event(D("2026-04-14"), "extended", days=10)], national(), D("2026-04-20"))


def test_late_by_its_own_date_opens_no_way_to_review_for_silence(closed, take_up):
    anew = take_up(closed())
    with at("2026-06-01"):
        assert anew.case.is_late() and limit(anew, "review") is None


def test_ordered_answers_of_earlier_versions_are_taken_over(closed, author, reviewed, revoked):
    first = closed()
    review = reviewed(first)
    revoked(review)
    with at("2026-04-08"):
        anew = suing.redo(dispute=review, by=author).request
    Request.objects.update(renews=None)
    import_module("gongkai.foi.migrations.0021_renews").take_over(apps, None)
    assert Request.objects.get(pk=anew.pk).renews == first and Request.objects.get(pk=first.pk).renews is None
