"""Names and texts with characters that nothing can print: every letter and the archive are made, the officer is told."""

import io
import json

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from gongkai.casework.letters import actions as letters
from gongkai.casework.letters import drawing
from gongkai.casework.letters.tests.test_drawing import bare, said_by_pdf
from gongkai.casework.parties.uploads import Upload
from gongkai.core import vault
from gongkai.foi.agency import Agency
from gongkai.foi.archive import file as archive
from gongkai.foi.disclosing.tests.conftest import DAY, answer  # noqa: F401  the fixture of an answered request
from gongkai.foi.letters import BOOK
from gongkai.foi.tests.conftest import PDF, filled

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


# each kind of what nothing prints: private use of the basic plane, of planes 15 and 16, not given out, and what is no text
BAD = "\ue863\uf0b7\U000f0001\U0010fffd\u0378\u0001\u200b\ufffe"
SHOWN = "□"


@pytest.fixture
def signed_in(author):
    client = Client()
    client.force_login(author)
    return client


def given(signed_in, letter):
    """What the PDF and the docx say as the desk gives them out."""
    files = [signed_in.get(reverse(f"desk:letter_{kind}", args=[letter.pk])) for kind in ("pdf", "docx")]
    assert [file.status_code for file in files] == [200, 200]
    return said_by_pdf(files[0].content), drawing.words_of(files[1].content)


def test_k72_the_letters_of_such_a_request_are_made_and_the_officer_told(shared, answer, signed_in, author):  # noqa: F811
    k72 = json.loads((shared / "acceptance/import/k72_letter_private_use.json").read_text(encoding="utf-8"))
    for name in k72["names"]:
        for description in k72["descriptions"]:
            case = answer(name=name, description=description)
            for said in given(signed_in, case.letters.get()):
                assert f"{name[0]}{SHOWN}：" in said and "2024年低保资金发放总表" in bare(said)
            with time_machine.travel(f"{DAY} 10:00 +0800"):
                letter = letters.draw_up(case=case, type="must_be_made", by=author, reasons="甲")
                page = signed_in.get(reverse("desk:letter", args=[letter.pk])).content.decode()
            for character in {c for c in name + description if 0xE000 <= ord(c) <= 0xF8FF}:
                assert f"U+{ord(character):04X}" in page


EVERY_FIELD = {
    "name": f"冯{BAD}",
    "description": f"请公开{BAD}\n{BAD}低保资金",
    "contact": {"phone": "000-0000000", "address": f"柳树巷{BAD}", "person": f"联系人{BAD}", "email": "a@example.com"},
    "through": Agency(f"代理{BAD}", "11010119900307002X", "000-0000000"),
    "files": [Upload(f"附件{BAD}.pdf", "application/pdf", PDF)],
    "delivery": "mail",
}


def test_such_characters_in_every_field_of_a_request_stop_no_page_and_no_file(answer, signed_in, author):  # noqa: F811
    case = answer(**EVERY_FIELD, information=f"方案{BAD}", place=f"窗口{BAD}")
    for said in given(signed_in, case.letters.get()):
        assert f"冯{SHOWN}" in said
    enclosed = case.request.enclosures.get()
    for address in (
        reverse("desk:case", args=[case.pk]), reverse("desk:cases"), f"{reverse('desk:cases')}?q={RARE}",
        reverse("desk:letter", args=[case.letters.get().pk]), reverse("desk:request_archive", args=[case.pk]),
        f"/desk/requests/{case.pk}/files/{enclosed.pk}/",
    ):  # fmt: skip
        assert signed_in.get(address).status_code == 200, address
    exported = signed_in.get(reverse("desk:cases_export"), {"state": "closed"})
    rows = list(load_workbook(io.BytesIO(exported.getvalue())).active.values)
    assert case.number in str(rows)
    assert f"冯{SHOWN}" in said_by_pdf(archive.build(case).pdf)


@pytest.mark.parametrize("code", ["must_be_made", "partial", "third_party", "correction"])
def test_such_characters_in_the_words_of_a_letter_too(answer, author, signed_in, code):  # noqa: F811
    kind, case = BOOK.types[code], answer(**EVERY_FIELD)
    texts = {field.name for field in kind.fields if field.kind == "text"}
    words = {name: f"{value}{BAD}" if name in texts else value for name, value in filled(kind, case).items()}
    with time_machine.travel(f"{DAY} 10:00 +0800"):
        for said in given(signed_in, letters.draw_up(case=case, type=code, by=author, **words)):
            assert SHOWN in said
