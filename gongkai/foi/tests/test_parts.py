"""A request answered item by item: 条例 art. 36, 37; counted once (国办公开办函〔2021〕30号)."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.casework.actions import take_step
from gongkai.casework.models import Case, Letter
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.figures import FIGURES, year_of
from gongkai.foi import dividing, letters
from gongkai.foi.models import Part, SearchNote
from gongkai.foi.outcomes import OUTCOMES, PROPOSED, combined
from gongkai.foi.retention import erase
from gongkai.foi.tests.conftest import consult
from gongkai.organs.models import Organ

CODES = [outcome.code for outcome in PROPOSED]


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        (["secret"], "secret"),
        (["granted", "granted"], "granted"),
        (["granted", "internal"], "partial"),  # 37
        (["already_public", "not_held"], "partial"),
        (["partial", "granted"], "partial"),
        (["partial", "internal"], "partial"),
        (["already_public", "granted"], "granted"),
        (["not_held", "internal"], "internal"),  # review first wins
        (["not_held", "petition", "repeated"], "not_held"),
        (["enforcement", "secret", "not_held"], "secret"),
        (["granted", "correcting"], "granted"),  # 41: no answer about disclosure
        (["correcting", "must_be_made"], "must_be_made"),
        (["correcting", "correcting"], "correcting"),
    ],
)
def test_art_37_what_parts_come_to(codes, outcome):
    assert combined(codes).code == outcome


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=6), st.randoms())
def test_the_order_of_parts_matters_neither_for_row_nor_for_remedy(codes, random):
    mixed = list(codes)
    random.shuffle(mixed)
    assert combined(mixed) == combined(codes)


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=6))
def test_who_must_go_to_review_for_a_part_is_told_so_for_the_whole(codes):
    """Of a partial disclosure the branch goes by what is withheld: test_letter_words.py."""
    if any(OUTCOMES[code].remedy == "A" for code in codes):
        assert combined(codes).remedy == "A"


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=6))
def test_some_given_and_some_not_is_partial_and_nothing_else_is(codes):
    given_ones = {OUTCOMES[code].row.startswith("（一）") for code in codes if code != "correcting"}
    partial = "partial" in codes or given_ones == {True, False}
    assert (combined(codes).row == "（二）部分公开") == partial
    if given_ones == {True}:
        assert combined(codes).row == "（一）予以公开"


@pytest.fixture
def case(ask, author, county):
    return ask(on="2026-03-04", channel="in_person", delivery="pickup", by=author).case


@pytest.fixture
def today():
    with time_machine.travel("2026-03-10 10:00 +0800", tick=False):
        yield date(2026, 3, 10)


def divided(case, by, **conclusions):
    rows = dividing.split(case=case, texts=[f"第{n}份材料" for n in range(1, len(conclusions) + 1)], by=by)
    SearchNote.objects.create(
        request=case.request, on="2026-03-09", places="档案室", words="批复", result="未检索到", by=by
    )
    for row, (kind, fields) in zip(rows, conclusions.values(), strict=True):
        dividing.conclude(part=row, kind=kind, by=by, **fields)
    return rows


GIVEN = ("granted", {"information": "安置方案", "place": "公开查阅点"})
HELD_BACK = ("refused.internal", {"item": "workflow", "reasons": "属于内部工作流程"})
ABSENT = ("not_held.absent", {})


def test_one_letter_answers_all_parts_each_with_its_article_and_the_request_counts_once(
    case, author, reviewer, lawyer, today
):
    divided(case, author, a=GIVEN, b=HELD_BACK, c=ABSENT)
    letter = letters.draw(case=case, type="parts", by=author)
    text = "\n".join(letter.content["body"])
    for must in (
        "1．关于申请公开的“第1份材料”：",
        "第三十六条第（二）项的规定，本机关决定予以公开，向你提供：安置方案",
        "2．关于申请公开的“第2份材料”：",
        "第十六条第一款、第三十六条第（三）项",
        "3．关于申请公开的“第3份材料”：",
        "第三十六条第（四）项",
    ):
        assert must in text
    assert "先向青禾县人民政府申请行政复议" in "".join(letter.content["closing"])
    with pytest.raises(Refused, match="第十六条第一款"):
        letters.edit(letter=letter, body=[line for line in letter.content["body"] if "第十六条" not in line], by=author)
    with pytest.raises(Refused, match="请先作废它"):
        dividing.split(case=case, texts=["又一份"], by=author)
    letters.edit(letter=letter, body=[*letter.content["body"], "特此告知。"], by=author)
    letters.propose(letter=letter, on=today, by=author)
    letters.review(letter=letter, opinion="依据充分", by=lawyer)
    letters.sign(letter=letter, by=reviewer)
    letters.send(letter=letter, on=today, by=author, proof="签收")
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.request.outcome, case.request.report_row) == ("closed", "partial", "（二）部分公开")
    assert FIGURES["foi.closed"].split(Organ.objects.all(), year_of(2026), "row") == {"（二）部分公开": 1}
    with pytest.raises(Refused, match="办理中才能分项"):
        dividing.split(case=case, texts=["又一份"], by=author)


def test_parts_refused_for_different_reasons_go_to_review_first(case, author, today):
    divided(case, author, a=ABSENT, b=HELD_BACK)
    letter = letters.draw(case=case, type="parts", by=author)
    assert dividing.outcome_of(case, letters.BOOK.types["parts"]) == "internal"
    assert "先向" in "".join(letter.content["closing"])


def test_parts_none_of_which_goes_to_review_first_leave_the_choice(case, author, today):
    divided(case, author, a=ABSENT, b=("registry", {"law": "不动产登记暂行条例", "where": "登记中心"}))
    letter = letters.draw(case=case, type="parts", by=author)
    assert "6个月内" in "".join(letter.content["closing"])


def test_what_is_not_ready_is_refused_with_a_sentence(case, author, make_account, finance, today):
    with pytest.raises(Refused, match="至少要有两项"):
        letters.draw(case=case, type="parts", by=author)
    with pytest.raises(Refused, match="只有一项的不需要分项"):
        dividing.split(case=case, texts=["方案和批复"], by=author)
    with pytest.raises(Refused, match="一行一项") as refusal:
        dividing.split(case=case, texts=[" "], by=author)
    assert refusal.value.field == "texts"
    with pytest.raises(Refused, match="最多分 20 项"):
        dividing.split(case=case, texts=["项"] * 21, by=author)
    with pytest.raises(Refused, match="1000 字以内"):
        dividing.split(case=case, texts=["项" * 1001], by=author)
    first, second = dividing.split(case=case, texts=["方案", "批复"], by=author)
    with pytest.raises(Refused, match="第 1、2 项还没有结论"):
        letters.draw(case=case, type="parts", by=author)
    with pytest.raises(Refused, match="请填写“不予公开的理由”") as refusal:
        dividing.conclude(part=first, kind="refused.internal", by=author, reasons="", item="workflow")
    assert refusal.value.field == "reasons"
    with pytest.raises(Refused, match="答复类型表"):
        dividing.conclude(part=first, kind="closed.withdrawn", by=author)
    with pytest.raises(Refused, match="已分项办理"):
        letters.draw(case=case, type="granted", information="方案", by=author)
    with pytest.raises(NotAllowed):
        dividing.remove(part=second, by=make_account("stranger", finance, "reviewer"))
    dividing.remove(part=first, by=author)
    assert [(row.position, row.what) for row in Part.objects.all()] == [(1, "批复")]


def test_art_32_a_part_refused_for_third_parties_asks_them_first(case, author, today):
    rights = ("refused.third_party", {"reasons": "商业秘密"})
    divided(case, author, a=GIVEN, b=rights)
    with pytest.raises(Refused, match="应当先书面征求第三方的意见"):
        letters.draw(case=case, type="parts", by=author)
    row = consult(case, "2026-03-10", author)
    take_step(case=case, step="third_party_answers", on=today, by=author, who=row.label, consents="no")
    letter = letters.draw(case=case, type="parts", by=author)
    assert "书面征求了第三方的意见：第三方不同意公开。" in "".join(letter.content["body"])
    with pytest.raises(Refused, match="请先登记本机关的决定"):
        letters.propose(letter=letter, on=today, by=author)
    take_step(case=case, step="decide_third_party", on=today, by=author, who=row.label, decision="withhold")
    assert letters.propose(letter=letter, on=today, by=author).state == "signing"


def test_erasing_leaves_the_conclusions_and_no_words(case, author, today):
    divided(case, author, a=GIVEN, b=HELD_BACK)
    take_step(case=case, step="withdraw", on=today, by=author)
    erase(request=case.request, by=None)
    assert {(row.what, row.fields, row.kind) for row in Part.objects.all()} == {
        (None, None, "granted"),
        (None, None, "refused.internal"),
    }


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


def test_on_the_desk_from_dividing_to_the_letter(case, author, today):
    client = Client()
    client.force_login(author)
    assert "分项办理" in client.get(address("case", case.pk)).content.decode()
    assert case.request.description in client.get(address("parts", case.pk)).content.decode()
    client.post(address("parts", case.pk), {"texts": "安置方案\n批复文件"})
    first, second = Part.objects.all()
    page = client.get(address("case", case.pk)).content.decode()
    assert "批复文件" in page and address("letter_draw", case.pk, "parts") not in page
    assert "?kind=refused.internal" in client.get(address("part", first.pk)).content.decode()
    wrong = client.post(f"{address('part', first.pk)}?kind=refused.internal", {"reasons": ""}).content.decode()
    assert "请填写“不予公开的理由”" in wrong
    client.post(f"{address('part', first.pk)}?kind=refused.internal", {"reasons": "内部", "item": "workflow"})
    client.post(f"{address('part', second.pk)}?kind=granted", {"information": "批复"})
    page = client.get(address("case", case.pk)).content.decode()
    assert "部分公开（区分处理）" in page
    there = client.get(f"{address('letter_choose', case.pk)}?step=propose")["Location"]
    assert there == address("letter_draw", case.pk, "parts")
    client.post(there, {"enclosures": "批复"})
    assert Letter.objects.get().type == "parts"
    assert "请先作废" in client.post(address("part_remove", first.pk), follow=True).content.decode()
