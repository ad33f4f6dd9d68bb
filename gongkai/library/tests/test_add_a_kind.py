"""docs/add-a-kind.md, carried out as it is written."""

import importlib.util
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from gongkai.core.registry import isolated
from gongkai.library import kinds
from gongkai.library.models import Record

PAGE = Path(__file__).resolve().parents[3] / "docs" / "add-a-kind.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def sanitation(tmp_path):
    """The kind of the page, registered for one test."""
    file = tmp_path / "sanitation.py"
    file.write_text(blocks("python")[0], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("sanitation", file)
    with isolated():
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
        _labels_changed()
        yield file
    _labels_changed()


def _labels_changed() -> None:
    from gongkai.library.importing import labels

    labels._extra.cache_clear()


def test_a_kind_is_one_file_of_under_sixty_lines(sanitation):
    assert len(sanitation.read_text().splitlines()) < 60
    assert ("sanitation", "环境卫生考核") in kinds.choices()
    scope = {"kinds": kinds, "Decimal": Decimal}
    exec(blocks("python")[1], scope)
    scope["test_a_score_is_out_of_a_hundred"]()


def test_its_document_is_imported_with_its_fields(sanitation, make_organ, tmp_path, capsys):
    organ = make_organ("县住房城乡建设局")
    paper = tmp_path / "sanitation.md"
    paper.write_text(blocks("text")[0], encoding="utf-8")
    call_command("import", str(paper), dry_run=True)
    assert "环境卫生考核" in capsys.readouterr().out and not Record.objects.exists()
    call_command("import", str(paper), release=True)
    record = Record.objects.released().get()
    assert (record.organ, record.kind, record.item, record.party) == (organ, "sanitation", "21.02", "青山镇")
    assert kinds.shown(record) == [
        ("考核月份", "2026年10月"),
        ("第一名", "青山镇"),
        ("最高得分", "96"),
        ("总体评价", "良"),
        ("奖励资金", "5 万元"),
    ]


def test_a_wrong_score_is_answered_with_the_sentence_of_the_kind(sanitation, make_organ, tmp_path, capsys):
    make_organ("县住房城乡建设局")
    paper = tmp_path / "sanitation.md"
    paper.write_text(blocks("text")[0].replace("：96\n", "：960\n"), encoding="utf-8")
    call_command("import", str(paper), errors=str(tmp_path / "errors.csv"))
    assert "得分满分为 100 分，请核对。" in (tmp_path / "errors.csv").read_text(encoding="utf-8-sig")
    assert not Record.objects.exists()
