"""Files of old office formats given to gongkai import: read by LibreOffice, named where there is none."""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

import docx
import openpyxl
import pytest

from gongkai.core.files import path_of
from gongkai.core.intake import office
from gongkai.library.models import Attachment, Original, Record

pytestmark = pytest.mark.django_db
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def word(hidden: str = "") -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("青禾县民政局关于防汛工作的通知")
    line = document.add_paragraph("请各乡镇做好防汛工作。")
    if hidden:
        line.add_run(hidden).font.hidden = True
    document.add_paragraph("青禾县民政局")
    document.add_paragraph("2026年6月1日")
    document.save(out)
    return out.getvalue()


def sheet(hidden: bool = False) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (
        ["标题", "正文", "发布机构"],
        ["关于甲事项的通知", "甲。", "县民政局"],
        ["关于乙事项的通知", "乙。", "县民政局"],
    ):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = hidden
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "name"),
    [("doc", "通知.doc"), ("doc", "通知.wps"), ("rtf", "通知.rtf"), ("rtf", "通知.doc"), ("odt", "通知.odt"),
     ("xml:MS Word 2003 XML", "通知.doc")],
)  # fmt: skip
def test_an_old_document_is_read_and_what_was_made_of_it_attached(run, folder, civil, old_format, kind, name):
    content = old_format(word(), "docx", kind)
    (folder / name).write_bytes(content)
    out = run(folder)
    assert "新导入 1 条" in out
    assert "由旧格式转换而来" in out
    record = Record.objects.get()
    assert (record.title, record.state, str(record.formed_on)) == (
        "青禾县民政局关于防汛工作的通知", "released", "2026-06-01",
    )  # fmt: skip
    assert "请各乡镇做好防汛工作。" in record.current.body
    assert Attachment.objects.get().name == "通知.docx"
    original = Original.objects.get()
    assert (original.name, path_of(original.blob_id).read_bytes()) == (name, content)
    assert "相同跳过 1 条" in run(folder)


def test_what_an_old_document_hides_comes_neither_into_the_body_nor_into_the_attachment(
    run, folder, civil, old_format, tmp_path, monkeypatch
):
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    (folder / "通知.doc").write_bytes(old_format(word("不要公开的话"), "docx", "doc"))
    assert "隐藏文字 1 处" in run(folder)
    assert "不要公开" not in Record.objects.get().current.body
    file = Attachment.objects.get()
    words = "".join(p.text for p in docx.Document(path_of(file.blob_id)).paragraphs)
    assert "做好防汛工作" in words
    assert "不要公开" not in words + file.blob.text
    assert not list(temp.iterdir())


@pytest.mark.parametrize(("kind", "name"), [("xls", "表.xls"), ("xls", "表.et"), ("ods", "表.ods")])
def test_a_hidden_row_of_an_old_table_is_not_imported(run, folder, civil, old_format, kind, name):
    (folder / name).write_bytes(old_format(sheet(hidden=True), "xlsx", kind))
    assert "隐藏的行" in run(folder)
    assert Record.objects.get().title == "关于甲事项的通知"


def test_without_libreoffice_xls_is_read_and_the_others_say_what_to_do(run, folder, civil, old_format, monkeypatch):
    (folder / "表.xls").write_bytes(old_format(sheet(), "xlsx", "xls"))
    (folder / "通知.doc").write_bytes(old_format(word(), "docx", "doc"))
    (folder / "表.ods").write_bytes(old_format(sheet(), "xlsx", "ods"))
    monkeypatch.setattr(office, "program", lambda: "")
    assert "看不出哪些行列是隐藏的" in run(folder)
    assert Record.objects.count() == 2
    errors = dict(run.errors)
    assert "请在 Word/WPS 里另存为 docx 后再导入" in errors["通知.doc"]
    assert "请另存为 xlsx" in errors["表.ods"]


def test_a_broken_old_document_says_so_and_is_not_taken_for_text(run, folder, old_format):
    (folder / "断.doc").write_bytes(OLE + "WordDocument".encode("utf-16-le") + "说了一句话".encode() * 50)
    run(folder)
    assert "转换不了" in run.errors[0][1]
    assert not Record.objects.exists()


def test_a_conversion_that_takes_too_long_is_ended(run, folder, old_format, monkeypatch):
    (folder / "慢.doc").write_bytes(old_format(word(), "docx", "doc"))
    monkeypatch.setattr(office, "SECONDS", 0.2)
    run(folder)
    assert "时间或内存" in run.errors[0][1]


def test_what_is_launched_has_no_network_where_the_kernel_allows():
    launcher = Path(office.__file__).with_name("launch.py")
    said = subprocess.run(
        [sys.executable, str(launcher), sys.executable, "-c",
         "import os, socket; print(os.getuid(), [name for _, name in socket.if_nameindex()])"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    may = subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0
    if not may:
        pytest.skip("this kernel lets no process close its network")
    import os

    assert said.strip() == f"{os.getuid()} ['lo']"


def test_a_file_that_takes_a_picture_from_elsewhere_is_refused_and_folders_of_the_program_are_empty(
    run, folder, civil, tmp_path, settings
):
    field = rb'{\field{\*\fldinst INCLUDEPICTURE "file:///etc/x.png"}{\fldrslt }}'
    (folder / "通知.rtf").write_bytes(rb"{\rtf1\ansi " + field + rb"}")
    run(folder)
    assert "链接到外部" in run.errors[0][1]
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "secret").write_text("x")
    launcher = Path(office.__file__).with_name("launch.py")
    seen = subprocess.run(
        [sys.executable, str(launcher), sys.executable, "-c", f"import os; print(os.listdir({str(kept)!r}))"],
        capture_output=True, text=True, check=True, env={"HIDDEN": str(kept), "PATH": "/usr/bin:/bin"},
    ).stdout.strip()  # fmt: skip
    may = subprocess.run(["unshare", "-rnm", "true"], capture_output=True).returncode == 0
    assert seen == ("[]" if may else "['secret']")
