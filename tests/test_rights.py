"""What holds for everybody below is kept at the top of the organ tree; what belongs to an organ by whoever keeps that organ."""

import pytest
from django.utils import timezone

from gongkai.casework.actions import enter_holidays
from gongkai.casework.models import HolidayNotice
from gongkai.core.actions import Refused
from gongkai.organs.actions import close_organ, merge_organs, split_organ
from gongkai.organs.models import Organ
from gongkai.search.models import Synonym
from gongkai.search.synonyms import save_synonym


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
    with pytest.raises(Refused):
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
        with pytest.raises(Refused):
            attempt()
    one.refresh_from_db()
    assert (one.parent, one.closed_on) == (civil, None)
    merge_organs(organs=[one], into=two, on=today, by=of_department)
    assert Organ.objects.get(pk=one.pk).parent == two
