"""Attachments on their way in: every bad file gets its sentence and leaves nothing behind."""

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.core import files
from gongkai.core.actions import Refused
from gongkai.core.intake import media, sandbox
from gongkai.core.models import Blob
from gongkai.library import intake

pytestmark = pytest.mark.django_db


def word(*paragraphs: str, picture: bool = False) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "类别", "每月七百三十元"
    if picture:
        document.add_picture(io.BytesIO(PNG))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet(**cells: str) -> bytes:
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf() -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\xff\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


PNG = png()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def kept(settings) -> list:
    return [f for f in settings.FILES_ROOT.rglob("*") if f.is_file()] if settings.FILES_ROOT.exists() else []


@pytest.mark.parametrize(
    ("content", "name", "kept_as", "words"),
    [
        (word("关于低保标准的说明"), "说明.docx", "说明.docx", "每月七百三十元"),
        (sheet(A1="姓名", B2="补助金额"), "名单.xlsx", "名单.xlsx", "补助金额"),
        (pdf(), "扫描件.pdf", "扫描件.pdf", ""),
        (pdf(), "报告.docx", "报告.pdf", ""),
        ("补助名单：张某".encode("gb18030"), "名单.txt", "名单.txt", "补助名单"),
        ("姓名,金额\r\n张某,100\r\n".encode(), "名单.csv", "名单.csv", "张某"),
        (PNG, "照片", "照片.png", ""),
        (OLE + "WordDocument".encode("utf-16-le"), "旧稿.doc", "旧稿.doc", ""),
    ],
)
def test_a_file_is_kept_as_what_its_content_is(content, name, kept_as, words, settings):
    blob, clean = intake.take(upload(content, name), name)
    assert clean == kept_as
    assert words in blob.text
    assert bool(blob.text) == bool(words)
    assert blob.media_type == media.MEDIA_TYPES["." + kept_as.rpartition(".")[2]]
    assert files.path_of(blob.sha256).read_bytes() == content
    assert kept(settings) == [files.path_of(blob.sha256)]


BOMB = archive(**{"word__document.xml": bytes(60 * 1024 * 1024), "[Content_Types].xml": b"<x/>"})
REFUSALS = {
    "empty": (b"", "空.docx", "空文件"),
    "truncated pdf": (pdf()[:-40], "年报.pdf", "PDF 不完整"),
    "no pdf behind the head": (b"%PDF-1.7\n" + b"x" * 500 + b"\n%%EOF", "年报.pdf", "损坏"),
    "exe named docx": (b"MZ\x90\x00" + bytes(500), "通知.docx", "可执行程序"),
    "elf": (b"\x7fELF" + bytes(500), "通知.pdf", "可执行程序"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "说明.txt", "可执行程序"),
    "zip bomb": (BOMB, "附件.docx", "解压后大得异常"),
    "truncated word": (word("甲")[:-200], "附件.docx", "损坏"),
    "word without its parts": (archive(**{"word__document.xml": b"not xml"}), "附件.docx", "损坏"),
    "zip": (archive(**{"名单.xlsx": b"x"}), "附件.zip", "解压后逐个上传"),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(100), "附件.rar", "解压后逐个上传"),
    "jar": (archive(**{"META-INF__MANIFEST.MF": b"x"}), "附件.docx", "解压后逐个上传"),
    "macros": (archive(**{"xl__workbook.xml": b"<x/>", "xl__vbaProject.bin": b"x"}), "表.xlsm", "宏"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "表.xlsx", "密码"),
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", "说明.txt", "脚本"),
    "svg": (b'<svg xmlns="x" onload="alert(1)">', "图.png", "脚本"),
    "page saved as mail": (b"From: <IE>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "名单.doc", "网页"),
    "page in utf-16": ("<html><body>名单</body></html>".encode("utf-16"), "名单.doc", "网页"),
    "rtf": (rb"{\rtf1\ansi a {\v b}}", "名单.doc", "RTF"),
    "postscript": (b"%!PS-Adobe-3.0\n(a) show\n", "名单.txt", "RTF"),
    "noise": (bytes(range(256)) * 40, "表.xls", "认不出"),
    "sheet that is huge": (sheet(A1="甲", XFD1048576="乙"), "表.xlsx", "时间或内存"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_a_bad_file_gets_its_sentence_and_leaves_nothing(case, settings):
    content, name, sentence = REFUSALS[case]
    with pytest.raises(Refused, match=sentence) as refused:
        intake.take(upload(content, name), name)
    assert refused.value.message.endswith("。")
    assert not kept(settings)
    assert not Blob.objects.exists()


def test_two_hundred_megabytes_are_refused_at_the_limit_not_after(settings):
    sent = 0

    class Endless:
        def chunks(self):
            nonlocal sent
            while True:
                sent += 1
                yield bytes(1024 * 1024)

    with pytest.raises(Refused, match="超过 50 MB"):
        intake.take(Endless(), "录像.mp4")
    assert sent == 51
    assert not kept(settings)


def test_xml_that_grows_when_read_does_not_hang_or_fill_memory(settings):
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 12))
    xml = f'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{entities}]><x>&a11;</x>'.encode()
    with pytest.raises(Refused):
        intake.take(upload(archive(**{"word__document.xml": xml, "_rels__.rels": xml}), "a.docx"), "a.docx")
    assert not kept(settings)


def test_a_file_that_takes_too_long_is_refused(tmp_path, monkeypatch):
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(sandbox, "_SCRIPT", slow)
    with pytest.raises(Refused, match="时间或内存"):
        sandbox.extract("pdf", slow, seconds=0.2)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\通知.pdf", "通知.pdf"),
        ("通\x00知\r\n.pdf", "通知.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("报告\u200b.pdf", "报告.pdf"),
        ("...", "附件.pdf"),
        ("", "附件.pdf"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("2026.3 通知", "2026.3 通知.pdf"),
        ("报告.PDF", "报告.pdf"),
        ("甲  乙.docx", "甲 乙.pdf"),
    ],
)
def test_a_name_is_only_a_name(name, clean):
    assert media.clean_name(name, ".pdf") == clean


def test_a_long_name_is_shortened_to_what_a_disk_takes():
    clean = media.clean_name("公" * 300 + ".pdf", ".pdf")
    assert len(clean.encode()) <= 200
    assert clean.endswith("公.pdf")


def test_the_same_content_is_kept_once(settings):
    first, _ = intake.take(upload(PNG, "甲.png"), "甲.png")
    second, name = intake.take(upload(PNG, "乙.png"), "乙.png")
    assert first == second
    assert name == "乙.png"
    assert len(kept(settings)) == 1


def test_word_comes_into_the_editor_with_its_tables_and_without_its_pictures(settings):
    html, notices = intake.docx_to_html(upload(word("一、总体要求", "正文<script>", picture=True), "稿.docx"))
    assert "<p>一、总体要求</p>" in html
    assert "<td><p>每月七百三十元</p></td>" in html
    assert "&lt;script&gt;" in html
    assert "<img" not in html
    assert notices == ["有 1 张图片没有导入，请另作附件上传。"]
    assert not kept(settings)
    with pytest.raises(Refused, match="另存为"):
        intake.docx_to_html(upload(OLE + "WordDocument".encode("utf-16-le"), "稿.doc"))


def test_what_a_killed_process_left_is_tidied_away(settings):
    blob, _ = intake.take(upload(PNG, "甲.png"), "甲.png")
    for stray in (settings.FILES_ROOT / ".incoming" / "tmpx", settings.FILES_ROOT / "ab" / "cd" / "abcd"):
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"half")
    assert files.tidy() == 0
    assert files.tidy(older_than=-1) == 2
    assert kept(settings) == [files.path_of(blob.sha256)]
