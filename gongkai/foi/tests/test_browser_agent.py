"""Somebody asks for somebody else, in a real browser, on a desk and on a phone."""

import pytest

from gongkai.foi.models import PROOFS, Request
from gongkai.foi.tests.conftest import PDF, PERSON
from gongkai.foi.tests.test_browser import begin, fill_in, public, receipt  # noqa: F401
from gongkai.foi.tests.test_browser_desk import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, NUMBER = "上官云鹏", "990126199001010016"


@pytest.mark.parametrize("width", [1280, 390])
def test_an_agent_asks_with_the_papers(open_browser, civil, width):
    page = open_browser(width=width)
    begin(page, civil)
    fill_in(page)
    assert not page.is_visible("#id_agent_name")
    page.click("summary:has-text('由代理人提出')")
    page.fill("#id_agent_name", NAME)
    page.fill("#id_agent_identifier", NUMBER)
    look(page)
    page.click("text=提交申请")
    page.wait_for_selector("[role=alert]")
    look(page)
    page.click("a:has-text('请上传委托书')")
    assert page.evaluate("document.activeElement.id") == "id_mandate"
    for kind in PROOFS:
        page.set_input_files(f"#id_{kind}", {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.click("text=提交申请")
    receipt(page)
    look(page)
    request = Request.objects.get()
    assert (request.agent.name, request.enclosures.exclude(kind="").count()) == (NAME, 3)


def test_a_draft_with_an_agent_shows_the_agent_again(open_browser, civil):
    """What is restored is seen: nobody sends a name that stands in a folded part of the form."""
    page = open_browser(width=390)
    begin(page, civil)
    page.click("summary:has-text('由代理人提出')")
    page.fill("#id_agent_name", NAME)
    page.wait_for_timeout(1500)
    assert NAME in page.evaluate("localStorage.getItem('draft-foi')")
    page.reload()
    page.wait_for_selector("text=已恢复您上次没有提交的内容")
    assert page.is_visible("#id_agent_name") and page.input_value("#id_agent_name") == NAME


@pytest.mark.parametrize("width", [1280, 390])
def test_what_lacks_at_the_counter_leads_to_the_correction_notice(open_browser, civil, author, width):
    page = open_browser(width=width, username="author")
    page.goto("/desk/requests/new/")
    page.check("[name=channel][value=in_person]")
    fill_in_desk(page)
    page.click("summary:has-text('由代理人提出')")
    page.fill("#id_agent_name", NAME)
    look(page)
    page.click("main button.main")
    page.wait_for_selector(".slip")
    look(page)
    page.click("text=打开本件")
    page.wait_for_selector("text=缺委托书、委托人身份证明、受托人身份证明")
    look(page)
    page.click("a:has-text('起草补正告知书')")
    assert page.input_value("[name=what]") == "提交委托书、委托人身份证明、受托人身份证明。"
    look(page)


def fill_in_desk(page):
    page.check("[name=applicant_kind][value=person]")
    for field in ("name", "identifier", "description"):
        page.fill(f"#id_{field}", PERSON[field])
    page.fill("#id_phone", "000-0000000")
    page.check("[name=format][value=paper]")
    page.check("[name=delivery][value=pickup]")
