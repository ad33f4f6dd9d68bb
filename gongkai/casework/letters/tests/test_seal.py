"""An electronic seal on letters: where it lies, what is taken for one."""

import io

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from PIL import Image, ImageDraw, PngImagePlugin

from gongkai.casework.letters import drawing, seals, stamping
from gongkai.casework.letters.tests.test_drawing import GOOD, LOOPS, make, said_by_pdf
from gongkai.casework.letters.tests.test_layout import LINE, MM, edges, letter
from gongkai.core.actions import Refused


def picture(size=(400, 400), kind="PNG", mode="RGBA", edge=0, **more) -> bytes:
    """A red ring with a star-like middle on a transparent ground."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    box = (edge, edge, size[0] - 1 - edge, size[1] - 1 - edge)
    pen.ellipse(box, outline=(200, 20, 20, 255), width=max(1, size[0] // 30))
    middle = [side // 2 for side in size]
    pen.regular_polygon((*middle, min(size) // 7 or 1), 5, fill=(200, 20, 20, 255))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **more)
    return out.getvalue()


@pytest.fixture
def seal():
    return stamping.Seal(picture(), Mm(42))


def seals_of(pdf: bytes) -> list[tuple[int, tuple[float, ...]]]:
    """(page from the end, (left, bottom, right, top) in mm) of every picture, and that it stands before the text."""
    document, found = pypdfium2.PdfDocument(pdf), []
    for place in range(len(document)):
        for thing in document[place].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            found.append((len(document) - place, tuple(side / MM for side in thing.get_bounds())))
    document.close()
    return found


@pytest.mark.parametrize("across", [42, 45])
@pytest.mark.parametrize("lines", [16, 22, 25, 26, 30])
def test_the_seal_of_a_pdf_lies_over_organ_and_date_within_a_line_of_the_text(lines, across):
    """GB/T 9704-2012, 7.3.5.1."""
    _, pdf = drawing.draw(letter(lines), seal=stamping.Seal(picture(), Mm(across)))
    [(page, (left, bottom, right, top))] = seals_of(pdf)
    (text, _), (_, organ), (day, _) = (edges(pdf, said) for said in ("救济。", "青禾县民政局", "2026年3月20日"))
    assert page == 1 and (round(right - left), round(top - bottom)) == (across, across)
    assert 0 <= text - top <= LINE
    assert bottom < day < organ < top and (organ + day) / 2 < (top + bottom) / 2
    assert (left + right) / 2 == pytest.approx(28 + 156 - Pt(14.5 * 16).mm / 2, abs=0.5)


def test_the_seal_of_a_docx_floats_behind_the_text_at_the_same_place(seal):
    docx, pdf = drawing.draw(letter(20), seal=seal)
    [dated] = [p for p in Document(io.BytesIO(docx)).paragraphs if stamping.is_stamped(p)]
    assert dated.text == "2026年3月20日"
    anchor = dated._element.find(f".//{qn('wp:anchor')}")
    left, above = (Emu(int(anchor.findtext(f"wp:position{axis}/wp:posOffset", None, anchor.nsmap))) for axis in "HV")
    extent = anchor.find(qn("wp:extent"))
    assert anchor.get("behindDoc") == "1" and Emu(int(extent.get("cx"))).mm == 42
    [(_, place)] = seals_of(pdf)
    assert left.mm == pytest.approx(place[0] - 28, abs=0.3)
    assert above.mm == -24


def test_a_seal_changes_no_word_and_no_page(seal):
    for lines in (20, 22, 25, 26):
        (plain, bare), (stamped, sealed) = drawing.draw(letter(lines)), drawing.draw(letter(lines), seal=seal)
        assert drawing.words_of(plain) == drawing.words_of(stamped)
        assert said_by_pdf(bare) == said_by_pdf(sealed) and b"pdfaid" in sealed and not seals_of(bare)


def test_the_seal_lies_on_the_date_of_an_offices_own_template_where_it_has_room_for_one(seal):
    _, pdf = drawing.draw(letter(20), source=make(*GOOD), seal=seal)
    [(_, (left, _, right, _))] = seals_of(pdf)
    assert (left + right) / 2 == pytest.approx(28 + Pt(6.5 * 16).mm / 2, abs=0.5)
    with pytest.raises(Refused, match="不能加盖电子印章"):
        drawing.draw(letter(20), source=make("{{ 日期 }}{{ 文号 }}", "{{ 抬头 }}", *LOOPS), seal=seal)


# what is taken for a seal


def test_a_seal_is_cut_out_made_square_and_holds_pixels_alone():
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "某某")
    cleaned = seals.cleaned(picture((1000, 1000), edge=100, pnginfo=told, icc_profile=b"x" * 200) + b"<script>")
    image = Image.open(io.BytesIO(cleaned))
    assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (seals.KEPT, seals.KEPT))
    assert image.getchannel("A").getbbox() == (0, 0, seals.KEPT, seals.KEPT)
    assert not image.info and b"script" not in cleaned
    assert len(cleaned) < 200_000


BOMB = picture((10, 10)).replace((10).to_bytes(4) * 2, (60_000).to_bytes(4) * 2)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "打不开"),
        (b"\x89PNG\r\n\x1a\n\0\0", "打不开"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "打不开"),
        (picture(kind="JPEG", mode="RGB"), "打不开"),
        (picture(kind="GIF", mode="P"), "打不开"),
        (picture()[:-900], "打不开"),
        (BOMB, "打不开"),
        (picture((4001, 400)), "图片太大"),
        (picture(mode="RGB"), "底色不透明"),
        (picture(mode="L"), "底色不透明"),
        (picture((1000, 1000), edge=400), "只有 257 像素宽"),
        (picture((800, 500)), "不是圆形"),
    ],
)
def test_what_is_no_seal_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(Refused, match=sentence) as refusal:
        seals.cleaned(content)
    assert refusal.value.field == "seal"


def test_nothing_but_transparency_is_no_seal():
    out = io.BytesIO()
    Image.new("RGBA", (400, 400), (255, 0, 0, 0)).save(out, "PNG")
    with pytest.raises(Refused, match="底色"):
        seals.cleaned(out.getvalue())
