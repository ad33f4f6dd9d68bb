"""The form on which third parties and other organs answer a consultation (rules 3.5: 征求意见确认函)."""

import dataclasses

import pytest
from django.urls import reverse
from docx.shared import Mm

from gongkai.casework.letters import actions as drafts
from gongkai.casework.letters import drawing, stamping
from gongkai.casework.letters.kinds import BOOKS
from gongkai.casework.letters.tests.test_drawing import GOOD, bare, make
from gongkai.casework.letters.tests.test_layout import pages
from gongkai.casework.letters.tests.test_seal import picture, seals_of
from gongkai.foi.letters import BOOK
from gongkai.foi.tests.conftest import drawn, signed, text_of

ASKED = {
    "third_party": ("□不同意公开（理由：", "第三十二条的规定决定是否公开"),
    "co_producer": ("□不同意公开（理由和法律依据：", "第三十四条的规定视为同意公开"),
}
REPLY = "征求意见确认函"


def asked(case, author, code="third_party"):
    return drawn(case, code, author, who="青山村集体", information="青山镇三组征地补偿协议")


@pytest.mark.parametrize("own", [None, make(*GOOD)], ids=["official template", "an office's own"])
@pytest.mark.parametrize("code", ASKED)
def test_who_is_asked_gets_a_reply_form_on_a_page_of_its_own(case, author, reviewer, code, own):
    if own:
        drafts.set_template(organ=case.organ, case_type="foi", type="", file=own, by=reviewer)
    letter = signed(asked(case, author, code), reviewer)
    *first, last = ["".join(map(bare, page)) for page in pages(drafts.kept_file(letter, "pdf"))]
    form, docx = bare("".join(letter.content["reply"])), bare(text_of(letter))
    assert last.startswith(f"{REPLY}{case.organ.name}：") and REPLY not in "".join(first)
    assert form in docx and last.startswith(form)
    consent, consequence = ASKED[code]
    for said in (case.number, "青山镇三组征地补偿协议", "□同意公开", consent, "□同意部分公开（范围", consequence):
        assert bare(said) in last
    for said in ("青山村集体（签名或者盖章）：", "日期：", "15个工作日内", f"送交{case.organ.name}"):
        assert said in last


def test_the_reply_form_says_where_to_send_it(case, author):
    case.organ.phone, case.organ.address = "000-0000000", "青禾县人民路1号"
    letter = asked(case, author)
    assert f"送交{case.organ.name}（联系电话：000-0000000，地址：青禾县人民路1号）。" in letter.content["reply"][-1]


@pytest.mark.parametrize("code", ASKED)
def test_the_reply_form_does_not_name_the_applicant(case, author, code):
    request = case.request
    said = "".join(asked(case, author, code).content["reply"])
    assert request.party.name in request.personal
    assert not [text for text in request.personal if text and text in said]


def test_a_sealed_letter_has_its_seal_on_the_letter_and_not_on_the_form(case, author, reviewer):
    letter = signed(asked(case, author), reviewer)
    _, pdf = drawing.draw(drafts.words_of(letter), seal=stamping.Seal(picture(), Mm(42)))
    [(from_the_end, _)] = seals_of(pdf)
    assert from_the_end == 2


def test_no_other_letter_has_a_reply_form_and_one_that_names_what_nothing_gives_is_found():
    assert {code for code, kind in BOOKS["foi"].types.items() if kind.reply} == set(ASKED)
    kind = dataclasses.replace(BOOK.types["third_party"], reply=("函", "{organ}", "{nobody}"))
    assert kind.problems(BOOK.fact_names) == ["third_party: nothing gives {nobody}"]


def test_the_page_of_the_letter_shows_the_form_and_an_older_letter_without_one_is_drawn(case, author, client):
    letter = asked(case, author)
    client.force_login(author)
    assert f"附：{REPLY}" in client.get(reverse("desk:letter", args=[letter.pk])).content.decode()
    del letter.content["reply"]
    letter.save()
    assert f"附：{REPLY}" not in client.get(reverse("desk:letter", args=[letter.pk])).content.decode()
    assert drafts.words_of(letter)["回函"] == []
    assert len(pages(drawing.draw(drafts.words_of(letter))[1])) == 1
