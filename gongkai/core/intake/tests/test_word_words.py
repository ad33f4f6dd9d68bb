"""A Word file read as HTML: no word is lost in silence, and what says something by its looks says it in the text."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.core.html import clean, plain_text
from gongkai.core.intake import extract, sandbox
from gongkai.core.intake.tests import made
from gongkai.core.intake.tests.made import p, r

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
V = "urn:schemas-microsoft-com:vml"
O = "urn:schemas-microsoft-com:office:office"  # noqa: E741
DML = "http://schemas.openxmlformats.org/drawingml/2006"
NS = f'xmlns:mc="{MC}" xmlns:wps="{WPS}" xmlns:v="{V}" xmlns:o="{O}" xmlns:a="{made.A}" xmlns:w="{made.W}"'
UNDERLINED = '<w:u w:val="single"/>'


@pytest.fixture
def read(tmp_path):
    """read(body, styles, **parts): what extract.py says of a Word file made so."""

    def call(body: str, styles: str = "", **parts: str) -> dict:
        file = tmp_path / "a.docx"
        file.write_bytes(made.docx(body, styles, **parts))
        return extract.docx(str(file))

    return call


def styled(key: str, name: str, properties: str = "", signs: str = "", kind: str = "paragraph", base: str = "") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{based}'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{signs}</w:rPr></w:style>"
    )


def paragraph(text: str, properties: str) -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def box(*texts: str, fallback: bool = True) -> str:
    inner = f"<w:txbxContent>{''.join(p(r(text)) for text in texts)}</w:txbxContent>"
    old = f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
    return (
        f'<w:r {NS}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><a:graphic><a:graphicData><wps:wsp>'
        f"<wps:txbx>{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></w:drawing></mc:Choice>"
        f"{old if fallback else ''}</mc:AlternateContent></w:r>"
    )


def drawing(uri: str, inner: str) -> str:
    return (
        f'<w:r><w:drawing xmlns:a="{made.A}"><a:graphic><a:graphicData uri="{DML}/{uri}">{inner}</a:graphicData>'
        "</a:graphic></w:drawing></w:r>"
    )


@pytest.mark.parametrize("fallback", [True, False])
def test_a_box_is_read_once_behind_the_paragraph_that_holds_it(read, fallback):
    said = read(p(r("第一段")) + p(r("第二段"), box("框内甲", "框内乙", fallback=fallback)) + p(r("第三段")))
    assert said["html"] == "<p>第一段</p><p>第二段</p><p>框内甲</p><p>框内乙</p><p>第三段</p>"
    assert said["left"] == {}


def test_boxes_at_the_top_stand_in_front_of_the_first_words(read):
    said = read(p() + p(r("关于防汛的通知"), box("青禾县水务局文件"), box("内部资料")) + p(r("各乡镇：")))
    assert said["html"] == "<p>青禾县水务局文件</p><p>内部资料</p><p>关于防汛的通知</p><p>各乡镇：</p>"


def test_a_box_in_a_box_and_words_drawn_as_a_picture_are_kept(read):
    inner = f"<w:txbxContent>{p(r('外框'), box('内框'))}</w:txbxContent>"
    outer = f"<w:r {NS}><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></w:r>"
    art = f'<w:r {NS}><w:pict><v:shape><v:textpath string="艺术字"/></v:shape></w:pict></w:r>'
    said = read(p(r("甲")) + p(r("乙"), outer, art) + p(r("丙")))
    assert re.findall("<p>(.*?)</p>", said["html"]) == ["甲", "乙", "外框", "内框", "艺术字", "丙"]


def test_every_kind_that_no_text_holds_is_counted(read):
    ole = '<w:r><w:object xmlns:v="{}" xmlns:o="{}"><v:shape><v:imagedata/></v:shape><o:OLEObject ProgID="{}"/></w:object></w:r>'
    body = p(
        drawing("chart", '<c:chart xmlns:c="x"/>'),
        drawing("diagram", '<d:relIds xmlns:d="x"/>'),
        drawing("picture", "<pic:pic xmlns:pic='x'/>"),
        ole.format(V, O, "Excel.Sheet.12"),
        r("速度"),
        ole.format(V, O, "Equation.3"),
        '<w:r><w:sym w:font="某某符号" w:char="F0E1"/></w:r>',
    )
    said = read(body + '<w:altChunk r:id="x"/>')
    assert said["left"] == {
        "chart": 1, "diagram": 1, "picture": 1, "object": 1, "formula": 1, "symbol": 1, "part": 1,
    }  # fmt: skip
    assert plain_text(said["html"]) == "速度［公式］［符号］"


def test_footnotes_and_endnotes_stand_behind_the_text_and_their_marks_lead_there(read):
    note = '<w:{0} w:type="separator" w:id="-1"><w:p/></w:{0}><w:{0} w:id="{2}"><w:p><w:r><w:{0}Ref/></w:r>{1}</w:p></w:{0}>'
    feet = f'<w:footnotes xmlns:w="{made.W}">{note.format("footnote", r("数据截至六月底。"), 2)}</w:footnotes>'
    ends = f'<w:endnotes xmlns:w="{made.W}">{note.format("endnote", r("见统计公报。"), 2)}</w:endnotes>'
    body = p(
        r("全县共"),
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        r("三百户"),
        '<w:r><w:endnoteReference w:id="2"/></w:r>',
    )
    said = read(body + "<w:sectPr/>", footnotes=feet, endnotes=ends)
    assert plain_text(said["html"]) == "全县共〔1〕三百户〔2〕"
    assert plain_text(said["notes"]) == "〔1〕数据截至六月底。\n〔2〕见统计公报。"
    assert re.findall(r'<a href="#(note-\d)"[^>]*><sup>〔', clean(said["html"])) == ["note-1", "note-2"]
    assert re.findall(r'id="(.*?)"', clean(said["notes"])) == ["note-1", "note-2"]


def test_a_mark_of_the_authors_own_stays(read):
    feet = f'<w:footnotes xmlns:w="{made.W}"><w:footnote w:id="2">{p(r("※暂定数。"))}</w:footnote></w:footnotes>'
    body = p(r("三百户"), '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>※</w:t></w:r>')
    said = read(body, footnotes=feet)
    assert (plain_text(said["html"]), plain_text(said["notes"])) == ("三百户※", "※暂定数。")


@pytest.mark.parametrize(
    ("inner", "html"),
    [
        (r("注意", UNDERLINED), "<u>注意</u>"),
        (r("作废", "<w:strike/>"), "<s>作废</s>"),
        (r("作废", "<w:dstrike/>"), "<s>作废</s>"),
        (r("平方米m") + r("2", '<w:vertAlign w:val="superscript"/>'), "平方米m<sup>2</sup>"),
        (r("H") + r("2", '<w:vertAlign w:val="subscript"/>') + r("O"), "H<sub>2</sub>O"),
        (r("着重", '<w:em w:val="dot"/>'), "<em>着重</em>"),
        (r("姓名：") + r("        ", UNDERLINED), "姓名：________"),
        (r("姓名：") + f"<w:r><w:rPr>{UNDERLINED}</w:rPr><w:tab/><w:tab/></w:r>", "姓名：________"),
        (r("年") + r("\u3000\u3000", UNDERLINED) + r("月"), "年____月"),
        (r("  张某  ", UNDERLINED), "<u>  张某  </u>"),
        (r("上标", '<w:rStyle w:val="up"/>'), "<sup>上标</sup>"),
        (r("网址", '<w:rStyle w:val="link"/>'), "网址"),
        ('<w:fldSimple w:instr="DATE"><w:r><w:t>2026年</w:t></w:r></w:fldSimple>', "2026年"),
        ('<w:r><w:ruby><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby></w:r>', "汉"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "🗹"),
        ('<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>\uf0fe</w:t></w:r>', "🗹"),
        (r("\uf0fe姓"), "\uf0fe姓"),
        ('<w:r><w:sym w:font="宋体" w:char="25A1"/></w:r>', "□"),
        ('<w:r><w:t>甲</w:t><w:cr/><w:t>乙</w:t></w:r>', "甲<br />乙"),
        ('<w:dir w:val="ltr"><w:r><w:t>甲</w:t></w:r></w:dir>', "甲"),
    ],
)  # fmt: skip
def test_signs_and_lines_are_kept(read, inner, html):
    styles = styled("up", "上标样式", signs='<w:vertAlign w:val="superscript"/>', kind="character")
    styles += styled("link", "Hyperlink", signs=UNDERLINED, kind="character")
    assert read(p(inner), styles)["html"] == f"<p>{html}</p>"


def field(code: str, data: str = "", shown: str = "") -> str:
    result = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(shown)}' if shown else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        (field("FORMCHECKBOX", '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'), "☑"),
        (field("FORMCHECKBOX", '<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>'), "☐"),
        (field("FORMDROPDOWN", '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="同意"/>'
               '<w:listEntry w:val="不同意"/></w:ddList></w:ffData>'), "不同意"),
        (field("REF _Ref1", shown="第三条"), "第三条"),
        (field(r"eq \o\ac(○,1)"), "①"),
        (field(r"EQ \o\ac(○,印)"), "（印）"),
        (field(r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(pīn),拼)'), "拼"),
        (field(r"EQ \f(1,2)"), "［公式］"),
        (field(r'SYMBOL 254 \f "Wingdings"'), "🗹"),
    ],
)  # fmt: skip
def test_fields_show_what_word_shows(read, inner, words):
    assert plain_text(read(p(inner))["html"]) == words


def test_content_controls_show_their_signs(read):
    w14 = "http://schemas.microsoft.com/office/word/2010/wordml"
    ticked = (
        f'<w:sdt><w:sdtPr><x:checkbox xmlns:x="{w14}"><x:checked x:val="1"/></x:checkbox></w:sdtPr>'
        f"<w:sdtContent>{r('☒')}</w:sdtContent></w:sdt>"
    )
    assert plain_text(read(p(ticked, r("同意公开")))["html"]) == "☒同意公开"


@pytest.mark.parametrize(
    ("properties", "html"),
    [
        ('<w:jc w:val="center"/>', '<p class="center">甲</p>'),
        ('<w:jc w:val="right"/>', '<p class="right">甲</p>'),
        ('<w:jc w:val="end"/>', '<p class="right">甲</p>'),
        ('<w:jc w:val="both"/>', "<p>甲</p>"),
        ('<w:pStyle w:val="mid"/>', '<p class="center">甲</p>'),
        ('<w:pStyle w:val="below"/>', '<p class="center">甲</p>'),
        ('<w:pStyle w:val="mid"/><w:jc w:val="left"/>', "<p>甲</p>"),
        ('<w:outlineLvl w:val="0"/>', "<h1>甲</h1>"),
        ('<w:outlineLvl w:val="1"/>', "<h2>甲</h2>"),
        ('<w:outlineLvl w:val="7"/>', "<h4>甲</h4>"),
        ('<w:outlineLvl w:val="9"/>', "<p>甲</p>"),
        ('<w:pStyle w:val="t2"/>', "<h2>甲</h2>"),
        ('<w:pStyle w:val="one"/>', "<h1>甲</h1>"),
        ('<w:pStyle w:val="t2"/><w:outlineLvl w:val="9"/>', "<p>甲</p>"),
        ('<w:pStyle w:val="top"/>', "<h1>甲</h1>"),
    ],
)
def test_alignment_and_outline_come_from_paragraph_and_style(read, properties, html):
    styles = styled("mid", "居中", '<w:jc w:val="center"/>') + styled("below", "再居中", base="mid")
    styles += styled("t2", "标题 2") + styled("one", "一级标题") + styled("top", "公文标题")
    assert read(paragraph("甲", properties), styles)["html"] == html


@pytest.mark.parametrize("text", ["全县各乡镇要高度重视。", "长" * 61, "各单位；"])
def test_body_text_with_an_outline_level_stays_a_paragraph(read, text):
    assert read(paragraph(text, '<w:outlineLvl w:val="1"/>'))["html"] == f"<p>{text}</p>"


LISTS = (
    f'<w:numbering xmlns:w="{made.W}"><w:abstractNum w:abstractNumId="0">'
    + "".join(f'<w:lvl w:ilvl="{depth}"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl>' for depth in range(3))
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="none"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)


def item(text: str, depth: int = 0, number: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_bullets_keep_their_levels_and_a_list_without_marks_counts_nothing(read):
    body = item("甲") + item("乙", 1) + item("丙", 1) + item("丁") + p(r("段")) + item("戊", 2) + item("己", 0, 2)
    assert read(body, numbering=LISTS)["html"] == (
        "<ul><li>甲<ul><li>乙</li><li>丙</li></ul></li><li>丁</li></ul><p>段</p><ul><li>戊</li></ul><p>己</p>"
    )


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(text))}</w:tc>"


def test_merged_cells_stay_merged_whatever_stands_between_the_rows(read):
    tall, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide, old, more = '<w:gridSpan w:val="2"/>', '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    head, late = "<w:trPr><w:tblHeader/></w:trPr>", '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    rows = (
        f'<w:tr>{head}{cell("类别", tall)}{cell("定额", wide)}</w:tr><w:bookmarkStart w:id="1" w:name="_Toc1"/>',
        f"<w:tr>{head}{cell('', on)}{cell('居民')}{cell('工业')}</w:tr>",
        f"<w:tr>{late}{cell('合', old)}{cell('', more)}</w:tr>",
    )
    html = read(f"<w:tbl>{''.join(rows)}</w:tbl>")["html"]
    assert html == (
        '<table><thead><tr><th rowspan="2"><p>类别</p></th><th colspan="2"><p>定额</p></th></tr>'
        "<tr><th><p>居民</p></th><th><p>工业</p></th></tr></thead>"
        '<tbody><tr><td></td><td colspan="2"><p>合</p></td></tr></tbody></table>'
    )


def test_a_table_in_a_table_is_kept(read):
    inner = f"<w:tbl><w:tr>{cell('内')}</w:tr></w:tbl>"
    html = read(f"<w:tbl><w:tr>{cell('外')}<w:tc>{inner}{p()}</w:tc></w:tr></w:tbl>")["html"]
    assert html == "<table><tr><td><p>外</p></td><td><table><tr><td><p>内</p></td></tr></table></td></tr></table>"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("— 3 —", []),
        ("第 3 页 共 9 页", []),
        ("青禾县民政局", []),
        ("征求意见稿", ["征求意见稿"]),
    ],
)
def test_headers_are_told_when_they_say_something_of_their_own(read, words, told):
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header"/></w:sectPr>'
    header = f'<w:hdr xmlns:w="{made.W}">{p(r(words))}</w:hdr>'
    assert read(p(r("青禾县民政局")) + section, header=header)["margins"] == told


WORDS = st.text("甲乙丙丁戊己庚辛壬癸", min_size=1, max_size=6)
PIECES = st.one_of(
    WORDS.map(r),
    WORDS.map(lambda text: r(text, UNDERLINED)),
    WORDS.map(lambda text: f'<w:fldSimple w:instr="DATE">{r(text)}</w:fldSimple>'),
    WORDS.map(lambda text: f"<w:smartTag>{r(text)}</w:smartTag>"),
    WORDS.map(lambda text: f"<w:ins>{r(text)}</w:ins>"),
    WORDS.map(lambda text: f"<w:sdt><w:sdtContent>{r(text)}</w:sdtContent></w:sdt>"),
    WORDS.map(lambda text: f'<w:hyperlink w:anchor="x">{r(text)}</w:hyperlink>'),
    WORDS.map(lambda text: field("REF x", shown=text)),
    WORDS.map(lambda text: box(text)),
    WORDS.map(lambda text: box(text, fallback=False)),
)
LOOKS = st.sampled_from(["", '<w:jc w:val="center"/>', '<w:outlineLvl w:val="1"/>', '<w:outlineLvl w:val="12"/>',
                         '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'])  # fmt: skip
PARAGRAPHS = st.builds(
    lambda looks, pieces: f"<w:p><w:pPr>{looks}</w:pPr>{''.join(pieces)}</w:p>", LOOKS, st.lists(PIECES, max_size=4)
)


def table(rows: list[list[str]]) -> str:
    cells = [[one + (p() if one.startswith("<w:tbl") else "") for one in row] for row in rows]
    return f"<w:tbl>{''.join('<w:tr>' + ''.join(f'<w:tc>{one}</w:tc>' for one in row) + '</w:tr>' for row in cells)}</w:tbl>"


def tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.lists(cells, min_size=1, max_size=3), min_size=1, max_size=3).map(table)


BLOCKS = PARAGRAPHS | tables(PARAGRAPHS) | tables(PARAGRAPHS | tables(PARAGRAPHS))


@given(st.lists(BLOCKS, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sign_of_a_file_is_lost_nor_told_twice(tmp_path_factory, blocks):
    body = "".join(blocks)
    file = Path(tmp_path_factory.mktemp("words")) / "a.docx"
    file.write_bytes(made.docx(body, numbering=LISTS))
    shown = re.sub(r"<mc:Fallback>.*?</mc:Fallback>", "", body)
    said = plain_text(clean(extract.docx(str(file))["html"]))
    assert sorted(re.sub(r"\s", "", said)) == sorted("".join(re.findall(r"<w:t>(.*?)</w:t>", shown)))


def test_three_hundred_pages_stay_within_the_limits_of_the_sandbox(tmp_path):
    rows = f"<w:tr>{cell('每人每月')}{cell('730', '<w:jc/>')}{cell('元')}</w:tr>"
    page = (
        paragraph("工作目标", '<w:outlineLvl w:val="1"/>')
        + p(r("切实保障困难群众基本生活。" * 5), r("____", UNDERLINED)) * 14
    )
    page += item("甲") + p(r("第二段"), box("框内")) + f"<w:tbl>{rows * 8}</w:tbl>"
    file = tmp_path / "a.docx"
    file.write_bytes(made.docx(page * 300, numbering=LISTS))
    before = sum(os.times()[2:4])  # seconds of processors
    said = sandbox.extract("docx", file)
    assert sum(os.times()[2:4]) - before < extract.SECONDS / 2
    assert said["html"].count("<h2>") == 300
