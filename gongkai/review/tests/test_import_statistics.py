"""What the database knows of its tables after an import."""

import io

import pytest
from django.core.management import call_command

from gongkai.core import statistics
from gongkai.library.models import Record


@pytest.mark.parametrize(("dry_run", "looked"), [(False, 1), (True, 0)])
def test_after_an_import_the_database_looks_at_its_tables_anew(civil, tmp_path, monkeypatch, dry_run, looked):
    done = []
    monkeypatch.setattr(statistics, "refresh", lambda: done.append(Record.objects.count()))
    facts = "标题：关于防汛工作的通知\n发布机构：县民政局\n生成日期：2026-06-01"
    (tmp_path / "通知.md").write_text(f"{facts}\n\n请各乡镇做好防汛工作。\n", encoding="utf-8")
    errors = str(tmp_path / "errors.csv")
    call_command("import", str(tmp_path / "通知.md"), dry_run=dry_run, stdout=io.StringIO(), errors=errors)
    assert done == [1] * looked
