"""An officer writes down what somebody says at the counter, in a real browser, on a desk and on a phone."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from gongkai.casework.actions import take_step
from gongkai.casework.parties.uploads import Upload
from gongkai.foi.enclosures import enclose
from gongkai.foi.models import Request, Saved
from gongkai.foi.tests.conftest import PDF, PERSON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page):
    """No axe findings, nothing wider than the screen."""
    results = Axe().run(page)
    assert results.response["passes"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in results.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_spoken_request_from_the_counter_to_the_signature(open_browser, author, width):
    page = open_browser(width=width, username="author")
    page.goto("/desk/requests/new/")
    look(page)
    page.check("[name=channel][value=oral]")
    page.check("[name=applicant_kind][value=person]")
    page.select_option("#id_document", "passport")
    page.fill("#id_name", PERSON["name"])
    page.fill("#id_identifier", "e1234-5678")
    page.fill("#id_phone", "000-0000000")
    page.fill("#id_description", PERSON["description"])
    page.check("[name=format][value=paper]")
    page.click("main button.main")
    page.wait_for_selector("[role=alert]")
    look(page)
    page.click("a:has-text('护照号码由')")
    assert page.evaluate("document.activeElement.id") == "id_identifier"
    page.fill("#id_identifier", "e12345678")
    page.check("[name=delivery][value=pickup]")
    page.dblclick("main button.main")
    page.wait_for_selector(".slip")
    look(page)
    code = page.inner_text(".slip .code")
    assert page.is_visible("button:has-text('打印回执')")
    page.reload()
    assert (page.inner_text(".slip .code"), Request.objects.count()) == (code, 1)

    page.click("text=打印申请表")
    page.wait_for_selector("text=签名或者按指印")
    look(page)
    page.emulate_media(media="print")
    assert not page.is_visible("button:has-text('打印')")
    assert "E12345678" in page.inner_text("main")
    page.emulate_media(media="screen")


@pytest.mark.parametrize("width", [1280, 390])
def test_what_the_applicant_brings_later_and_a_new_code(open_browser, ask, author, make_record, width):
    case, today = ask(on=timezone.localdate().isoformat(), channel="in_person", by=author).case, timezone.localdate()
    page = open_browser(width=width, username="author")
    enclose(case.request, [Upload("身份证.pdf", "application/pdf", PDF)])
    take_step(
        case=case, step="ask_correction", on=today, by=author, what="请写明年份", until=date(2099, 1, 1).isoformat()
    )
    page.goto(f"/desk/cases/{case.pk}/")
    look(page)
    with page.expect_download() as download:
        page.click("text=身份证.pdf")
    assert download.value.suggested_filename == "身份证.pdf"
    page.click("a:has-text('收到补正')")
    page.fill("#id_text", "二〇二四年")
    look(page)
    page.click("main button.main")
    page.wait_for_selector("text=二〇二四年")
    page.click("text=补办查询码")
    page.fill("#reason", "核对了护照原件")
    look(page)
    page.click("main button.main")
    page.wait_for_selector(".slip")
    assert len(page.inner_text(".slip .code")) == 9
    Saved.objects.create(record=make_record(), on=today, times=3)
    page.goto("/desk/requests/saved/")
    look(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_reckoning_of_items_fits_the_screen(open_browser, ask, author, width):
    today = timezone.localdate().isoformat()
    first, second = (ask(on=today, channel="in_person", by=author).case for _ in range(2))
    page = open_browser(width=width, username="author")
    page.goto(f"/desk/cases/{second.pk}/")
    page.click("text=怎样计的")
    page.wait_for_selector(f"a:has-text('{first.number}')")
    look(page)
