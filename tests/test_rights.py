"""What holds for everybody below is kept at the top of the organ tree; what belongs to an organ by whoever keeps that organ."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from gongkai.casework.actions import enter_holidays
from gongkai.casework.models import HolidayNotice
from gongkai.core.actions import NotAllowed, Refused
from gongkai.organs.actions import close_organ, merge_organs, split_organ
from gongkai.organs.models import Organ
from gongkai.search.models import Synonym
from gongkai.search.synonyms import save_synonym
from tests.test_matrix import ALL


@pytest.fixture
def of_department(make_account, civil):
    return make_account("below", civil, "disclosure_officer", covers_below=True)


def test_the_work_calendar_is_kept_at_the_top(of_department, officer, client):
    year = timezone.localdate().year
    notice = {"year": year, "holidays": [], "makeup": [], "source": "国办发明电〔2026〕1号"}
    with pytest.raises(Refused):
        enter_holidays(by=of_department, **notice)
    assert not HolidayNotice.objects.exists()
    enter_holidays(by=officer, **notice)
    assert HolidayNotice.objects.get().year == year
    client.force_login(officer)
    assert client.get("/desk/calendar/").status_code == 200
    client.force_login(of_department)
    assert client.get("/desk/calendar/").status_code == 403
    assert "工作日历" not in client.get("/desk/").content.decode()


def test_the_words_of_search_are_kept_at_the_top(of_department, officer, client):
    with pytest.raises(NotAllowed):
        save_synonym(word="低保", official="最低生活保障", by=of_department)
    assert not Synonym.objects.exists()
    save_synonym(word="低保", official="最低生活保障", by=officer)
    client.force_login(officer)
    assert client.get("/desk/search/words/").status_code == 200
    client.force_login(of_department)
    assert "检索用词" not in client.get("/desk/").content.decode()


def test_nobody_hands_work_to_an_organ_that_is_not_theirs(of_department, civil, finance, make_organ):
    """Nor hangs a closed organ, with its records, below one."""
    one, two = make_organ("救助站", parent=civil), make_organ("敬老院", parent=civil)
    today = timezone.localdate()
    for attempt in (
        lambda: merge_organs(organs=[one], into=finance, on=today, by=of_department),
        lambda: split_organ(organ=one, into=[two, finance], on=today, by=of_department),
        lambda: close_organ(organ=one, on=today, by=of_department, successors=[finance]),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    one.refresh_from_db()
    assert (one.parent, one.closed_on) == (civil, None)
    merge_organs(organs=[one], into=two, on=today, by=of_department)
    assert Organ.objects.get(pk=one.pk).parent == two


def walked(client):
    """Every desk page that links lead to from the home page: (address without its query, status)."""
    found, waiting = {}, ["/desk/"]
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        found[address] = answer.status_code
        if answer.status_code == 200 and not answer.streaming:
            links = re.findall(r'href="(/desk/[^"#]*)"', answer.content.decode(errors="ignore"))
            new = {unescape(link).split("?")[0] for link in links} - found.keys() - set(waiting)
            waiting += sorted(new)
    return found


@pytest.mark.parametrize("role", ALL)
def test_no_link_leads_to_a_page_that_is_refused(role, world, make_account):
    client = Client()
    client.force_login(make_account("someone", world.civil, role))
    assert not {address: status for address, status in walked(client).items() if status in (403, 404, 405)}


@pytest.mark.parametrize(("below", "more"), [(False, set()), (True, {"organ_new"})])
def test_an_administrator_comes_to_the_pages_that_are_theirs(below, more, site, civil, make_account):
    client = Client()
    client.force_login(make_account("someone", civil.parent if below else civil, "administrator", covers_below=below))
    make_account("colleague", civil)
    found = walked(client)
    assert set(found.values()) == {200}
    names = {resolve(address).url_name for address in found}
    assert names >= more | {
        "accounts", "account", "account_new", "account_password", "password", "organs", "organ", "organ_edit",
        "organ_people", "sites", "site_new", "letter_settings_list", "letter_settings", "request_erasures",
    }  # fmt: skip


def test_the_home_page_of_an_administrator_shows_what_is_theirs(site, civil, make_account):
    client = Client()
    client.force_login(make_account("someone", civil, "administrator"))
    home = client.get("/desk/").content.decode().split("<main")[1]
    for address in ("/desk/accounts/", "/desk/sites/", "/desk/organs/"):
        assert f'href="{address}"' in home
    assert 'role="search"' not in client.get("/desk/").content.decode()  # of records, which are not theirs to see
    new = make_account("new", civil)
    new.password_is_temporary = True
    new.save()
    home = client.get("/desk/").content.decode().split("<main")[1]
    assert "临时密码还没有换" in home and f'href="/desk/accounts/{new.pk}/"' in home
