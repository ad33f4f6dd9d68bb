"""Workbooks with several sheets: each that has a heading row is read, the others and hidden ones are named."""

import json

import openpyxl
import pytest
from django.core.management import call_command

from gongkai.core.intake import office

pytestmark = pytest.mark.django_db

HEADER = ["标题", "发布机构", "成文日期", "正文"]
NOTE = [["填表说明"], ["请如实填写。"]]


def row(title: str) -> list[str]:
    return [title, "青禾县人民政府", "2024-03-05", "内容。"]


@pytest.fixture
def book(folder):
    """book({name: rows}, hidden=(name, …)): a workbook with these sheets."""

    def make(sheets: dict[str, list[list[str]]], hidden: tuple[str, ...] = ()):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            sheet = made.create_sheet(name)
            for cells in rows:
                sheet.append(cells)
            sheet.sheet_state = "hidden" if name in hidden else "visible"
        made.save(folder / "表.xlsx")
        return folder / "表.xlsx"

    return make


@pytest.fixture
def read(county, capsys):
    def rows(file, **options) -> list[dict]:
        call_command("import", str(file), dry_run=True, json=True, **options)
        return json.loads(capsys.readouterr().out)

    return rows


def test_every_sheet_with_a_heading_row_is_read_and_says_its_name(read, book):
    later = [["2024年登记表"], ["序号", *HEADER], ["1", *row("关于乙的通知")], ["2", *row("关于丙的通知")]]
    found = read(book({"2023年": [HEADER, row("关于甲的通知")], "2024年": later}))
    assert [(made["file"], made["row"], made["title"]) for made in found] == [
        ("表.xlsx", 2, "关于甲的通知"), ("表.xlsx", 3, "关于乙的通知"), ("表.xlsx", 4, "关于丙的通知"),
    ]  # fmt: skip
    assert [made["notices"][0] for made in found] == ["工作表“2023年”。", "工作表“2024年”。", "工作表“2024年”。"]


def test_sheets_that_are_not_understood_or_hidden_are_named(read, book):
    sheets = {"说明": NOTE, "文件": [HEADER, row("关于甲的通知")], "底稿": [HEADER, row("关于密的通知")], "空": []}
    [made] = read(book(sheets, hidden=("底稿",)))
    told = "\n".join(made["notices"])
    assert made["title"] == "关于甲的通知"
    assert "工作表“说明”没有导入：表里没有“标题”列。" in told
    assert "隐藏的工作表“底稿”没有导入" in told
    assert "空" not in told
    assert "关于密的通知" not in told


def test_a_guide_to_filling_in_is_no_table(read, book):
    guide = [["项目", "填写要求"], ["标题", "文件全称"], ["正文", "全文"]]
    [made] = read(book({"文件": [HEADER, row("关于甲的通知")], "填写要求": guide}))
    assert "工作表“填写要求”没有导入：除“标题”外没有认出别的列。" in made["notices"]


def test_one_sheet_is_named_nowhere(read, book):
    [made] = read(book({"Sheet1": [HEADER, row("关于甲的通知")], "Sheet2": []}))
    assert made["notices"] == []


def test_columns_that_one_sheet_has_are_enough(read, book):
    sheets = {
        "甲": [["题", "部门", "文"], ["关于甲的通知", "青禾县人民政府", "内容。"]],
        "乙": [HEADER, row("关于乙的通知")],
    }
    [made] = read(book(sheets), columns="标题=题,发布机构=部门,正文=文")
    assert made["title"] == "关于甲的通知"
    assert "工作表“乙”没有导入：表里没有“题”这一列。" in "\n".join(made["notices"])


def test_where_no_sheet_is_understood_the_sentence_names_them(read, book):
    [made] = read(book({"说明": NOTE, "数据": [["名", "数"], ["甲", "1"]]}))
    assert made["error"].startswith("工作表“说明”没有导入：表里没有“标题”列。")
    assert "工作表“数据”没有导入：" in made["error"]


def test_errors_and_notices_of_a_run_say_the_sheet(run, book):
    sheets = {"甲": [HEADER, row("关于甲的通知")], "乙": [HEADER, row("")], "说明": NOTE}
    said = run(book(sheets))
    assert run.errors == [["表.xlsx 工作表“乙”第 2 行", "标题是空的，请补上。"]]
    assert "提示：表.xlsx：工作表“说明”没有导入：" in said
    assert "新导入 1 条" in said


@pytest.mark.parametrize("kind", ["xls", "ods"])
@pytest.mark.parametrize("is_office", [True, False])
def test_old_workbooks_are_read_sheet_by_sheet_too(read, book, folder, old_format, monkeypatch, kind, is_office):
    sheets = {
        "甲": [HEADER, row("关于甲的通知")],
        "乙": [HEADER, row("关于乙的通知")],
        "底稿": [HEADER, row("关于密的通知")],
    }
    file = folder / f"旧.{kind}"
    file.write_bytes(old_format(book(sheets, hidden=("底稿",)).read_bytes(), "xlsx", kind))
    if not is_office:
        monkeypatch.setattr(office, "program", lambda: "")
    found = read(file)
    if kind == "ods" and not is_office:
        assert "没有安装 LibreOffice" in found[0]["error"]
        return
    assert [made["title"] for made in found] == ["关于甲的通知", "关于乙的通知"]
    assert "隐藏的工作表“底稿”没有导入" in "\n".join(found[0]["notices"])


def test_a_sheet_of_charts_is_named(read, book):
    file = book({"文件": [HEADER, row("关于甲的通知")]})
    made = openpyxl.load_workbook(file)
    made.create_chartsheet("走势图")
    made.save(file)
    [found] = read(file)
    assert "工作表“走势图”没有导入：只有图表。" in "\n".join(found["notices"])


def test_an_empty_workbook_is_told(read, book):
    [made] = read(book({"Sheet1": []}))
    assert made["error"] == "表里没有内容可以导入。请检查后重新放入。"
