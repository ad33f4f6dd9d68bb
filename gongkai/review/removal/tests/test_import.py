"""What was removed does not come back from its source."""

import csv

from django.core.management import call_command

from gongkai.library.models import Record
from gongkai.review.removal.actions import Chosen, remove


def test_a_source_that_still_says_it_is_not_imported_again(tmp_path, civil, officer):
    folder, errors = tmp_path / "in", tmp_path / "errors.csv"
    folder.mkdir()

    def run(body):
        head = "标题：关于防汛工作的通知\n发布机构：县民政局\n生成日期：2026-06-01\n\n"
        (folder / "通知.md").write_text(f"{head}{body}\n", encoding="utf-8")
        call_command("import", str(folder), errors=str(errors), release=True, verbosity=0)

    run("联系人张三丰，请各乡镇做好防汛工作。")
    remove(record=Record.objects.get(), chosen=Chosen("personal", "误登", ["张三丰"]), by=officer)
    run("联系人张三丰，请各乡镇做好防汛工作。")
    assert Record.objects.get().versions.count() == 2  # unchanged at the source: passed over
    run("联系人张 三 丰，请各乡镇做好防汛抗旱工作。")
    [_, [_, sentence, *_]] = csv.reader(errors.open(encoding="utf-8-sig"))
    assert "已经不再公开的内容" in sentence
    assert Record.objects.get().versions.count() == 2
    assert "张" not in Record.objects.get().current.body
    run("请各乡镇做好防汛抗旱工作。")
    assert "防汛抗旱" in Record.objects.get().current.body
