"""PDFs: annotations, attachments, form values, unseen text and layers; the way through the limited process."""

import io
import zipfile

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from gongkai.core.actions import Refused
from gongkai.core.intake import hidden, sandbox
from gongkai.core.intake.holding import image, old, pdf
from gongkai.core.intake.package import Unfit
from gongkai.core.intake.tests import made

SHOWN = "BT /F 12 Tf 50 250 Td (SEEN) Tj ET "


def codes(content, room=pdf, blocks=True):
    return {row.code for row in room.listed(content) if row.hidden is blocks}


def note(kind, **more):
    def add(document, page):
        look = document.make_stream(b"0 0 10 10 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 10, 10])
        entry = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=[10, 10, 20, 20], AP=Dictionary(N=look), **more)
        page.Annots = Array([document.make_indirect(entry)])

    return add


def attach(document, page):
    document.attachments["TOKEN.txt"] = b"TOKEN"


def author(name):
    def add(document, page):
        document.docinfo["/Author"] = String(name)
        with document.open_metadata() as meta:
            meta["dc:creator"] = [name]

    return add


def field(value):
    def add(document, page):
        note("/Widget", FT=Name.Tx, T=String("name"), V=String(value))(document, page)
        document.Root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]))

    return add


def layer(state):
    def add(document, page):
        group = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("draft")))
        document.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary({state: Array([group])}))
        page.Resources.Properties = Dictionary(L=group)

    return add


LAYERED = SHOWN + "/OC /L BDC BT /F 12 Tf 50 200 Td (TOKEN) Tj ET EMC"
HIDDEN = {
    "note": ("annotation", made.pdf(SHOWN, note("/Text", Contents=String("TOKEN")))),
    "popup": ("annotation", made.pdf(SHOWN, note("/Popup", Contents=String("TOKEN")))),
    "highlight": ("annotation", made.pdf(SHOWN, note("/Highlight", Contents=String("TOKEN")))),
    "free-text": ("annotation", made.pdf(SHOWN, note("/FreeText", Contents=String("TOKEN")))),
    "attachment": ("attachment", made.pdf(SHOWN, attach)),
    "form": ("form_value", made.pdf(SHOWN, field("TOKEN"))),
    "invisible": ("text", made.pdf(SHOWN + "BT 3 Tr /F 12 Tf 50 200 Td (TOKEN) Tj ET")),
    "outside": ("text", made.pdf(SHOWN + "BT /F 12 Tf 50 -200 Td (TOKEN) Tj ET")),
    "tiny": ("text", made.pdf(SHOWN + "BT /F 0.5 Tf 50 200 Td (TOKEN) Tj ET")),
    "white": ("text", made.pdf(SHOWN + "1 g BT /F 12 Tf 50 200 Td (TOKEN) Tj ET")),
    "bar": ("text", made.pdf(SHOWN + "BT /F 12 Tf 50 200 Td (TOKEN) Tj ET 40 190 100 30 re f")),
    "layer": ("text", made.pdf(LAYERED, layer("/OFF"))),
    "author": ("metadata", made.pdf(SHOWN, author("TOKEN San"))),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_a_pdf_with_something_hidden_is_listed_and_cleaned(kind):
    code, content = HIDDEN[kind]
    assert codes(content) == {code}
    copy = pdf.stripped(content)
    assert codes(copy) == set()
    assert b"TOKEN" not in made.everything(copy) and b"TOKEN".hex().upper().encode() not in made.everything(copy)
    assert pypdfium2.PdfDocument(copy)[0].get_textpage().get_text_range().startswith("SEEN")


SEEN = {
    "link": made.pdf(SHOWN, note("/Link", A=Dictionary(S=Name.URI, URI=String("https://a.gov.cn")))),
    "bare-highlight": made.pdf(SHOWN, note("/Highlight")),
    "empty-form": made.pdf(SHOWN, field("")),
    "layer-on": made.pdf(LAYERED, layer("/ON")),
    "white-on-dark": made.pdf(SHOWN + "0 g 0 0 200 240 re f 1 g BT /F 12 Tf 50 200 Td (WHITE) Tj ET"),
    "organ": made.pdf(SHOWN, author("青坪县水务局")),
}


@pytest.mark.parametrize("kind", SEEN)
def test_near_misses_of_a_pdf_do_not_block(kind):
    assert codes(SEEN[kind]) == set()


def test_links_survive_the_cleaning():
    def both(document, page):
        attach(document, page)
        note("/Link", A=Dictionary(S=Name.URI, URI=String("https://a.gov.cn")))(document, page)

    with pikepdf.open(io.BytesIO(pdf.stripped(made.pdf(SHOWN, both)))) as copy:
        assert [str(a.A.URI) for a in copy.pages[0].Annots] == ["https://a.gov.cn"]


def scan(document, page):
    picture = document.make_stream(bytes(16), Type=Name.XObject, Subtype=Name.Image, Width=4, Height=4)
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray, 8
    page.Resources.XObject = Dictionary(I=picture)


def test_the_text_layer_of_a_scan_is_not_hidden():
    assert codes(made.pdf("q 400 0 0 300 0 0 cm /I Do Q BT 3 Tr /F 12 Tf 50 200 Td (TOKEN) Tj ET", scan)) == set()


def photo(kind, **more):
    Image.radial_gradient("L").convert("RGB").save(out := io.BytesIO(), kind, **more)
    return out.getvalue()


def exif(orientation=1, **tags):
    made_of = Image.Exif()
    made_of[0x0112] = orientation
    for tag, value in tags.items():
        made_of[int(tag[1:], 16)] = value
    return made_of


def place():
    made_of = exif()
    made_of[0x8825] = {1: "N", 2: (30.0, 1.0, 2.0), 3: "E", 4: (104.0, 1.0, 2.0)}
    return made_of


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_places_and_persons_in_pictures_are_cut_out_and_the_pixels_stay(kind):
    rows = [("metadata", exif(x013B="Zhang San"))] + ([("place", place())] if kind != "TIFF" else [])
    for code, told in rows:
        content = photo(kind, exif=told)
        assert code in codes(content, image)
        copy = image.stripped(content)
        assert codes(copy, image) == set()
        assert Image.open(io.BytesIO(copy)).tobytes() == Image.open(io.BytesIO(content)).tobytes()


def test_a_turned_photo_stays_turned_and_an_organ_is_no_person():
    assert codes(photo("JPEG", exif=exif(6, x013B="Qingping County Media Center")), image) == set()
    copy = image.stripped(photo("JPEG", exif=exif(6, x013B="Zhang San")))
    assert Image.open(io.BytesIO(copy)).getexif()[0x0112] == 6


def test_old_formats_are_told_and_never_cleaned():
    assert codes(b"\xd0\xcf\x11\xe0rest", old, blocks=False) == {"unreadable"}
    with pytest.raises(Unfit, match="另存为"):
        old.stripped(b"\xd0\xcf\x11\xe0rest")


def test_the_limited_process_lists_and_cleans(tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(made.docx(made.p(made.r("公开的内容"), made.r("TOKEN", "<w:vanish/>"))))
    assert [row.code for row in hidden.holdings(file, made.WORD) if row.hidden] == ["text"]
    assert b"TOKEN" not in made.everything(hidden.cleaned(file, made.WORD))
    assert hidden.holdings(file, "text/plain") == [] and hidden.cleaned(file, "text/plain") == file.read_bytes()


@pytest.mark.parametrize("media", hidden.KINDS)
def test_a_broken_file_of_any_type_gets_a_sentence_or_nothing(media, tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"PK\x03\x04 nothing of the kind")
    try:
        assert not [row for row in hidden.holdings(file, media) if row.hidden]
    except Refused as refusal:
        assert refusal.message.endswith("。")


def test_a_bomb_and_an_endless_one_get_their_sentence(tmp_path, monkeypatch):
    file = tmp_path / "a.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (201 * 1024 * 1024))
    with pytest.raises(Refused, match="解压后大得异常"):
        hidden.holdings(file, made.WORD)
    monkeypatch.setattr(hidden, "SECONDS", 0.01)
    with pytest.raises(Refused, match="时间或内存"):
        hidden.holdings(file, made.WORD)
    assert sandbox.TOO_HEAVY
