"""Spreadsheets as offices keep them: odd headers, joint organs, cells with markup, no column for the organ."""

import json

import pytest
from django.core.management import call_command

from gongkai.review.tests.test_import import sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(folder, county, capsys):
    def rows(header: list[str], *rows: list[str]) -> list[dict]:
        call_command("import", str(sheet(folder, header, *rows)), dry_run=True, json=True)
        return json.loads(capsys.readouterr().out)

    return rows


@pytest.mark.parametrize(
    "header",
    [
        ["信息标题", "信息来源", "发文字号", "发文时间", "发布时间", "正文"],
        ["文件标题", "制文机关", "发文号", "形成日期", "公布时间", "公文内容"],
        ["名称", "发布单位", "文号", "成文时间", "公开日期", "内容"],
        ["title", "publisher", "文号", "formed_on", "publish_date", "content"],
    ],
)
def test_headers_of_many_offices(read, header):
    cells = ["松泉县水务局关于停水的公告", "松泉县水务局", "松水〔2024〕3号", "2024/1/5", "2024-01-08 10:00", "全文。"]
    [row] = read(header, cells)
    assert (row["title"], row["organ"], row["number"]) == tuple(cells[:3])
    assert (row["formed_on"], row["released_on"]) == ("2024-01-05", "2024-01-08 10:00")


def test_a_header_may_have_two_lines(read):
    [row] = read(
        ["序号", "标题", "文件信息", "", "内容"],
        ["", "", "发布机构", "成文日期", ""],
        ["1", "关于辛的通知", "松泉县审计局", "2024-09-01", "内容。"],
    )
    assert (row["title"], row["organ"], row["formed_on"]) == ("关于辛的通知", "松泉县审计局", "2024-09-01")


@pytest.mark.parametrize(
    "words", ["松泉县教育局、松泉县公安局", "松泉县教育局\n松泉县公安局", "松泉县教育局 松泉县公安局"]
)
def test_a_cell_may_name_several_organs(read, words):
    [row] = read(["标题", "发布机构", "正文"], ["关于联合检查的通知", words, "内容。"])
    assert (row["organ"], row["organs"]) == ("松泉县教育局", ["松泉县教育局", "松泉县公安局"])


def test_without_an_organ_the_title_or_the_source_tells(read):
    titled, sourced, neither = read(
        ["标题", "来源", "正文"],
        ["松泉县气象局关于雷电的通知", "", "内容。"],
        ["松泉县举行演练", "县消防救援大队", "内容。"],
        ["关于无主的通知", "", "内容。"],
    )
    assert (titled["organ"], sourced["organ"]) == ("松泉县气象局", "松泉县消防救援大队")
    assert neither["error"] == "没有写发布机构。请补上这一列，或用 --organ 指定机构代码。"


def test_markup_in_a_cell_is_read(read):
    [row] = read(
        ["标题", "发布机构", "正文"], ["关于&ldquo;节水周&rdquo;的<b>通知</b>", "松泉县水务局", "<p>内容。</p>"]
    )
    assert (row["title"], row["organ"]) == ("关于“节水周”的通知", "松泉县水务局")
