"""What each file of ../shared/acceptance/import must give, in a county of its own among documents of another one.

What is not read right yet stands in WAITING with what is missing; a row that begins to pass must leave it. Searching,
citations, letters and the warning before release (k60, k70–k72, k96) have their tests where they are made.
"""

import io
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from gongkai.core.intake import ocr
from gongkai.library.models import Record
from gongkai.organs.models import Organ
from gongkai.search import indexing
from gongkai.search.queries import search

pytestmark = pytest.mark.django_db

CITY = "云岭市人民政府"
OFFICE = "云岭市人民政府办公室"
CIVIL = {"title": "云岭市民政局关于做好冬季救助工作的通知", "organ": "云岭市民政局", "kind": "policy"}

# name → what the JSON says; "has" and "lacks" are of the text, "notice" of the notices, "error" of the sentence
EXPECTED: dict[str, dict] = {
    "k01_local_regulation.md": {"kind": "statute", "organ": "云岭市人民代表大会常务委员会", "formed_on": "2023-05-26",
                                "approved_on": "2023-07-28", "effective_on": "2023-09-01"},
    "k02_local_rule_order.txt": {"title": "云岭市停车场管理办法", "number": "云岭市人民政府令第88号", "organ": CITY,
                                 "formed_on": "2024-04-02", "effective_on": "2024-06-01"},
    "k03_meta_table_beside_content.html": {"index_number": "A00012345/2024-00017", "released_on": "2024-03-11",
                                           "formed_on": "2024-03-05", "theme": r"综合政务\政务公开", "organ": OFFICE},
    "k04_title_broken_in_lines.html": {"title": "云岭市教育局对市政协十届三次会议第145号提案的答复"},
    "k05_forwarding_notice.txt": {"organ": OFFICE, "formed_on": "2024-02-05"},
    "k06_date_01.txt": CIVIL | {"formed_on": "2024-03-05"},
    "k06_date_02.txt": CIVIL | {"formed_on": "2024-03-05"},
    "k06_date_04.txt": CIVIL | {"formed_on": "2024-03-05"},
    "k06_date_05.txt": CIVIL | {"formed_on": "2024-03-05"},
    "k06_date_07.txt": CIVIL | {"formed_on": "2024-03-25"},
    "k06_date_08.txt": CIVIL | {"formed_on": "2024-12-31"},
    "k06_date_10.txt": CIVIL | {"formed_on": "2024-03-05"},
    "k06_date_11.txt": CIVIL | {"formed_on": "2024-03-05"},
    "k10_gbk.txt": {"number": "云民发〔2024〕11号", "formed_on": "2024-03-05", "released_on": None},
    "k10c_utf16le_bom.txt": {"number": "云民发〔2024〕13号", "formed_on": "2024-03-05"},
    "k10d_utf16be_nobom.txt": {"number": "云民发〔2024〕14号", "formed_on": "2024-03-05"},
    "k11_big5.txt": {"error": "编码", "title": None},
    "k12_meta_says_utf8_is_gbk.html": {"title": "云岭市民政局关于取消证明事项的公告", "organ": "云岭市民政局"},
    "k13_word_saved_html.html": {"number": "云医保发〔2024〕8号", "has": '<td rowspan="2">机构</td>'},
    "k14_credit_words.txt": {"kind": "policy", "lacks": '<p class="right">校对工作'},
    "k15_attachment_list.txt": {"has": "1.部门决算报表格式", "lacks": "<h4>"},
    "k20_docx_tracked_hidden.docx": {"notice": "修订痕迹 2 处、隐藏文字 1 处", "number": "云政办发〔2024〕21号"},
    "k21_docx_auto_numbered_articles.docx": {"has": "第五条"},
    "k22_docx_textbox_equation_merged.docx": {"title": "云岭市水务局关于核定用水定额的通知", "notice": "公式"},
    # Excel counts the serial 45356 as 2024-03-05 (45292 is 2024-01-01); the table's 03-04 is a day off
    "k31_xlsx_merged_serial_date.xlsx:2": {"formed_on": "2024-03-05", "organ": "青禾县人民政府"},
    "k31_xlsx_merged_serial_date.xlsx:3": {"formed_on": "2024-03-06", "organ": "青禾县人民政府"},
    "k31_xlsx_merged_serial_date.xlsx:4": {"formed_on": None, "organ": "青禾县人民政府"},
    "k32.csv:2": {"title": "关于丁事项的通知", "organ": "青禾县人民政府", "filed_under": "青禾县人民政府"},
    "k32.csv:3": {"error": "2024年13月5日", "title": None},
    "k40_folder/正常.txt": {"number": "云民发〔2024〕40号"},
    "k40_folder/旧文件.doc": {"error": "请在 Word/WPS 里"},
    "k40_folder/WPS文件.wps": {"error": "请在 Word/WPS 里"},
    "k40_folder/富文本.rtf": {"error": "请"},  # read where LibreOffice is: it says nothing but "x"
    "k40_folder/版式文件.ofd": {"error": "文件打不开"},
    "k40_folder/图.jpg": {"error": "请"},
    "k40_folder/包.zip": {"error": "压缩包里没有文件"},
    "k50_pdf_official.pdf": {"title": "云岭市民政局关于开展困难群众信息核对工作的通知"},
    "k51_pdf_kangxi.pdf": {"organ": OFFICE, "title": f"{OFFICE}关于自查工作的通知", "has": "人民"},
    "k52_pdf_table.pdf": {"title": "云岭市2023年度临时救助资金发放情况公示", "organ": "云岭市民政局",
                          "has": "<tr><td>西乡镇</td><td>8</td><td>19</td><td>24000</td></tr>"},
    "k54_pdf_scan.pdf": {"title": "云岭市林业局关于防火的通告", "organ": "云岭市林业局",
                          "has": "各乡镇要明确专人负责", "notice": "请对照原件核对"},
    "k55_pdf_open_password.pdf": {"error": "密码"},
    "k55b_pdf_restricted_only.pdf": {"title": "云岭市林业局关于防火的通告", "organ": "云岭市林业局"},
    "k56_pdf_gbk_euc_h_no_tounicode.pdf": {"title": "云岭市林业局关于封山的通告", "formed_on": "2024-04-09"},
    "k60_cites/f1.txt": {"number": "云岭市人民政府公告第3号"},
    "k60_cites/f2.txt": {"number": "云岭市人民政府公告第3号"},
    "k80_effect_from_first_promulgation.md": {"number": "国务院令第900号", "lacks": "INFO END",
                                              "effective_on": "1995-09-04"},
    "k90_other_county_rules.txt": {"title": "云溪县人民政府工作规则", "organ": "云溪县人民政府", "formed_on": None,
                                   "filed_under": "青禾县人民政府", "number": "云溪政发〔2024〕7号"},
    "k91_labels_several_per_line.txt": {"index_number": "003129766/202401-00336", "organ": "云岭市水务局",
                                        "title": "云岭市水务局关于印发取水许可办事指南的通知",
                                        "effective_on": "2024-02-01"},
    "k92_label_then_value_lines.txt": {"title": "云岭市节约用水管理规则", "organ": CITY,
                                       "index_number": "610728/2024-001005", "released_on": "2024-04-08 09:34"},
    "k94_title_twice_with_number.txt": {"title": "云岭市人民政府办公室关于印发〈云岭市政务公开要点〉的通知",
                                        "number": "云政办发〔2024〕26号"},
    "k97_neighbour_county_signed.txt": {"organ": "云溪县人民政府", "filed_under": "青禾县人民政府"},
    "k97c_neighbour_county.csv:2": {"organ": "松泉县人民政府", "filed_under": "青禾县人民政府"},
    "k97c_neighbour_county.csv:3": {"organ": "松泉县教育局", "filed_under": "青禾县人民政府"},
}  # fmt: skip

WAITING = {}
SCANS = {"k54_pdf_scan.pdf"}


@pytest.fixture
def read(shared, make_organ):
    """read(file): the rows of its JSON, as the terminal shows them in a county that has a 县教育局 too."""
    make_organ("县教育局")

    def call(name: str, **options) -> list[dict]:
        out = io.StringIO()
        call_command(
            "import", str(shared / "acceptance" / "import" / name), dry_run=True, json=True, stdout=out, **options
        )
        return json.loads(out.getvalue())

    return call


def cases() -> Iterator[Any]:
    for name, expected in EXPECTED.items():
        reason = WAITING.get(name)
        yield pytest.param(
            name, expected, id=name, marks=[pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        )


@pytest.mark.parametrize(("name", "expected"), list(cases()))
def test_a_file_gives_what_the_table_says(read, request, name, expected):
    if name in SCANS:
        request.getfixturevalue("scanned")  # skips where the extra is not installed
    file, _, row = name.partition(":")
    [found] = [made for made in read(file) if str(made["row"] or "") == row]
    text = {"has": found["body"], "lacks": found["body"], "notice": "\n".join(found["notices"] or [])}
    for key, value in expected.items():
        if key == "lacks":
            assert value not in text[key]
        elif key == "error" or key in text:
            assert value in (text[key] if key in text else found["error"])
        else:
            assert found[key] == value, key
    assert ("error" in expected) == (found["error"] is not None)


@pytest.fixture
def imported(shared, make_organ, tmp_path, django_capture_on_commit_callbacks):
    """imported(file, organ): the record that the terminal made of it and released."""
    organ = make_organ("县统计局")

    def call(name: str) -> Record:
        with django_capture_on_commit_callbacks(execute=True):
            call_command(
                "import",
                str(shared / "acceptance" / "import" / name),
                release=True,
                organ=organ.code,
                errors=str(tmp_path / "errors.csv"),
            )
        return Record.objects.get()

    return call


def test_three_hundred_pages_are_read_in_ten_seconds_and_found_by_words_of_page_299(imported):
    before = sum(os.times()[:4])  # seconds of processors, for others may use them too
    record = imported("k53_pdf_300pages.pdf")
    assert sum(os.times()[:4]) - before < 10
    assert "第 299 页的统计说明" in record.current.body
    indexing.rebuild()
    assert [hit.pk for hit in search("第299页的统计说明").hits] == [record.pk]
    assert search("第301页的统计说明").loose


def test_a_refused_file_is_a_row_with_its_sentence_and_nothing_else(read, monkeypatch):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    [row] = read("k54_pdf_scan.pdf")
    assert row.pop("error").startswith("文件里没有读到正文，是扫描件。")
    assert row.pop("file") == "k54_pdf_scan.pdf"
    assert set(row.values()) == {None}


def test_a_folder_names_every_file_in_it_and_makes_no_organ(read, shared):
    before = Organ.objects.count()
    rows = read("k40_folder")
    assert {row["file"] for row in rows} == {file.name for file in (shared / "acceptance/import/k40_folder").iterdir()}
    assert all(row["error"] or row["title"] for row in rows)
    assert Organ.objects.count() == before
