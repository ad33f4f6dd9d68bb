"""OFD files given to gongkai import."""

import io

import pytest

from gongkai.core.intake import ocr
from gongkai.core.intake.tests.test_ofd import BAR, made, page, scan, text
from gongkai.core.models import Blob
from gongkai.library.models import Attachment, Original, Record

pytestmark = pytest.mark.django_db

TITLE = text("青禾县民政局关于防汛工作的通知", 40, 40, size=7)
BODY = text("请各乡镇做好防汛工作。", 30, 60)
FOOT = text("青禾县民政局", 120, 90), text("2026年6月1日", 120, 100)


def test_an_official_layout_file_is_read_attached_and_found(run, folder, civil):
    (folder / "通知.ofd").write_bytes(made([page(TITLE, BODY, *FOOT)]))
    run(folder)
    record = Record.objects.get()
    assert (record.title, str(record.formed_on)) == ("青禾县民政局关于防汛工作的通知", "2026-06-01")
    assert "请各乡镇做好防汛工作。" in record.current.body
    file = Attachment.objects.get()
    assert file.name == "通知.ofd"
    assert "做好防汛工作" in file.blob.text


def test_what_it_hides_stays_out_and_the_file_is_not_public(run, folder, civil):
    hidden = text("不要公开的话", 30, 70, 'Visible="false"')
    (folder / "通知.ofd").write_bytes(made([page(TITLE, BODY, hidden, *FOOT)]))
    out = run(folder)
    assert "看不见的文字、注释或附件 1 处" in out
    assert "不要公开" not in Record.objects.get().current.body
    assert not Attachment.objects.exists()
    assert Original.objects.get().name == "通知.ofd"
    assert "不要公开" not in Blob.objects.get().text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (made([page('<ofd:ImageObject ID="1" ResourceID="2"/>')]), "扫描件"),
        (made(), "没有读到文字"),
        (made([page(TITLE)]).replace(b"PK\x01\x02", b"PK\x09\x09"), "损坏"),
    ],
)
def test_one_without_words_says_why(run, folder, civil, content, sentence):
    (folder / "扫描.ofd").write_bytes(content)
    run(folder)
    assert sentence in run.errors[0][1]


def png(picture) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_a_scanned_one_is_read_as_a_scanned_pdf_is(run, folder, civil, scanned):
    lines = ("青禾县民政局关于防汛工作的通知", "各乡镇人民政府：", "请做好防汛工作。", "青禾县民政局", "2026年6月1日")
    (folder / "扫描.ofd").write_bytes(scan(png(scanned(*lines))))
    run(folder)
    record = Record.objects.get()
    assert (record.state, record.title) == ("draft", lines[0])
    assert lines[2] in record.open_version.body
    assert "请对照原件核对" in record.open_version.note


def test_what_lies_under_something_in_a_scanned_one_is_not_read(run, folder, civil, monkeypatch):
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "read", lambda *_: pytest.fail("it was read"))
    (folder / "扫描.ofd").write_bytes(scan(b"\x89PNG", objects=BAR))
    run(folder)
    assert "不能识别" in run.errors[0][1]


def test_a_scanned_one_says_what_to_install(run, folder, civil, monkeypatch):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    (folder / "扫描.ofd").write_bytes(scan(b"\x89PNG"))
    run(folder)
    assert "make ocr" in run.errors[0][1]
