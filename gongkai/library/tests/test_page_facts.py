"""Where pages of government sites state their metadata, and which of their headings is the title."""

from datetime import date, datetime

import pytest

from gongkai.library.importing import labels
from gongkai.library.importing.page import blocks_of
from gongkai.library.importing.read import parse
from gongkai.library.importing.recognise import recognise

TITLE = "白桦市水务局关于开展水质抽检的通知"
TEXT = "<p>各县（区）水务局：</p><p>现就有关事项通知如下，请认真执行，并于月底前报送情况。</p><p>白桦市水务局</p><p>2024年3月8日</p>"
TABLE = """<table><tr><td>索 引 号</td><td>BH1/2024-31</td><td>公文种类</td><td>通知</td></tr>
<tr><td>发布机构</td><td>白桦市水务局</td><td>文　　号</td><td>白水发〔2024〕19号</td></tr>
<tr><td>关 键 词</td><td></td><td>公开日期</td><td>2024-03-11 09:34:05</td></tr></table>"""
LIST = """<ul><li><label>发布机构：</label><span>白桦市水务局</span></li><li><strong>文号</strong> 白水发〔2024〕19号</li>
<li>公开日期：2024-03-11 09:34</li><li><b>索引号</b> BH1/2024-31</li></ul>"""
DL = """<dl><dt>索引号</dt><dd>BH1/2024-31</dd><dt>发布机构</dt><dd>白桦市水务局</dd><dt>文号</dt><dd>白水发〔2024〕19号</dd>
<dt>公开日期</dt><dd>2024-03-11 09:34</dd></dl>"""
ROWS = "".join(
    f"<div><div class='k'>{label}</div><div class='v'>{value}</div></div>"
    for label, value in (("索引号", "BH1/2024-31"), ("发布机构", "白桦市水务局"), ("发文字号", "白水发〔2024〕19号"), ("公开日期", "2024-03-11 09:34"))
)  # fmt: skip
BRACKETS = "<div>[ 索引号 ] BH1/2024-31　[ 发布机构 ] 白桦市水务局<br>[ 文号 ] 白水发〔2024〕19号　[ 公开日期 ] 2024-03-11 09:34</div>"


def draft(html: str):
    return recognise(parse("a.html", f"<html><body>{html}</body></html>"))


@pytest.mark.parametrize("block", [TABLE, LIST, DL, ROWS, BRACKETS], ids=["table", "ul", "dl", "rows", "brackets"])
@pytest.mark.parametrize("place", ["above", "below", "margin", "inside"])
def test_metadata_is_read_wherever_it_stands(block, place):
    found, names = draft(
        {
            "above": f"{block}<h1>{TITLE}</h1><div id='zoom'>{TEXT}</div>",
            "below": f"<h1>{TITLE}</h1><div id='zoom'>{TEXT}</div>{block}",
            "margin": f"<h1>{TITLE}</h1><div id='zoom'>{TEXT}</div><aside><h3>文件信息</h3>{block}</aside>",
            "inside": f"<div id='zoom'>{block}<h1>{TITLE}</h1>{TEXT}</div>",
        }[place]
    )
    assert (found.title, found.index_number) == (TITLE, "BH1/2024-31")
    assert found.fields["number"] == "白水发〔2024〕19号"
    assert found.released_at == datetime(2024, 3, 11, 9, 34, found.released_at.second)
    assert (names[0][0], found.fields["formed_on"]) == ("白桦市水务局", date(2024, 3, 8))
    assert found.body.startswith("<p>各县（区）水务局：</p>")


def test_a_list_of_other_articles_states_nothing():
    found, _ = draft(
        f"<h1>{TITLE}</h1><div id='zoom'>{TEXT}</div><ul><li>发布时间：2025-01-01 关于别的事的通知</li></ul>"
        "<div>发布时间：2025-02-02</div>"
    )
    assert found.released_at == datetime(2024, 3, 8)
    assert "released_at" in found.made_up


def test_words_of_the_site_for_its_columns_are_no_kinds():
    found, _ = draft(f"<p>信息类别：公告　　发布机构：白桦市水务局</p><h1>{TITLE}</h1><div id='zoom'>{TEXT}</div>")
    assert found.kind == "inspection"


@pytest.mark.parametrize(
    ("rows", "facts"),
    [
        ([["文号：", "关键词：公报"]], {"keywords": "公报"}),
        ([["文号：", "关键词：公报"], ["索引号：A-1", "发文日期：2024-03-29"]], {"keywords": "公报", "index_number": "A-1", "formed_on": "2024-03-29"}),
        ([["索引号", "", "发布机构", "白桦市审计局"], ["成文日期", "", "文号", ""]], {"organ": "白桦市审计局"}),
        ([["发文机关", "市政府", "公文种类", "通知"], ["发文字号", "白政〔2024〕8号", "体裁", "通知"]], {"organ": "市政府", "": "通知", "number": "白政〔2024〕8号", "genre": "通知"}),
    ],
)  # fmt: skip
def test_cells_of_metadata_tables(rows, facts):
    assert labels.table_facts(rows) == facts


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (f"<div class='lm'>政府信息公开目录</div><h2 class='tt'>{TITLE}</h2>", TITLE),
        (f"<h1>白桦市人民政府</h1><h2>{TITLE}</h2>", TITLE),
        (f"<p>白桦市人民政府</p><p>当前位置：首页 &gt; 通知</p><div class='detail-title'>{TITLE}</div>", TITLE),
        ("<h1>白桦市水务局<br>关于开展水质抽检的通知</h1>", TITLE),
        (f"<h3>热点专题报道一览</h3><p class='xx_bt'>{TITLE}</p>", TITLE),
        (f"<article><header><h1>{TITLE}</h1></header></article>", TITLE),
    ],
)
def test_the_title_among_the_headings_of_a_page(head, title):
    inside = head.replace("</article>", "") if "<article>" in head else head
    found, _ = draft(f"{inside}{TEXT}{'</article>' if '<article>' in head else ''}")
    assert found.title == title
    assert found.body.startswith("<p>各县（区）水务局：</p>")


def test_the_title_is_what_the_page_is_called():
    found, _ = recognise(
        parse(
            "a.html",
            f"<html><head><title>{TITLE}-白桦市</title></head><body><h1>白桦市水务局信息公开</h1><h3>{TITLE}</h3>{TEXT}</body></html>",
        )
    )
    assert found.title == TITLE


def test_a_form_may_hold_the_article():
    found, _ = draft(f"<form><h3>{TITLE}</h3><div id='vsb_content'>{TEXT}</div></form>")
    assert found.title == TITLE
    assert "通知如下" in found.body


def test_a_table_of_one_column_lays_out_a_page():
    blocks = blocks_of("<table><tr><td><b>标题</b></td></tr><tr><td><p>第一段。</p><p>第二段。</p></td></tr></table>")
    assert [(block.tag, block.text) for block in blocks] == [("p", "标题"), ("p", "第一段。"), ("p", "第二段。")]


def test_the_last_lines_of_a_paper_are_no_metadata():
    found, _ = recognise(
        parse(
            "a.txt",
            f"{TITLE}\n\n请执行。\n\n白桦市水务局\n2024年3月8日\n\n印发机关：白桦市水务局　印发日期：2024年3月9日",
        )
    )
    assert found.fields["formed_on"] == date(2024, 3, 8)
