"""条例 art. 31: what came online, by fax or as an ordinary letter is received on the day both sides confirm; until then
no term runs, so the desk does not forget it."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from gongkai.casework.actions import take_step
from gongkai.casework.managing.notices import remind
from gongkai.casework.models import Case, Notice
from gongkai.core.actions import Refused
from gongkai.foi.models import CHANNELS
from gongkai.foi.tests.conftest import LATE
from gongkai.foi.wording import timeline

LIST = "/desk/cases/?state=unconfirmed"
CONFIRMED = {"online", "fax", "letter"}


@pytest.fixture
def at():
    return lambda day: time_machine.travel(f"{day} 10:00 +0800", tick=False)


def told():
    found = sorted(Notice.objects.values_list("kind", "user__username"))
    Notice.objects.all().delete()
    return found


@pytest.mark.parametrize("channel", CHANNELS)
def test_art_31_what_both_sides_confirm_is_on_the_desk_with_its_age(client, ask, author, at, channel):
    case = ask(on="2026-03-05", channel=channel, by=None if channel == "online" else author).case
    with at("2026-03-10"):
        client.force_login(author)
        page, home = client.get(LIST), client.get("/desk/").content.decode()
        assert [row.pk for row in page.context["page"].rows] == [case.pk] * (channel in CONFIRMED)
        assert ("待确认收到" in home) == ("2026-03-05 提交，已 3 个工作日" in home) == (channel in CONFIRMED)
    if channel in CONFIRMED:
        assert '提交后 <span class="num">3</span> 个工作日' in page.content.decode()


def test_what_is_confirmed_or_another_organs_is_not_on_the_desk(client, ask, author, finance, at):
    ask(organ=finance)
    mine = ask().case
    with at("2026-03-04"):
        client.force_login(author)
        assert [row.pk for row in client.get(LIST).context["page"].rows] == [mine.pk]
        assert "待确认收到" in client.get("/desk/").content.decode()
        take_step(case=mine, step="confirm", on=date(2026, 3, 4), by=author, reason=LATE)
        assert not client.get(LIST).context["page"].rows
        assert "提交，已" not in client.get("/desk/").content.decode()


@pytest.mark.parametrize("requests", [1, 20])
def test_the_list_takes_the_same_number_of_queries_however_long(
    client, ask, author, at, requests, django_assert_num_queries
):
    for _ in range(requests):
        ask()
    with at("2026-03-04"):
        client.force_login(author)
        client.get(LIST)
        with django_assert_num_queries(11):
            assert len(client.get(LIST).context["page"].rows) == requests


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-06", []),  # submitted on a Friday
        ("2026-03-08", []),
        ("2026-03-09", [("unconfirmed", "author")]),
        ("2026-03-10", [("unconfirmed", "author")]),
        ("2026-03-11", [*(("unconfirmed_long", who) for who in ("head", "officer", "reviewer"))]),
    ],
)
def test_who_handles_is_reminded_after_a_working_day_and_those_above_after_three(
    ask, at, author, reviewer, make_account, civil, officer, day, expected
):
    make_account("head", civil, "organ_head")
    case = ask(on="2026-03-06").case
    Case.objects.update(officer=author)
    with at(day):
        remind()
        assert remind() == 0, "a second run of the day adds nothing"
    escalated = [("unconfirmed", "author")] if day == "2026-03-11" else []
    assert told() == [*escalated, *expected]
    assert case.received_on is None


def test_days_are_settings_and_the_reminder_ends_with_the_confirmation(ask, at, author, settings):
    settings.UNCONFIRMED_REMIND_DAYS, settings.UNCONFIRMED_ESCALATE_DAYS = 2, 9
    case = ask().case  # a Monday
    with at("2026-03-03"):
        assert remind() == 0
    with at("2026-03-04"):
        assert remind() == 1
        standing = Notice.objects.visible_to(author).standing()
        assert [(n.on, n.text) for n in standing] == [(date(2026, 3, 2), "2026-03-02 提交，还没有确认收到")]
        take_step(case=case, step="confirm", on=timezone.localdate(), by=author, reason=LATE)
        assert not standing.all()


def test_art_31_confirming_later_than_the_day_of_arrival_takes_a_reason(client, ask, author, at):
    case = ask().case
    address = f"/desk/cases/{case.pk}/steps/confirm/"
    with at("2026-03-04"):
        with pytest.raises(Refused, match="晚于提交之日 2026-03-02，请在“理由”里写明"):
            take_step(case=case, step="confirm", on=date(2026, 3, 4), by=author, reason="  ")
        client.force_login(author)
        assert "为什么没有当日确认" in client.get(address).content.decode()
        assert "晚于提交之日" in client.post(address, {"on": "2026-03-04"}).content.decode()
        client.post(address, {"on": "2026-03-04", "reason": LATE})
        assert case.entries.get(type="confirmed").data == {"reason": LATE}
        assert f"理由 {LATE}" in client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert LATE not in str(timeline(case.entries.all())), "the applicant's page does not say it"


def test_confirming_on_the_day_of_arrival_takes_none(client, ask, author, at):
    case = ask().case
    with at("2026-03-02"):
        client.force_login(author)
        client.post(f"/desk/cases/{case.pk}/steps/confirm/", {"on": "2026-03-02", "reason": ""})
    assert case.entries.get(type="confirmed").data == {}


def test_what_a_delivery_man_brought_is_signed_for_without_a_reason(ask, author, at):
    case = ask(channel="mail", by=author).case
    with at("2026-03-04"):
        assert take_step(case=case, step="deliver_in", on=date(2026, 3, 4), by=author).received_on
