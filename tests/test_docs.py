"""What the manual and the glossary promise of themselves."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def read_from_the_environment():
    """Every variable an administrator may set, as the program reads them."""
    files = [f for f in (ROOT / "gongkai").rglob("*.py") if "tests" not in f.parts]
    text = "\n".join(file.read_text() for file in files)
    return set(re.findall(r"""(?:environ\.get|environment\.number)\(\s*"((?:GONGKAI|DATABASE)_\w+)\"""", text))


def test_every_setting_stands_in_the_manual_and_in_the_settings():
    read = read_from_the_environment()
    assert {"GONGKAI_HOME", "GONGKAI_KEYS", "GONGKAI_REMOVED_RETENTION_DAYS", "DATABASE_URL"} < read
    manual = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "deploy.md").read_text(), flags=re.MULTILINE)
    assert sorted(manual) == sorted(read)
    said = re.findall(r"^([A-Z_]{6,})  ", (ROOT / "gongkai/config/settings.py").read_text(), flags=re.MULTILINE)
    assert sorted(said) == sorted(read)


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
