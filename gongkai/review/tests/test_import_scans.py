"""Pictures and scanned PDFs given to gongkai import: read by OCR where the extra is installed, named where not."""

import io

import pikepdf
import pytest
from PIL import Image

from gongkai.core.intake import ocr, scan
from gongkai.library.models import Attachment, Record

pytestmark = pytest.mark.django_db
LINES = ("青禾县民政局关于防汛工作的通知", "各乡镇人民政府：", "请做好防汛工作。", "青禾县民政局", "2026年6月1日")
MARK = "正文由图片文字识别（OCR）得到，请对照原件核对。"


def saved(picture: Image.Image, kind: str, **more) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def plain() -> Image.Image:
    return Image.new("RGB", (600, 800), "white")


def joined(*files: bytes) -> bytes:
    whole, out = pikepdf.new(), io.BytesIO()
    for file in files:
        whole.pages.extend(pikepdf.open(io.BytesIO(file)).pages)
    whole.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "kind", "attached"),
    [("扫描.pdf", "PDF", ["扫描.pdf"]), ("图.png", "PNG", ["图.png"]), ("图.jpg", "JPEG", ["图.jpg"]),
     ("图.tif", "TIFF", []), ("图.bmp", "BMP", [])],
)  # fmt: skip
def test_a_scan_is_read_and_stays_a_draft_that_says_how_it_was_read(run, folder, scanned, name, kind, attached):
    (folder / name).write_bytes(saved(scanned(*LINES), kind))
    out = run(folder)
    record = Record.objects.get()
    version = record.open_version
    assert (record.state, record.title) == ("draft", LINES[0])
    assert LINES[2] in version.body
    assert MARK in version.note
    assert MARK in out
    assert "待对照原件 1 条" in out
    assert list(Attachment.objects.values_list("name", flat=True)) == attached
    assert "相同跳过 1 条" in run(folder)


def test_a_scanned_page_among_others_is_read_in_its_place(run, folder, scanned, text_pdf):
    (folder / "通知.pdf").write_bytes(
        joined(text_pdf("Notice on floods", "The first page has words."), saved(scanned("请做好防汛工作。"), "PDF"))
    )
    run(folder, organ="县民政局")
    body = Record.objects.get().open_version.body
    assert body.index("The first page") < body.index("请做好防汛工作。")


def test_several_pictures_of_one_fax_are_all_read(run, folder, scanned):
    first, second = scanned(*LINES[:3]), scanned(*LINES[3:])
    (folder / "传真.tif").write_bytes(saved(first, "TIFF", save_all=True, append_images=[second]))
    run(folder)
    assert str(Record.objects.get().formed_on) == "2026-06-01"


def test_a_picture_without_words_says_so(run, folder, scanned):
    (folder / "照片.png").write_bytes(saved(plain(), "PNG"))
    run(folder)
    assert "没有认出文字" in run.errors[0][1]


def test_without_the_extra_a_scan_says_what_to_do_and_a_page_that_is_one_is_named(
    run, folder, civil, monkeypatch, text_pdf
):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    page = saved(plain(), "PDF")
    (folder / "扫描.pdf").write_bytes(page)
    (folder / "图.jpg").write_bytes(saved(plain(), "JPEG"))
    (folder / "半.pdf").write_bytes(joined(text_pdf("Notice on floods", "The first page has words."), page))
    out = run(folder, organ=civil.code)
    assert "第 2 页只有图片" in out
    errors = dict(run.errors)
    assert "扫描件" in errors["扫描.pdf"]
    assert all("make ocr" in sentence for sentence in errors.values())
    assert set(errors) == {"扫描.pdf", "图.jpg"}


def test_more_pages_than_the_limit_are_told(tmp_path, scanned, monkeypatch):
    pages = [saved(scanned(f"第{n}页"), "PDF") for n in "一二"]
    (tmp_path / "a.pdf").write_bytes(joined(*pages))
    script = tmp_path / "scan.py"
    script.write_text(
        (ocr._SCRIPT).read_text(encoding="utf-8")
        .replace("PAGES = 60", "PAGES = 1")
        .replace("Path(__file__).parents[3]", f"Path({str(ocr._SCRIPT)!r}).parents[3]"),
        encoding="utf-8",
    )  # fmt: skip
    monkeypatch.setattr(ocr, "_SCRIPT", script)
    found = ocr.read(tmp_path / "a.pdf", [0, 1])
    assert (list(found.pages), found.left) == ([0], 1)


def test_a_picture_too_large_or_broken_is_refused(run, folder, scanned, monkeypatch):
    (folder / "断.png").write_bytes(saved(plain(), "PNG")[:200])
    big = Image.new("1", (scan.PIXELS // 5000 + 1000, 5000))
    (folder / "大.png").write_bytes(saved(big, "PNG"))
    run(folder)
    assert {where for where, _ in run.errors} == {"断.png", "大.png"}
