"""Titles in a real browser: on a phone the title comes first, and no line of it ends inside a word."""

from datetime import date

import pytest

from gongkai.library.actions import relate
from gongkai.review.actions import withdraw_record
from gongkai.search.breaks import breaks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "青禾县人民政府办公室关于印发《青禾县2026年城乡居民最低生活保障审核确认实施细则》的通知"
WIDTHS = [320, 360, 390, 480, 640, 768, 1024, 1280]

# Where each line of an element ends, as a number of characters of its text.
LINES = """e => {
  const range = document.createRange(), ends = []; let at = 0, top = null;
  const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    for (let i = 0; i < node.length; i++, at++) {
      range.setStart(node, i); range.setEnd(node, i + 1);
      const box = range.getBoundingClientRect();
      if (top !== null && box.top > top + 4) ends.push(at);
      top = box.top;
    }
  return ends;
}"""


@pytest.fixture
def records(site, make_record, reviewer):
    """Records of different kinds: with all facts, repealed, of a kind with few facts, withdrawn."""
    full = make_record(
        LONG, number="青禾政办规〔2026〕12号", kind="normative", theme="1101", effective_on=date(2026, 7, 1), body="<p>正文。</p>" * 9
    )  # fmt: skip
    old = make_record("青禾县最低生活保障实施办法（试行）的通知", kind="normative", number="青禾政规〔2019〕2号")
    relate(source=full, predicate="repeals", target=old, by=reviewer)
    meeting = make_record(
        "县政府召开第十七届第五十一次常务会议研究防汛救灾工作", kind="meeting", held_on=date(2026, 6, 1)
    )
    wrong = make_record("关于公布内容有误的城乡居民基本医疗保险缴费标准的通知", kind="notice")
    withdraw_record(record=wrong, reason="金额有误", by=reviewer, replaced_by=full)
    return [full, old, meeting, wrong]


def top(page, selector):
    return page.locator(selector).bounding_box()["y"]


@pytest.mark.parametrize("width", [390, 360])
def test_on_a_phone_the_title_comes_first_then_three_facts_then_the_text(records, open_browser, width, axe_findings):
    page = open_browser(width=width)
    for record in records[:3]:
        page.goto(record.get_absolute_url())
        assert top(page, "h1") < 300
        assert page.locator(".phone > dl dt:visible").count() == 3
        assert not page.locator(".meta").is_visible()
        assert top(page, "h1") < top(page, ".phone > dl") < top(page, ".prose") < 844
        assert page.locator(".phone .banner").count() == 0 or top(page, "h1") < top(page, ".phone .banner") < 844
        assert not axe_findings(page)
    page.goto(records[3].get_absolute_url())
    assert top(page, "h1") < 300


def test_the_other_facts_unfold_without_script_and_by_keyboard(records, chromium, live_server):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, base_url=live_server.url, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(records[0].get_absolute_url())
    page.focus(".phone summary")
    page.keyboard.press("Enter")
    assert page.locator(".phone details dt", has_text="索引号").is_visible()
    assert page.locator(".phone details dt", has_text="内容概述").is_visible()
    page.click("text=全部目录要素")
    assert not page.locator(".phone details dt", has_text="索引号").is_visible()
    context.close()


def test_on_a_wide_screen_the_table_stays_on_top(records, open_browser):
    page = open_browser()
    page.goto(records[1].get_absolute_url())
    assert top(page, ".on-wide .banner") < top(page, ".meta") < top(page, "h1") < top(page, ".prose")
    assert not page.locator(".phone").is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(media="print")
    assert page.locator(".meta").is_visible()
    assert not page.locator(".phone").is_visible()


@pytest.mark.parametrize("facts", [{}, {"genre": "通知"}, {"genre": "通知", "theme": "1101"}])
@pytest.mark.parametrize("width", [1280, 768, 660])
def test_the_table_of_facts_has_no_hole(site, make_record, open_browser, facts, width):
    page = open_browser(width=width)
    page.goto(make_record(**facts).get_absolute_url())
    rows = "rows => rows.map(r => Math.max(...[...r.cells].map(c => c.getBoundingClientRect().right)))"
    table = page.locator(".meta").bounding_box()
    for right in page.eval_on_selector_all(".meta tr", rows):
        assert abs(right - table["x"] - table["width"]) < 2
    cells = "rows => rows.map(r => r.cells.length % 2)"
    assert not any(page.eval_on_selector_all(".meta tr", cells)), "a label without its value"
    assert page.eval_on_selector_all(".meta td", "cells => cells.every(c => c.textContent.trim())")


def test_no_line_of_a_title_ends_inside_a_word(records, open_browser):
    page = open_browser()
    addresses = [r.get_absolute_url() for r in records]
    for address, selector in [*((a, "h1") for a in addresses), ("/disclosure/all/", ".list a"), ("/", ".list a")]:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(address)
            for title in page.locator(selector).all():
                text = title.evaluate("e => e.textContent")
                inside = set(title.evaluate(LINES)) - set(breaks(text))
                assert not inside, (width, [text[:at] for at in inside])
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_titles_hold_at_large_text_and_are_copied_as_they_are(records, open_browser):
    page = open_browser(width=360)
    page.goto("/")
    page.evaluate("localStorage.setItem('reading-text', '1')")
    page.goto(records[0].get_absolute_url())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    assert page.evaluate("String(getSelection())").strip() == LONG
    assert not set(page.locator("h1").evaluate(LINES)) - set(breaks(LONG))


def test_a_word_longer_than_the_line_does_not_widen_the_page(site, make_record, open_browser):
    page = open_browser(width=320)
    page.goto(make_record("关于" + "Q" * 120 + "的通知" + "〇" * 60).get_absolute_url())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
