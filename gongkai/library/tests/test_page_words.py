"""Web pages: what says something by its looks stays, what cannot stay is told."""

import pytest

from gongkai.library.importing.page import fragment_blocks
from gongkai.library.importing.read import parse
from gongkai.library.importing.recognise import recognise

TEXT = "请各乡镇做好防汛工作，落实责任，加强值守，确保安全。"


def draft(inner: str, around: str = "{}"):
    page = f"<html><body><h1>关于防汛工作的通知</h1><div id='zoom'><p>{TEXT}</p>{inner}</div></body></html>"
    return recognise(parse("a.html", around.format(page)))[0]


def body(inner: str) -> str:
    return draft(inner).body.removeprefix(f"<p>{TEXT}</p>").strip()


@pytest.mark.parametrize(
    ("inner", "kept"),
    [
        ('<p style="text-align: center">附表</p>', '<p class="center">附表</p>'),
        ('<p align="right">附表</p>', '<p class="right">附表</p>'),
        ('<div style="TEXT-ALIGN:right">附表</div>', '<p class="right">附表</p>'),
        ('<div align="center"><p>甲</p><p style="text-align:left">乙</p></div>', '<p class="center">甲</p>\n<p>乙</p>'),
        ("<center>甲</center><center>乙</center>", '<p class="center">甲</p>\n<p class="center">乙</p>'),
        ('<p>这里<span style="text-decoration:underline">重要</span>的</p>', "<p>这里<u>重要</u>的</p>"),
        ("<p>这里<ins>重要</ins>的</p>", "<p>这里<u>重要</u>的</p>"),
        ("<p>这里<strike>作废</strike><del>了</del></p>", "<p>这里<s>作废</s><s>了</s></p>"),
        ('<p>每m<span style="vertical-align:super;font-size:9px">2</span></p>', "<p>每m<sup>2</sup></p>"),
        ("<p>每m<sup>2</sup>和CO<sub>2</sub></p>", "<p>每m<sup>2</sup>和CO<sub>2</sub></p>"),
        ("<p>姓名：<u>&nbsp;&nbsp;&nbsp;&nbsp;</u></p>", "<p>姓名：<u>____</u></p>"),
        ('<p>姓名：<span style="text-decoration: underline;">　　</span></p>', "<p>姓名：<u>____</u></p>"),
        ("<p>甲<br>乙</p>", "<p>甲</p>\n<p>乙</p>"),
        ("<h5>小标题</h5><p>正文。</p>", "<h4>小标题</h4>\n<p>正文。</p>"),
        ("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>语", "<p>汉语</p>"),
        ('<ol start="3"><li>甲</li><li value="7">乙</li></ol>', '<ol start="3"><li>甲</li><li value="7">乙</li></ol>'),
        ('<ol style="list-style-type:cjk-ideographic" start="10"><li>甲。</li><li>乙。</li></ol>', "<p>十、甲。</p>\n<p>十一、乙。</p>"),
        ('<ol style="list-style:none"><li>第一项</li><li>第二项</li></ol>', "<p>第一项</p>\n<p>第二项</p>"),
        ("<p><input type='checkbox' checked>同意</p>", "<p>☑同意</p>"),
        (
            '<table><tr><td rowspan="2" align="center">甲</td><td colspan="2">乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>',
            '<table><tbody><tr><td rowspan="2" class="center">甲</td><td colspan="2">乙</td></tr><tr><td>丙</td><td>丁</td></tr></tbody></table>',
        ),
    ],
)  # fmt: skip
def test_looks_that_say_something_stay(inner, kept):
    assert (
        body(inner).replace("<table><tr>", "<table><tbody><tr>").replace("</tr></table>", "</tr></tbody></table>")
        == kept
    )


@pytest.mark.parametrize(
    ("inner", "notice"),
    [
        ("<p>按<math><mi>Q</mi></math>计算</p>", "有 1 处公式没有进入正文，只留了“［公式］”字样，见原网页。"),
        ('<p>按<span class="katex"><math>Q</math><span class="katex-html">Q</span></span>计算</p>', "有 1 处公式"),
        ('<video src="/a.mp4"></video><p>见<audio src="/b.mp3"></audio></p>', "有 2 段音视频没有进入正文，见原网页。"),
        ('<iframe src="https://example.cn/map" width="600"></iframe>', "有 1 个嵌入页面没有进入正文，见原网页。"),
        ('<p>见图<img src="a.files/image001.png"></p>', "有 1 张图片没有随正文导入"),
    ],
)
def test_what_cannot_stay_is_told(inner, notice):
    found = draft(inner)
    assert any(notice in said for said in found.notices)
    assert ("按［公式］计算" in found.body) == ("公式" in notice)


@pytest.mark.parametrize("inner", ['<iframe src="/count" width="0" height="0"></iframe>', "<p>甲</p>"])
def test_what_nobody_sees_is_not_told(inner):
    assert draft(inner).notices == ["没有找到日期：不列入“最新公开”，请在工作台打开这条信息补上。"]


def test_a_form_around_the_whole_page_is_no_furniture():
    page = f"<html><body><form id='aspnetForm' action='/x'><input type='hidden'><h1>关于防汛工作的通知</h1><div id='zoom'><p>{TEXT}</p></div></form></body></html>"
    found, _ = recognise(parse("a.html", page))
    assert (found.title, found.body) == ("关于防汛工作的通知", f"<p>{TEXT}</p>")


def test_the_heading_inside_of_an_article_is_its_title():
    page = f"<html><body><article><header><h1>关于防汛工作的通知</h1></header><p>{TEXT}</p></article></body></html>"
    found, _ = recognise(parse("a.html", page))
    assert (found.title, found.body) == ("关于防汛工作的通知", f"<p>{TEXT}</p>")


@pytest.mark.parametrize(
    "html", ["甲 <p", "\x00<p>甲", "<![CDATA[<p>甲]]>", "<?xml version='1.0' encoding='gbk'?><p>甲</p>"]
)
def test_broken_markup_of_a_row_is_read_as_far_as_it_goes(html):
    assert "甲" in "".join(block.text for block in fragment_blocks(html)[0])
