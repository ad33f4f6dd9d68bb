"""Finding a case in a browser: by its number from the search box, by its applicant at the counter; axe at two widths."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gongkai.foi.actions import submit_request
from gongkai.foi.tests.conftest import PERSON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_an_officer_finds_a_request_by_number_and_by_applicant(width, civil, author, open_browser, axe_findings):
    def fits(page):
        assert axe_findings(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    before = timezone.localdate() - timedelta(days=14)
    case = submit_request(organ=civil, channel="online", by=None, on=before, **PERSON).case
    page = open_browser(width, username="author")
    page.goto("/desk/")
    assert "待确认收到" in page.locator("main").inner_text()
    fits(page)
    page.goto("/desk/cases/?state=unconfirmed")
    assert "个工作日" in page.locator("tbody").inner_text()
    fits(page)
    page.fill(".seek input", case.number.replace("〔", "[").replace("〕", "]"))
    page.click(".seek button")
    assert page.url.endswith(f"/desk/cases/{case.pk}/")
    page.click("text=与申请人确认收到")
    assert "为什么没有当日确认" in page.locator("main").inner_text()
    fits(page)
    page.goto("/desk/requests/find/")
    page.fill("#id_name", PERSON["name"])
    page.fill("#id_reason", "申请人到窗口查询")
    page.click("button:text-is('查找') >> nth=-1")
    assert case.number in page.locator("tbody").inner_text()
    fits(page)
