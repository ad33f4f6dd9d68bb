"""What the manual and the glossary promise of themselves."""

import re
from pathlib import Path

from django.core.management import call_command

from gongkai.core.environment import VARIABLES

ROOT = Path(__file__).parents[1]


def test_every_variable_is_declared_stands_in_the_manual_and_is_printed(capsys, monkeypatch):
    """One declaration (core.environment), the same words in the manual, and a command that shows no secret."""
    files = [f for f in (ROOT / "gongkai").rglob("*.py") if "tests" not in f.parts]
    read = re.findall(
        r"""environment\.\w+\(\s*"((?:GONGKAI|DATABASE)_\w+)\"""", "\n".join(file.read_text() for file in files)
    )
    assert {"GONGKAI_KEYS", "GONGKAI_IDLE_MINUTES", "GONGKAI_PROXIES"} < set(read) <= set(VARIABLES)
    direct = [
        f.name for f in files if re.search(r"""os\.environ\S*[(\[]\s*"(?:GONGKAI|DATABASE)_[A-Z]""", f.read_text())
    ]
    assert direct == []
    manual = re.findall(
        r"^\| `(\w+)` \| (.*) \| (.*) \|$", (ROOT / "docs" / "deploy.md").read_text(), flags=re.MULTILINE
    )
    assert manual == [(v.name, v.what, v.default) for v in VARIABLES.values()]
    for name in VARIABLES:
        monkeypatch.setenv(name, "hunter2" if VARIABLES[name].secret else "7")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hunter2@h/g?sslmode=require&sslpassword=hunter2")
    call_command("settings")
    printed = capsys.readouterr().out
    assert re.findall(r"^([A-Z_]+)$", printed, flags=re.MULTILINE) == list(VARIABLES)
    assert "hunter2" not in printed and printed.count("已设，不显示") == 2
    assert "现在：postgresql://u:***@h/g?sslmode=require&sslpassword=***（缺省 SQLite）" in printed
    assert "现在：7（缺省 30）" in printed
    monkeypatch.delenv("GONGKAI_IDLE_MINUTES")
    call_command("settings")
    assert "没有设，用缺省：30" in capsys.readouterr().out


def terms(cell):
    """The Chinese terms of a row; those behind a colon belong to what stands before it."""
    heading, colon, rest = cell.rpartition("：")
    listed = re.split(
        r"、|，| / ", re.sub(r"（[^）]*）", lambda m: m[0].translate(dict.fromkeys(map(ord, "、，/"))), rest)
    )
    return [f"{heading}{colon}{term.strip()}" for term in listed]


def test_no_term_stands_twice_in_the_glossary():
    rows = re.findall(
        r"^\| ([^|]*[\u4e00-\u9fff][^|]*) \|", (ROOT / "docs/glossary.md").read_text(), flags=re.MULTILINE
    )
    found = [term for cell in rows[1:] for term in terms(cell)]
    assert len(found) > 100
    assert sorted({term for term in found if found.count(term) > 1}) == []
