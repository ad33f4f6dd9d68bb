"""Names and texts with characters that nothing can print: every letter and the archive are made, the officer is told."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gongkai.casework.letters import actions as letters
from gongkai.casework.letters import drawing
from gongkai.casework.letters.tests.test_drawing import bare, said_by_pdf
from gongkai.core import vault
from gongkai.foi.archive import file as archive
from gongkai.foi.disclosing.tests.conftest import DAY, answer  # noqa: F401  the fixture of an answered request

RARE, BULLET = "冯\ue863", "请公开以下文件：\n\uf0b7 2024年低保资金发放总表\n\uf0b7 \u0378临时救助汇总表 u{f0b7}"


@pytest.fixture
def case(answer):  # noqa: F811
    return answer(name=RARE, description=BULLET)


def test_signing_and_sending_make_both_files_with_a_box_and_the_text_is_whole(case):
    letter = case.letters.get()
    for said in (drawing.words_of(vault.read(letter.docx)), said_by_pdf(vault.read(letter.pdf))):
        assert "冯□：" in said
        assert bare("□ 2024年低保资金发放总表") in bare(said)
        assert bare("□ □临时救助汇总表 u{f0b7}") in bare(said)


def test_the_draft_can_be_looked_at_and_the_officer_is_told_which_character(case, author):
    with time_machine.travel(f"{DAY} 10:00 +0800"):
        letter = letters.draw_up(case=case, type="must_be_made", by=author, reasons="甲")
        client = Client()
        client.force_login(author)
        page = client.get(reverse("desk:letter", args=[letter.pk])).content.decode()
        assert "“抬头”中的 U+E863" in page and "“开头”中的 U+F0B7" in page and "U+0378" in page
        for kind in ("pdf", "docx"):
            assert client.get(reverse(f"desk:letter_{kind}", args=[letter.pk])).status_code == 200


def test_an_ordinary_letter_has_no_such_warning(answer, author):  # noqa: F811
    client = Client()
    client.force_login(author)
    letter = answer().letters.get()
    with time_machine.travel(f"{DAY} 10:00 +0800"):
        assert "打印不出来" not in client.get(reverse("desk:letter", args=[letter.pk])).content.decode()


def test_the_archive_is_made_of_the_same_text(case):
    said = said_by_pdf(archive.build(case).pdf)
    assert "冯□" in said and "2024年低保资金发放总表" in bare(said)
