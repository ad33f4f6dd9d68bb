"""What was removed does not come back from its source."""

import csv

import pytest
from django.core.management import call_command

from gongkai.library.actions import open_correction, save_draft
from gongkai.library.models import Record
from gongkai.library.vetting import cleaning
from gongkai.library.vetting.tests.made import SECRET, SEEN, sheet
from gongkai.review.actions import release_version, submit_version
from gongkai.review.removal.actions import Chosen, check, erase, remove

SAID = "联系人张三丰，请各乡镇做好工作。"


@pytest.fixture
def bring(tmp_path, civil):
    """bring(body, file): imports a notice with this text and this workbook; the sentences about what could not be
    imported."""
    folder, errors = tmp_path / "in", tmp_path / "errors.csv"
    folder.mkdir()

    def run(body, file=b""):
        head = "标题：关于年末值班的通知\n发布机构：县民政局\n生成日期：2026-06-01\n"
        head += "附件：值班表.xlsx\n\n" if file else "\n"
        if file:  # an empty one is no table, and a folder says so
            (folder / "值班表.xlsx").write_bytes(file)
        (folder / "通知.md").write_text(f"{head}{body}\n", encoding="utf-8")
        errors.unlink(missing_ok=True)
        call_command("import", str(folder), errors=str(errors), release=True, verbosity=0)
        return [row[1] for row in csv.reader(errors.open(encoding="utf-8-sig"))][1:] if errors.exists() else []

    return run


def take_out(officer):
    remove(record=Record.objects.get(), chosen=Chosen("personal", "误登", ["张三丰"]), by=officer)


def test_a_source_that_still_says_it_is_not_imported_again(bring, officer):
    bring(SAID)
    take_out(officer)
    assert bring(SAID) == []
    assert Record.objects.get().versions.count() == 2  # unchanged at the source: passed over
    [sentence] = bring("联系人张 三 丰，请各乡镇做好值班工作。")
    assert "已经不再公开的内容" in sentence
    assert Record.objects.get().versions.count() == 2
    assert "张" not in Record.objects.get().current.body
    assert bring("请各乡镇做好值班工作。") == []
    assert "做好值班" in Record.objects.get().current.body


def test_an_import_is_numbered_behind_a_correction_that_was_open_meanwhile(bring, author, reviewer, officer):
    bring(SAID)
    record = Record.objects.get()
    draft = open_correction(record=record, by=author)
    take_out(officer)
    draft = save_draft(version=draft, stamp=0, by=author, title=record.title, body="<p>改</p>", note="改", item="20.01")
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    assert bring("请各乡镇做好值班工作。") == []
    assert list(record.versions.values_list("number", flat=True)) == [5, 4, 3, 1]


@pytest.mark.parametrize("erased", [False, True])
@pytest.mark.parametrize("cleanable", [True, False])
def test_a_removed_file_that_hid_something_is_not_imported_again(
    bring, officer, reviewer, monkeypatch, erased, cleanable
):
    """The import takes hidden content out before anybody asks, so that the content is another one."""
    file = sheet(("姓名",), (SEEN,), comment=SECRET)
    bring("请做好值班工作。", file)
    record = Record.objects.get()
    public = record.current.attachments.get()
    removal = remove(record=record, chosen=Chosen("personal", "误登", blobs=[public.blob_id]), by=officer)
    if erased:
        check(removal=removal, verdict="confirmed", note="", by=reviewer)
        erase(removal=removal, by=None)
    if not cleanable:  # then only the original would stay with the record
        monkeypatch.setattr(cleaning, "public_copy", lambda blob: None)
    [sentence] = bring("请做好年末值班工作。", file)
    assert "已经不再公开的内容" in sentence
    assert record.versions.count() == 2
    assert record.originals.count() == (0 if erased else 1)
    assert bring("请做好年末值班工作。", sheet(("姓名",), ("另一份",))) == []
