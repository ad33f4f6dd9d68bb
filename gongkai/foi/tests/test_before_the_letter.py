"""What the law forbids is refused when the letter is begun and when it is signed, in the actions; not when it is gone.

Received at the counter on 2 March 2026: the seventh working day is 11 March (条例 art. 30), the due date 30 March (art. 33).
"""

from datetime import date

import pytest
import time_machine
from django.test import Client

from gongkai.casework.actions import append, take_step
from gongkai.casework.models import Case, Letter
from gongkai.core.actions import Refused
from gongkai.foi import applicant, charging, consultations, excess, letters, receipts
from gongkai.foi.models import Request
from gongkai.foi.tests.conftest import consult

pytestmark = pytest.mark.django_db
PAGES = {"method": "pages", "pages": 35}


@pytest.fixture
def case(ask, author, channel):
    return ask(on="2026-03-02", channel="in_person", by=author).case


def at(day):
    return time_machine.travel(f"{day} 10:00 +0800")


def sign(letter, on, by):
    with at(on):
        return letters.sign(letter=letter, by=by)


def corrected(case, notify):
    """A correction asked for and answered."""
    case = notify(case, "correction", on="2026-03-04", until="2026-03-20")
    with at("2026-03-06"):
        return applicant.answer_correction(request=case.request, text="2024 年的方案", by=None)


# (letter, what it is filled in with, the last day it may be begun and signed, the day after, what is said then)
TERMS = [
    ("correction", {"until": "2026-03-25"}, "2026-03-11", "2026-03-12", "期限 2026-03-11 已过，请直接办理答复"),
    ("extension", {"days": 10}, "2026-03-30", "2026-03-31", "答复期限 2026-03-30 已过，不能在 2026-03-31 延长"),
    ("fee", PAGES, "2026-03-30", "2026-03-31", "收费通知应在期限内发出（条例第四十二条）"),
]
ARTICLES = ["art_30_correction", "art_33_extension", "art_42_fee"]


@pytest.mark.parametrize(("code", "given", "last", "after", "said"), TERMS, ids=ARTICLES)
def test_the_last_day_is_in_time_to_begin_to_sign_and_to_send(
    case, draft, author, head, code, given, last, after, said
):
    letter = sign(draft(case, code, on=last, **given), last, head)
    with at(after):  # registered a day late as sent in time
        letter = letters.send(letter=letter, on=date.fromisoformat(last), by=author, proof="EMS 回执")
    assert letter.state == Letter.SENT
    assert case.entries.latest("sequence").on == date.fromisoformat(last)


@pytest.mark.parametrize(("code", "given", "last", "after", "said"), TERMS, ids=ARTICLES)
def test_the_day_after_it_is_refused_when_begun(case, draft, code, given, last, after, said):
    with pytest.raises(Refused, match=said):
        draft(case, code, on=after, **given)
    assert not Letter.objects.exists()


@pytest.mark.parametrize(("code", "given", "last", "after", "said"), TERMS, ids=ARTICLES)
def test_the_day_after_it_is_refused_when_signed(case, draft, head, code, given, last, after, said):
    letter = draft(case, code, on=last, **given)
    with pytest.raises(Refused, match=said):
        sign(letter, after, head)
    kept = Letter.objects.get()
    assert (kept.state, kept.number) == (Letter.DRAFT, None)


def test_art_33_a_late_answer_is_begun_signed_and_sent(case, answer):
    case = answer(case, "granted", on="2026-04-20", sent="2026-04-20")
    assert (case.state, case.is_late()) == ("closed", True)


def test_art_30_a_second_correction_is_refused_when_begun(case, draft, notify):
    case = corrected(case, notify)
    with pytest.raises(Refused, match="补正事项应当一次性告知"):
        draft(case, "correction", on="2026-03-09", until="2026-03-25")


def test_art_30_a_second_correction_drawn_up_beside_the_first_is_refused_when_signed(case, draft, notify, reviewer):
    """One begun by hand beside another (before there was a rule)."""
    letter = draft(case, "correction", on="2026-03-03", until="2026-03-25")
    Letter.objects.filter(pk=letter.pk).update(state=Letter.VOID)
    corrected(case, notify)
    Letter.objects.filter(pk=letter.pk).update(state=Letter.DRAFT)
    with pytest.raises(Refused, match="补正事项应当一次性告知"):
        sign(letter, "2026-03-09", reviewer)


def test_art_30_a_correction_whose_day_has_come_is_not_signed(case, draft, reviewer):
    letter = draft(case, "correction", on="2026-03-03", until="2026-03-10")
    with pytest.raises(Refused, match="应晚于告知之日 2026-03-10"):
        sign(letter, "2026-03-10", reviewer)


def test_art_33_extensions_of_more_than_twenty_days_together_are_refused_when_begun(case, draft, notify):
    case = notify(case, "extension", on="2026-03-10", days=15)
    with pytest.raises(Refused, match="合计不得超过"):
        draft(case, "extension", on="2026-03-11", days=6)
    assert draft(case, "extension", on="2026-03-11", days=5).state == Letter.DRAFT


def test_art_33_an_extension_is_not_signed_while_the_applicant_is_waited_for(case, draft, notify, head):
    letter = draft(case, "extension", on="2026-03-03", days=10)
    notify(case, "correction", on="2026-03-04", until="2026-03-20")
    with pytest.raises(Refused, match="现在是“待补正”，不能“延长答复期限”"):
        sign(letter, "2026-03-05", head)


def test_art_42_a_second_fee_is_refused_when_begun(case, draft, notify, author):
    case = notify(case, "fee", on="2026-03-10", **PAGES)
    with at("2026-03-12"):
        case = take_step(case=case, step="receive_payment", on=date(2026, 3, 12), by=author, receipt="0001")
    with pytest.raises(Refused, match="一件申请只收一次费"):
        draft(case, "fee", on="2026-03-13", **PAGES)


def test_109_a_fee_of_nothing_is_refused_when_begun(case, draft):
    with pytest.raises(Refused, match="30 页以内不收"):
        draft(case, "fee", on="2026-03-10", method="pages", pages=30)


def test_109_a_fee_that_has_come_to_nothing_since_is_refused_when_signed(ask, draft, author, reviewer):
    rows = [ask(on="2026-03-03", channel="in_person", by=author).case for _ in range(11)]
    letter = draft(rows[-1], "fee", on="2026-03-04", method="items", pages="")
    with at("2026-03-05"):
        take_step(case=rows[0], step="withdraw", on=date(2026, 3, 5), by=author)
    with pytest.raises(Refused, match="10 件以内不收"):
        sign(letter, "2026-03-05", reviewer)


def test_art_35_reasons_are_not_asked_twice_nor_by_a_letter_whose_day_has_come(case, draft, notify, reviewer):
    letter = draft(case, "reasons", on="2026-03-03", until="2026-03-10")
    with pytest.raises(Refused, match="应晚于告知之日"):
        sign(letter, "2026-03-10", reviewer)
    with at("2026-03-10"):
        letters.void(letter=letter, reason="过期", by=reviewer)
    case = notify(case, "reasons", on="2026-03-11", until="2026-03-18")
    with pytest.raises(Refused, match="不能“要求说明理由”"):
        draft(case, "reasons", on="2026-03-12", until="2026-03-19")


def test_art_35_a_deferral_after_the_due_day_is_refused_when_begun_and_when_signed(
    case, draft, notify, author, reviewer
):
    case = notify(case, "reasons", on="2026-03-05", until="2026-03-13")
    with at("2026-03-12"):
        excess.give_reasons(request=case.request, text="核对救助款", by=None)
        excess.judge_reasons(request=case.request, reasonable="yes", judgement="成立", by=author)
    case = Case.objects.get(pk=case.pk)
    letter = draft(case, "deferral", on="2026-03-30", until="2026-04-20")
    with pytest.raises(Refused, match="答复期限 2026-03-30 已过"):
        sign(letter, "2026-03-31", reviewer)
    with at("2026-03-31"):
        letters.void(letter=letter, reason="过期", by=author)
    with pytest.raises(Refused, match="答复期限 2026-03-30 已过"):
        draft(case, "deferral", on="2026-03-31", until="2026-04-20")


def test_art_32_a_party_that_is_being_asked_is_not_asked_again_by_a_letter(case, draft, author):
    consult(case, "2026-03-05", author, name="青禾县财政局", kind="organ")
    with pytest.raises(Refused, match="尚未答复，不能重复征求"):
        draft(case, "co_producer", on="2026-03-06", who="青禾县财政局")


def test_art_15_without_hearing_the_third_party_no_refusal_for_its_sake_is_begun(case, draft, author):
    with pytest.raises(Refused, match="应当先书面征求第三方的意见"):
        draft(case, "refused.third_party", on="2026-03-06")
    row = consult(case, "2026-03-05", author)
    with at("2026-03-06"):
        consultations.answer(consultation=row, on=date(2026, 3, 6), opinion="yes", by=author)
    with pytest.raises(Refused, match="第三方都已同意公开"):
        draft(case, "refused.third_party", on="2026-03-06")


def test_art_32_an_answer_is_not_signed_when_the_letter_that_tells_the_third_party_was_given_up(
    case, draft, author, lawyer, reviewer
):
    row = consult(case, "2026-03-05", author)
    with at("2026-03-06"):
        consultations.answer(consultation=row, on=date(2026, 3, 6), opinion="no", by=author)
        more = {"decision": "disclose", "ground": "interest", "reasons": "切身利益"}
        told = consultations.decide(consultation=row, by=author, **more).informed
    letter = draft(Case.objects.get(pk=case.pk), "granted", on="2026-03-09")
    with at("2026-03-09"):
        letters.propose(letter=letter, on=date(2026, 3, 9), by=author)
        letters.void(letter=told, reason="写错", by=author)
    with pytest.raises(Refused, match="请先起草给第三方1的公开决定告知书"):
        sign(letter, "2026-03-10", reviewer)
    assert Letter.objects.get(pk=letter.pk).state == Letter.DRAFT


def test_art_30_a_lapse_is_not_signed_when_the_receipt_has_moved_the_term(case, draft, notify, author, reviewer):
    case = notify(case, "correction", on="2026-03-04", until="2026-03-13")
    letter = draft(case, "closed.not_corrected", on="2026-03-16")
    with at("2026-03-16"):
        notice = Letter.objects.get(type="correction")
        receipts.receive(letter=notice, on=date(2026, 3, 10), proof="EMS 查询本人签收", by=author)
    with pytest.raises(Refused, match="期满以后才能不再处理"):
        sign(letter, "2026-03-16", reviewer)


def test_art_30_a_lapse_after_a_notice_nobody_opened_is_refused_when_begun(case, draft, notify):
    case = notify(case, "correction", on="2026-03-04", until="2026-03-13")
    Letter.objects.filter(type="correction").update(way="online")
    with pytest.raises(Refused, match="一直没有打开"):
        draft(case, "closed.not_corrected", on="2026-03-16")


def test_an_ordered_answer_is_not_extended_from_the_beginning(case, draft, author):
    """行政复议法 art. 77: a term that was ordered is not prolonged."""
    with at("2026-03-03"):
        append(
            case, on=date(2026, 3, 3), type="ordered", by=author, data={"until": "2026-03-20", "received": "2026-03-02"}
        )
    with pytest.raises(Refused, match="确定的期限不能延长"):
        draft(case, "extension", on="2026-03-05", days=5)


def test_an_extension_taken_back_meanwhile_is_not_taken_back_again(case, draft, notify, reviewer):
    case = notify(case, "extension", on="2026-03-10", days=10)
    letter = draft(case, "revoked.extension", on="2026-03-11", why="误发")
    Letter.objects.filter(pk=letter.pk).update(state=Letter.VOID)
    notify(case, "revoked.extension", on="2026-03-12", why="误发")
    Letter.objects.filter(pk=letter.pk).update(state=Letter.DRAFT)
    with pytest.raises(Refused, match="不能“撤回延期告知”"):
        sign(letter, "2026-03-13", reviewer)


def test_the_pages_say_why_a_letter_cannot_be_begun_and_do_not_offer_it(case, author, django_assert_max_num_queries):
    client = Client()
    client.force_login(author)
    address = f"/desk/requests/{case.pk}/letters/"
    with at("2026-03-12"):
        page = client.get(address).content.decode()
        assert f'href="{address}correction/"' not in page and "期限 2026-03-11 已过" in page
        assert f'href="{address}extension/"' in page and f'href="{address}fee/"' in page
        assert f'href="{address}granted/"' in page and f'href="{address}closed.not_paid/"' not in page
        assert "期限 2026-03-11 已过" in client.get(f"{address}correction/").content.decode()
        assert "已过" not in client.get(f"{address}extension/").content.decode()
        with django_assert_max_num_queries(50):
            client.get(address)
    with at("2026-03-31"):
        page = client.get(address).content.decode()
        assert "不能在 2026-03-31 延长" in page and "应在期限内发出" in page
        assert f'href="{address}granted/"' in page
    assert charging.fee_by_items(Request.objects.get()).amount == 0
