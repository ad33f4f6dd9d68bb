"""gongkai import, as the person at the terminal sees it."""

import contextlib
import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from django.core.management import CommandError

from gongkai.core.models import AuditEntry, Blob
from gongkai.library.actions import open_correction, start_record
from gongkai.library.models import AwaitedRelation, NumberSeries, Record, Relation, Version
from gongkai.organs.models import FormerName, Organ
from gongkai.review.models import SkippedStep
from gongkai.search.models import Outbox

pytestmark = pytest.mark.django_db


def notice(folder, name="通知.md", title="关于防汛工作的通知", body="请各乡镇做好防汛工作。", **more) -> Path:
    facts = {"标题": title, "发布机构": "县民政局", "生成日期": "2026-06-01", **more}
    file = folder / name
    file.write_text("\n".join(f"{k}：{v}" for k, v in facts.items()) + f"\n\n{body}\n", encoding="utf-8")
    return file


def test_a_released_import_is_public_numbered_found_and_its_skipped_step_counted(run, folder, civil):
    notice(folder, 发布日期="2026-06-03 09:30")
    assert "新导入 1 条" in run(folder)
    record = Record.objects.get()
    assert (record.state, record.organ, record.title) == ("released", civil, "关于防汛工作的通知")
    assert record.released_at.isoformat() == "2026-06-03T01:30:00+00:00"
    assert record.index_number == f"{civil.code}/2026-00001"
    assert record.current.released_by is None
    assert SkippedStep.objects.get().reason == "批量导入历史信息"
    assert Outbox.objects.filter(pk_of_source=record.pk).exists()
    assert {"import.batch", "import.release"} <= set(AuditEntry.objects.values_list("verb", flat=True))


def test_without_release_it_is_a_draft_without_a_number(run, folder):
    notice(folder)
    run(folder, release=False)
    record = Record.objects.get()
    assert (record.state, record.index_number, record.open_version.state) == ("draft", None, "draft")
    assert not Outbox.objects.exists()


def test_what_is_not_for_everybody_stays_a_draft(run, folder):
    notice(folder, 公开属性="不予公开", 不公开理由="涉及个人隐私")
    assert "留作草稿 1 条" in run(folder)
    assert Record.objects.get().state == "draft"


def test_dry_run_shows_what_it_recognised_and_from_where_and_writes_nothing(run, folder):
    notice(folder, 发布机构="国务院办公厅", 文号="国办发[2026]1号")
    organs = Organ.objects.count()
    out = run(folder, dry_run=True)
    assert "标题　关于防汛工作的通知　〔文首信息块〕" in out
    assert "发布机构　国务院办公厅" in out
    assert "文号　国办发[2026]1号" in out
    assert "共识别 1 条，没有写入。" in out
    assert not Record.objects.exists()
    assert Organ.objects.count() == organs
    assert not AuditEntry.objects.exists()


def test_twice_changes_nothing_and_a_changed_source_becomes_a_correction(run, folder):
    notice(folder)
    run(folder)
    before = list(Record.objects.values())
    assert "相同跳过 1 条" in run(folder)
    assert list(Record.objects.values()) == before
    notice(folder, body="请各乡镇做好防汛抗旱工作。")
    assert "更正 1 条" in run(folder)
    record = Record.objects.get()
    assert record.index_number == before[0]["index_number"]
    assert [(v.number, v.state, v.body) for v in record.versions.all()] == [
        (2, "released", "<p>请各乡镇做好防汛抗旱工作。</p>"),
        (1, "released", "<p>请各乡镇做好防汛工作。</p>"),
    ]
    assert record.current.note == "来源内容有变化，重新导入更正。"
    run(folder)
    assert Version.objects.count() == 2


def test_a_file_that_only_moved_is_the_same(run, folder):
    file = notice(folder)
    run(folder)
    file.rename(folder / "改名.md")
    assert "相同跳过 1 条" in run(folder)
    assert Record.objects.count() == 1


def test_what_an_editor_corrected_is_not_undone_by_importing_again(run, folder, author):
    notice(folder)
    run(folder)
    record = Record.objects.get()
    open_correction(record=record, by=author)
    assert "相同跳过 1 条" in run(folder)
    notice(folder, body="来源又改了。")
    run(folder)
    assert "正在起草或待审" in run.errors[0][1]
    assert record.versions.count() == 2


def test_a_draft_that_changed_at_its_source_is_overwritten(run, folder):
    notice(folder)
    run(folder, release=False)
    notice(folder, body="改了。")
    run(folder, release=False)
    [version] = Record.objects.get().versions.all()
    assert (version.number, version.body, version.stamp) == (1, "<p>改了。</p>", 1)


def test_an_organ_is_found_by_its_short_and_former_names_code_and_mark(run, folder, civil, finance):
    FormerName.objects.create(organ=finance, name="青禾县财税局", until=date(2019, 1, 1))
    notice(folder, "1.md", title="甲通知", 发布机构=civil.code)
    notice(folder, "2.md", title="乙通知", 发布机构="青禾县财税局", 发布日期="2018-01-01")
    notice(folder, "3.md", title="丙通知", 发布机构="青禾县民政局")
    (folder / "4.md").write_text(
        "标题：丁通知\n文号：青禾财发〔2026〕1号\n生成日期：2026-01-01\n\n正文。", encoding="utf-8"
    )
    run(folder)
    organs = dict(Record.objects.values_list("title", "organ"))
    assert organs == {"甲通知": civil.pk, "乙通知": finance.pk, "丙通知": civil.pk, "丁通知": finance.pk}
    assert Record.objects.get(title="乙通知").organ_name == "青禾县财税局"


def test_organ_takes_what_names_none(run, folder, finance, civil):
    (folder / "1.md").write_text("标题：甲通知\n\n青禾县教育局说的。", encoding="utf-8")
    notice(folder, "2.md", title="乙通知")
    run(folder, organ=finance.code)
    assert dict(Record.objects.values_list("title", "organ")) == {"甲通知": finance.pk, "乙通知": civil.pk}


def test_a_document_that_names_nobody_is_told_and_the_others_go_in(run, folder):
    (folder / "1.md").write_text("标题：甲通知\n\n没有说是谁。", encoding="utf-8")
    (folder / "2.md").write_text("标题：乙通知\n生成日期：去年\n发布机构：县民政局\n\n正文。", encoding="utf-8")
    (folder / "3.txt").write_bytes(b"\x00\x01\x02" * 500)
    notice(folder, "4.md")
    assert "有 3 条没有导入" in run(folder)
    assert [place for place, _ in run.errors] == ["1.md", "2.md", "3.txt"]
    assert "发布机构" in run.errors[0][1]
    assert "不是日期" in run.errors[1][1]
    assert Record.objects.count() == 1


def test_relations_are_made_when_their_target_comes_also_in_a_later_run(run, folder):
    notice(folder, "解读.md", title="临时救助办法解读", 解读="《青禾县临时救助办法》", 信息类型="政策解读")
    notice(folder, "废止.md", title="关于废止旧办法的通知", 废止文件="青禾民发[2020]3号", 施行日期="2026-06-10")
    run(folder)
    assert AwaitedRelation.objects.count() == 2
    notice(folder, "办法.md", title="关于印发《青禾县临时救助办法》的通知", 文号="青禾民发〔2026〕8号")
    notice(folder, "旧.md", title="旧办法", 文号="青禾民发〔2020〕3号", 生成日期="2020-03-01")
    run(folder)
    assert {(r.source.title, r.predicate, r.target.title) for r in Relation.objects.all()} == {
        ("临时救助办法解读", "interprets", "关于印发《青禾县临时救助办法》的通知"),
        ("关于废止旧办法的通知", "repeals", "旧办法"),
    }
    assert Record.objects.get(title="旧办法").repealed_on == date(2026, 6, 10)
    assert not AwaitedRelation.objects.exists()


def test_attachments_come_along_and_the_file_of_a_word_document_too(run, folder):
    word = docx.Document()
    for line in ("青禾县民政局关于低保的通知", "各乡镇：", "标准提高到730元。"):
        word.add_paragraph(line)
    word.add_table(1, 2).cell(0, 0).text = "标准"
    word.save(folder / "低保.docx")
    (folder / "附件").mkdir()
    (folder / "附件" / "名单.csv").write_text("姓名,金额\n张某,730\n", encoding="gb18030")
    notice(folder, 附件="附件/名单.csv")
    run(folder)
    assert not run.errors
    low, flood = Record.objects.get(title__contains="低保"), Record.objects.get(title__contains="防汛")
    assert "<td><p>标准</p></td>" in low.current.body
    assert [a.name for a in low.current.attachments.all()] == ["低保.docx"]
    [attached] = flood.current.attachments.all()
    assert (attached.name, "张某" in attached.blob.text) == ("名单.csv", True)


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [("../../secret.txt", "不在文稿所在的文件夹里"), ("/etc/hostname", "不在文稿所在的文件夹里"), ("没有.pdf", "找不到附件"), ("坏.pdf", "PDF 不完整")],
)  # fmt: skip
def test_an_attachment_that_may_not_be_taken_is_that_documents_error(run, folder, settings, stated, sentence):
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 half")
    notice(folder, 附件=stated)
    notice(folder, "好.md", title="好通知")
    run(folder / "通知.md", folder / "好.md")
    assert sentence in run.errors[0][1]
    assert Record.objects.get().title == "好通知"
    assert not Blob.objects.exists()


# ---- tables


def sheet(folder, *rows, name="表.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


ROWS = [
    ["标题", "正文", "发布机构", "生成日期", "文号"],
    ["关于甲的通知", "正文甲", "县民政局", date(2026, 6, 1), "青禾民发(2026)1号"],
    ["", "正文乙", "县民政局", "2026-06-02", ""],
    [],
    ["关于丙的通知", "正文丙", "县民正局", "2026-06-03", ""],
    ["关于丁的通知", "正文丁", "县民政局", "6月3日", ""],
    ["关于戊的通知", "第一段\n第二段", "县民政局", "2026年6月3日", ""],
]


def test_a_spreadsheet_row_by_row_with_its_errors_by_row(run, folder):
    run(sheet(folder, *ROWS))
    assert list(Record.objects.order_by("pk").values_list("title", flat=True)) == ["关于甲的通知", "关于戊的通知"]
    assert Record.objects.first().number_key == "青禾民发〔2026〕1号"
    assert Record.objects.last().current.body == "<p>第一段</p>\n<p>第二段</p>"
    assert run.errors == [
        ["表.xlsx 第 3 行", "标题是空的，请补上。"],
        ["表.xlsx 第 5 行", "机构表里没有“县民正局”，请先建立该机构或更正名称。"],
        ["表.xlsx 第 6 行", "“生成日期”写的是“6月3日”，不是日期，请写成 2026-06-01 的样子。"],
    ]
    assert "相同跳过 2 条" in run(folder / "表.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_in_every_usual_encoding(run, folder, encoding, separator):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(
        [["题目", "正文", "部门"], ["关于低保的通知", "第一行\n第二行", "县民政局"]]
    )
    (folder / "a.csv").write_bytes(out.getvalue().encode(encoding))
    run(folder / "a.csv", columns="标题=题目,发布机构=部门")
    assert not run.errors
    assert Record.objects.get().title == "关于低保的通知"


def test_jsonl_with_a_map_an_id_and_extra_fields(run, folder, tmp_path):
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"标题": "name", "正文": "html"}), encoding="utf-8")
    row = {
        "id": "n-1", "name": "青禾县2026年部门预算", "html": "<p onclick=x()>正文</p><script>x()</script>", "发布机构": "县民政局",
        "生成日期": "2026-02-01", "信息类型": "预算决算", "预算年度": 2026, "类别": "部门预算", "支出总额": "1,234,500",
    }  # fmt: skip
    file = folder / "a.jsonl"
    file.write_text("\n".join([json.dumps(row), "{broken", json.dumps({"id": 3}), "[]", ""]), encoding="utf-8")
    run(file, map=str(mapping))
    record = Record.objects.get()
    assert record.current.body == "<p>正文</p>"
    assert (record.kind, record.year, record.stage, record.amount) == ("budget", 2026, "部门预算", 1234500)
    assert [place for place, _ in run.errors] == ["a.jsonl 第 2 行", "a.jsonl 第 3 行", "a.jsonl 第 4 行"]
    file.write_text(json.dumps(row | {"html": "<p>改了</p>"}), encoding="utf-8")
    run(file, map=str(mapping))
    assert [v.body for v in Record.objects.get().versions.all()] == ["<p>改了</p>", "<p>正文</p>"]


def test_an_index_number_that_is_taken_is_told_and_a_stated_one_is_not_given_again(run, folder, civil, finance):
    taken = f"{civil.code}/2026-00001"
    header = ["标题", "正文", "发布机构", "发布日期", "索引号"]
    run(sheet(folder, header, ["甲通知", "甲", "县民政局", "2026-01-01", taken]))
    rows = [["乙通知", "乙", "县民政局", "2026-01-01", ""], ["丙通知", "丙", "县财政局", "2026-01-01", taken]]
    run(sheet(folder, header, *rows, name="b.xlsx"))
    assert run.errors == [["b.xlsx 第 3 行", f"索引号“{taken}”已经被另一条信息使用，请核对。"]]
    assert Record.objects.get(title="乙通知").index_number == f"{civil.code}/2026-00002"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ\x90" + bytes(100), "可执行程序"),
        (b"PK\x03\x04half", "损坏"),
        (b"%PDF-1.4 not a sheet %%EOF", "损坏"),
    ],
)
def test_a_spreadsheet_that_is_none_is_told(run, folder, content, sentence):
    (folder / "表.xlsx").write_bytes(content)
    run(folder / "表.xlsx")
    assert sentence in run.errors[0][1]
    assert not Record.objects.exists()


def test_a_table_without_titles_or_with_a_wrong_map_says_what_to_do(run, folder):
    file = sheet(folder, ["名", "正文"], ["甲", "乙"])
    run(file)
    assert "没有“标题”列" in run.errors[0][1]
    run(file, columns="标题=题目")
    assert "没有“题目”这一列" in run.errors[0][1]
    with pytest.raises(CommandError, match="标题=列名"):
        run(file, columns="标题")
    with pytest.raises(CommandError, match="找不到"):
        run(folder / "没有.md")
    with pytest.raises(CommandError, match="没有代码或名称"):
        run(file, organ="不存在的机构")
    with pytest.raises(CommandError, match="没有账号"):
        run(file, by="nobody")


def test_an_account_may_import_only_into_its_own_organs(run, folder, author):
    notice(folder, 发布机构="青禾县人民政府")
    with pytest.raises(CommandError, match="没有在“县政府”"):
        run(folder, by="author", release=False)
    assert not Record.objects.exists()
    notice(folder)
    run(folder, by="author", release=False)
    assert Record.objects.get().created_by == author


def test_a_batch_that_fails_leaves_nothing_of_itself(run, folder, monkeypatch):
    sheet(folder, ROWS[0], ROWS[1])
    monkeypatch.setattr("gongkai.library.publishing.announce", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(folder / "表.xlsx")
    assert not Record.objects.exists()
    assert not Version.objects.exists()
    assert not NumberSeries.objects.exists()
    assert not AuditEntry.objects.exists()


def test_many_rows_take_hardly_more_queries_than_few(run, folder, django_assert_max_num_queries):
    def rows(start, count):
        return [
            [f"关于{n}的通知", f"《办法{n}》", "县民政局", f"{2000 + n % 20}-01-01", ""] for n in range(start, count)
        ]

    few, many = sheet(folder, ROWS[0], *rows(0, 20)), sheet(folder, ROWS[0], *rows(20, 220), name="b.xlsx")
    with django_assert_max_num_queries(80) as counted:
        run(few)
    # ten times the rows: only the inserts, which hold some twenty rows each, become more
    with django_assert_max_num_queries(len(counted) + 25):
        run(many)
    assert Record.objects.released().count() == 220


def test_a_draft_of_the_desk_is_not_touched_by_an_import_of_the_same_title(run, folder, author, civil):
    start_record(organ=civil, kind="notice", title="关于防汛工作的通知", body="<p>甲</p>", by=author)
    notice(folder)
    run(folder)
    assert Record.objects.count() == 2


KILLED = """
import os, signal, sys, django
django.setup()
from django.core.management import call_command
from gongkai.core import bulk
from gongkai.library import citations, publishing
module, name, nth = {"bulk": bulk, "citations": citations, "publishing": publishing}[sys.argv[1]], sys.argv[2], int(sys.argv[3])
whole, calls = getattr(module, name), []

def killed(*args, **kwargs):
    calls.append(1)
    if len(calls) == nth:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*args, **kwargs)

setattr(module, name, killed)
call_command("import", sys.argv[4], release=True)
"""
FRESH = """
import django
django.setup()
from django.core.management import call_command
from gongkai.organs.issuers import add_issuer
call_command("migrate", verbosity=0)
add_issuer(name="青禾县人民政府", level="government", by=None)
"""


def imported(database: Path) -> int:
    """How many records stand in the database of another process; each must be whole."""
    with contextlib.closing(sqlite3.connect(database)) as rows:
        tables = (
            "library_record WHERE state = 'released'",
            "library_version",
            "review_skippedstep",
            "search_outbox",
            "library_record",
        )
        [count] = {rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
        numbers = [int(row[0][-5:]) for row in rows.execute("SELECT index_number FROM library_record")]
    assert sorted(numbers) == list(range(1, count + 1))
    return count


def test_killed_at_any_point_nothing_is_half_imported_and_the_next_run_finishes(tmp_path):
    root = str(Path(__file__).resolve().parents[3])
    environment = {
        **os.environ, "GONGKAI_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "gongkai.config.settings", "PYTHONPATH": root,
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)

    def python(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments], env=environment, cwd=tmp_path, capture_output=True, text=True
        )
        return done.returncode, done.stdout

    facts = {"正文": "正文。" * 40, "发布机构": "青禾县人民政府", "生成日期": "2026-06-01"}
    rows = [json.dumps({"标题": f"关于{n}的通知", **facts}, ensure_ascii=False) for n in range(1200)]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "killed.py").write_text(KILLED)
    assert python("-c", FRESH)[0] == 0
    database = tmp_path / "home" / "gongkai.sqlite3"
    counts = []
    # in the first batch, late in the second, and while rows of the last go in
    for module, name, nth in (("citations", "resolve", 1), ("publishing", "announce", 2), ("bulk", "insert_many", 2)):
        code, _ = python("killed.py", module, name, str(nth), "rows.jsonl")
        assert code == -signal.SIGKILL
        counts.append(imported(database))
    assert counts == [0, 500, 500]
    assert python("-m", "gongkai", "import", "rows.jsonl", "--release")[0] == 0
    assert imported(database) == 1200
