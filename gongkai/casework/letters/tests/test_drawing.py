"""Letters as files: layout, fonts, hostile words, an office's own template."""

import io
import re
import zipfile

import pypdfium2
import pytest
from docx import Document
from docx.shared import Mm, Pt

from gongkai.casework.letters import drawing, template
from gongkai.core.actions import Refused

HOSTILE = [
    '#let x = 1 #eval("1") $a^2$ *粗* _斜_ = 题 @引用 <标签> // 注 /* 注 */',
    "{{ 机关 }} {% for a in b %} {# 注 #} {_{x}_} {_%x%_} {{r x}}",
    "\\n \\u{1F600} C:\\temp <w:p><w:r/></w:p> &amp; &#123; ]]> <!-- --> \" '",
]


@pytest.fixture
def words():
    return {
        "机关": "青禾县民政局",
        "标题": "政府信息不予公开告知书",
        "文号": "青禾民公开复〔2026〕1号",
        "抬头": "李大林：",
        "开头": ["你申请公开的内容为：“青山镇三组征地补偿安置方案”"],
        "正文": ["第一段。", "第二段。"],
        "救济": ["救济一段。"],
        "附件": ["附件：1．方案", "　　　2．批复"],
        "日期": "2026年3月20日",
        "附注": "（联系电话：000-0000000）",
    }


def said_by_pdf(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def bare(text: str) -> str:
    return re.sub(r"\s|—\d+—", "", text)


def test_docx_and_pdf_say_the_same_and_all_of_it(words):
    docx, pdf = drawing.draw(words)
    every = "".join(t for value in words.values() for t in (value if isinstance(value, list) else [value]))
    for text in (drawing.words_of(docx), said_by_pdf(pdf)):
        assert sorted(bare(text)) == sorted(bare(every + words["机关"]))  # the organ stands above and below


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words_in_docx_and_pdf(words, text):
    docx, pdf = drawing.draw({**words, "正文": [text], "抬头": text})
    assert drawing.words_of(docx).count(text) == 2
    assert bare(said_by_pdf(pdf)).count(bare(text)) == 2


def test_control_characters_and_halves_of_pairs_are_left_out_lines_kept(words):
    docx, pdf = drawing.draw({**words, "正文": ["甲\x00\x0b\ud800乙\r\n丙\uffff丁"]})
    assert "甲乙\n丙丁" in drawing.words_of(docx)
    assert "甲乙" in said_by_pdf(pdf)


def test_rare_characters_are_shown_and_what_no_font_has_is_a_box(words):
    pdf = drawing.typeset(
        drawing.fill({**words, "抬头": "𬱖𠮷䶮：", "正文": ["谢谢😀👨‍👩‍👧"]}, template.official()),
        title="题",
        author="关",
        system_fonts=False,
    )
    assert "𬱖𠮷䶮：" in said_by_pdf(pdf)
    assert "谢谢□□□□" in said_by_pdf(pdf)


def test_without_system_fonts_every_font_is_embedded_and_the_page_is_a4(words):
    pdf = drawing.typeset(drawing.fill(words, template.official()), title="题", author="关", system_fonts=False)
    assert b"/FontFile" in pdf and b"pdfaid" in pdf
    document = pypdfium2.PdfDocument(pdf)
    assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [210, 297]
    fonts = set()
    for thing in document[0].get_objects():
        if thing.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT:
            fonts.add(thing.get_font().get_base_name())
    document.close()
    assert fonts and all("Noto" in name for name in fonts), fonts


def test_a_full_page_has_22_lines_of_28_characters(words):
    words = {**words, "开头": [], "正文": ["公" * 28 * 60], "附件": [], "附注": ""}
    pdf = drawing.typeset(drawing.fill(words, template.official()), title="题", author="关", system_fonts=False)
    document = pypdfium2.PdfDocument(pdf)
    lines = document[1].get_textpage().get_text_range().split()
    document.close()
    assert lines[:-1] == ["公" * 28] * 22
    assert lines[-1] == "—2—"


def test_layout_of_the_docx_is_the_official_one(words):
    document = Document(io.BytesIO(drawing.fill(words, template.official())))
    section = document.sections[0]
    mm = [round(length.mm, 1) for length in (section.top_margin, section.left_margin, section.page_width)]
    assert mm == [37, 28, 210]
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 156
    assert round((section.page_height - section.top_margin - section.bottom_margin) / Mm(1)) == 225
    title, body = document.paragraphs[1], document.paragraphs[6]
    assert (title.text, title.runs[0].font.name, title.runs[0].font.size) == (words["标题"], "方正小标宋简体", Pt(22))
    assert (document.styles["Normal"].font.name, document.styles["Normal"].font.size) == ("仿宋_GB2312", Pt(16))
    assert body.paragraph_format.first_line_indent == Pt(32)
    seal = next(p for p in document.paragraphs[7:] if p.text == words["机关"]).paragraph_format
    assert seal.left_indent == pytest.approx(Mm(156) - Pt(14.5 * 16), abs=635)


def make(*lines: str, header: str = "") -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


LOOPS = [
    line for name in ("开头", "正文", "救济") for line in (f"{{%p for 段 in {name} %}}", "{{ 段 }}", "{%p endfor %}")
]
GOOD = ["{{ 文号 }}", "{{ 抬头 }}", *LOOPS, "{{ 日期 }}", "本局地址：青禾县人民路1号"]


def test_an_offices_own_template_is_used_and_its_own_words_stand_in_both_files(words):
    drawing.check(make(*GOOD))
    docx, pdf = drawing.draw(words, source=make(*GOOD))
    for text in (drawing.words_of(docx), said_by_pdf(pdf)):
        assert "本局地址：青禾县人民路1号" in text and "第二段。" in text


def test_our_own_template_passes_the_check():
    drawing.check(template.official())


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (make(*GOOD, "{{ 申清人 }}"), "不认识的字段：“申清人”。可用的字段有：机关、标题、文号"),
        (make(*GOOD[:-2]), "缺少必备的字段：日期"),
        (make(*GOOD, "{{ 机关"), "字段写法不对"),
        (make(*GOOD, "{{ ''.__class__.__mro__ }}"), "字段写法不对"),
        (make(*GOOD, "{{ 机关|upper }}"), "字段写法不对"),
        (make(*GOOD, "{% for a in 正文 %}{% for b in 正文 %}{{ b }}{% endfor %}{% endfor %}"), "字段写法不对"),
        (make(*GOOD, header="青禾县民政局"), "页眉"),
        (b"PK\x03\x04 not a document", "打不开"),
        (b"\xd0\xcf\x11\xe0", "打不开"),
        (b"", "打不开"),
    ],
)
def test_a_bad_template_is_refused_with_a_sentence(file, sentence):
    with pytest.raises(Refused, match=sentence) as refusal:
        drawing.check(file)
    assert refusal.value.field == "file"


def repacked(content: bytes, name: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda xml: xml.replace(b"<w:sectPr", b"<w:p><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p><w:sectPr"), "修订"),
        (lambda xml: xml + b" " * template.LARGEST, "太大"),
    ],
)
def test_words_that_would_not_reach_the_pdf_and_bombs_are_refused(change, sentence):
    with pytest.raises(Refused, match=sentence):
        drawing.check(repacked(make(*GOOD), "word/document.xml", change))


def test_links_to_the_outside_are_refused():
    link = b'<Relationship Id="rX" Type="t" Target="http://example.invalid/" TargetMode="External"/></Relationships>'
    with pytest.raises(Refused, match="外部链接"):
        drawing.check(
            repacked(make(*GOOD), "word/_rels/document.xml.rels", lambda x: x.replace(b"</Relationships>", link))
        )
