"""How a letter lies on its pages: GB/T 9704-2012, 7.3.5 (用印) and 7.3.5.5 (line spacing where the room is short)."""

import io

import pypdfium2
import pytest
from docx import Document

from gongkai.casework.letters import drawing
from gongkai.casework.letters.tests.test_drawing import bare

MM = 72 / 25.4
LINE = 225 / 22  # mm


def letter(lines: int, *, note: bool = True, closing: bool = True, **more):
    """Words of a letter whose text, note and blanks take ``lines`` lines."""
    text = lines - 10 - note
    words = {
        "机关": "青禾县民政局",
        "标题": "政府信息不予公开告知书",
        "文号": "青禾民公开复〔2026〕1号",
        "抬头": "李大林：",
        "开头": [],
        "正文": ["段落。"] * (text - closing),
        "救济": ["救济。"] if closing else [],
        "附件": [],
        "日期": "2026年3月20日",
        "附注": "（联系电话：000-0000000）" if note else "",
    }
    return {**words, **more}


def pages(pdf: bytes) -> list[list[str]]:
    """The lines of each page, without its number."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        said = [page.get_textpage().get_text_range().split("\r\n") for page in document]
    finally:
        document.close()
    return [[line for line in lines if bare(line)] for lines in said]


def edges(pdf: bytes, said: str) -> tuple[float, float]:
    """How far above the lower edge of the last page the last ``said`` ends and begins, in mm."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = document[len(document) - 1].get_textpage()
        at = text.get_text_range().rindex(said)
        boxes = [text.get_charbox(place) for place in range(at, at + len(said))]
    finally:
        document.close()
    return min(box[1] for box in boxes) / MM, max(box[3] for box in boxes) / MM


@pytest.mark.parametrize("closing", [True, False], ids=["with a remedy", "without"])
@pytest.mark.parametrize("note", [True, False], ids=["with a note", "without"])
@pytest.mark.parametrize("lines", range(13, 26))
def test_a_letter_of_a_page_and_a_little_more_lies_on_one_page_with_its_note(lines, note, closing):
    _, pdf = drawing.draw(letter(lines, note=note, closing=closing))
    assert len(pages(pdf)) == 1


@pytest.mark.parametrize("lines", [26, 27, 46, 47, 48])
def test_lines_are_closer_only_where_that_saves_a_page(lines):
    docx, pdf = drawing.draw(letter(lines))
    spacing = Document(io.BytesIO(docx)).styles["Normal"].paragraph_format.line_spacing.pt
    saves = 22 * 2 < lines <= 25 * 2
    assert len(pages(pdf)) == 2 and (spacing < 28) == saves


@pytest.mark.parametrize("closing", [True, False], ids=["with a remedy", "without"])
@pytest.mark.parametrize("note", [True, False], ids=["with a note", "without"])
@pytest.mark.parametrize("enclosures", [[], ["附件：方案"]], ids=["no enclosure", "enclosure"])
@pytest.mark.parametrize("lines", range(24, 32))
def test_organ_and_date_never_stand_alone(lines, note, closing, enclosures):
    """7.3.5.5: 不得采取标识“此页无正文”."""
    _, pdf = drawing.draw(letter(lines, note=note, closing=closing, 附件=enclosures))
    *_, last = pages(pdf)
    assert any("段落" in line or "救济" in line for line in last), last
    assert "2026年3月20日" in "".join(last)


@pytest.mark.parametrize("seal", [42, 45], ids=["of an office, 42 mm", "of a county, 45 mm"])
@pytest.mark.parametrize("lines", [18, 22, 25])
def test_over_organ_and_date_there_is_room_for_the_seal(lines, seal):
    """7.3.5.1: organ and date below the middle of the seal, whose top is within one line of the text."""
    _, pdf = drawing.draw(letter(lines))
    (text, _), (_, organ), (day, _) = (edges(pdf, said) for said in ("救济。", "青禾县民政局", "2026年3月20日"))
    middle = (organ + day) / 2 + 3  # what is signed lies a little below the middle
    assert 0 <= text - (middle + seal / 2) <= LINE
    assert middle - seal / 2 < day < organ < middle + seal / 2
