"""Third parties and co-producing organs asked for their opinion: 条例 art. 15, 32–34 as tables and stories."""

from datetime import date

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from gongkai.casework.actions import take_step
from gongkai.casework.calendar import national
from gongkai.casework.letters import actions as letters
from gongkai.casework.models import Case, Entry
from gongkai.casework.parties.uploads import Upload
from gongkai.casework.selectors import reading_of
from gongkai.core import vault
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.foi import consultations
from gongkai.foi import letters as foi_letters
from gongkai.foi.consulting import standing
from gongkai.foi.models import Consultation, Request
from gongkai.foi.retention import erase
from gongkai.foi.tests.conftest import PDF, consult, filled


def at(day):
    return time_machine.travel(f"{day} 10:00 +0800", tick=False)


def step(case, name, on, by, **data):
    with at(on):
        return take_step(case=case, step=name, on=date.fromisoformat(on), by=by, **data)


def receive(row, on, by):
    with at(on):
        return consultations.receive(consultation=row, on=date.fromisoformat(on), by=by)


def replied(row, on, by, opinion="no", **more):
    with at(on):
        return consultations.answer(consultation=row, on=date.fromisoformat(on), opinion=opinion, by=by, **more)


def propose(case, on, by, outcome):
    kind = next(kind for kind in foi_letters.BOOK.types.values() if kind.outcome == outcome)
    with at(on), transaction.atomic():
        letter = foi_letters.draw(case=case, type=kind.code, by=by, **filled(kind))
        return foi_letters.propose(letter=letter, on=date.fromisoformat(on), by=by)


def decide(row, on, by, decision="disclose", reasons="涉及众多被征地农户的切身利益", ground="interest"):
    with at(on):
        return consultations.decide(consultation=row, decision=decision, ground=ground, reasons=reasons, by=by)


@pytest.fixture
def case(ask, author):
    """Received on 2026-03-04 at the counter; asked on 03-05 the term of a letter received 03-06 ends on 03-27."""
    return ask(on="2026-03-04", channel="in_person", delivery="pickup", by=author).case


TABLE = [
    # kind, received, answered, opinion, today → state, due, words of the effect, decides
    ("third_party", None, None, "", "2026-05-30", "sent", None, "15 个工作日", False),
    ("third_party", "2026-03-06", None, "", "2026-03-27", "running", "2026-03-27", "自行决定", False),
    ("third_party", "2026-03-06", None, "", "2026-03-28", "silent", "2026-03-27", "自行决定", True),
    ("organ", "2026-03-06", None, "", "2026-03-27", "running", "2026-03-27", "视为同意", False),
    ("organ", "2026-03-06", None, "", "2026-03-28", "silent", "2026-03-27", "视为同意", False),
    ("third_party", "2026-03-06", "2026-03-10", "yes", "2026-03-28", "answered", "2026-03-27", "第十五条", False),
    ("third_party", "2026-03-06", "2026-03-10", "no", "2026-03-28", "answered", "2026-03-27", "公共利益", True),
    ("third_party", "2026-03-06", "2026-03-10", "part", "2026-03-28", "answered", "2026-03-27", "公共利益", True),
    ("organ", "2026-03-06", "2026-03-10", "no", "2026-03-28", "answered", "2026-03-27", "供本机关", False),
    ("organ", "2026-03-06", "2026-03-30", "no", "2026-03-30", "answered", "2026-03-27", "视为同意", False),
]


@pytest.mark.parametrize(
    ("kind", "received", "answered", "opinion", "today", "state", "due", "effect", "decides"), TABLE
)
def test_art_32_and_34_term_silence_and_effect(kind, received, answered, opinion, today, state, due, effect, decides):
    day = lambda text: date.fromisoformat(text) if text else None  # noqa: E731
    found = standing(
        kind,
        asked=date(2026, 3, 5),
        received=day(received),
        answered=day(answered),
        opinion=opinion,
        calendar=national(),
        today=day(today),
    )
    assert (found.state, found.due, found.decides) == (state, day(due), decides)
    assert effect in found.effect


def test_art_32_the_own_term_runs_from_receipt_and_moves_the_clock_of_the_request(case, author):
    row = consult(case, "2026-03-05", author)
    row = receive(row, "2026-03-12", author)
    days = national()
    assert row.standing(days, date(2026, 4, 2)).due == date(2026, 4, 2)
    silent = reading_of(case, today=date(2026, 6, 1))
    taken_out = days.workdays_between(date(2026, 3, 5), date(2026, 4, 2))
    assert silent.due == days.add_workdays(date(2026, 3, 4), 20 + taken_out)


def test_art_32_no_answer_before_the_third_party_is_heard_or_its_term_over(case, author):
    row = consult(case, "2026-03-05", author)
    with pytest.raises(Refused, match="收到征求意见书的日期"):
        propose(case, "2026-04-20", author, "internal")
    receive(row, "2026-03-06", author)
    with pytest.raises(Refused, match="还在征求“第三方1”的意见"):
        propose(case, "2026-03-27", author, "internal")
    assert propose(case, "2026-03-30", author, "internal").state == "signing"


def test_art_34_a_silent_co_producer_consents(case, author):
    receive(consult(case, "2026-03-05", author, name="青禾县财政局", kind="organ"), "2026-03-06", author)
    assert propose(case, "2026-03-30", author, "granted").state == "signing"


def test_art_15_what_the_third_party_consents_to_is_disclosed(case, author):
    row = replied(consult(case, "2026-03-05", author), "2026-03-10", author, "yes")
    with pytest.raises(Refused, match="第三方都已同意公开"):
        propose(case, "2026-03-11", author, "third_party")
    with pytest.raises(Refused, match="不需要另作决定"):
        decide(row, "2026-03-11", author)
    assert propose(case, "2026-03-11", author, "granted").state == "signing"


def test_art_32_third_party_rights_are_no_ground_before_anybody_was_asked(case, author):
    with pytest.raises(Refused, match="应当先书面征求第三方的意见"):
        propose(case, "2026-03-11", author, "third_party")
    replied(consult(case, "2026-03-05", author), "2026-03-10", author)
    assert propose(case, "2026-03-11", author, "third_party").state == "signing"


@pytest.mark.parametrize("silent", [True, False])
def test_art_32_to_disclose_against_a_third_party_takes_reasons_and_a_letter_that_comes_first(
    silent, case, author, reviewer
):
    row = receive(consult(case, "2026-03-05", author), "2026-03-06", author)
    if not silent:
        replied(row, "2026-03-10", author, reasons="价格是商业秘密")
    with pytest.raises(Refused, match="逾期未答" if silent else "不同意公开"):
        propose(case, "2026-03-30", author, "granted")
    with pytest.raises(Refused, match="逾期未提出意见" if silent else "公共利益") as refusal:
        decide(row, "2026-03-30", author, reasons=" ")
    assert refusal.value.field == "reasons"
    row = decide(row, "2026-03-30", author)
    assert "切身利益" in "".join(row.informed.content["body"])
    with pytest.raises(Refused, match="先作废"):
        decide(row, "2026-03-30", author, "withhold")
    with at("2026-03-30"):
        given = letters.draw_up(case=case, type="granted", information="协议", place="查阅点", by=author)
        foi_letters.propose(letter=given, on=date(2026, 3, 30), by=author)
        foi_letters.sign(letter=given, by=reviewer)
        with pytest.raises(Refused, match="请先送达给“第三方1”的公开决定告知书"):
            foi_letters.send(letter=given, on=date(2026, 3, 30), by=author, proof="签收")
        foi_letters.sign(letter=row.informed, by=reviewer)
        foi_letters.send(letter=row.informed, on=date(2026, 3, 30), by=author, proof="签收")
        foi_letters.send(letter=given, on=date(2026, 3, 30), by=author, proof="签收")
    case.refresh_from_db()
    assert case.state == "closed"


def test_art_32_a_decision_not_to_disclose_leaves_partial_or_refusal(case, author):
    row = replied(consult(case, "2026-03-05", author), "2026-03-10", author)
    decide(row, "2026-03-11", author, "withhold", "")
    with pytest.raises(Refused, match="已决定不公开"):
        propose(case, "2026-03-11", author, "granted")
    assert propose(case, "2026-03-11", author, "partial").state == "signing"


def test_the_letter_begins_the_consultation_and_the_ledger_knows_no_name(case, author, reviewer):
    with at("2026-03-05"):
        row = consultations.start(case=case, kind="third_party", name="王二麻子", information="承包合同", by=author)
        assert row.asked_on is None
        foi_letters.sign(letter=row.letter, by=reviewer)
        foi_letters.send(letter=row.letter, on=date(2026, 3, 5), by=author, proof="挂号信")
    row.refresh_from_db()
    assert (row.label, row.asked_on, row.letter.content["to"]) == ("第三方1", date(2026, 3, 5), "王二麻子")
    replied(row, "2026-03-10", author, reasons="王二麻子不愿意")
    assert [e.data["who"] for e in case.entries.all() if "third_party" in e.type] == ["第三方1", "第三方1"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, reasons, label FROM foi_consultation")
        assert "王二麻子" not in str(cursor.fetchall())
    assert "王二麻子" not in str(list(Entry.objects.values_list("data", "text")))
    assert "王二麻子" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_a_letter_drawn_up_by_itself_begins_a_consultation_too(case, author, reviewer):
    with at("2026-03-05"):
        letter = letters.draw_up(case=case, type="co_producer", who="青禾县财政局", information="方案", by=author)
        foi_letters.sign(letter=letter, by=reviewer)
        foi_letters.send(letter=letter, on=date(2026, 3, 5), by=author, proof="公文交换")
    row = Consultation.objects.get()
    assert (row.kind, row.label, row.asked_on, row.letter) == ("organ", "青禾县财政局", date(2026, 3, 5), letter)


def refused(case, sentence, deed):
    before = list(Entry.objects.filter(case=case).values_list("pk", flat=True))
    with pytest.raises(Refused, match=sentence):
        deed()
    assert list(Entry.objects.filter(case=case).values_list("pk", flat=True)) == before


def test_bad_input_is_a_sentence_and_leaves_the_ledger_as_it_was(case, author):
    refused(case, "从“征求意见”开始", lambda: step(case, "ask_third_party", "2026-03-05", author, who="王二麻子"))
    row = consult(case, "2026-03-05", author)
    refused(case, "早于发出日期", lambda: receive(row, "2026-03-04", author))
    refused(case, "不能早于", lambda: replied(row, "2026-03-04", author))
    refused(case, "请选择答复意见", lambda: replied(row, "2026-03-06", author, "maybe"))
    refused(
        case,
        "没有向“第三方9”征求过意见",
        lambda: step(case, "third_party_answers", "2026-03-06", author, who="第三方9", consents="yes"),
    )
    refused(case, "尚未答复", lambda: consult(case, "2026-03-06", author))
    with at("2026-03-06"):
        drafted = consultations.start(case=case, kind="third_party", name="乙", information="协议", by=author)
        refused(case, "尚未答复", lambda: consultations.start(
            case=case, kind="third_party", name="乙", information="协议", by=author))  # fmt: skip
        own = {"case": case, "kind": "organ", "name": "县民政局", "information": "协议", "by": author}
        refused(case, "这就是本机关", lambda: consultations.start(**own))
    refused(case, "还没有发出", lambda: replied(drafted, "2026-03-07", author))
    row = receive(row, "2026-03-06", author)
    refused(case, "已登记第三方1于", lambda: receive(row, "2026-03-07", author))
    refused(case, "不能早于", lambda: replied(row, "2026-03-05", author))
    row = replied(row, "2026-03-09", author)
    refused(case, "不能重复登记", lambda: replied(row, "2026-03-10", author))
    other = consult(case, "2026-03-10", author, name="丙")
    step(case, "withdraw", "2026-03-11", author)
    refused(case, "现在是“已办结”", lambda: replied(other, "2026-03-12", author))


def test_a_voided_letter_is_drawn_up_again_for_the_same_party(case, author):
    with at("2026-03-05"):
        asked = {"case": case, "kind": "third_party", "name": "乙", "information": "协议", "by": author}
        first = consultations.start(**asked)
        letters.void_letter(letter=first.letter, reason="名称写错", by=author)
        second = consultations.start(**asked)
    assert (second.pk, second.label) == (first.pk, "第三方1")
    assert second.letter != first.letter


def test_erasing_leaves_label_days_and_opinion_only(case, author):
    row = consult(case, "2026-03-05", author, name="王二麻子")
    row = replied(row, "2026-03-10", author, reasons="不愿意", files=[Upload("a.pdf", "application/pdf", PDF)])
    with at("2026-03-10"):
        assert consultations.open_scan(consultation=row, by=author) == PDF
        assert consultations.reveal(consultation=row, reason="核对", by=author)["姓名或名称"] == "王二麻子"
        with pytest.raises(Refused, match="写明查看的理由"):
            consultations.reveal(consultation=row, reason="", by=author)
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {"consultation.scan", "consultation.reveal"}
    case = step(case, "withdraw", "2026-03-11", author)
    Request.objects.filter(pk=case.pk).update(description="王二麻子的补偿协议")
    erase(request=Request.objects.get(pk=case.pk), by=None)
    assert "王二麻子" not in Request.objects.get(pk=case.pk).description + Case.objects.get(pk=case.pk).subject
    left = Consultation.objects.get()
    assert (left.name, left.contact, left.information, left.reasons, left.scan) == (None, None, None, None, "")
    assert (left.label, left.opinion, left.answered_on) == ("第三方1", "no", date(2026, 3, 10))
    assert vault.path_of(row.scan).exists()  # forgotten once the transaction is committed


def test_another_organ_may_neither_ask_nor_look(case, author, make_account, finance):
    stranger = make_account("stranger", finance, "reviewer")
    row = consult(case, "2026-03-05", author)
    for deed in (
        lambda: consultations.start(case=case, kind="organ", name="丁", information="协议", by=stranger),
        lambda: receive(row, "2026-03-06", stranger),
        lambda: consultations.reveal(consultation=row, reason="看看", by=stranger),
    ):
        with pytest.raises(NotAllowed):
            deed()


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


def test_on_the_desk_from_asking_to_the_decision(case, author, reviewer):
    client = Client()
    client.force_login(author)
    with at("2026-03-05"):
        start = address("consultation_new", case.pk)
        page = client.get(address("case", case.pk)).content.decode()
        assert f"{start}?step=ask_third_party" in page
        assert "#consultations" not in page
        assert client.get(address("letter_draw", case.pk, "third_party"))["Location"].startswith(start)
        asked = {"kind": "third_party", "name": "王二麻子", "contact": "柳树巷", "information": ""}
        page = client.post(start, asked).content.decode()
        assert 'id="id_information_error"' in page and "王二麻子" in page
        client.post(start, {**asked, "information": "承包合同"})
        row = Consultation.objects.get()
        foi_letters.sign(letter=row.letter, by=reviewer)
        foi_letters.send(letter=row.letter, on=date(2026, 3, 5), by=author, proof="挂号信")
        page = client.get(address("case", case.pk)).content.decode()
        assert "第三方1（王***）" in page and "王二麻子" not in page
        assert "告知申请人正在征求意见" in page
        steps = address("consultation_next", case.pk)
        there = client.get(f"{steps}?step=third_party_receives")["Location"]
        assert there == address("consultation", row.pk, "received")
        client.post(there, {"on": "2026-03-05"})
    with at("2026-03-26"):
        home = client.get(address("home")).content.decode()
        assert "征求意见期满" in home and "今日届满" in home
    with at("2026-03-27"):
        home = client.get(address("home")).content.decode()
        assert "逾期未答，由本机关自行决定是否公开" in home
        there = address("consultation", row.pk, "answer")
        page = client.post(there, {"on": "2026-03-27", "opinion": "", "reasons": "打字"}).content.decode()
        assert "请选择这一项" in page and "打字" in page
        client.post(there, {"on": "2026-03-27", "opinion": "no", "reasons": "不愿意"})
        page = client.get(address("case", case.pk)).content.decode()
        assert "逾期答复" in page and "不同意公开" in page
        there = client.get(f"{steps}?step=decide_third_party")["Location"]
        answered = client.post(there, {"decision": "disclose", "reasons": "公共利益", "information": "合同"})
        row.refresh_from_db()
        assert answered["Location"] == address("letter", row.informed_id)
        page = client.post(address("consultation_reveal", row.pk), {"reason": "核对"}).content.decode()
        assert "王二麻子" in page and "不愿意" in page


def test_art_33_the_applicant_is_told_whom_the_office_asks_by_kind_and_not_by_name(case, author):
    with at("2026-03-05"), pytest.raises(Refused, match="现在没有在征求意见"):
        foi_letters.draw(case=case, type="consulting", by=author)
    consult(case, "2026-03-05", author, name="王二麻子")
    consult(case, "2026-03-06", author, name="青禾县财政局", kind="organ")
    with at("2026-03-06"):
        letter = foi_letters.draw(case=case, type="consulting", by=author)
    said = "".join(letter.content["body"])
    assert (
        "需要征求第三方和共同制作该政府信息的行政机关的意见。本机关已于2026年3月5日向第三方、于2026年3月6日向共同制作该政府信息的行政机关发出征求意见书"
        in said
    )
    assert "王二麻子" not in str(letter.content)


def test_what_was_heard_stands_beside_the_refusal_being_drawn_up(case, author):
    replied(consult(case, "2026-03-05", author), "2026-03-10", author)
    client = Client()
    client.force_login(author)
    with at("2026-03-10"):
        page = client.get(address("letter_draw", case.pk, "refused.third_party")).content.decode()
    assert "2026-03-05 发出征求意见书，2026-03-10 不同意公开" in page
