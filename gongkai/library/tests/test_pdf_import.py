"""A PDF as the importer reads it: tables between lines stay tables, numbers of pages go, what was left out is told."""

import pikepdf
import pytest

from gongkai.core.intake import extract
from gongkai.library.importing import pdf, read

LEFT, TOP, WIDE, TALL = 80, 700, 60, 20


def text(x: float, y: float, words: str) -> str:
    return f"BT /F 9 Tf {x} {y} Td ({words}) Tj ET\n"


def grid(rows: list[list[str]], lines: str = "thin", top: int = TOP) -> str:
    """A table as programs draw it: a thin box a line, a stroke a line, or a box a cell."""
    drawn, height, width = "", len(rows) * TALL, len(rows[0]) * WIDE
    places = [(LEFT, top - TALL * n, width, 0) for n in range(len(rows) + 1)]
    places += [(LEFT + WIDE * n, top - height, 0, height) for n in range(len(rows[0]) + 1)]
    if lines == "cells":
        for row in range(len(rows)):
            for column in range(len(rows[0])):
                drawn += f"{LEFT + WIDE * column} {top - TALL * (row + 1)} {WIDE} {TALL} re S\n"
    for x, y, w, h in places if lines != "cells" else ():
        drawn += f"{x} {y} {w or 1} {h or 1} re f\n" if lines == "thin" else f"{x} {y} m {x + w} {y + h} l S\n"
    for row, cells in enumerate(rows):
        drawn += "".join(
            text(LEFT + WIDE * column + 4, top - TALL * row - 14, words) for column, words in enumerate(cells)
        )
    return drawn


@pytest.fixture
def made(tmp_path):
    """made(*contents, picture): a PDF file of pages with these contents; ``picture``: the page with a picture."""

    def call(*contents: str, picture: int = 0):
        document = pikepdf.new()
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        for number, content in enumerate(contents, 1):
            page = document.add_blank_page(page_size=(595, 842))
            image = document.make_stream(b"\x00", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1,
                                         Height=1, BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceGray)  # fmt: skip
            page.Resources = pikepdf.Dictionary(
                Font=pikepdf.Dictionary(F=document.make_indirect(font)), XObject=pikepdf.Dictionary(I=image)
            )
            more = "q 300 0 0 300 100 100 cm /I Do Q\n" if number == picture else ""
            page.Contents = document.make_stream((content + more).encode())
        document.save(tmp_path / "a.pdf")
        return tmp_path / "a.pdf"

    return call


ROWS = [["Town", "Homes", "Sum"], ["East", "12", "36000"], ["West", "8", "24000"]]


@pytest.mark.parametrize("lines", ["thin", "strokes", "cells"])
def test_a_table_between_lines_stays_one(made, lines):
    found = read.read(made(text(80, 760, "Above") + grid(ROWS, lines) + text(80, 600, "Below")))
    assert [(block.tag, block.rows or block.text) for block in found.blocks] == [
        ("p", "Above"), ("table", ROWS), ("p", "Below"),
    ]  # fmt: skip
    assert found.notices == []


def test_cells_without_a_line_between_them_are_merged(made):
    head = text(84, 706, "Relief in 2023") + f"{LEFT} {TOP + TALL} {3 * WIDE} 1 re f\n"
    head += "".join(f"{x} {TOP} 1 {TALL} re f\n" for x in (LEFT, LEFT + 3 * WIDE))
    [block] = read.read(made(head + grid(ROWS))).blocks
    assert block.html.startswith('<table><tbody><tr><td colspan="3">Relief in 2023</td></tr><tr><td>Town</td>')


def test_a_table_that_goes_on_at_the_next_page_is_one_with_one_head(made):
    more = [ROWS[0], ["North", "1", "100"]]
    number = text(290, 40, "- {} -")
    found = read.read(made(grid(ROWS, top=140) + number.format(1), grid(more) + number.format(2)))
    assert [block.rows for block in found.blocks] == [ROWS + more[1:]]


def test_words_beside_a_table_keep_it_from_being_read_as_one_and_that_is_told(made):
    found = read.read(made(grid(ROWS) + text(400, 690, "Beside")))
    assert [block.tag for block in found.blocks] == ["p"] * len(found.blocks)
    assert "Beside" in " ".join(block.text for block in found.blocks)
    assert found.notices == ["第 1 页上的表格没有能够按表格读出，文字按行排列，请与附件原文核对。"]


def test_pictures_and_scanned_pages_are_told(made):
    words = text(80, 700, "Words of a page that are many enough.")
    assert read.read(made(words, words, picture=2)).notices == ["第 2 页上的图片没有进入正文，见附件原文。"]
    assert read.read(made(words, "", picture=2)).notices == [
        "第 2 页只有图片，上面的文字没有进入正文，见附件原文；要能检索，请先做文字识别。"
    ]
    assert read.read(made(words, "")).notices == []


def test_pages_beyond_the_limit_are_told(made, monkeypatch):
    monkeypatch.setattr(extract, "PAGES", 2)
    said = extract.pdf_parts(str(made(*[text(80, 700, "Words")] * 3)))
    assert pdf.document("a.pdf", said).notices == ["文件有 3 页，只读了前 2 页，其余的没有进入正文，见附件原文。"]


def pages(*texts: str) -> dict:
    return {"pages": [[t] for t in texts], "count": len(texts), "scanned": [], "pictured": [], "ruled": []}


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        (("甲。\n— 1 —", "乙。\n— 2 —"), ["甲。", "乙。"]),
        (("甲。\n1", "乙。\n2"), ["甲。", "乙。"]),
        (("1\n甲。", "2\n乙。"), ["甲。", "乙。"]),
        (("甲。\n第1页 共2页", "乙。\n第2页 共2页"), ["甲。", "乙。"]),
        (("合计\n1200\n元。", "乙。"), ["合计", "1200", "元。", "乙。"]),
        (("合计\n1200", "乙。"), ["合计", "1200", "乙。"]),
        (("附件\n2026", "乙。"), ["附件", "2026", "乙。"]),
    ],
)
def test_only_numbers_of_pages_go(texts, lines):
    assert [block.text for block in pdf.document("a.pdf", pages(*texts)).blocks] == lines
