"""Letters as files: layout, fonts, hostile words, an office's own template."""

import io
import re
import zipfile

import pypdfium2
import pytest
from docx import Document
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.casework.letters import drawing, fonts, template
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


def test_what_nobody_sees_is_left_out(words):
    docx, pdf = drawing.draw({**words, "抬头": "李\u202e大\u200b林\U000e0041\u00ad\ufff9："})
    assert "李大林：" in drawing.words_of(docx) and "李大林：" in said_by_pdf(pdf)


def test_rare_characters_are_shown_and_what_no_font_has_is_a_box(words):
    pdf = drawing.typeset(
        drawing.fill({**words, "抬头": "𬱖𠮷䶮：", "正文": ["谢谢😀👨‍👩‍👧"]}, template.official()),
        title="题",
        author="关",
        system_fonts=False,
    )
    assert "𬱖𠮷䶮：" in said_by_pdf(pdf)
    assert "谢谢□□□□" in said_by_pdf(pdf)


UNPRINTABLE = {
    "old GBK rare character": "冯\ue863",
    "bullet pasted from Word": "\uf0b7 2024年低保资金发放表",
    "braces, u and digits stay": "u{e863} \ue863 e863 {863}",
    "unassigned": "甲\u0378乙",
    "noncharacter": "甲\ufdd0乙",
    "plane 15": "甲\U000f1234乙",
    "scripts without a font": "甲\u1cd0क्षि乙",
    "quotation mark and backslash beside it": 'a"b\uf0b7\\c',
    "more than can be looked up": "".join(map(chr, range(0x12000, 0x12100))),
}


@pytest.mark.parametrize("text", UNPRINTABLE.values(), ids=UNPRINTABLE)
def test_what_no_font_can_print_is_a_box_in_docx_and_pdf_and_all_else_stays(words, text):
    bad = drawing.unprintable(text)
    shown = "".join("□" if character in bad else character for character in text)
    assert bad and "□" in shown
    docx, pdf = drawing.draw({**words, "抬头": f"{text}：", "正文": [text], "标题": text, "机关": text})
    assert drawing.words_of(docx).count(shown) == 5
    assert bare(said_by_pdf(pdf)).count(bare(shown)) == 5
    assert b"pdfaid" in pdf


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.one_of(st.characters(), st.sampled_from('\ue863\uf0b7甲乙u{}863"\\')), max_size=30))
def test_any_text_whatever_makes_a_letter(text):
    words = dict.fromkeys(template.FIELDS, "甲") | {name: ["乙"] for name in template.LISTS}
    docx, pdf = drawing.draw({**words, "抬头": text, "正文": [text]})
    assert docx[:2] == b"PK" and pdf[:4] == b"%PDF"


def test_all_letters_that_a_name_may_have_can_be_printed():
    assert drawing.unprintable({"to": "李大林、𬱖𠮷䶮㛃𠅤㑇", "no": ["〔2026〕1号", "①㈠⑴㎡℃Ⅰ×÷—……"]}) == set()


def test_the_fonts_of_founder_are_known_by_their_gbk_names():
    by_name = fonts.by_name(system=False)
    for name in ("方正仿宋_GBK", "方正小标宋_GBK", "方正黑体_GBK", "方正楷体_GBK", "方正书宋_GBK"):
        assert by_name[name] == [fonts.SANS]
    assert "方正小标宋_GBK" in fonts.heavy(system=False)


def test_a_font_that_is_there_under_its_gbk_name_stands_for_the_official_one(monkeypatch):
    there = ["FZFangSong-Z02", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC", fonts.SANS]
    monkeypatch.setattr(fonts, "installed", lambda system=True: type("F", (), {"families": lambda self: there})())
    names = fonts.by_name.__wrapped__()
    assert names["仿宋_GB2312"] == ["FZFangSong-Z02", "Noto Serif CJK SC", fonts.SANS]
    assert names["方正小标宋简体"][0] == "FZXiaoBiaoSong-B05"
    assert names["黑体"] == [fonts.SANS]


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


def make(*lines: str, header: str = "", footer: str = "", **properties: str) -> bytes:
    document = Document()
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
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
        (make(*GOOD, title="{{ 申清人 }}"), "不认识的字段：“申清人”"),
        (make(*GOOD, title="{{ ''.__class__ }}"), "字段写法不对"),
        (make(*GOOD, comments="{{ 正文|join }}"), "字段写法不对"),
        (make(*GOOD, comments="{{ 7 * 7 }}"), "字段写法不对"),
        (make(*GOOD, subject="{% for a in 正文 %}"), "字段写法不对"),
        (make(*GOOD, keywords="{{ lipsum }}"), "不认识的字段：“lipsum”"),
        (make(*GOOD, footer="第 1 页 县民政局制"), "页脚"),
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


@pytest.mark.parametrize("name", ["comments", "footnotes", "endnotes"])
def test_notes_that_would_not_reach_the_pdf_are_refused(name):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for text, good in (("请领导审阅", False), ("  ", True)):
        out = io.BytesIO(make(*GOOD))
        with zipfile.ZipFile(out, "a") as packed:
            packed.writestr(f"word/{name}.xml", f"<w:{name} {space}><w:t>{text}</w:t></w:{name}>")
        if good:
            drawing.check(out.getvalue())
        else:
            with pytest.raises(Refused, match="批注、脚注或尾注"):
                drawing.check(out.getvalue())


def test_what_a_template_says_of_itself_is_no_part_of_the_letter(words):
    source = make(*GOOD, title="{{ 正文 }}", comments="{{ 抬头 }}", subject="样张", keywords="{{ 救济 }}")
    drawing.check(source)
    docx, _ = drawing.draw({**words, "正文": ["很长" * 400]}, source=source)
    about = Document(io.BytesIO(docx)).core_properties
    assert (about.title, about.author) == (words["标题"], words["机关"])
    assert not (about.comments or about.subject or about.keywords)


def test_links_to_the_outside_are_refused():
    link = b'<Relationship Id="rX" Type="t" Target="http://example.invalid/" TargetMode="External"/></Relationships>'
    with pytest.raises(Refused, match="外部链接"):
        drawing.check(
            repacked(make(*GOOD), "word/_rels/document.xml.rels", lambda x: x.replace(b"</Relationships>", link))
        )
