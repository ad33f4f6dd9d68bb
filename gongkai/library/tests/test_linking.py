"""Links in a text: through inline tags, well-formed, and the words stay."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.html import clean, plain_text
from gongkai.library.linking import linked
from gongkai.library.models import Citation, Record

TITLE, NUMBER = "青禾县救助办法", "青禾民发〔2026〕8号"
MARK = re.compile(r'<span class="tag void">[^<]*</span>')


def cites(day=date(2026, 6, 1), **target):
    """What a text of 2026 cites: a document by its title and by its number."""
    held = Record(pk=7, title=TITLE, state="released", kind="policy", formed_on=day, **target)
    citing = Record(pk=1, formed_on=date(2026, 6, 1))
    keys = ((False, TITLE, NUMBER), (True, NUMBER, ""))
    return [Citation(record=citing, by_number=by, key=key, number=number, target=held) for by, key, number in keys]


def link(words):
    return f'<a href="/records/7/">{words}</a>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("《<b>青禾县救助办法</b>》", link("《<b>青禾县救助办法</b>》")),
        ("<span>《青禾县</span><span>救助办法》</span>外", link("<span>《青禾县</span><span>救助办法》</span>") + "外"),
        ("<b>见《青禾县</b>救助办法》", f"<b>见{link('《青禾县')}</b>{link('救助办法》')}"),
        ("<b><i>《青禾县</i></b>救助办法》。", link("<b><i>《青禾县</i></b>救助办法》") + "。"),
        ("《青禾县<b>救助办法》</b>", link("《青禾县<b>救助办法》</b>")),
        ("《青禾县<b>救助办法》等</b>", f"{link('《青禾县')}<b>{link('救助办法》')}等</b>"),
        ("青禾民发<span>〔</span>2026<span>〕</span>8号", link("青禾民发<span>〔</span>2026<span>〕</span>8号")),
        ("《青禾县<a href='/x'>救助</a>办法》", '《青禾县<a href="/x" rel="noopener noreferrer">救助</a>办法》'),
        ("<p>《青禾县</p><p>救助办法》</p>", "<p>《青禾县</p><p>救助办法》</p>"),
        ("《青禾县<br>救助办法》", "《青禾县<br>救助办法》"),
        ('<img alt="《青禾县救助办法》">', '<img alt="《青禾县救助办法》">'),
        ("《青禾县&nbsp;救助办法》&lt;b&gt;", link("《青禾县\xa0救助办法》") + "&lt;b&gt;"),
    ],
)
def test_a_citation_cut_by_inline_tags_is_a_link(html, expected):
    assert linked(clean(html), cites()) == expected


def test_a_pair_says_once_what_has_become_of_its_document():
    html = linked(f"《{TITLE}》（{NUMBER}）", cites(repealed_on=date(2026, 7, 1)))
    assert html == f'{link(f"《{TITLE}》")}（{link(NUMBER)}<span class="tag void">已废止</span>）'


def test_what_came_later_says_so():
    later = cites(date(2026, 6, 2))
    assert linked(NUMBER, later) == f'{link(NUMBER)}<span class="tag void">晚于本文件</span>'
    assert linked(f"《{TITLE}》", later[:1]) == f'{link(f"《{TITLE}》")}<span class="tag void">后来的版本</span>'


def test_a_title_beside_another_number_is_another_document():
    assert linked(f"《{TITLE}》（青禾民发〔2019〕1号）", cites()) == f"《{TITLE}》（青禾民发〔2019〕1号）"


class Nesting(HTMLParser):
    """Fails on a tag that closes what is not open, and on a link within a link."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert not (tag == "a" and "a" in self.open)
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


WORDS = st.sampled_from(["《", "》", "青禾县", "救助办法", "（", "）", "青禾民发", "〔2026〕", "8号", "8", "号", "&amp;", "第三条", " ", TITLE, NUMBER, f"《{TITLE}》"])  # fmt: skip
TAGS = st.sampled_from(["span", "b", "em", "a", "p", "sup"])
HTML = st.recursive(
    WORDS | st.just("<br>"),
    lambda inner: st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", TAGS, st.lists(inner, max_size=5)),
    max_leaves=30,
)


@given(st.lists(HTML, max_size=12).map("".join))
def test_linking_never_changes_the_words_and_gives_well_formed_html(html):
    html = clean(html)
    out = linked(html, cites(repealed_on=date(2026, 7, 1)))
    assert plain_text(MARK.sub("", out)) == plain_text(html)
    parser = Nesting()
    parser.feed(out)
    parser.close()
    assert parser.open == []
    if f"《{TITLE}》" in html and "<a" not in html:
        assert link(f"《{TITLE}》") in out


def test_ten_thousand_pieces_are_linked_in_one_go():
    html = "<p>" + "<span>《青禾县</span><span>救助办法》</span>，" * 5000 + "</p>"
    assert linked(html, cites()).count("<a href") == 5000
