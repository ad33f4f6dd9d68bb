"""Lines and snippets begin between words."""

import html
import re
from itertools import pairwise

import pytest
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from gongkai.search.breaks import breaks
from gongkai.search.templatetags.titles import whole_words


def pieces(text):
    places = [0, *breaks(text), len(text)]
    return [text[a:b] for a, b in pairwise(places)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("青禾县人民政府关于印发实施细则的通知", ["青禾县", "关于", "印发", "实施细则的", "通知"]),
        ("青禾县2026年7月8日暴雨应对情况", ["2026年7月8日", "暴雨"]),
        ("关于任免的通知（青禾政办发〔2025〕8号）", ["通知"]),
        ("《青禾县宅基地管理办法》政策解读", ["《青禾县", "管理办法》"]),
        ("印发第十七届常务会议和补贴100万元、30.5%的决定", ["第十七届", "100万元、", "30.5%的"]),
        ("统一规定适用于COVID-19", ["统一", "规定", "COVID-19"]),
    ],
)
def test_words_numbers_and_brackets_stay_whole(text, whole):
    assert set(whole) <= set(pieces(text)), pieces(text)


def test_a_document_number_stays_with_the_word_before_its_year():
    assert any(piece.endswith("政办发〔2025〕8号") for piece in pieces("根据青禾政办发〔2025〕8号要求"))


@given(st.text(alphabet="青禾县关于的通知〔〕（）《》2026年号，。、 a<&>\"'\u3000", max_size=60))
def test_breaking_changes_no_text(text):
    assert "".join(pieces(text)) == text
    shown = whole_words(text)
    plain = re.sub(r'<wbr>|<span class="whole">|</span>', "", shown)
    assert html.unescape(plain) == text
    assert "<" not in plain
    for piece in pieces(text)[:-1]:
        assert piece[-1] not in "〔（《"
    for piece in pieces(text)[1:]:
        assert piece[0] not in "〕）》，。、"


def test_marked_titles_keep_their_marks():
    title = mark_safe("青禾县关于印发<mark>低保</mark>标准&amp;办法的通知")
    shown = whole_words(title)
    assert shown.replace("<wbr>", "") == title
    assert re.search("低保<wbr></mark>|低保</mark><wbr>|<mark><wbr>低保|<wbr><mark>低保", shown)
    assert "&<wbr>" not in shown


def test_a_short_title_needs_no_places():
    assert whole_words("关于低保的通知") == "关于低保的通知"
