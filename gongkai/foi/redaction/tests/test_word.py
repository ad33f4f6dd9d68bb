"""Redacted Word files: nothing of what was marked is left in any part."""

import io
import zipfile
from itertools import pairwise

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.core.actions import Refused
from gongkai.foi.redaction import marks, sandbox, word
from gongkai.foi.redaction.marks import Survived
from gongkai.foi.redaction.tests import made
from gongkai.foi.redaction.tests.made import docx, insides, png, relation, replaced, saved

NAME = "张大明"


def redacted(content, *terms, paragraphs=()):
    return word.redact(content, marks.read({"terms": terms, "paragraphs": paragraphs}))[0]


def run(text, properties=""):
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


@settings(max_examples=15, deadline=None)
@given(
    term=st.text(st.sampled_from("张王李赵大小明芳Ab3-号"), min_size=2, max_size=6),
    cuts=st.lists(st.integers(1, 5), max_size=3),
    place=st.sampled_from(["body", "cell", "header", "footer"]),
)
def test_no_term_survives_however_it_is_split_into_runs(term, cuts, place):
    document = Document()
    document.core_properties.author = document.core_properties.title = term
    spot = {
        "body": document.add_paragraph,
        "cell": lambda: document.add_table(1, 1).rows[0].cells[0].paragraphs[0],
        "header": lambda: document.sections[0].header.paragraphs[0],
        "footer": lambda: document.sections[0].footer.paragraphs[0],
    }[place]()
    spot.add_run("前")
    edges = sorted({0, *(cut for cut in cuts if cut < len(term)), len(term)})
    for start, end in pairwise(edges):
        spot.add_run(term[start:end]).bold = bool(start)
    spot.add_run("后")
    out = redacted(saved(document), term)
    assert term not in word.words(word.opened(out).parts[0].tree)
    assert all(term not in word.words(part.tree) for part in word.opened(out).parts)
    assert place != "body" or Document(io.BytesIO(out)).paragraphs[0].text == f"前{'█' * len(term)}后"
    assert Document(io.BytesIO(out)).core_properties.author == ""


PLACES = {
    "a comment": f'<w:p><w:commentRangeStart w:id="0"/>{run("好")}<w:r><w:commentReference w:id="0"/></w:r></w:p>',
    "deleted text": f"<w:p><w:del w:author='{NAME}'><w:r><w:delText>{NAME}</w:delText></w:r></w:del>{run('好')}</w:p>",
    "moved text": f"<w:p><w:moveFrom>{run(NAME)}</w:moveFrom>{run('好')}</w:p>",
    "inserted text": f"<w:p>{run('好')}<w:ins w:author='{NAME}'>{run(NAME)}</w:ins></w:p>",
    "half inserted": f"<w:p>{run('好张')}<w:ins w:author='{NAME}'>{run('大')}</w:ins>{run('明')}</w:p>",
    "a link": f"<w:p><w:hyperlink r:id='rIdL' w:tooltip='{NAME}'>{run('好')}</w:hyperlink></w:p>",
    "a field": f'<w:p><w:r><w:instrText>HYPERLINK "{NAME}"</w:instrText></w:r>{run("好")}</w:p>',
    "a simple field": f"<w:p><w:fldSimple w:instr='AUTHOR {NAME}'>{run('好')}</w:fldSimple></w:p>",
    "hidden text": f"<w:p>{run('好')}{run(NAME, '<w:rPr><w:vanish/></w:rPr>')}</w:p>",
    "a control": f"<w:sdt><w:sdtPr><w:alias w:val='{NAME}'/></w:sdtPr><w:sdtContent><w:p>{run('好')}</w:p></w:sdtContent></w:sdt>",
    "a bookmark": f"<w:p><w:bookmarkStart w:id='1' w:name='{NAME}'/>{run('好')}</w:p>",
    "two cells": f"<w:tbl><w:tr><w:tc><w:p>{run('好张')}</w:p></w:tc><w:tc><w:p>{run('大明')}</w:p></w:tc></w:tr></w:tbl>",
    "two paragraphs": f"<w:p>{run('好张')}</w:p><w:p>{run('大明')}</w:p>",
    "a line end": "<w:p><w:r><w:t>好张</w:t><w:br/><w:t>大</w:t><w:tab/><w:t>明</w:t></w:r></w:p>",
    "a reading aid": f"<w:p><w:r><w:t>好张</w:t></w:r><w:r><w:ruby><w:rt>{run('da')}</w:rt><w:rubyBase>{run('大')}</w:rubyBase></w:ruby></w:r>{run('明')}</w:p>",
    "a text box": f"<w:p>{run('好张')}<w:r><w:pict xmlns:v='urn:schemas-microsoft-com:vml'><v:shape alt='{NAME}'><v:textbox><w:txbxContent><w:p>{run('某某')}{run(NAME)}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>{run('大明')}</w:p>",
    "word art": f"<w:p>{run('好')}<w:r><w:pict xmlns:v='urn:schemas-microsoft-com:vml'><v:shape><v:textpath string='{NAME}'/></v:shape></w:pict></w:r></w:p>",
    "a chosen variant": f"<w:p>{run('好张%s大%s明')}</w:p>" % ("\U000e0100", "\ufe00"),
    "marks of direction": f"<w:p>{run('好张%s大%s明')}</w:p>" % ("\u200e", "\u202a"),
    "a name with a soft hyphen": "<w:p><w:r><w:t>好张</w:t><w:softHyphen/><w:t>大明</w:t></w:r></w:p>",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_name_leaves_every_place(place):
    relations = relation("rIdL", "hyperlink", f"mailto:{NAME}@x.cn", 'TargetMode="External"')
    relations += relation("rIdC", "comments", "comments.xml") + relation("rIdX", "customXml", "../customXml/item1.xml")
    parts = {
        "word/comments.xml": f"<w:comments {made.W}><w:comment w:id='0' w:author='{NAME}'><w:p>{run(NAME)}</w:p></w:comment></w:comments>".encode(),
        "customXml/item1.xml": f"<x>{NAME}</x>".encode(),
        "docProps/thumbnail.jpeg": NAME.encode(),
        "word/embeddings/old.docx": NAME.encode(),
    }
    content = docx(PLACES[place], parts, relations)
    assert NAME in insides(content)
    out = redacted(content, NAME)
    assert NAME not in insides(out) and "大" not in insides(out) and 'Target="mailto' not in insides(out)
    assert "好" in word.words(word.opened(out).parts[0].tree)
    Document(io.BytesIO(out))
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert not [n for n in archive.namelist() if n.startswith(("docProps", "customXml", "word/embed", "word/comm"))]


def test_inserted_text_stays_and_the_layout_with_it():
    document = Document()
    document.add_heading("决定", 1)
    document.sections[0].footer.paragraphs[0].text = "第一页"
    document.add_table(2, 2)
    out = Document(io.BytesIO(redacted(saved(document), NAME)))
    assert out.paragraphs[0].style.name == "Heading 1" and len(out.tables[0].rows) == 2
    assert out.sections[0].footer.paragraphs[0].text == "第一页"


def picture(descr=""):
    document = Document()
    document.add_paragraph("看图").add_run().add_picture(io.BytesIO(png()))
    document.add_paragraph("好")
    content = saved(document)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
        held = archive.read("word/media/image1.png")
    body = body.replace("<pic:cNvPr ", f'<pic:cNvPr descr="{descr}" ')
    return replaced(
        content, {"word/document.xml": body.encode(), "word/media/image1.png": held[:-12] + _text() + held[-12:]}
    )


def _text():
    import zlib

    data = b"tEXtAuthor\x00" + NAME.encode()
    return (len(data) - 4).to_bytes(4, "big") + data + zlib.crc32(data).to_bytes(4, "big")


def test_a_picture_keeps_its_pixels_and_nothing_else():
    out = redacted(picture(NAME), NAME)
    assert NAME not in insides(out) and "word/media/image0.png" in insides(out)
    assert word.look(out)["pictures"] == 1


def test_a_chosen_paragraph_goes_with_its_picture():
    out = redacted(picture(), paragraphs=[0])
    assert "word/media" not in insides(out)
    assert [p.text for p in Document(io.BytesIO(out)).paragraphs] == ["██", "好"]


def test_what_was_cut_off_a_picture_is_gone():
    from PIL import Image

    content = picture()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
    body = body.replace("<a:stretch>", '<a:srcRect l="50000"/><a:stretch>')
    out = redacted(replaced(content, {"word/document.xml": body.encode()}), NAME)
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        media = [name for name in archive.namelist() if name.startswith("word/media")]
        assert [Image.open(io.BytesIO(archive.read(name))).size for name in media] == [(20, 20)]


def test_terms_of_figures_do_not_break_what_measures_the_page():
    document = Document()
    document.add_paragraph("共 1 户 11010119900307002X")
    out = Document(io.BytesIO(redacted(saved(document), "1", "11010119900307002X")))
    assert out.paragraphs[0].text == "共 █ 户 " + "█" * 18
    assert out.sections[0].page_width == Document().sections[0].page_width


def test_the_check_finds_what_a_bad_redaction_leaves(monkeypatch):
    content = docx(f"<w:p>{run(NAME)}</w:p>")
    with monkeypatch.context() as patch:
        patch.setattr(word, "_black_out", lambda tree, terms: None)
        with pytest.raises(Survived):
            redacted(content, NAME)
    with monkeypatch.context() as patch:
        patch.setattr(word, "_blocks", lambda text: text)
        with pytest.raises(Survived):
            redacted(content, paragraphs=[0])


STYLE = (
    f"<w:styles {made.W}><w:style w:type='paragraph' w:styleId='base'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='heir'><w:basedOn w:val='base'/></w:style></w:styles>"
).encode()
LATER = '<{0}:p xmlns:{0}="{1}"><{0}:r><{0}:rPr><{0}:vanish/></{0}:rPr><{0}:t>TOKEN</{0}:t></{0}:r></{0}:p>'


@pytest.mark.parametrize(
    "hidden",
    [
        f'<w:p><w:pPr><w:pStyle w:val="heir"/></w:pPr>{run("TOKEN")}</w:p>',
        f"<w:p>{run('TOKEN', '<w:rPr><w:specVanish/></w:rPr>')}</w:p>",
        LATER.format("y", "http://schemas.openxmlformats.org/wordprocessingml/2031/main"),
        LATER.format("x", "urn:example:unknown").replace("<x:vanish/>", ""),
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>TOKEN</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    ],
)
def test_what_is_hidden_by_style_or_in_an_unknown_namespace_is_gone_from_the_redacted_file(hidden):
    content = docx(f"<w:p>{run('看得见')}{run(NAME)}</w:p>{hidden}", {"word/styles.xml": STYLE})
    with zipfile.ZipFile(io.BytesIO(redacted(content, NAME))) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"TOKEN" not in everything and "看得见".encode() in everything


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"word/{number}.xml", bytes(90 * 1024 * 1024))
    return out.getvalue()


XXE = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document {made.W}><w:body><w:p>{run("&e;")}</w:p></w:body></w:document>'
STRICT = '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body/></w:document>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04broken", "打不开"),
        (docx()[:-40], "打不开"),
        (docx(parts={"word/document.xml": b"<w:document"}), "打不开"),
        (docx(parts={"word/document.xml": XXE.encode()}), "内部结构不正常"),
        (docx(parts={"word/document.xml": STRICT.encode()}), "严格"),
        (bomb(), "大得异常"),
    ],
)
def test_bad_files_get_a_sentence(content, sentence):
    with pytest.raises(Refused, match=sentence):
        sandbox.look(content, "word")


def test_the_whole_way_in_a_process_of_its_own():
    content = docx(f"<w:p>{run('好')}{run(NAME)}</w:p><w:p>{run('第二段')}</w:p>")
    assert sandbox.look(content, "word")["paragraphs"] == [f"好{NAME}", "第二段"]
    assert sandbox.count(content, "word", (NAME,))["hits"] == {NAME: {"1": 1}}
    out, told = sandbox.redact(content, "word", marks.read({"terms": [NAME], "paragraphs": [1]}))
    assert told == {"pages": 2, "unread": 0, "lost": 0}
    assert [p.text for p in Document(io.BytesIO(out)).paragraphs] == ["好███", "███"]
