"""A wrong day of receipt is corrected by two people in a real browser; the applicant reads the last days of the answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gongkai.casework.actions import take_step
from gongkai.casework.models import Case
from gongkai.casework.selectors import calendar
from gongkai.foi.disputes.clock import SEEK_REVIEW
from gongkai.foi.tests.test_browser_desk import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def posted(ask, author):
    """A request by post of eight days ago, whose receipt was entered on the day of its submission: case, query code."""
    sent = timezone.localdate() - timedelta(days=8)
    receipt = ask(on=sent.isoformat(), channel="mail", by=author)
    take_step(case=receipt.case, step="deliver_in", on=sent, by=author)
    return receipt


@pytest.mark.parametrize("width", [1280, 390])
def test_the_officer_corrects_the_receipt_and_a_second_person_approves(open_browser, posted, reviewer, width):
    case, right = Case.objects.get(), timezone.localdate() - timedelta(days=5)
    page = open_browser(width=width, username="author")
    page.goto(f"/desk/cases/{case.pk}/")
    page.click(f"a[href='/desk/cases/{case.pk}/ledger/2/correct/']")
    look(page)
    page.fill("[name=on]", right.isoformat())
    page.fill("[name=why]", "签收单上是另一天")
    page.click("main button.main")
    page.wait_for_selector("text=等待核准")
    assert Case.objects.get().received_on == case.received_on

    page = open_browser(width=width, username="reviewer")
    page.goto("/desk/")
    page.click("li:has-text('台账更正待核准 ·') a")
    page.wait_for_selector("text=核准更正")
    look(page)
    page.check("[name=verdict][value=approved]")
    page.click("main button.main")
    page.wait_for_selector("text=已处理，记入台账")
    look(page)
    due = calendar().add_workdays(right, 20)
    assert f"届满日 {due}" in page.inner_text("main .clock")
    assert "已更正" in page.inner_text("ol.ledger")
    assert (Case.objects.get().received_on, Case.objects.get().due_on) == (right, due)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_applicant_sees_the_last_days_for_review_and_suit(open_browser, posted, answer, width):
    today = timezone.localdate()
    answer(posted.case, "granted", on=today.isoformat(), sent=today.isoformat())
    page = open_browser(width=width)
    page.goto("/requests/follow/")
    page.fill("[name=number]", posted.case.number)
    page.fill("[name=code]", posted.code)
    page.click("main button.main")
    page.wait_for_selector("text=如果不服")
    look(page)
    shown = page.inner_text("section[aria-labelledby=answer]")
    assert f"申请行政复议最迟 {SEEK_REVIEW.end(today, calendar())}" in shown
    months = today.month + 6
    assert f"直接提起行政诉讼最迟 {today.year + (months > 12)}-{(months - 1) % 12 + 1:02}" in shown
