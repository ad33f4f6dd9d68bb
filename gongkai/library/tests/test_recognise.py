"""Documents as they come: what is read and recognised in them."""

import re
from datetime import date, datetime

import pytest

from gongkai.core.actions import Refused
from gongkai.library.importing import issuer, labels
from gongkai.library.importing.lines import join_wrapped, to_blocks
from gongkai.library.importing.page import fragment_blocks
from gongkai.library.importing.read import parse
from gongkai.library.importing.recognise import recognise
from gongkai.library.importing.structure import body

NOTICE = """标题：青禾县人民政府关于印发《青禾县临时救助办法》的通知
索引号：000014349/2026-00110
发布机构：青禾县人民政府
文号：青禾府发〔2026〕3号
生成日期：2026-06-01
发布日期：2026-06-03 09:30
施行日期：2026年7月1日
有效期至：2031-06-30
主题分类：民政、扶贫、救灾 / 救灾
体裁：通知
信息类型：行政规范性文件
法定公开内容：20.01
公开属性：主动公开
关键词：临时救助
内容概述：明确临时救助的对象和标准。
规范性文件登记号：QHXGF-2026-01
来源：县民政局
废止文件：青禾府发〔2021〕27号；《青禾县临时救助实施细则》
解读：无

各乡镇人民政府：

现将《青禾县临时救助办法》印发给你们。

## 第一章　总　则

第一条　为保障**困难群众**基本生活，制定本办法。

第二条　本办法自2026年7月1日起施行。

| 类别 | 标准 |
|---|---|
| 一类 | 730元 |

青禾县人民政府

2026年6月1日
"""


def draft(name: str, text: str):
    return recognise(parse(name, text))


def test_a_front_block_states_everything():
    found, names = draft("办法.md", NOTICE)
    assert found.title == "青禾县人民政府关于印发《青禾县临时救助办法》的通知"
    assert (found.kind, found.index_number) == ("normative", "000014349/2026-00110")
    assert found.released_at == datetime(2026, 6, 3, 9, 30)
    assert names[0] == ("青禾县人民政府", "元数据“发布机构”")
    assert found.fields == {
        "number": "青禾府发〔2026〕3号", "formed_on": date(2026, 6, 1), "effective_on": date(2026, 7, 1),
        "expires_on": date(2031, 6, 30), "theme": found.fields["theme"], "genre": "通知", "item": "20.01",
        "disclosure": "active", "keywords": "临时救助", "summary": "明确临时救助的对象和标准。", "source": "县民政局",
        "subject_number": "QHXGF-2026-01",
    }  # fmt: skip
    assert found.relations == [("repeals", "青禾府发〔2021〕27号"), ("repeals", "《青禾县临时救助实施细则》")]
    assert found.body == (
        "<p>各乡镇人民政府：</p>\n<p>现将《青禾县临时救助办法》印发给你们。</p>\n<h2>第一章　总则</h2>\n"
        '<p id="art-1">第一条　为保障<strong>困难群众</strong>基本生活，制定本办法。</p>\n'
        '<p id="art-2"><strong>第二条</strong>　本办法自2026年7月1日起施行。</p>\n'
        '<table><thead><tr><th scope="col">类别</th><th scope="col">标准</th></tr></thead>'
        "<tbody><tr><td>一类</td><td>730元</td></tr></tbody></table>\n"
        '<p class="right">青禾县人民政府</p>\n<p class="right">2026年6月1日</p>'
    )


def test_a_label_nobody_knows_is_told_and_not_taken():
    found, _ = draft("a.md", "标题：关于防汛的通知\n密码：123456\n\n正文在这里，一共一句。")
    assert found.notices[0] == "不认识的项目“密码”，没有采用。"
    assert "123456" not in found.body


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("生成日期：去年六月", "“生成日期”写的是“去年六月”，不是日期，请写成 2026-06-01 的样子。"),
        ("信息类型：文件夹", "没有“文件夹”这一信息类型"),
        ("法定公开内容：20.99", "没有“20.99”这一项法定公开内容"),
        ("公开属性：半公开", "请写主动公开、依申请公开或不予公开"),
        ("文号：" + "长" * 81, "“文号”最多 80 个字，现在有 81 个"),
        ("标题：" + "长" * 301, "“标题”最多 300 个字"),
    ],
)
def test_a_wrong_value_in_the_block_is_a_sentence(line, sentence):
    with pytest.raises(Refused, match=sentence):
        draft("a.md", f"标题：关于防汛的通知\n{line}\n\n正文在这里。")


def test_a_document_without_text_is_refused():
    with pytest.raises(Refused, match="没有读到正文"):
        draft("a.txt", "标题：关于防汛的通知\n文号：甲〔2026〕1号\n\n")


PAGE = """<!doctype html><html><head><title>关于防汛工作的通知_青禾县人民政府</title>
<meta name="ArticleTitle" content="关于防汛工作的通知"><meta name="PubDate" content="2026-06-03 09:30">
<meta name="ContentSource" content="县应急局"><script>steal()</script></head>
<body><div class="nav"><a href="/">首页</a> &gt; <a href="/x">政务公开</a></div>
<div class="article"><h1>关于防汛工作的通知</h1><div class="info">发布时间：2026-06-03 来源：县应急局 浏览次数：<span>12</span></div>
<div id="zoom" onclick="x()"><p style="color:red">各乡镇：<br>请做好<b onmouseover="y()">防汛</b>工作，落实责任，加强值守，确保安全。</p>
<p>一、加强领导</p><p>层层压实责任，做到守土有责、守土负责、守土尽责，不得擅离职守。</p>
<table border=1><tr><th colspan=2>值班表</th></tr><tr><td>周一</td><td onclick=z()>张某</td></tr></table>
<p><a href="javascript:steal()">链接</a><img src=x onerror=steal()></p></div></div>
<footer>版权所有 <a href="/a">网站地图</a></footer></body></html>"""


def test_a_web_page_gives_its_article_and_nothing_that_runs():
    found, _ = draft("t1234.html", PAGE)
    assert found.title == "关于防汛工作的通知"
    assert found.fields["source"] == "县应急局"
    assert found.released_at == datetime(2026, 6, 3, 9, 30)
    assert "<h2>一、加强领导</h2>" in found.body
    assert '<th colspan="2">值班表</th>' in found.body
    assert "请做好<b>防汛</b>工作" in found.body
    for trace in ("script", "steal", "onclick", "onmouseover", "style", "javascript", "onerror", "网站地图", "首页"):
        assert trace not in found.body


def test_lines_broken_by_the_width_of_a_page_are_joined():
    lines = ["青禾县人民政府关于防汛的通知", "　　各乡镇人民政府、县政府各部门、各有关单位，为进一步做好今年的".strip("　"),
             "防汛抗旱工作，确保人民群众生命财产安全，经县政府同意，现将有关", "事项通知如下。", "一、加强领导"]  # fmt: skip
    assert join_wrapped(lines) == [lines[0], "".join(lines[1:4]), "一、加强领导"]


def test_full_lines_of_a_short_document_are_not_joined_with_title_and_signature():
    lines = [
        "青禾县人民政府关于自查工作的通知",
        "各乡镇人民政府、县直各单位：",
        "请于二月底前完成自查并报送材料。",
        "青禾县人民政府",
        "2024年2月8日",
    ]
    assert join_wrapped(lines) == lines


def test_a_title_over_three_lines_is_one():
    found, names = draft(
        "a.txt",
        "青禾县人民政府\n关于印发青禾县防汛预案\n的通知\n青禾府发〔2026〕5号\n\n各乡镇：\n现印发给你们，请认真执行。",
    )
    assert found.title == "青禾县人民政府关于印发青禾县防汛预案的通知"
    assert found.fields["number"] == "青禾府发〔2026〕5号"
    assert names[0] == ("青禾县人民政府", "标题")
    assert found.body == "<p>各乡镇：</p>\n<p>现印发给你们，请认真执行。</p>"


NAMES = ("决算格式", "分析提纲", "填报说明")


@pytest.mark.parametrize(
    "names",
    [
        "附件：1.决算格式\n2.分析提纲\n3.填报说明",
        "附件: 1．决算格式\n2．分析提纲\n3．填报说明",
        "附：1、决算格式\n2、分析提纲\n3、填报说明",
        "附件：\n1.决算格式\n2.分析提纲\n3.填报说明",
        "附件：一、决算格式\n二、分析提纲\n三、填报说明",
        "附件：\n（一）决算格式\n（二）分析提纲\n（三）填报说明",
        "附件：1.决算格式\t2.分析提纲\n3.填报说明",
        "附件：1.决算格式　2.分析提纲　3.填报说明",
        "附件1：决算格式\n附件2：分析提纲\n附件3：填报说明",
        "附件1.决算格式\n附件2.分析提纲\n附件3.填报说明",
        "附件：决算格式、分析提纲、填报说明",
        "附：决算格式\n　　分析提纲\n　　填报说明",
        "附件：1.青禾县二〇二四年度部门\n决算格式\n2.分析提纲\n3.填报说明",
        "附 件：1.决算格式\n2.分析提纲\n3.填报说明",
        "点击下载附件：1.决算格式\n点击下载附件：2.分析提纲\n点击下载附件：3.填报说明",
        "附件 | 1.决算格式\n附件 | 2.分析提纲\n附件 | 3.填报说明",
    ],
)
def test_names_of_attachments_stay_and_are_no_headings(names):
    text = f"青禾县财政局关于决算的通知\n\n各单位：\n\n请报送。\n\n一、时间\n\n{names}\n\n青禾县财政局\n2024年1月5日"
    found, _ = draft("a.txt", text)
    said = re.findall(r"<(p|td|th scope=.col.)>([^<]*)</", found.body)
    for name in NAMES:
        assert any(name in words for _, words in said), name
    assert re.findall("<h.>(.*?)</h.>", found.body) == ["一、时间"]


def test_what_counts_anew_behind_the_names_of_attachments_is_a_heading():
    text = "青禾县财政局关于决算的通知\n\n请报送。\n\n附件：1.决算格式\n2.分析提纲\n\n青禾县财政局\n2024年1月5日\n\n附件1\n\n一、总体\n\n1.范围"
    assert re.findall("<h.>(.*?)</h.>", draft("a.txt", text)[0].body) == ["一、总体", "1.范围"]


def test_an_attachment_on_its_own_has_its_title_and_keeps_its_line():
    found, _ = draft("a.txt", "附件1\n\n青禾县部门决算格式填报办法\n\n各单位按本办法填报，不得遗漏。")
    assert (found.title, found.body) == (
        "青禾县部门决算格式填报办法",
        "<p>附件1</p>\n<p>各单位按本办法填报，不得遗漏。</p>",
    )


def test_attachments_that_a_table_of_metadata_names_stay_in_the_text():
    page = "<div id='zoom'><h1>青禾县财政局关于决算的通知</h1><table><tr><td>索引号</td><td>QH1/2024-7</td></tr><tr><td>附件</td><td>决算格式.doc</td></tr></table><p>请各单位按时报送决算，认真填报，确保准确。</p></div>"
    found, _ = draft("a.html", page)
    assert found.index_number == "QH1/2024-7"
    assert found.body.endswith("<p>附件：决算格式.doc</p>")


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("2019-03-06 16:17:35   原文来源:中国财经观察报", {"source": "中国财经观察报", "released_at": "2019-03-06 16:17:35"}),
        ("来源：县民政局　作者：王某　发布时间：2026-06-01 09:30　【打印】", {"source": "县民政局", "author": "王某", "released_at": "2026-06-01 09:30"}),
        ("日期:2017-03-07", {"released_at": "2017-03-07"}),
        ("会议时间：2026年6月1日，地点：县政府", {}),
        ("现将有关事项通知如下：", {}),
        ("索引号: 003129766/202401-00336 组配分类: 规范性文件发布", {"index_number": "003129766/202401-00336"}),
        ("索 引 号：A1/2024-7　文 号：青府发〔2024〕3号　生效时间：2024-02-01", {"index_number": "A1/2024-7", "number": "青府发〔2024〕3号", "effective_on": "2024-02-01"}),
        ("发文字号：青府发〔2024〕3号 档号类目：甲 名称：关于防汛的通知", {"number": "青府发〔2024〕3号", "title": "关于防汛的通知"}),
        ("信息来源: 关键词:", {"": ""}),
        ("附件：", {}),
        ("时间：2026年6月1日  地点：县政府会议室", {}),
    ],
)  # fmt: skip
def test_bylines(line, facts):
    assert labels.pairs(line) == facts


STACKED = """返回顶部

青禾县节水规则

• 索引号:

 610728/2024-001005
• 主题分类:

• 发布机构:

 青禾县人民政府
• 发布日期:

 2024年04月08日 09:34
• 废止时间:

 长期有效
• 内容概述:

青禾县节水规则

一、各单位应当节约用水。
"""


def test_values_may_stand_under_their_labels():
    found, names = draft("a.txt", STACKED)
    assert (found.title, found.index_number, names[0][0]) == ("青禾县节水规则", "610728/2024-001005", "青禾县人民政府")
    assert found.released_at == datetime(2024, 4, 8, 9, 34)
    assert not {"summary", "expires_on"} & set(found.fields)
    assert found.body == "<p>一、各单位应当节约用水。</p>"


BESIDE = """<html><head><title>青禾县</title></head><body><p>2024-01-01 08:00</p>
<table><tr><td><table><tr><td>索 引 号：</td><td>QH1/2024-7</td><td>文　　号：</td><td>青府发〔2024〕7号</td></tr>
<tr><td>发布机构：</td><td>青禾县人民政府</td><td>成文日期：</td><td>2024年3月5日</td></tr></table></td></tr></table>
<ul><li>主题分类：综合政务\\政务公开</li><li>发布时间：2024-03-11 10:20</li></ul>
<div id="zoom"><p><b>青禾县人民政府关于政务<br>公开的通知</b></p><p>各乡镇：请遵照执行，并于三月底前报送工作情况。</p></div>
<div>发布时间：2025-01-01 索引号：QH9/2025-1</div></body></html>"""


def test_metadata_beside_the_article_is_read():
    found, names = draft("a.html", BESIDE)
    assert (found.title, found.index_number) == ("青禾县人民政府关于政务公开的通知", "QH1/2024-7")
    assert (found.fields["number"], found.fields["formed_on"]) == ("青府发〔2024〕7号", date(2024, 3, 5))
    assert (found.fields["theme"], found.released_at) == ("0201", datetime(2024, 3, 11, 10, 20))
    assert names[0][0] == "青禾县人民政府"


def test_bold_text_goes_on_behind_a_line_break():
    found, _ = draft(
        "a.html", "<div id='zoom'><h1>通知公告</h1><p>甲<b>乙<br>丙</b>丁，" + "请各单位遵照执行，" * 3 + "</p></div>"
    )
    assert found.body.startswith("<p>甲<b>乙</b></p>\n<p><b>丙</b>丁，")


def test_tables_that_lay_out_a_page_are_no_tables():
    inner = "<table><tr><th>年</th><td>2024</td></tr></table>"
    text = f"<table><tr><td><p>第一段。</p>{inner}</td></tr><tr><td>第二段。</td></tr></table>"
    assert [block.tag for block in fragment_blocks(text)[0]] == ["p", "table", "p"]


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("2018年松岭区政府信息公开工作年度报告", "地址：大兴安岭松岭区，《2018年大兴安岭地区政务公开工作要点》", "大兴安岭地区松岭区人民政府"),
        ("重庆市黔江区2016年政府信息公开工作年度报告", "", "重庆市黔江区人民政府"),
        ("钦州市人民政府2009年度政府信息公开工作情况的报告", "", "钦州市人民政府"),
        ("青禾县2025年政府信息公开工作年度报告", "", "青禾县人民政府"),
        ("青禾县民政局2025年政府信息公开工作年度报告", "", "青禾县民政局"),
        ("国务院办公厅关于做好政务公开工作的通知", "", "国务院办公厅"),
        ("青禾县教育局关于招生工作的通知", "", "青禾县教育局"),
    ],
)  # fmt: skip
def test_the_title_says_whose_it_is(title, text, name):
    assert issuer.candidates({}, title, "", text, True)[0][0] == name
    assert issuer.is_organ(name)


@pytest.mark.parametrize("name", ["地区行署办公室的人", "我们", "", "2026年"])
def test_what_is_no_name_of_an_organ_makes_none(name):
    assert not issuer.is_organ(name)


def test_a_sentence_that_begins_like_a_heading_stays_a_paragraph():
    html = body(
        to_blocks(
            "一、加强领导\n（一）落实责任。各乡镇要高度重视。\n二、今年投入资金三百万元，建成项目五个；\n1.5万人受益"
        )
    )
    assert html == (
        "<h2>一、加强领导</h2>\n<p><strong>（一）落实责任。</strong>各乡镇要高度重视。</p>\n"
        "<p>二、今年投入资金三百万元，建成项目五个；</p>\n<p>1.5万人受益</p>"
    )


def test_text_is_never_taken_for_markup():
    html = body(to_blocks("金额<100万元 & 利率>3%\n<script>alert(1)</script>"))
    assert html == "<p>金额&lt;100万元 &amp; 利率&gt;3%</p>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_a_notice_keeps_the_signature_in_front_of_what_it_issues():
    text = NOTICE.split("\n\n")[0] + (
        "\n\n各乡镇人民政府：\n\n现将《青禾县临时救助办法》印发给你们。\n\n青禾县民政局\n\n青禾县财政局\n\n2026年6月1日\n\n"
        "## 青禾县临时救助办法\n\n第一条　为保障困难群众基本生活，制定本办法。"
    )
    found, _ = draft("a.md", text)
    signed = '<p class="right">青禾县民政局</p>\n<p class="right">青禾县财政局</p>\n<p class="right">2026年6月1日</p>'
    assert signed.replace("\n", "") in found.body.replace("\n", "")
    assert found.released_at == datetime(2026, 6, 3, 9, 30)


FORWARDED = """青禾县人民政府办公室转发县地震局关于监测工作意见的通知
青府办发〔2024〕3号

各乡镇人民政府：
县地震局的意见已经县政府同意，现转发给你们。

{signed}

关于监测工作的意见

以上意见如无不妥，请批转各地执行。

青禾县地震局
2024年1月25日
"""


@pytest.mark.parametrize(
    ("signed", "organs", "day"),
    [
        ("青禾县人民政府办公室\n2024年2月5日", ["青禾县人民政府办公室"], date(2024, 2, 5)),
        ("青禾县人民政府办公室\n二〇二四年二月五日\n（此件公开发布）", ["青禾县人民政府办公室"], date(2024, 2, 5)),
        ("青禾县人民政府办公室 2024年2月5日", ["青禾县人民政府办公室"], date(2024, 2, 5)),
        ("青禾县民政局\n青禾县财政局\n2024年2月5日", ["青禾县民政局", "青禾县财政局"], date(2024, 2, 5)),
        ("青禾县民政局　　青禾县财政局\n2024年2月5日", ["青禾县民政局", "青禾县财政局"], date(2024, 2, 5)),
        ("青 禾 县 民 政 局\n2024 年 2 月 5 日", ["青禾县民政局"], date(2024, 2, 5)),
    ],
)
def test_a_notice_is_signed_in_front_of_what_it_forwards(signed, organs, day):
    found, names = draft("a.txt", FORWARDED.format(signed=signed))
    assert (found.signers, found.fields["formed_on"], names[0]) == (organs, day, (organs[0], "落款"))
    assert found.body.count('class="right"') == signed.replace("（此件公开发布）", "").strip().count("\n") + 3


@pytest.mark.parametrize(
    ("foot", "author"),
    [
        ("校对工作由文秘科承担", None),
        ("审核把关由办公室主任负责", None),
        ("记者：王某　李某", "王某　李某"),
        ("通讯员 王某", "王某"),
        ("记者王某 组版李某", "王某 组版李某"),
    ],
)
def test_only_a_name_behind_its_role_is_a_credit(foot, author):
    found, _ = draft("a.txt", f"青禾县政务公开办公室关于审核的报道\n\n请按分工办理。\n\n{foot}")
    assert found.fields.get("author") == author
