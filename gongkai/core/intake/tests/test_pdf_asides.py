"""PDFs: bars over text, colours, clips and boxes; properties, scripts, replacement texts and earlier states."""

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from gongkai.core.intake.holding import pdf, pdftext
from gongkai.core.intake.package import Unfit
from gongkai.core.intake.tests import made

SHOWN, SECRET = "BT /F 12 Tf 50 250 Td (SEEN) Tj ET ", "BT /F 12 Tf 50 100 Td (TOKEN) Tj ET "
BAR = "40 90 100 30 re f "


def picture(mask=None):
    def add(document, page):
        gray = document.make_stream(bytes(16), Type=Name.XObject, Subtype=Name.Image, Width=4, Height=4)
        gray.ColorSpace, gray.BitsPerComponent = Name.DeviceGray, 8
        if mask is not None:
            gray.SMask = document.make_stream(
                bytes([mask]) * 16, Type=Name.XObject, Subtype=Name.Image, Width=4, Height=4
            )
            gray.SMask.ColorSpace, gray.SMask.BitsPerComponent = Name.DeviceGray, 8
        page.Resources.XObject = Dictionary(I=gray)

    return add


def form(content):
    def add(document, page):
        drawn = document.make_stream(content.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 400, 300])
        drawn.Resources, drawn.Matrix = page.Resources, Array([1, 0, 0, 1, 10, 0])
        page.Resources.XObject = Dictionary(X=drawn)

    return add


def note(**more):
    def add(document, page):
        entry = Dictionary(Type=Name.Annot, Rect=[40, 90, 140, 120], **more)
        page.Annots = Array([document.make_indirect(entry)])

    return add


def cropped(document, page):
    page.CropBox = Array([0, 150, 400, 300])


def fact(key, value):
    def add(document, page):
        document.docinfo[key] = String(value)

    return add


def packet(xml):
    def add(document, page):
        whole = f'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:dc="http://purl.org/dc/elements/1.1/">{xml}</x:xmpmeta>'
        page.Metadata = document.make_stream(whole.encode(), Type=Name.Metadata, Subtype=Name.XML)

    return add


def opening(document, page):
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('TOKEN')"))


def listening(document, page):
    page.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=document.make_stream(b"var x = 'TOKEN'")))


def link(document, page):
    action = Dictionary(S=Name.JavaScript, JS=String("TOKEN"))
    page.Annots = Array([document.make_indirect(Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action))])


def private(document, page):
    page.PieceInfo = Dictionary(
        Editor=Dictionary(LastModified=String("D:2026"), Private=Dictionary(Note=String("TOKEN")))
    )


def thumb(document, page):
    page.Thumb = document.make_stream(
        bytes(90_000), Width=300, Height=300, BitsPerComponent=8, ColorSpace=Name.DeviceGray
    )


def orphan(document, page):
    lost = Dictionary(Type=Name.Page, Contents=document.make_stream(b"(TOKEN) Tj"))
    document.Root.Kept = document.make_indirect(lost)


HIDDEN = {
    "cropped": ("text", made.pdf(SHOWN + SECRET, cropped)),
    "clipped": ("text", made.pdf(SHOWN + f"q 0 0 1 1 re W n {SECRET} Q")),
    "empty-clip": ("text", made.pdf(SHOWN + f"q 10 10 0 0 re W n {SECRET} Q")),
    "dark-on-dark": ("text", made.pdf(SHOWN + "0.2 g " + BAR + SECRET)),
    "blue-on-blue": ("text", made.pdf(SHOWN + "0 0.2 0.6 rg " + BAR + SECRET)),
    "white-out": ("text", made.pdf(SHOWN + SECRET + "1 g " + BAR)),
    "under-a-picture": ("text", made.pdf(SHOWN + SECRET + "q 100 0 0 30 40 90 cm /I Do Q", picture())),
    "under-a-square": ("text", made.pdf(SHOWN + SECRET, note(Subtype=Name.Square, IC=[0, 0, 0]))),
    "under-a-black-highlight": ("text", made.pdf(SHOWN + SECRET, note(Subtype=Name.Highlight, C=[0, 0, 0]))),
    "under-a-bar-in-a-form": ("text", made.pdf(SHOWN + "/X Do", form(SECRET + BAR))),
    "in-a-form-under-a-bar": ("text", made.pdf(SHOWN + "/X Do 0 g 30 80 200 50 re f", form(SECRET))),
    "replaced": ("text", made.pdf(SHOWN + "/Span <</ActualText (TOKEN)>> BDC BT /F 9 Tf 50 100 Td (ab) Tj ET EMC")),
    "script": ("data", made.pdf(SHOWN, opening)),
    "script-of-a-page": ("data", made.pdf(SHOWN, listening)),
    "script-of-a-link": ("data", made.pdf(SHOWN, link)),
    "private": ("data", made.pdf(SHOWN, private)),
    "thumb": ("data", made.pdf(SHOWN, thumb)),
    "orphan": ("data", made.pdf(SHOWN, orphan)),
    "xmp-of-a-page": ("metadata", made.pdf(SHOWN, packet("<dc:creator>TOKEN San</dc:creator>"))),
    "subject": ("metadata", made.pdf(SHOWN, fact("/Subject", "TOKEN 拟稿人：公孙策"))),
    "title": ("metadata", made.pdf(SHOWN, fact("/Title", "TOKEN 公孙策同志"))),
    "own-key": ("metadata", made.pdf(SHOWN, fact("/Reviewer", "TOKEN@example.cn"))),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_a_pdf_hides_is_listed_and_cleaned(kind):
    code, content = HIDDEN[kind]
    assert {row.code for row in pdf.listed(content) if row.hidden} == {code}
    copy = pdf.stripped(content)
    assert not [row for row in pdf.listed(copy) if row.hidden]
    everything = made.everything(copy)
    assert b"TOKEN" not in everything and b"TOKEN".hex().upper().encode() not in everything
    assert pypdfium2.PdfDocument(copy)[0].get_textpage().get_text_range().startswith("SEEN")


def broken(document, page):
    for kind in ("/Metadata", "/XObject"):
        stream = document.make_stream(
            b"not packed", Type=Name(kind), Subtype=Name.Form, Filter=Name.FlateDecode, BBox=[0, 0, 1, 1]
        )
        page[kind] = stream


SEEN = {
    "broken-packing": made.pdf(SHOWN, broken),
    "shade-before": made.pdf("0.9 g " + BAR + "0 g " + SECRET),
    "white-on-blue": made.pdf("0 0.2 0.6 rg " + BAR + "1 g " + SECRET),
    "line-through": made.pdf(SECRET + "40 103 100 1 re f"),
    "half-clear-bar": made.pdf(
        SECRET + "/G gs " + BAR, lambda d, p: p.Resources.__setattr__("ExtGState", Dictionary(G=Dictionary(ca=0.3)))
    ),
    "under-a-seal": made.pdf(SECRET + "q 100 0 0 30 40 90 cm /I Do Q", picture(0)),
    "under-a-scan": made.pdf(SECRET + "q 400 0 0 300 0 0 cm /I Do Q", picture()),
    "clear-square": made.pdf(SECRET, note(Subtype=Name.Square)),
    "yellow-highlight": made.pdf(SECRET, note(Subtype=Name.Highlight, C=[1, 1, 0])),
    "clipped-bar": made.pdf(SECRET + "q 0 0 20 20 re W n 0 0 400 300 re f Q"),
    "replacement-of-the-same": made.pdf("/Span <</ActualText (TOKEN)>> BDC " + SECRET + "EMC"),
    "opens-at-a-page": made.pdf(SECRET, lambda d, p: d.Root.__setattr__("OpenAction", Array([p, Name.Fit]))),
    "dates-of-a-program": made.pdf(
        SECRET, lambda d, p: p.__setattr__("PieceInfo", Dictionary(E=Dictionary(LastModified=String("D:2026"))))
    ),
}


@pytest.mark.parametrize("kind", SEEN)
def test_what_a_pdf_shows_does_not_block(kind):
    assert not [row for row in pdf.listed(SEEN[kind]) if row.hidden]


def test_words_in_properties_are_told_but_for_a_title_that_is_shown():
    def add(document, page):
        for key, value in {"/Title": "SEEN", "/Keywords": "低保；标准", "/Producer": "Skia"}.items():
            document.docinfo[key] = String(value)
        packet("<dc:description>第三稿</dc:description>")(document, page)

    found = [(row.code, row.hidden, row.where, row.sample) for row in pdf.listed(made.pdf(SHOWN, add))]
    assert found == [
        ("property", False, "文件属性：关键词", "低保；标准"),
        ("property", False, "文件属性：备注（XMP）", "第三稿"),
    ]


def appended(old, new):
    """``old`` as it is saved again by appending what changed: the stream of its page."""
    at = old.index(b"stream\n", old.index(b"/Length"))
    start = old.rindex(b" obj", 0, at)
    number = int(old[old.rindex(b"\n", 0, start) + 1 : start].split()[0])
    table = int(old[old.rindex(b"startxref") + 9 :].split()[0])
    root = b"1 0 R"
    place = len(old) + 1
    body = f"\n{number} 0 obj\n<</Length {len(new)}>>\nstream\n".encode() + new + b"\nendstream\nendobj\n"
    xref = (
        f"xref\n{number} 1\n{place:010d} 00000 n \ntrailer\n<</Size 99/Root {root.decode()}/Prev {table}>>\n".encode()
    )
    return old + body + xref + f"startxref\n{len(old) + len(body)}\n%%EOF\n".encode()


def classic(drawn):
    with pikepdf.open(io.BytesIO(made.pdf(drawn))) as document:
        document.save(
            out := io.BytesIO(),
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
        )
    return out.getvalue()


def test_an_earlier_state_that_says_more_is_listed_and_gone_from_the_copy():
    content = appended(classic(SHOWN + SECRET), SHOWN.encode())
    assert "TOKEN" not in pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    assert [(row.code, row.sample) for row in pdf.listed(content) if row.hidden] == [("data", "TOKEN")]
    copy = pdf.stripped(content)
    assert not pdf.listed(copy) and b"TOKEN" not in made.everything(copy)


def test_an_earlier_state_that_says_less_is_nothing():
    assert not pdf.listed(appended(classic(SHOWN), (SHOWN + SECRET).encode()))


HALF = SHOWN + "BT {} Tf 50 100 Td (name TOKEN rest) Tj ET 0 g 83 95 47 20 re f BT /F 9 Tf 50 30 Td (END) Tj ET"


def test_of_a_text_under_a_bar_only_the_signs_that_it_covers_go():
    content = made.pdf(HALF.format("/F 12"))
    (row,) = [row for row in pdf.listed(content) if row.hidden]
    assert row.sample == "TOKEN"
    copy = pdf.stripped(content)
    said = pypdfium2.PdfDocument(copy)[0].get_textpage().get_text_range()
    assert not pdf.listed(copy) and b"TOKEN" not in made.everything(copy)
    assert "name" in said and "rest" in said and "T" not in said and drawn(copy).tobytes() == drawn(content).tobytes()


def test_a_text_that_cannot_be_parted_gets_its_sentence(monkeypatch):
    monkeypatch.setattr(pdftext, "_alike", lambda *_: False)
    with pytest.raises(Unfit, match="盖住一部分"):
        pdf.stripped(made.pdf(HALF.format("/F 12")))


def drawn(content):
    return pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil().convert("L")


@pytest.mark.parametrize("kind", ["white-out", "dark-on-dark", "under-a-picture", "in-a-form-under-a-bar", "clipped"])
def test_a_copy_looks_as_before(kind):
    one, other = drawn(HIDDEN[kind][1]), drawn(pdf.stripped(HIDDEN[kind][1]))
    assert Image.eval(one, lambda v: v).tobytes() == other.tobytes()
