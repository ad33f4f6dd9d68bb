"""Organs from a spreadsheet: all or nothing, twice is once."""

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from gongkai.organs.models import Organ
from gongkai.organs.rules import organ_code_check

HEAD = ["名称", "简称", "机构代码", "类别", "上级机构", "联系电话", "成立日期"]


def code(n: int) -> str:
    first = f"{40000000 + n}"
    return first + organ_code_check(first)


ROWS = [
    ["白沙县人民政府", "县政府", code(1), "人民政府", "", "0000-1", ""],
    ["白沙县民政局", "县民政局", code(2), "政府部门", "县政府", "0000-2", "2019-03-01"],
    ["白沙镇人民政府", "", code(3), "乡镇（街道）", code(1), "", ""],
]


def csv_file(folder, rows, encoding="utf-8-sig"):
    path = folder / "机构.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_a_csv_makes_the_tree_and_a_second_run_changes_nothing(db, tmp_path, capsys, encoding):
    path = csv_file(tmp_path, [HEAD, *ROWS], encoding)
    call_command("import-organs", str(path))
    call_command("import-organs", str(path))
    out = capsys.readouterr().out
    assert "新设 3 个机构，更新 0 个" in out and "新设 0 个机构，更新 3 个" in out
    top = Organ.objects.get(code=code(1))
    assert Organ.objects.within(top).count() == 3
    assert str(Organ.objects.get(code=code(2)).established_on) == "2019-03-01"


def test_an_xlsx_is_read_too(db, tmp_path):
    book = Workbook()
    for row in [HEAD, *ROWS]:
        book.active.append(row)
    book.save(tmp_path / "机构.xlsx")
    call_command("import-organs", str(tmp_path / "机构.xlsx"))
    assert Organ.objects.count() == 3


def test_a_dry_run_stores_nothing(db, tmp_path, capsys):
    call_command("import-organs", str(csv_file(tmp_path, [HEAD, *ROWS])), dry_run=True)
    assert "新设 3 个" in capsys.readouterr().out and not Organ.objects.exists()


def test_wrong_rows_are_told_by_number_and_nothing_is_stored(db, tmp_path, capsys):
    bad = [
        ["甲局", "", "123", "政府部门", "县政府", "", ""],
        ["乙局", "", code(5), "公司", "县政府", "", ""],
        ["丙局", "", code(6), "政府部门", "省政府", "", ""],
        ["", "", code(7), "政府部门", "县政府", "", ""],
    ]
    with pytest.raises(CommandError, match="有 4 行需要修改"):
        call_command("import-organs", str(csv_file(tmp_path, [HEAD, *ROWS, *bad])))
    told = capsys.readouterr().err
    assert "第 5 行：机构代码应为" in told and "第 6 行：类别“公司”" in told
    assert "第 7 行：上级机构“省政府”不存在" in told and "第 8 行：缺“名称”" in told
    assert not Organ.objects.exists()


def test_a_known_code_under_another_name_is_not_a_rename(db, tmp_path, capsys):
    call_command("import-organs", str(csv_file(tmp_path, [HEAD, *ROWS])))
    changed = [ROWS[0], ["白沙县民政和老龄局", *ROWS[1][1:]]]
    with pytest.raises(CommandError):
        call_command("import-organs", str(csv_file(tmp_path, [HEAD, *changed])))
    assert "更名请在机构页办理" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["机构.xlsx", "机构.csv"])
def test_a_file_that_is_none_is_refused(db, tmp_path, name):
    (tmp_path / name).write_bytes(b"\x00\x01nothing")
    with pytest.raises(CommandError, match=r"读不出|缺少"):
        call_command("import-organs", str(tmp_path / name))
