"""The search box and the result page in a real browser: by keyboard, with suggestions, and nothing that axe finds."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def filled(shelf):
    for number in range(12):
        shelf.put(f"关于低保标准的通知第{number + 1}号", "提高最低生活保障标准。", kind=("policy", "news")[number % 2])
    return shelf


def test_suggestions_by_keyboard(filled, open_browser):
    page = open_browser()
    page.goto("/search/")
    box = page.get_by_role("combobox")
    box.click()
    page.keyboard.type("dibao")
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.inner_text() == "低保"
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.type("b")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    assert page.get_by_role("combobox").input_value() == "低保标准"


def test_a_suggested_document_opens(filled, open_browser):
    page = open_browser(width=390)
    page.goto("/search/")
    page.get_by_role("combobox").press_sequentially("低保标准的通知第7")
    with page.expect_request("**/records/7/"):
        page.click("[role=option]:has-text('第7号')")


def test_narrowing_by_a_facet_without_script(filled, chromium, live_server):
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/search/?q=低保")
    page.click(".facet a:has-text('工作动态'), .facet a:has-text('news')")
    assert page.locator("[role=status] .num").inner_text() == "6"
    page.fill("[name=q]", "外星飞船")
    page.press("[name=q]", "Enter")
    assert "没有找到" in page.inner_text("main")
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(filled, open_browser, width):
    page = open_browser(width=width)
    for address in ("/search/", "/search/?q=低保&kind=news", "/search/?q=外星飞船", "/search/?q=，。"):
        page.goto(address)
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    page.goto("/search/")
    page.get_by_role("combobox").press_sequentially("低保")
    page.wait_for_selector("[role=option]")
    assert Axe().run(page).response["violations"] == []
