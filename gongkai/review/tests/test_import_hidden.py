"""gongkai import of files with hidden parts: what one sees is imported and released, the original stays restricted, the
notices say so, nothing is refused."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from gongkai.core.actions import Refused
from gongkai.core.intake import hidden
from gongkai.library import intake
from gongkai.library.findable import load
from gongkai.library.models import Original, Record
from gongkai.library.vetting.tests.made import SECRET, SEEN, sheet, word
from gongkai.review.removal import actions as removal
from gongkai.review.removal.actions import Chosen

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, civil, django_capture_on_commit_callbacks):
    """run(path, release=True): what the import says at the terminal."""

    def call(*paths, **options):
        out = io.StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            options = {"release": True, "organ": civil.code, "errors": str(tmp_path / "errors.csv"), **options}
            call_command("import", *map(str, paths), stdout=out, **options)
        return out.getvalue()

    return call


def put(tmp_path, content: bytes, name: str):
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def said_of(record) -> str:
    """What search reads of a record."""
    return "".join(document.body for document in load([record.pk]))


@pytest.mark.parametrize("release", [True, False])
def test_the_visible_text_is_imported_and_a_clean_copy_attached(run, tmp_path, release):
    said = run(put(tmp_path, word(), "低保.docx"), release=release)
    assert "文件里有隐藏内容，没有进入正文：隐藏文字 1 处。原件不公开。" in said
    assert "附件“低保.docx”含有隐藏内容，附上的是清除后的副本；原件只在工作台保存，不公开。" in said
    record = Record.objects.get()
    version = record.current or record.open_version
    assert record.state == ("released" if release else "draft")
    assert SEEN in version.body and SECRET not in version.body
    original, attachment = Original.objects.get(), version.attachments.get()
    assert (original.record, original.cleaned_id) == (record, attachment.blob_id)
    assert original.blob_id != attachment.blob_id and not attachment.blob.vetted.hidden
    assert SECRET not in said_of(record)


def test_a_file_that_cannot_be_cleaned_is_no_public_attachment(run, tmp_path, monkeypatch, client, site, reviewer):
    def fails(*_):
        raise Refused(hidden.UNCLEAN)

    monkeypatch.setattr(hidden, "cleaned", fails)
    said = run(put(tmp_path, word(), "低保.docx"))
    assert "附件“低保.docx”含有不能自动清除的隐藏内容，没有附上；原件只在工作台保存，不公开。" in said
    record = Record.objects.get()
    assert (record.state, record.current.attachments.count()) == ("released", 0)
    original = Original.objects.get()
    client.force_login(reviewer)
    page = client.get(f"/desk/records/{record.pk}/").content.decode()
    assert f"/desk/records/{record.pk}/originals/{original.pk}/" in page


def test_a_named_attachment_is_cleaned_too(run, tmp_path):
    put(tmp_path, sheet(("姓名",), (SEEN,), sheet=SECRET), "名单.xlsx")
    text = f"标题：关于低保的通知\n生成日期：2026-06-01\n附件：名单.xlsx\n\n{SEEN}。\n"
    said = run(put(tmp_path, text.encode(), "通知.md"))
    assert "附件“名单.xlsx”含有隐藏内容" in said
    assert SECRET not in said_of(Record.objects.get())


def test_an_attachment_that_is_something_else_than_its_ending_says_is_told(run, tmp_path):
    put(tmp_path, word(hidden=False), "名单.txt")
    text = f"标题：关于低保的通知\n生成日期：2026-06-01\n附件：名单.txt\n\n{SEEN}。\n"
    said = run(put(tmp_path, text.encode(), "通知.md"))
    assert "“名单.txt”的内容是 docx 格式，与扩展名不符，已按“名单.docx”接收，请打开核对。" in said


def test_a_dry_run_tells_of_hidden_content_and_keeps_nothing(run, tmp_path):
    assert "文件里有隐藏内容，没有进入正文" in run(put(tmp_path, word(), "低保.docx"), dry_run=True)
    assert not Original.objects.exists()


def test_hidden_rows_columns_and_sheets_of_a_list_are_not_imported_and_the_notice_says_so(run, tmp_path):
    rows = (
        ("标题", "生成日期", "正文", "来源"),
        ("看得见的通知", "2026-06-01", SEEN, SECRET),
        ("藏起来的通知", "2026-06-02", SECRET, ""),
    )
    said = run(put(tmp_path, sheet(*rows, row=3, column="D", sheet=SECRET), "表.xlsx"))
    assert "表格里有隐藏内容，没有导入" in said
    for kind in ("隐藏的行", "隐藏的列", "隐藏的工作表"):
        assert kind in said
    record = Record.objects.get()
    assert (record.title, record.source) == ("看得见的通知", "")


def test_pictures_that_do_not_come_along_leave_no_gap_and_the_notice_counts_them(run, tmp_path):
    page = f"<html><body><h1>关于低保的通知</h1><p>{SEEN}。</p><p>见图<img src='a.files/image001.png'></p><p>第二段<img>。</p></body></html>"
    said = run(put(tmp_path, page.encode(), "通知.html"))
    assert "有 2 张图片没有随正文导入" in said
    assert "<img" not in Record.objects.get().current.body


def test_tracked_changes_and_hidden_text_of_k20_stay_out_of_the_body(run, shared):
    said = run(shared / "acceptance" / "import" / "k20_docx_tracked_hidden.docx")
    assert "隐藏文字" in said and "修订痕迹" in said and "原件不公开" in said
    record = Record.objects.get()
    assert record.current.attachments.get().blob_id != Original.objects.get().blob_id


def test_the_hidden_parts_of_k70_are_not_in_search(run, shared):
    said = run(shared / "acceptance" / "import" / "k70_hidden" / "公示.txt")
    assert "含有隐藏内容" in said
    assert Original.objects.get().name == "发放表.xlsx"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["holdings", "cleaned", "visible_copy"])
def test_no_transaction_is_open_while_a_file_is_looked_at(run, tmp_path, monkeypatch, name):
    """A slow PDF does not keep others from writing."""
    seen, looks = [], getattr(hidden, name)

    def look(*args):
        seen.append(connection.in_atomic_block)
        return looks(*args)

    monkeypatch.setattr(hidden, name, look)
    source = put(tmp_path, word(), "低保.docx")
    run(source)
    source.write_bytes(word(seen="低保标准改为每月八百元"))
    assert "更正 1 条" in run(source)
    assert seen and not any(seen)


def test_a_file_that_changed_while_it_was_read_is_an_error_of_its_own_document(run, tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    put(tmp_path / "in", word(hidden=False), "甲.docx")
    put(tmp_path / "in", word(hidden=False, seen="另一份说明"), "乙.docx")
    takes = intake.take

    def take(source, name):
        if name == "乙.docx":
            raise Refused("这是一个空文件，请检查后重新上传。", "file")
        return takes(source, name)

    monkeypatch.setattr(intake, "take", take)
    assert "新导入 1 条" in run(tmp_path / "in")
    assert "乙.docx,这是一个空文件" in (tmp_path / "errors.csv").read_text(encoding="utf-8-sig")


def test_nothing_is_said_of_the_files_of_a_row_that_was_refused(run, tmp_path, reviewer):
    source = put(tmp_path, word(), "低保.docx")
    run(source)
    chosen = Chosen("personal", "误登了姓名", ["低保标准改为"])
    source.write_bytes(word(seen="低保标准改为每月八百元"))
    run(source)
    removal.remove(record=Record.objects.get(), chosen=chosen, by=reviewer)
    source.write_bytes(word(seen="低保标准改为每月九百元"))
    said = run(source)
    assert "有 1 条没有导入" in said
    assert "清除后的副本" not in said
    assert Original.objects.count() == 2, "of the first two"
