"""A Word file as the importer and the editor read it: headings, sides, notes, what was left out."""

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from gongkai.core.intake.tests import made
from gongkai.core.intake.tests.made import p, r
from gongkai.library import intake
from gongkai.library.importing.read import read
from gongkai.library.importing.recognise import recognise

TITLE = "青禾县民政局关于做好冬季救助工作的通知"
SIGNED = (("青禾县民政局", "Normal"), ("2024年3月5日", "Normal"))


@pytest.fixture
def found(tmp_path):
    """found(content): the draft of a Word file."""

    def call(content: bytes):
        file = tmp_path / "a.docx"
        file.write_bytes(content)
        return recognise(read(file))[0]

    return call


def word(*rows: tuple[str, str]) -> bytes:
    """A file of (text, style); "center" and "right" are no styles but sides."""
    document = docx.Document()
    for text, style in rows:
        if style in ("center", "right"):
            document.add_paragraph(text).alignment = getattr(WD_ALIGN_PARAGRAPH, style.upper())
        else:
            document.add_paragraph(text, style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


PARTS = (
    ("工作目标", "Heading 1"),
    ("保障困难群众过冬。", "Normal"),
    ("对象范围", "Heading 2"),
    ("城乡低保户。", "Normal"),
)
LOWER = (
    ("工作目标", "Heading 2"),
    ("保障困难群众过冬。", "Normal"),
    ("对象范围", "Heading 3"),
    ("城乡低保户。", "Normal"),
)


@pytest.mark.parametrize(
    "rows",
    [
        ((TITLE, "Heading 1"), *LOWER),
        ((TITLE, "Heading 1"), *PARTS),
        ((TITLE, "Title"), *PARTS),
        ((TITLE, "center"), *PARTS),
        ((TITLE, "Normal"), *LOWER),
        (("青禾县民政局文件", "Normal"), ("青禾民发〔2024〕3号", "center"), (TITLE, "Heading 1"), *LOWER),
        ((TITLE[:6], "Title"), (TITLE[6:], "Title"), *PARTS),
    ],
)
def test_the_title_is_the_title_and_the_highest_heading_below_is_h2(found, rows):
    draft = found(word(*rows, *SIGNED))
    assert draft.title == TITLE
    assert draft.body == (
        "<h2>工作目标</h2>\n<p>保障困难群众过冬。</p>\n<h3>对象范围</h3>\n<p>城乡低保户。</p>\n"
        '<p class="right">青禾县民政局</p>\n<p class="right">2024年3月5日</p>'
    )


def test_sides_are_kept_and_a_signature_is_right_however_it_was_moved_there(found):
    rows = ((TITLE, "center"), ("（试行）", "center"), ("正文一段。", "Normal"), ("联系人：县民政局", "right"))
    draft = found(word(*rows, ("　　　　　　青禾县民政局", "Normal"), ("\t\t\t2024年3月5日", "Normal")))
    assert draft.body == (
        '<p class="center">（试行）</p>\n<p>正文一段。</p>\n<p class="right">联系人：县民政局</p>\n'
        '<p class="right">青禾县民政局</p>\n<p class="right">2024年3月5日</p>'
    )


def noted() -> bytes:
    feet = f'<w:footnotes xmlns:w="{made.W}"><w:footnote w:id="2">{p(r("数据截至六月底。"))}</w:footnote></w:footnotes>'
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = p(r(TITLE), mark) + p(r("全县三百户"), mark, r("。")) + p(r("青禾县民政局")) + p(r("2024年3月5日"))
    return made.docx(body, footnotes=feet)


def test_notes_stand_behind_the_signature_and_no_mark_in_the_title(found):
    draft = found(noted())
    assert draft.title == TITLE
    assert (draft.signers, draft.body.count('class="right"')) == (["青禾县民政局"], 2)
    assert draft.body.startswith("<p>全县三百户<a ") and "<sup>〔1〕</sup></a>。</p>" in draft.body
    assert draft.body.endswith('<p><a id="note-1" rel="noopener noreferrer"></a>〔1〕数据截至六月底。</p>')


def test_what_stays_behind_is_told_by_importer_and_editor(found, tmp_path):
    chart = (
        f'<w:r><w:drawing xmlns:a="{made.A}"><a:graphic><a:graphicData><c:chart xmlns:c="x"/></a:graphicData></a:graphic>'
        '</w:drawing></w:r><w:r><w:sym w:font="某某符号" w:char="F0E1"/></w:r>'
    )
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header"/></w:sectPr>'
    header = f'<w:hdr xmlns:w="{made.W}">{p(r("征求意见稿"))}</w:hdr>'
    content = made.docx(p(r(TITLE)) + p(r("走势如图。"), chart) + section, header=header)
    assert found(content).notices[:3] == [
        "有 1 个特殊符号没有进入正文，只留了“［符号］”字样，见附件原文。",
        "有 1 个图表没有进入正文，见附件原文。",
        "页眉页脚里的文字没有进入正文：“征求意见稿”。",
    ]
    _, notices = intake.docx_to_html(tmp_path / "a.docx")
    assert notices == [
        "有 1 个特殊符号没有导入，只留了“［符号］”字样，请写成文字或另作附件上传。",
        "有 1 个图表没有导入，请另作附件上传。",
        "页眉页脚里的文字没有导入：“征求意见稿”。",
    ]


def test_the_editor_gets_headings_sides_lines_and_notes(tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(word((TITLE, "Title"), *PARTS, ("青禾县民政局", "right")))
    html, _ = intake.docx_to_html(file)
    assert html == (
        f'<h2>{TITLE}</h2><h2>工作目标</h2><p>保障困难群众过冬。</p><h3>对象范围</h3><p>城乡低保户。</p><p class="right">青禾县民政局</p>'
    )
    file.write_bytes(noted())
    assert intake.docx_to_html(file)[0].endswith("〔1〕数据截至六月底。</p>")


def test_a_table_with_a_table_in_a_cell_stays_a_table(found):
    document = docx.Document()
    document.add_paragraph(TITLE)
    grid = document.add_table(2, 2)
    for place, text in enumerate(("类别", "标准和说明", "一类", "每人每月七百三十元，按月发放")):
        grid.cell(place // 2, place % 2).text = text
    grid.cell(1, 1).add_table(1, 1).cell(0, 0).text = "城市"
    out = io.BytesIO()
    document.save(out)
    body = found(out.getvalue()).body
    assert body.startswith("<table>") and body.count("<table>") == 2
    assert body.index("一类") < body.index("城市")
