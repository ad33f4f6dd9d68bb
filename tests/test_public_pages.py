"""Public pages in a real browser: nothing axe objects to, no sideways scrolling, the budget of a first visit, the folded
navigation by keyboard, the reading bar."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from gongkai.core.files import keep
from gongkai.foi.redaction.tests.made import blank_pages
from gongkai.library.actions import attach, open_correction, relate, save_draft, start_record
from gongkai.library.models import Record
from gongkai.library.vetting.looking import look_at_files
from gongkai.organs.models import Person
from gongkai.portal.models import Column
from gongkai.review.actions import release_version, submit_version, withdraw_record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLE = (
    "<table><thead><tr><th>类别</th><th>城市（元/月）</th><th>农村（元/月）</th><th>依据</th></tr></thead><tbody>"
    + (
        "<tr><td>低保</td><td>769</td><td>658</td><td>省民政厅、省财政厅关于提高最低生活保障标准的通知</td></tr></tbody></table>"
    )
)
BODY = (
    "<h2>第一章　总则</h2>"
    + "<p>第一条　为了规范工作，依照《旧办法》的规定，结合本县实际，制定本规定。</p>" * 12
    + TABLE
)


@pytest.fixture
def county_site(site, civil, make_record, author, reviewer):
    """A site with something of everything; returns the addresses looked at."""
    site.identifier, site.contact, site.icp = "1234567890", "县政府办公室 0800-1234567", "测ICP备00000001号"
    site.save()
    civil.functions, civil.address, civil.phone, civil.hours = (
        "负责社会救助。",
        "建设路3号",
        "0800-1",
        "工作日 9:00—17:30",
    )
    civil.save()
    Person.objects.create(organ=civil, name="张三", post="局长", is_leader=True, duties="主持全面工作")
    Column.objects.create(
        site=site, type="topic", name="救助专题", slug="aid", words="办法", description="救助政策和解读。"
    )
    old = make_record("旧办法", kind="normative", number="青禾民发〔2021〕3号", theme="1101")
    version = start_record(
        organ=civil, kind="policy", title="新办法", body=BODY, by=author, formed_on="2026-06-01", number="青禾民发〔2026〕9号", theme="1101"
    )  # fmt: skip
    attach(version=version, blob=keep([blank_pages(1)], "application/pdf"), name="附件：标准表.pdf", by=author)
    submit_version(version=version, by=author)
    look_at_files(version)
    new = release_version(version=version, by=reviewer)
    relate(source=new, predicate="repeals", target=old, by=reviewer)
    relate(source=make_record("一图读懂新办法", kind="interpretation"), predicate="interprets", target=new, by=reviewer)
    make_record("县政府召开常务会议", kind="news")
    make_record("2025年度报告", kind="annual_report", year=2025)
    for n in range(22):
        make_record(f"通知第{n}号", kind="notice")
    draft = open_correction(record=new, by=author)
    draft = save_draft(
        version=draft, stamp=0, by=author, title="新办法", body=BODY.replace("769", "779"), note="更正金额"
    )
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    wrong = make_record("内容有误的通知", kind="notice")
    withdraw_record(record=wrong, reason="金额有误", by=reviewer, replaced_by=new)
    return {
        "home": "/",
        "disclosure": "/disclosure/",
        "list": "/disclosure/kinds/notice/",
        "record": f"/records/{new.pk}/",
        "repealed": f"/records/{old.pk}/",
        "versions": f"/records/{new.pk}/versions/",
        "tombstone": f"/records/{wrong.pk}/",
        "organs": "/organs/",
        "organ": civil.get_absolute_url(),
        "people": f"{civil.get_absolute_url()}people/",
        "guide": "/disclosure/guide/",
        "apply": "/disclosure/apply/",
        "themes": "/disclosure/themes/",
        "topic": "/topics/aid/",
        "interpretations": "/interpretations/",
        "interaction": "/interaction/",
        "data": "/data/",
        "sitemap": "/sitemap/",
        "missing": "/nothing/here/",
    }


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(county_site, open_browser, width):
    page, found = open_browser(width=width), []
    for name, address in county_site.items():
        page.goto(address)
        answer = Axe().run(page).response
        assert len(answer["passes"]) > 15, "axe looked at nothing"
        for violation in answer["violations"]:
            found += [f"{name}: {violation['id']} {node['target']}" for node in violation["nodes"]]
    assert not found


@pytest.mark.parametrize("contrast", ["text", "contrast"])
def test_axe_finds_nothing_with_large_text_and_high_contrast(county_site, open_browser, contrast):
    page = open_browser(width=390)
    page.goto("/")
    page.evaluate(f"localStorage.setItem('reading-{contrast}', '1')")
    for name in ("home", "record", "repealed", "data"):
        page.goto(county_site[name])
        assert page.evaluate(f"document.documentElement.dataset.{contrast}")
        assert not [v["id"] for v in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("width", [360, 640])
def test_nothing_scrolls_sideways(county_site, open_browser, width):
    """640 px is a 1280 px window at 200 % zoom."""
    page = open_browser(width=width)
    for name, address in county_site.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_first_visit_to_a_record_stays_in_its_budget(county_site, open_browser):
    """≤ 60 kB transferred without images, ≤ 3 requests that block rendering, no layout shift."""
    page = open_browser()
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => window.shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(county_site["record"], wait_until="load")
    entries = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map(e => [e.name, e.encodedBodySize, e.renderBlockingStatus])"
    )
    assert sum(size for _, size, _ in entries) <= 60_000, entries
    assert len([name for name, _, blocking in entries if blocking == "blocking"]) <= 3
    assert page.evaluate("window.shift") == 0


def test_the_folded_navigation_opens_by_keyboard_and_without_script(county_site, chromium, live_server):
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, base_url=live_server.url, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/")
    link = page.locator(".menu a", has_text="政务公开")
    assert not link.is_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator(".menu summary:focus").count():
            break
    page.keyboard.press("Enter")
    assert link.is_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.locator(".menu a:focus", has_text="政务公开").count():
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/disclosure/")
    assert not page.locator("[data-reading]:visible").count()  # what needs script does not show without it
    context.close()


def test_the_skip_link_leads_to_the_text(county_site, open_browser):
    page = open_browser()
    page.goto(county_site["record"])
    page.keyboard.press("Tab")
    assert page.locator(".skip:focus").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_reading_bar_is_remembered(county_site, open_browser):
    page = open_browser()
    page.goto("/")
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    page.click(".tools.wide >> text=大字")
    page.click(".tools.wide >> text=高对比")
    assert page.evaluate(size) == 1.25 * before
    page.goto(county_site["record"])
    assert page.evaluate(size) == 1.25 * before
    assert page.get_attribute(".tools.wide [data-reading=contrast]", "aria-pressed") == "true"
    page.click(".tools.wide >> text=大字")
    assert page.evaluate(size) == before


def test_a_record_prints_without_what_surrounds_it(county_site, open_browser):
    page = open_browser()
    page.goto(county_site["record"])
    page.emulate_media(media="print")
    for selector in (".mast", ".nav", ".rail", ".foot", ".crumbs"):
        assert not page.locator(selector).first.is_visible()
    assert page.locator(".prose").is_visible()
    assert page.locator(".meta").is_visible()


def test_the_qr_code_shows_when_asked_for(county_site, open_browser):
    page = open_browser()
    page.goto(county_site["record"])
    assert Record.objects.filter(title="新办法").exists()
    with page.expect_response("**/qr.svg") as answer:
        page.click("text=二维码")
    assert answer.value.status == 200
