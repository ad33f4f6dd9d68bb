"""Two dates for what is sent: in time is judged by the sending, the applicant's own terms run from the receipt."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.actions import take_step
from gongkai.casework.calendar import national
from gongkai.casework.models import Case, Letter
from gongkai.casework.selectors import reading_of
from gongkai.core.actions import Refused
from gongkai.foi import letters, receipts, wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ask, author):
    return ask(on="2024-03-01", channel="in_person", by=author).case


@pytest.fixture
def send(draft, author, reviewer):
    """send(case, "fee", on="2024-03-20", way="ems"): drawn up, signed and sent on one day."""

    def run(case, code, on, way, proof="1234567890123"):
        letter = draft(case, code, on)
        with time_machine.travel(f"{on} 11:00 +0800"):
            letter = letters.sign(letter=letter, by=reviewer)
            return letters.send(letter=letter, on=date.fromisoformat(on), by=author, way=way, proof=proof)

    return run


def receive(letter, on, by, proof="EMS 查询本人签收"):
    with time_machine.travel(f"{on} 15:00 +0800"):
        return receipts.receive(letter=letter, on=date.fromisoformat(on), proof=proof, by=by)


def test_art_42_a_posted_fee_notice_can_be_paid_within_20_working_days_of_its_receipt(case, send, author):
    letter = send(case, "fee", "2024-03-20", "ems")
    assert Case.objects.get().waiting_until == date(2024, 4, 18)
    letter = receive(letter, "2024-03-27", author)
    assert (letter.sent_on, letter.received_on, letter.received_by) == (date(2024, 3, 20), date(2024, 3, 27), author)
    case = Case.objects.get()
    assert case.waiting_until == date(2024, 4, 25)
    assert case.entries.last().type == "fee_notice_received"
    with time_machine.travel("2024-04-25 10:00 +0800"):
        case = take_step(case=case, step="receive_payment", on=date(2024, 4, 25), by=author, receipt="票据1号")
    assert case.due_on == date(2024, 5, 24)


def test_what_is_handed_over_is_received_on_that_day(case, send):
    letter = send(case, "correction", "2024-03-04", "counter", "申请人签收")
    assert Letter.objects.get(pk=letter.pk).received_on == date(2024, 3, 4)
    assert case.entries.last().type == "correction_notice_received"


@pytest.mark.parametrize(("proof", "right"), [("EA123456789CN", True), ("单号 1234567890123", True), ("已寄出", False)])
def test_post_needs_its_number(case, send, proof, right):
    if right:
        assert send(case, "correction", "2024-03-04", "ems", proof).way == "ems"
        return
    with pytest.raises(Refused, match="邮件号码"):
        send(case, "correction", "2024-03-04", "ems", proof)


@pytest.mark.parametrize(
    ("on", "proof", "sentence"),
    [
        ("2024-03-19", "签收", "应在发出日期 2024-03-20 至今天之间"),
        ("2024-03-27", " ", "请填写收到凭证"),
    ],
)
def test_a_receipt_is_neither_before_the_sending_nor_without_proof(case, send, author, on, proof, sentence):
    letter = send(case, "fee", "2024-03-20", "ems")
    with pytest.raises(Refused, match=sentence):
        receive(letter, on, author, proof)


def test_a_receipt_is_entered_once(case, send, author):
    letter = receive(send(case, "fee", "2024-03-20", "ems"), "2024-03-27", author)
    with pytest.raises(Refused, match="已登记 2024-03-27 收到"):
        receive(letter, "2024-03-28", author)
    assert case.entries.filter(type="fee_notice_received").count() == 1


def test_a_public_notice_counts_as_received_after_its_days(case, send, author):
    letter = send(case, "fee", "2024-03-20", "public_notice", "县政府门户网站公告")
    with pytest.raises(Refused, match="最早是 2024-04-19"):
        receive(letter, "2024-04-18", author, "公告期满")
    assert receive(letter, "2024-04-19", author, "公告期满").received_on == date(2024, 4, 19)


def test_art_30_42_silence_after_a_notice_nobody_opened_ends_nothing(case, send, draft, author):
    letter = send(case, "fee", "2024-03-20", "online", "网上送达")
    with time_machine.travel("2024-04-19 10:00 +0800"):
        sentence = "一直没有打开.*换一种方式送达"
        with pytest.raises(Refused, match=sentence):
            take_step(case=Case.objects.get(), step="lapse", on=date(2024, 4, 19), by=author)
    receive(letter, "2024-04-22", author, "EMS 1234567890123 本人签收")
    assert reading_of(Case.objects.get()).waiting_until == date(2024, 5, 21)


def test_what_the_applicant_opens_online_is_received_then(case, send):
    letter = send(case, "fee", "2024-03-20", "online", "网上送达")
    for on in ("2024-03-25", "2024-03-26"):
        with time_machine.travel(f"{on} 20:00 +0800"):
            receipts.opened(letter=letter, by=None)
    letter = Letter.objects.get(pk=letter.pk)
    assert (letter.received_on, letter.received_by) == (date(2024, 3, 25), None)
    assert case.entries.filter(type="fee_notice_received").count() == 1


def test_the_answer_is_in_time_by_its_sending_and_remedies_run_from_its_receipt(case, answer, author):
    """行政复议法 art. 20, 行政诉讼法 art. 46."""
    case = answer(case, "must_be_made", on="2024-03-28", sent="2024-03-28")
    assert (case.closed_on, case.is_late()) == (date(2024, 3, 28), False)
    letter = case.letters.get(state=Letter.SENT)
    assert "先按发出之日 2024-03-28 算" in wording.last_days(case.request, letter, national())[0]
    letter = receive(letter, "2024-04-03", author)
    case = Case.objects.get()
    assert (case.closed_on, case.due_on) == (date(2024, 3, 28), date(2024, 3, 29))
    said = wording.last_days(case.request, letter, national())
    assert "您于 2024-04-03 收到答复：申请行政复议最迟 2024-06-03" in said[0]
    assert "直接提起行政诉讼最迟 2024-10-08" in said[1]


def test_the_receipt_is_entered_on_the_page_of_the_letter(case, send, author, client):
    letter = send(case, "fee", "2024-03-20", "ems")
    address = f"/desk/letters/{letter.pk}/"
    with time_machine.travel("2024-03-28 10:00 +0800"):
        client.force_login(author)
        page = client.get(address).content.decode()
        assert "对方的期限暂按发出之日算" in page and ">已发出</span>" in page and "已送达" not in page
        wrong = client.post(f"{address}receive/", {"on": "2024-03-19", "proof": "签收"}).content.decode()
        assert "应在发出日期 2024-03-20 至今天之间" in wrong
        client.post(f"{address}receive/", {"on": "2024-03-27", "proof": "EMS 查询本人签收"})
        page = client.get(address).content.decode()
    assert "2024-03-27" in page and "EMS 查询本人签收" in page and ">已送达</span>" in page
    assert "登记收到</button>" not in page
