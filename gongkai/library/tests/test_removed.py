"""What was removed, taken out of whole versions; and that public pages see versions only that way."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gongkai
from gongkai.core.html import clean, plain_text
from gongkai.library.masking import folded
from gongkai.library.models import Record, Version
from gongkai.library.removed import Taken, without

WORDS = st.text(st.sampled_from("张三丰110X １\u200b公开<b>&/-"), max_size=8)
INNER = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("k"), inner), max_leaves=4
)


@given(WORDS, WORDS, WORDS, st.dictionaries(st.sampled_from(["offence", "basis", "x"]), INNER), WORDS)
def test_no_text_of_a_version_holds_a_passage(title, body, note, extra, passage):
    fields = {"summary": f"甲{passage}乙", "keywords": title, "party": passage, "extra": extra | {"y": [passage]}}
    version = Version(
        record=Record(kind="penalty"), title=title + passage, body=clean(body + passage), fields=fields, note=note
    )
    shown = without(version, Taken([passage], {}))
    told = [
        shown["title"],
        plain_text(shown["body"]),
        shown["note"],
        *(shown["fields"][n] for n in ("summary", "keywords", "party")),
    ]
    told += re.findall(r'"((?:[^"\\]|\\.)*)"(?!:)', json.dumps(shown["fields"]["extra"], ensure_ascii=False))
    assert not [text for text in told if folded(passage) and folded(passage) in folded(text)]


def test_values_that_are_no_words_go_as_a_whole():
    fields = {"amount": "1234.50", "year": 2026, "held_on": "2026-05-01", "item": "20.06", "formed_on": "2026-05-01"}
    version = Version(record=Record(kind="penalty"), title="甲", fields=fields)
    shown = without(version, Taken(["1234.50", "2026-05-01", "20.06"], {"year": "2026"}))
    assert shown["fields"] == {
        "amount": None, "year": None, "held_on": None, "item": "20.06", "formed_on": "2026-05-01",
    }  # fmt: skip


PACKAGE = Path(gongkai.__file__).parent
PUBLIC = [*PACKAGE.glob("portal/*.py"), *PACKAGE.glob("**/portal.py"), *PACKAGE.glob("foi/following.py")]


@pytest.mark.parametrize("file", PUBLIC, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_public_pages_read_versions_and_their_files_only_covered(file):
    text = file.read_text()
    assert not re.search(r"\.versions\b(?!_)|Version\.objects|\.attachments\b", text)
