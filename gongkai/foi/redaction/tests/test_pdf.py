"""Redacted PDFs: nothing of what was marked is left, in any place where a PDF can keep it."""

import io

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops

from gongkai.core.actions import Refused
from gongkai.foi.redaction import marks, pdf, sandbox
from gongkai.foi.redaction.marks import Survived, Unfit
from gongkai.foi.redaction.tests.made import blank_pages, drawn, everything, one_page, raw_pdf, said, stream, typeset

SECRET = "Zhang Daming"
LINE = f"BT /F 20 Tf 60 200 Td ({SECRET}) Tj ET"


def redacted(content, *terms, boxes=()):
    return pdf.redact(content, marks.read({"terms": terms, "boxes": boxes}))


def ink(image):
    """The rectangle that is not white."""
    return ImageChops.invert(image).point(lambda level: 255 if level > 60 else 0).getbbox()


@settings(max_examples=10, deadline=None)
@given(term=st.text(st.sampled_from("张王李赵大小明芳Ab3号"), min_size=1, max_size=6), lines=st.integers(1, 4))
def test_no_term_survives(term, lines):
    content = typeset(f'#set document(title: "{term}", author: "{term}")\n' + f"甲方{term}与乙方{term}。\n\n" * lines)
    assert term in said(content).replace("\n", "").replace(" ", "")
    out, told = redacted(content, term)
    assert told == {"pages": 1, "unread": []}
    assert said(out) == "" and f"{term}与".encode() not in everything(out)


def test_a_term_over_lines_and_over_pages_is_found():
    content = typeset("#set page(width: 90pt, height: 60pt, margin: 20pt)\n经办人欧阳修远负责")
    hits = pdf.count(content, ("欧阳修远",))["hits"]["欧阳修远"]
    assert sum(hits.values()) == 1 and len(pdfium.PdfDocument(content)) > 1
    out, _ = redacted(content, "欧阳 修远")
    pages = [ink(drawn(out, number)) for number in range(len(pdfium.PdfDocument(out)))]
    assert len(pages) == len(pdfium.PdfDocument(content)) and all(pages)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", ["", "/CropBox[30 20 350 280]"])
def test_the_black_lies_where_the_word_stood_on_turned_and_cropped_pages(turn, crop):
    content = one_page(LINE, f"/Rotate {turn} {crop}")
    out, _ = redacted(content, SECRET)
    before, after = drawn(content), drawn(out)
    assert before.size == after.size
    word, black = ink(before), ink(after)
    assert black[0] <= word[0] and black[1] <= word[1] and black[2] >= word[2] and black[3] >= word[3]
    assert all(abs(a - b) < 12 for a, b in zip(word, black, strict=True)), "and not much more"
    assert after.crop([black[0] + 2, black[1] + 2, black[2] - 2, black[3] - 2]).getextrema()[1] < 60


def test_a_box_blackens_what_it_covers_and_nothing_else():
    content = one_page(f"{LINE} BT /F 20 Tf 60 100 Td (open) Tj ET")
    out, _ = redacted(content, boxes=[[1, 0.1, 0.2, 0.9, 0.45]])
    assert ink(drawn(out).crop((0, 150, 400, 300))) is not None
    assert drawn(out).crop((45, 65, 355, 130)).getextrema()[1] < 60
    assert said(out) == ""


def test_properties_notes_files_scripts_bookmarks_and_earlier_versions_do_not_come_along():
    hidden = one_page(
        LINE,
        "/Annots[7 0 R 10 0 R] /Metadata 6 0 R /AA<</O 8 0 R>>",
        "/Outlines 9 0 R /OpenAction 8 0 R /Metadata 6 0 R /Names<</EmbeddedFiles<</Names[(a) 11 0 R]>>>>",
        stream("<x>secret one</x>", "/Type/Metadata/Subtype/XML"),
        "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(secret two)/T(secret author)>>",
        "<</S/JavaScript/JS(secret three)>>",
        "<</Type/Outlines/First 12 0 R/Last 12 0 R/Count 1>>",
        "<</Type/Annot/Subtype/Link/Rect[60 190 200 220]/A<</S/URI/URI(mailto:secret@four.cn)>>>>",
        "<</Type/Filespec/F(secret.txt)/EF<</F 13 0 R>>>>",
        "<</Title(secret five)/Parent 9 0 R/Dest[3 0 R/Fit]>>",
        stream("secret six", "/Type/EmbeddedFile"),
        "<</Author(secret seven)/Title(secret eight)>>",
        trailer="/Info 14 0 R",
    )
    later = hidden + hidden[9:].replace(b"Zhang", b"Nobod")  # the old file is still within
    for content in (hidden, later):
        out, _ = redacted(content, "Zhang Daming", "Nobod Daming")
        assert b"secret" not in everything(out) and b"Zhang" not in everything(out)
        document = pdfium.PdfDocument(out)
        assert not document.get_metadata_dict(skip_empty=True).keys() & {"Author", "Title", "Subject", "Keywords"}
        assert document.count_attachments() == 0 and not list(document.get_toc())


def test_what_is_filled_into_a_form_is_seen_and_found():
    field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Zhang Daming)/F 4/Rect[60 60 300 90]/DA(/F 18 Tf 0 g)/AP<</N 7 0 R>>>>"
    look = stream(
        "BT /F 18 Tf 2 8 Td (Zhang Daming) Tj ET",
        "/Type/XObject/Subtype/Form/BBox[0 0 240 30]/Resources<</Font<</F 5 0 R>>>>",
    )
    content = one_page("", "/Annots[6 0 R]", "/AcroForm<</Fields[6 0 R]/DR<</Font<</F 5 0 R>>>>>>", field, look)
    assert pdf.count(content, (SECRET,))["hits"][SECRET] == {1: 1}
    out, _ = redacted(content, SECRET)
    assert b"Zhang" not in everything(out)
    left, top, right, low = ink(drawn(out))
    assert drawn(out).crop((left + 2, top + 2, right - 2, low - 2)).getextrema()[1] < 60


def note(subtype: str, entries: str = "", look: str = "") -> bytes:
    """A page with TOP SECRET on it and one annotation over the second word, with an appearance of its own or without."""
    rect = "/Rect[100 95 180 125]/QuadPoints[100 125 180 125 100 95 180 95]/F 4/C[1 1 0]"
    annotation = f"<</Type/Annot/Subtype/{subtype}{rect}{entries}{'/AP<</N 7 0 R>>' if look else ''}>>"
    form = stream(look, "/Type/XObject/Subtype/Form/BBox[0 0 80 30]/Resources<</Font<</F 5 0 R>>>>")
    page = "BT /F 20 Tf 20 100 Td (TOP) Tj 80 0 Td (SECRET) Tj ET"
    return one_page(page, "/Annots[6 0 R]", "", annotation, *([form] if look else []))


ANNOTATED = [
    ("Highlight", "", ""),
    ("Highlight", "/Contents(seen by)", "1 1 0 rg 0 0 80 30 re f"),
    ("Underline", "", ""),
    ("StrikeOut", "", ""),
    ("Square", "/BS<</W 2>>", ""),
    ("Ink", "/InkList[[100 100 150 120]]", ""),
    ("Stamp", "/Name/Approved", "1 0 0 RG 1 1 78 28 re S"),
    ("FreeText", "/Contents(typed over)/DA(/F 12 Tf 0 g)", "BT /F 12 Tf 4 8 Td (OVER) Tj ET"),
    ("FreeText", "/Contents(typed over)/DA(/F 12 Tf 0 g)", ""),
    ("Caret", "", ""),
    ("Redact", "", ""),
    ("Widget", "/FT/Tx/V(field)", ""),
]


@pytest.mark.parametrize(("subtype", "entries", "look"), ANNOTATED)
def test_a_page_with_annotations_and_no_form_is_redacted(subtype, entries, look):
    content = note(subtype, entries, look)
    assert pdf.look(content) == {"pages": [[400, 300]]}
    assert pdf.count(content, ("SECRET",))["hits"]["SECRET"] == {1: 1}
    after, _ = redacted(content, "SECRET")
    assert not said(after) and b"/Annot" not in after
    assert set(drawn(after).crop((105, 188, 175, 198)).tobytes()) == {0}  # black over the word, whatever lay over it


def test_typed_over_text_and_stamps_are_seen_and_found():
    content = note("FreeText", "/Contents(OVER)/DA(/F 12 Tf 0 g)", "BT /F 12 Tf 4 8 Td (OVER) Tj ET")
    assert pdf.count(content, ("OVER",))["hits"]["OVER"] == {1: 1}


def test_pages_that_cannot_be_searched_are_named():
    scan = one_page("q 380 0 0 280 10 10 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q")
    assert pdf.look(scan)["pages"] == [[400, 300]]
    assert pdf.count(scan, (SECRET,)) == {"hits": {SECRET: {}}, "unread": [1]}
    assert redacted(scan, SECRET)[1]["unread"] == [1]


def test_the_check_finds_what_a_bad_redaction_leaves():
    content = one_page(LINE)
    wanted = marks.read({"terms": [SECRET], "boxes": [[1, 0.8, 0.8, 0.9, 0.9]]})
    good, _ = pdf.redact(content, wanted)
    pdf.verify(content, good, wanted)
    only_text_gone, _ = redacted(content, boxes=[[1, 0.8, 0.8, 0.9, 0.9]])
    for bad in (
        content,  # nothing was done
        only_text_gone,  # a picture of the name
        redacted(content, SECRET)[0],  # the box is missing
        good.replace(b"/Type/Catalog", b"/Type/Catalog/Metadata 1 0 R"),
        good + b"\n%%EOF",
        pdf.redact(blank_pages(2), wanted)[0],
    ):
        with pytest.raises(Survived):
            pdf.verify(content, bad, wanted)


def encrypted():
    secret = "(" + "x" * 32 + ")"
    handler = f"<</Filter/Standard/V 1/R 2/O {secret}/U {secret}/P -4>>"
    trailer = "/Encrypt 3 0 R /ID[<00><00>]"
    return raw_pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>", handler, trailer=trailer)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "打不开"),
        (one_page(LINE)[:200], "打不开"),
        (encrypted(), "设有密码"),
        (blank_pages(2000), "有 2000 页"),
        (one_page("", "/MediaBox[0 0 900000 900000]").replace(b"/MediaBox[0 0 400 300]", b""), "尺寸不正常"),
    ],
)
def test_bad_files_get_a_sentence(content, sentence):
    with pytest.raises(Refused, match=sentence):
        sandbox.look(content, "pdf")


@pytest.mark.parametrize(
    "box", [[1, 0, 0, 0, 0.5], [0, 0, 0, 1, 1], [1, "x", 0, 1, 1], [1, float("nan"), 0, 1, 1], [1, 2]]
)
def test_boxes_that_make_no_sense(box):
    with pytest.raises(Unfit, match="方框的位置"):
        marks.read({"boxes": [box]})


def test_a_box_on_a_page_that_is_not_there():
    with pytest.raises(Refused, match="只有 1 页"):
        sandbox.redact(one_page(LINE), "pdf", marks.read({"boxes": [[2, 0, 0, 1, 1]]}))


def test_other_kinds_are_told_what_to_do():
    with pytest.raises(Refused, match="请另存为 PDF 后遮盖"):
        sandbox.look(b"x", sandbox.kind_of("text/plain"))


def test_the_whole_way_in_a_process_of_its_own():
    made, told = sandbox.redact(one_page(LINE), "pdf", marks.read({"terms": [SECRET]}))
    assert told["pages"] == 1 and said(made) == "" and made.startswith(b"%PDF")
    shown = sandbox.show(made, 1)
    assert shown.startswith(b"\xff\xd8") and io.BytesIO(shown)
