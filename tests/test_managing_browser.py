"""Managing cases in a browser: one box ticks all, an officer is given, reminders are read; axe at two widths."""

import pytest
from django.utils import timezone

from gongkai.casework.managing.notices import remind
from gongkai.casework.models import Case
from gongkai.foi.actions import submit_request
from gongkai.foi.tests.conftest import PERSON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_officer_shares_out_what_is_due(width, site, civil, author, reviewer, officer, open_browser, axe_findings):
    def fits(page):
        assert axe_findings(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{page.url} is wider than the window"
        )

    for channel in ("in_person", "online"):
        submit_request(organ=civil, channel=channel, by=author if channel == "in_person" else None, **PERSON)
    Case.objects.exclude(due_on=None).update(due_on=timezone.localdate())
    remind()
    page = open_browser(width, username="officer")
    page.goto("/desk/cases/")
    fits(page)
    if width == 1280:
        page.check("[data-all]")
    else:  # on a phone the head of the table is not shown
        for box in page.locator("[name=case]").all():
            box.check()
    page.select_option("#officer", label="author")
    page.click("text=指定承办人 >> nth=-1")
    assert "已将 2 件交author承办" in page.locator("main").inner_text()
    assert Case.objects.filter(officer=author).count() == 2
    page.goto("/desk/workload/")
    fits(page)
    page.click("tbody a.tag.wait")
    assert page.locator("tbody tr").count() == 1
    clerk = open_browser(width, username="author")
    clerk.goto("/desk/notices/")
    fits(clerk)
    assert clerk.locator("tbody tr").count() == 3
    clerk.click("text=全部标为已读")
    assert "未读 0 条" in clerk.locator("main").inner_text()
