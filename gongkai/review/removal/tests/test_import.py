"""What was removed does not come back from its source."""

import csv

import pytest
from django.core.management import call_command

from gongkai.library.actions import open_correction, save_draft
from gongkai.library.models import Record
from gongkai.review.actions import release_version, submit_version
from gongkai.review.removal.actions import Chosen, remove

SAID = "联系人张三丰，请各乡镇做好工作。"


@pytest.fixture
def bring(tmp_path, civil):
    """bring(body): imports a notice with this text; the sentences about what could not be imported."""
    folder, errors = tmp_path / "in", tmp_path / "errors.csv"
    folder.mkdir()

    def run(body):
        head = "标题：关于年末值班的通知\n发布机构：县民政局\n生成日期：2026-06-01\n\n"
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
