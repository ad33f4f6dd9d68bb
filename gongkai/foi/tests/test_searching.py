"""What an organ does not have: the search log (条例 art. 36(4)), telling whom to ask (36(5)), handing on, corrections (41)."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from gongkai.casework.actions import take_step
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.foi import searching
from gongkai.foi.models import SearchNote
from gongkai.foi.retention import erase
from gongkai.foi.tests.test_stories import step
from gongkai.organs.models import Organ

FOUND = {"places": "综合档案室，人工翻检。", "words": "安置 方案", "result": "未检索到"}


@pytest.fixture
def case(ask, author):
    return ask(on="2026-03-02", channel="in_person", delivery="pickup", by=author).case


def note(case, by, on="2026-03-05", today="2026-03-09", **more):
    with time_machine.travel(f"{today} 10:00 +0800"):
        return searching.note_search(request=case.request, on=date.fromisoformat(on), by=by, **{**FOUND, **more})


def test_art_36_4_nobody_is_told_that_information_does_not_exist_without_a_search(case, author, draft, answer):
    with pytest.raises(Refused, match="须先在本件页面登记检索记录"):
        draft(case, "not_held.absent")
    note(case, author)
    note(case, author, on="2026-03-06", places="办公系统，全文检索")
    letter = draft(case, "not_held.absent")
    assert letter.content["body"][0] == (
        "收到申请后，本机关进行了检索：2026年3月5日，检索的范围和方式为综合档案室，人工翻检，关键词为安置 方案，结果为未检索到；"
        "2026年3月6日，检索的范围和方式为办公系统，全文检索，关键词为安置 方案，结果为未检索到。"
    )


def test_a_search_registered_twice_counts_once(case, author):
    note(case, author)
    with pytest.raises(Refused, match="已经登记过"):
        note(case, author)
    note(case, author, on="2026-03-06")
    assert SearchNote.objects.count() == 2


def test_art_36_4_the_answer_closes_the_case_in_its_row(case, author, answer):
    note(case, author)
    case = answer(case, "not_held", on="2026-03-16", sent="2026-03-17")
    assert (case.state, case.request.report_row) == ("closed", "（四）1")
    with pytest.raises(Refused, match="已经办结"):
        note(case, author, today="2026-03-20")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"on": "2026-03-01"}, "on"),
        ({"on": "2026-03-10"}, "on"),
        ({"words": " "}, "words"),
        ({"result": "长" * 501}, "result"),
    ],
)
def test_a_search_before_receipt_in_the_future_or_without_words_is_refused_at_the_field(case, author, given, field):
    with pytest.raises(Refused) as refusal:
        note(case, author, **given)
    assert refusal.value.field == field and not SearchNote.objects.exists()


def test_a_search_is_noted_by_who_handles_and_goes_with_the_applicant(case, author, make_account, finance):
    with pytest.raises(NotAllowed):
        note(case, make_account("stranger", finance, "author"))
    note(case, author, words="李大林 安置")
    assert "李大林" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    step(case, "withdraw", "2026-03-10", author)
    case.refresh_from_db()
    erase(request=case.request, by=None)
    assert "李大林" not in SearchNote.objects.get().words


def test_the_desk_takes_a_search_and_shows_it_where_the_letter_is_drawn(case, author):
    client = Client()
    client.force_login(author)
    with time_machine.travel("2026-03-09 10:00 +0800"):
        address = f"/desk/requests/{case.pk}/letters/not_held.absent/"
        assert "还没有检索记录" in client.get(address).content.decode()
        assert "须先在本件页面登记检索记录" in client.post(address, {}).content.decode()
        page = client.post(f"/desk/requests/{case.pk}/search/", {"on": "2026-03-09", **FOUND, "words": ""})
        assert "请填写“检索的关键词”" in page.content.decode() and "人工翻检。</textarea>" in page.content.decode()
        client.post(f"/desk/requests/{case.pk}/search/", {"on": "2026-03-09", **FOUND})
        assert "未检索到" in client.get(f"/desk/cases/{case.pk}/").content.decode()
        assert "关键词：安置 方案" in client.get(address).content.decode()


def test_art_36_5_the_organs_of_the_tree_are_offered_with_their_telephone(case, author, finance, draft):
    Organ.objects.filter(pk=finance.pk).update(phone="000-1234567")
    client = Client()
    client.force_login(author)
    offer = "青禾县财政局（联系电话：000-1234567）"
    page = client.get(f"/desk/requests/{case.pk}/letters/not_held.elsewhere/").content.decode()
    assert f'<option value="{offer}">' in page and 'list="organ_to-offers"' in page
    letter = draft(case, "not_held.elsewhere", organ_to=offer)
    assert letter.content["body"][1].endswith(f"现告知你。该信息由{offer}负责公开。")


def test_art_36_5_without_an_organ_to_name_the_letter_says_nothing_of_one(case, draft):
    assert draft(case, "not_held.elsewhere", organ_to="").content["body"][1].endswith("现告知你。")


def test_a_case_is_handed_on_within_the_government_with_a_reason(case, author, finance, db):
    outside = Organ.objects.create(name="云泽市民政局", short_name="市民政局", code="000024345", level="department")
    with pytest.raises(Refused, match="本级政府的另一个现有机关"):
        step(case, "assign", "2026-03-05", author, organ=outside.pk, reason="属市级职责")
    with pytest.raises(Refused) as refusal:
        step(case, "assign", "2026-03-05", author, organ=finance.pk, reason="")
    assert refusal.value.field == "reason" and case.entries.count() == 2
    case = step(case, "assign", "2026-03-05", author, organ=finance.pk, reason="属财政职责")
    assert case.handler == finance and case.entries.last().data["reason"] == "属财政职责"


@pytest.mark.parametrize("code", ["correcting.corrected", "correcting.transferred", "correcting.directed"])
def test_art_41_what_is_really_an_application_for_correction_is_answered_as_one_and_closed(
    case, author, reviewer, draft, code
):
    from gongkai.foi import letters

    letter = draft(case, code, on="2026-03-16")
    assert "第四十一条" in "".join(letter.content["body"]) and "6个月内直接" in "".join(letter.content["closing"])
    with time_machine.travel("2026-03-16 10:00 +0800"):
        letters.propose(letter=letter, on=date(2026, 3, 16), by=author)
        letter = letters.sign(letter=letter, by=reviewer)
        letters.send(letter=letter, on=date(2026, 3, 16), by=author, proof="签收")
    case.refresh_from_db()
    case.request.refresh_from_db()
    assert (case.state, case.request.outcome, case.request.report_row) == ("closed", "correcting", "（六）3")


def test_an_answer_before_receipt_is_no_step(ask, author):
    case = ask().case
    with pytest.raises(Refused, match="不能“转办”"), time_machine.travel("2026-03-05 10:00 +0800"):
        take_step(case=case, step="assign", on=date(2026, 3, 5), by=author, organ=1, reason="x")
    assert case.entries.count() == 1
