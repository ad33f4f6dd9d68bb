"""Word: rows and paragraphs of no height, white in plain tables, instructions of fields, controls, second versions."""

import io

import docx as python_docx
import pytest

from gongkai.core.intake.holding import docx
from gongkai.core.intake.package import Unfit
from gongkai.core.intake.tests import made
from gongkai.core.intake.tests.made import p, r

SEEN, TOKEN = "公开的内容", "TOKEN秘密"
WHITE = '<w:color w:val="FFFFFF"/>'
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def table(run, of_row="", of_cell="", of_table=""):
    return (
        f"<w:tbl><w:tblPr>{of_table}</w:tblPr><w:tr><w:trPr>{of_row}</w:trPr><w:tc><w:tcPr>{of_cell}</w:tcPr>{p(run)}</w:tc></w:tr>"
        f"<w:tr><w:tc>{p(r('第二行'))}</w:tc></w:tr></w:tbl>"
    )


def mark(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(instruction, result="", begin=""):
    start = f'<w:r><w:fldChar w:fldCharType="begin">{begin}</w:fldChar></w:r>'
    middle = mark("separate") + r(result) if result else ""
    return p(start, f"<w:r><w:instrText>{instruction}</w:instrText></w:r>", middle, mark("end"))


def control(properties):
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{p(r('选'))}</w:sdtContent></w:sdt>"


def two(choice, fallback, requires="wps"):
    return p(
        f'<w:r><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="{requires}"><w:drawing><w:txbxContent>{p(r(choice))}</w:txbxContent>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{p(r(fallback))}</w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


HIDDEN = {
    "row": ("text", table(r(TOKEN), "<w:hidden/>"), {}),
    "flat-row": ("text", table(r(TOKEN), '<w:trHeight w:val="10" w:hRule="exact"/>'), {}),
    "flat-lines": (
        "text",
        f'<w:p><w:pPr><w:spacing w:line="10" w:lineRule="exact"/></w:pPr>{r(TOKEN)}</w:p>',
        {},
    ),
    "narrow-signs": ("text", p(r(TOKEN, '<w:w w:val="1"/>')), {}),
    "two-points": ("text", p(r(TOKEN, '<w:sz w:val="4"/>')), {}),
    "white-in-a-plain-table": ("text", table(r(TOKEN, WHITE)), {}),
    "white-in-a-white-cell": ("text", table(r(TOKEN, WHITE), of_cell='<w:shd w:val="clear" w:fill="FFFFFF"/>'), {}),
    "red-in-a-red-cell": (
        "text",
        table(r(TOKEN, '<w:color w:val="C00000"/>'), of_cell='<w:shd w:val="clear" w:fill="C00000"/>'),
        {},
    ),
    "theme-white": ("text", p(r(TOKEN, '<w:color w:themeColor="background1"/>')), {}),
    "no-fill": (
        "text",
        p(
            r(
                TOKEN,
                '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:noFill/></w14:textFill>',
            )
        ),
        {},
    ),
    "set": ("text", field(f'SET a "{TOKEN}"'), {}),
    "quote": ("text", field(f'QUOTE "{TOKEN}"', "别的"), {}),
    "if": ("text", field(f'IF 1 = 1 "对" "{TOKEN}"', "对"), {}),
    "variable": ("text", field(f"DOCVARIABLE {TOKEN}", "值"), {}),
    "entry": ("text", field(f'XE "{TOKEN}"'), {}),
    "simple": ("text", p(f'<w:fldSimple w:instr="QUOTE &quot;{TOKEN}&quot;">{r("别的")}</w:fldSimple>'), {}),
    "split-instruction": (
        "text",
        p(
            mark("begin"),
            '<w:r><w:instrText>SET a "TOK</w:instrText></w:r>',
            '<w:r><w:instrText>EN秘密"</w:instrText></w:r>',
            mark("end"),
        ),
        {},
    ),
    "text-in-an-instruction": ("text", p(mark("begin"), r(TOKEN), mark("separate"), r("值"), mark("end")), {}),
    "help": ("text", field("FORMTEXT", "值", f'<w:ffData><w:helpText w:val="{TOKEN}"/></w:ffData>'), {}),
    "status": ("text", field("FORMTEXT", "值", f'<w:ffData><w:statusText w:val="{TOKEN}"/></w:ffData>'), {}),
    "tag": ("text", control(f'<w:tag w:val="{TOKEN}"/>'), {}),
    "alias": ("text", control(f'<w:alias w:val="{TOKEN}"/>'), {}),
    "fallback": ("text", two("框里", TOKEN), {}),
    "footnote-nobody-refers-to": (
        "text",
        "",
        {"footnotes": f'<w:footnotes xmlns:w="{made.W}"><w:footnote w:id="3">{p(r(TOKEN))}</w:footnote></w:footnotes>'},
    ),
    "attribute-of-own-data": ("data", "", {"customXml": f'<data note="{TOKEN}"/>'}),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_a_word_file_hides_is_listed_and_cleaned(kind):
    code, body, more = HIDDEN[kind]
    content = made.docx(p(r(SEEN)) + body, **more)
    found = [row for row in docx.listed(content) if row.hidden]
    assert {row.code for row in found} == {code} and "TOKEN" in "".join(row.sample for row in found)
    copy = docx.stripped(content)
    assert not [row for row in docx.listed(copy) if row.hidden]
    assert b"TOKEN" not in made.everything(copy) and "秘密".encode() not in made.everything(copy)
    for words in (SEEN, *(["第二行"] if "w:tbl" in body else []), *(["框里"] if "框里" in body else [])):
        assert words.encode() in made.everything(copy)


BANDS = '<w:style w:type="table" w:styleId="bands"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>'
SHOWN = {
    "white-in-a-blue-cell": (table(r(SEEN, WHITE), of_cell='<w:shd w:val="clear" w:fill="4472C4"/>'), {}),
    "white-under-a-style": (table(r(SEEN, WHITE), of_table='<w:tblStyle w:val="bands"/>'), {"styles": BANDS}),
    "least-height": (table(r(SEEN), '<w:trHeight w:val="10" w:hRule="atLeast"/>'), {}),
    "exact-height": (table(r(SEEN), '<w:trHeight w:val="400" w:hRule="exact"/>'), {}),
    "quote-shown": (field(f'QUOTE "{SEEN}"', SEEN), {}),
    "contents": (field('TOC \\o "1-3" \\h \\z', "目录"), {}),
    "link": (field('HYPERLINK "https://www.qinghe.gov.cn"', "网址"), {}),
    "equation": (p(mark("begin"), "<w:r><w:instrText>eq \\o\\ac(○,一)</w:instrText></w:r>", mark("end")), {}),
    "date": (field('DATE \\@ "yyyy年M月d日"', "2026年3月1日"), {}),
    "entry-of-a-shown-word": (p(r(SEEN)) + field(f'XE "{SEEN}"'), {}),
    "same-fallback": (two("框里", "框里"), {}),
    "chart-fallback": (two("", "此图表在您的版本中不可用", "cx1"), {}),
    "program-tag": (control('<w:tag w:val="goog_rdk_0"/>'), {}),
    "used-footnote": (
        p('<w:r><w:footnoteReference w:id="3"/></w:r>'),
        {"footnotes": f'<w:footnotes xmlns:w="{made.W}"><w:footnote w:id="3">{p(r("注"))}</w:footnote></w:footnotes>'},
    ),
}


@pytest.mark.parametrize("kind", SHOWN)
def test_what_a_word_file_shows_does_not_block(kind):
    body, more = SHOWN[kind]
    assert not [row for row in docx.listed(made.docx(body, **more)) if row.hidden]


def test_choices_and_alternative_texts_are_told_and_stay():
    drop_down = control('<w:dropDownList><w:listItem w:displayText="暂缓公开" w:value="b"/></w:dropDownList>')
    picture = (
        '<w:r><w:drawing><w:inline><w:docPr id="1" name="图片 1" descr="旧址的照片"/></w:inline></w:drawing></w:r>'
    )
    content = made.docx(drop_down + p(picture, r(TOKEN, "<w:vanish/>")))
    found = {row.code: row for row in docx.listed(content)}
    assert found["hint"].sample == "暂缓公开" and not found["hint"].hidden
    assert found["alternative"].sample == "旧址的照片" and not found["alternative"].hidden
    copy = made.everything(docx.stripped(content)).decode()
    assert "暂缓公开" in copy and "旧址的照片" in copy and TOKEN not in copy


def test_the_box_that_old_programs_show_says_what_the_new_one_does():
    copy = made.everything(docx.stripped(made.docx(two("框里", TOKEN)))).decode()
    assert copy.count("框里") == 2 and "Fallback" in copy


def test_a_workbook_behind_a_chart_is_listed_and_cleaned():
    parts = made.parts_of(made.docx(p(r(SEEN)), chart=f'<c:chartSpace xmlns:c="urn:c" xmlns:r="{made.R}">'
        f'<c:externalData r:id="package"/></c:chartSpace>'))  # fmt: skip
    parts["word/_rels/chart.xml.rels"] = made.rels(("package", "package", "book.xlsx")).encode()
    parts["word/book.xlsx"] = TOKEN.encode()
    content = made.package(parts)
    assert {row.code for row in docx.listed(content) if row.hidden} == {"attachment"}
    copy = docx.stripped(content)
    assert not [row for row in docx.listed(copy) if row.hidden] and b"TOKEN" not in made.everything(copy)


def test_a_file_within_the_text_is_listed_and_refused_with_a_sentence():
    content = made.docx(p(r(SEEN)) + '<w:altChunk r:id="aFChunk"/>', aFChunk=f"<html>{TOKEN}</html>")
    assert {row.code for row in docx.listed(content) if row.hidden} == {"attachment"}
    with pytest.raises(Unfit, match="另一份文件"):
        docx.stripped(content)


def test_series_that_a_chart_leaves_out_are_listed_and_cleaned():
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:extLst><c:ext>'
        '<c15:filteredBarSeries xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart">'
        f"<c15:ser><c:v>{TOKEN}</c:v></c15:ser></c15:filteredBarSeries></c:ext></c:extLst></c:chartSpace>"
    )
    content = made.docx(p(r(SEEN)), chart=chart)
    assert {row.code for row in docx.listed(content) if row.hidden} == {"data"}
    copy = docx.stripped(content)
    assert not [row for row in docx.listed(copy) if row.hidden] and b"TOKEN" not in made.everything(copy)


def test_a_copy_is_opened_by_another_reader():
    document = python_docx.Document()
    document.core_properties.author = ""
    document.add_paragraph(SEEN)
    cell = document.add_table(2, 1).cell(0, 0)
    run = cell.paragraphs[0].add_run(TOKEN)
    run.font.color.rgb = python_docx.shared.RGBColor(255, 255, 255)
    document.save(out := io.BytesIO())
    again = python_docx.Document(io.BytesIO(docx.stripped(out.getvalue())))
    assert [q.text for q in again.paragraphs] == [SEEN] and again.tables[0].cell(0, 0).text == ""
