"""Names and titles without what cannot be seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core import text

ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\u200b\u202e\u2067\u061c\u00ad\ufeff\ufe0f\u3000\u00a0\u2028\x07\x00\n\t\u3164"),
    )
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张\u200b三", "张三"),
        ("\u202e张三\u202c", "张三"),
        ("张\u0007三\x00", "张三"),
        ("\u2066县\u2069民\u00ad政\ufeff局\u2060", "县民政局"),
        ("张\ufe0f三\U000e0101", "张三"),
        ("\u3000\u00a0张三\u00a0\u3000", "张三"),
        ("关于\u00a0某事\n的\t通知", "关于 某事 的 通知"),
        ("第一章\u3000总则", "第一章\u3000总则"),
        ("e\u0301", "é"),
        ("\u3164\u2800\u200d", ""),
        ("\ufdd0\uffff\ud800李", "李"),
        ("阿不都·热依木", "阿不都·热依木"),
    ],
)
def test_what_cannot_be_seen_is_taken_out(typed, kept):
    assert text.line(typed) == kept


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("关于低保的通知", "《关于低保的通知》"),
        ("《青禾县宅基地管理办法》", "《青禾县宅基地管理办法》"),
        ("关于印发《细则》的通知", "《关于印发〈细则〉的通知》"),
        ("《办法》政策解读", "《〈办法〉政策解读》"),
        ("《甲》和《乙》", "《〈甲〉和〈乙〉》"),
        ("转发《关于〈办法〉的通知》", "《转发〈关于《办法》的通知〉》"),
        ("《关于〈办法〉的通知》", "《关于〈办法〉的通知》"),
    ],
)
def test_a_title_in_a_sentence_has_one_pair_of_marks(title, named):
    assert text.named(title) == named


@pytest.mark.parametrize("rare", ["\ue863", "\U000f1234", "\U00020bb7", "\U0002ebf0", "㛃", "𬱖"])
def test_letters_of_rare_surnames_stay(rare):
    """Of private use, of the later planes, and of extensions newer than this Python's tables."""
    assert text.line(f"王{rare}") == f"王{rare}"


@given(ANYTHING)
def test_a_line_holds_nothing_unseen_and_cleaning_twice_changes_nothing(typed):
    kept = text.line(typed)
    assert not [c for c in kept if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert kept == kept.strip() == text.line(kept)
    assert unicodedata.is_normalized("NFC", kept)
    assert not [c for c in kept if c.isspace() and c not in " \u3000"]


@given(ANYTHING)
def test_lines_keep_their_ends_and_nothing_unseen(typed):
    kept = text.lines(typed)
    assert not [c for c in kept if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert kept == text.lines(kept)


@given(st.text(st.characters(categories=("Lo", "Lu", "Ll", "Nd", "Co"))))
def test_letters_and_digits_that_are_composed_stay(typed):
    unseen = "\u115f\u1160\u3164\uffa0"
    composed = unicodedata.normalize("NFC", "".join(c for c in typed if c not in unseen))
    assert text.line(composed) == composed
