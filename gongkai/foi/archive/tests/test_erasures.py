"""What will be erased when, for those who keep the settings."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from gongkai.casework.actions import open_case
from gongkai.casework.models import Party
from gongkai.foi import retention
from gongkai.foi.archive.actions import register_archive
from gongkai.foi.disclosing.tests.conftest import DAY, IDENTIFIER, NAME, PHONE
from gongkai.foi.models import Dispute, Request


@pytest.fixture(autouse=True)
def later(settings):
    settings.REQUEST_RETENTION_DAYS = 730
    with time_machine.travel(f"{DAY + timedelta(700)} 10:00 +0800", tick=False):
        yield


def test_by_day_of_erasure_and_what_a_dispute_holds_back(answer, author, django_assert_num_queries):
    late, early, disputed, distant = answer(on=DAY), answer(on=DAY - timedelta(9)), answer(on=DAY), answer(on=DAY)
    Party.objects.filter(pk=distant.pk).update(erased_on=DAY)
    with time_machine.travel(f"{DAY} 10:00 +0800"):
        review = open_case(type="review", organ=late.organ, subject="复议", on=DAY, channel="notice", by=None)
    Dispute.objects.create(case=review, request=disputed.request, authority="县政府", procedure="ordinary")
    today = DAY + timedelta(700)
    with django_assert_num_queries(3):
        rows = retention.coming(Request.objects.all(), today)
    assert [(row.pk, row.erase_on) for row in rows] == [
        (early.pk, DAY + timedelta(721)),
        (late.pk, DAY + timedelta(730)),
        (disputed.pk, None),
    ]
    assert retention.coming(Request.objects.all(), DAY) == []
    # on its day each is erased, not a day before: the page and the daily chore agree
    assert retention.erase_due(DAY + timedelta(720)) == 0
    assert retention.erase_due(DAY + timedelta(721)) == 1


def test_the_page_names_no_applicant_and_warns_of_what_is_not_archived(answer, author, reviewer, make_account, civil):
    filed, unfiled = answer(), answer()
    register_archive(request=filed.request, number="2026-YQ-0012", on=date(2026, 3, 6), by=author)
    for account, opens in ((reviewer, True), (make_account("admin", civil, "administrator"), False)):
        client = Client()
        client.force_login(account)
        page = client.get("/desk/requests/erasures/").content.decode()
        assert "2026-YQ-0012" in page and '其中 <b class="num">1</b> 件还没有归档' in page and "730" in page
        assert unfiled.number in page and str(DAY + timedelta(730)) in page
        assert (f"/desk/cases/{unfiled.pk}/" in page) == opens
        assert not [word for word in (NAME, IDENTIFIER, PHONE, unfiled.subject) if word in page]
