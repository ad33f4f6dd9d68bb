"""The labelled sample: every hidden code that must be raised is listed, no near miss blocks, copies list nothing."""

import json
from pathlib import Path

import pytest

from gongkai.core.actions import Refused
from gongkai.core.intake import hidden
from gongkai.core.intake.tests import made

ACCEPTANCE = Path(__file__).parents[5] / "shared/acceptance"
TYPES = {".docx": made.WORD, ".xlsx": made.EXCEL, ".pdf": "application/pdf"}
pytestmark = pytest.mark.skipif(not ACCEPTANCE.is_dir(), reason="the labelled sample is not beside this checkout")


def labelled():
    source = ACCEPTANCE / "checks/labels.json"
    rows = json.loads(source.read_text()) if source.is_file() else []
    return [row for row in rows if row["file"].endswith((".docx", ".xlsx"))]


@pytest.mark.parametrize("label", labelled(), ids=lambda row: row["file"])
def test_what_must_be_found_is_and_near_misses_are_not(label, tmp_path):
    file = ACCEPTANCE / "checks" / label["file"]
    media = TYPES[file.suffix]
    found = {f"hidden.{row.code}" for row in hidden.holdings(file, media) if row.hidden}
    assert {code for code in label["must"] if code.startswith("hidden.")} <= found
    assert found <= {*label["must"], *label["may"]}
    copy = tmp_path / file.name
    copy.write_bytes(hidden.cleaned(file, media))
    assert not [row for row in hidden.holdings(copy, media) if row.hidden]


def test_an_imported_table_loses_its_hidden_row_column_sheet_and_comment():
    file = ACCEPTANCE / "import/k70_hidden/发放表.xlsx"
    found = {row.code for row in hidden.holdings(file, made.EXCEL) if row.hidden}
    assert found == {"row", "column", "sheet", "comment"}
    assert "鲲鹏".encode() not in made.everything(hidden.cleaned(file, made.EXCEL))


def test_text_boxes_and_headers_do_not_block():
    file = ACCEPTANCE / "import/k22_docx_textbox_equation_merged.docx"
    rows = hidden.holdings(file, made.WORD)
    assert {row.code for row in rows} >= {"textbox", "header"} and not any(row.hidden for row in rows)


def test_a_pdf_with_a_password_is_refused_with_a_sentence():
    with pytest.raises(Refused, match="密码"):
        hidden.holdings(ACCEPTANCE / "import/k55_pdf_open_password.pdf", "application/pdf")


@pytest.mark.parametrize("name", ["k50_pdf_official", "k54_pdf_scan", "k55b_pdf_restricted_only"])
def test_pdfs_as_offices_make_them_hold_nothing_hidden(name):
    assert not [r for r in hidden.holdings(ACCEPTANCE / f"import/{name}.pdf", "application/pdf") if r.hidden]
