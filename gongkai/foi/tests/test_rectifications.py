"""更正申请 (条例 art. 41) is no request for disclosure: in no figure of requests, in no row of table 3, and counted apart
【估】, unless RECTIFICATION_COUNTED says otherwise. The outcome decides, whatever row was stored."""

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags

from gongkai.core.figures import FIGURES, year_of
from gongkai.foi import charging, counted, figures
from gongkai.foi.models import Request
from gongkai.foi.outcomes import OUTCOMES
from gongkai.organs.models import Organ

pytestmark = pytest.mark.django_db
CODES = ["correcting.corrected", "correcting.transferred", "correcting.directed"]


@pytest.fixture
def counter(ask, author, channel):
    """counter(on): a request received at the counter on a day."""
    return lambda on="2026-03-02", **more: ask(on=on, channel="in_person", by=author, **more).case


def sizes(year=2026):
    organs = Organ.objects.all()
    named = (
        figures.received, figures.closed, figures.closed_with_term, figures.closed_on_time, figures.answered,
        figures.carried_out, figures.rated, figures.rectifications,
    )  # fmt: skip
    return {figure.__name__: figure(organs, year_of(year)).count() for figure in named}


@pytest.mark.parametrize("code", CODES)
def test_art_41_whatever_its_letter_it_is_counted_apart(counter, answer, code):
    answer(counter(), code)
    assert sizes() == {**dict.fromkeys(sizes(), 0), "rectifications": 1}


def test_art_41_the_setting_counts_it_among_the_requests_and_needs_no_other_data(counter, answer, settings):
    """Also what was closed before it was counted apart: the stored row is the same."""
    case = answer(counter(), "correcting.corrected")
    assert case.request.report_row == "（六）3"
    settings.RECTIFICATION_COUNTED = True
    assert sizes() == {
        "received": 1, "closed": 1, "closed_with_term": 1, "closed_on_time": 1, "answered": 0, "carried_out": 0,
        "rated": 0, "rectifications": 1,
    }  # fmt: skip
    assert FIGURES["foi.closed"].split(Organ.objects.all(), year_of(2026), "row") == {"（六）3": 1}


def test_art_41_it_is_known_at_its_end_and_then_leaves_the_year_before(counter, answer):
    case = counter(on="2025-12-29")
    organs = Organ.objects.all()
    assert (figures.received(organs, year_of(2025)).count(), figures.carried_out(organs, year_of(2025)).count()) == (
        1,
        1,
    )
    case = answer(case, "correcting.corrected", on="2026-01-06", sent=None)
    assert figures.carried_out(organs, year_of(2025)).count() == 1 and figures.open_now(organs).get().case == case
    Request.objects.filter(pk=case.pk).update(outcome="granted")  # sent back and answered otherwise
    assert figures.carried_out(organs, year_of(2025)).count() == 1


def test_art_41_closed_in_the_next_year_it_is_in_neither(counter, answer):
    answer(counter(on="2025-12-29"), "correcting.directed", on="2026-01-06", sent="2026-01-07")
    organs = Organ.objects.all()
    assert (
        not figures.received(organs, year_of(2025)).exists() and not figures.carried_out(organs, year_of(2025)).exists()
    )
    assert not figures.closed(organs, year_of(2026)).exists()
    assert (
        figures.rectifications(organs, year_of(2025)).count(),
        figures.rectifications(organs, year_of(2026)).count(),
    ) == (0, 1)


def test_withdrawn_requests_keep_their_row_with_its_own_name(settings):
    """（六）3 is 其他 and no longer called after the 更正申请."""
    assert counted.rows()["（六）3"] == "（六）3 其他处理：申请人撤回"
    settings.RECTIFICATION_COUNTED = True
    assert counted.rows()["（六）3"] == "（六）3 其他处理"


def test_art_41_the_public_page_has_a_line_of_its_own(counter, answer, client, site, settings):
    answer(counter(), "correcting.corrected")
    answer(counter(), "granted")
    with time_machine.travel("2026-05-06 10:00 +0800"):
        page = strip_tags(client.get("/requests/statistics/").content.decode())
        assert "办结更正申请 1 件" in page and "（六）3" not in page
        assert "2026 年收到申请1件" in page
        settings.RECTIFICATION_COUNTED = True
        page = client.get("/requests/statistics/2026/").content.decode()
        assert "办结更正申请" not in page and "（六）3 其他处理" in page


def test_art_41_the_desk_says_where_it_is_counted(counter, answer, author, settings):
    case, client = answer(counter(), "correcting.corrected"), Client()
    other = counter()
    client.force_login(author)
    for counts, said, heading in (
        (False, "更正申请另计，不进年报表三", "更正申请"),
        (True, "年报表三 （六）3", "其他处理"),
    ):
        settings.RECTIFICATION_COUNTED = counts
        assert said in client.get(f"/desk/cases/{case.pk}/").content.decode()
        with time_machine.travel("2026-03-04 10:00 +0800"):
            page = client.get(f"/desk/requests/{other.pk}/letters/").content.decode()
        assert said in page and f"<h2>{heading}</h2>" in page
        assert counted.place(OUTCOMES["granted"]) == "年报表三 （一）予以公开"


def test_109_it_is_no_item_of_the_month(counter, answer, author, settings):
    """国办函〔2020〕109号 charges for requests for disclosure; what every one of these comes to counts (rules 3.6)."""
    first, second = counter(on="2026-03-02"), counter(on="2026-03-03")
    assert charging.items_before(second.request) == 1
    first = answer(first, "correcting.corrected", on="2026-03-04", sent="2026-03-05")
    assert charging.items_before(second.request) == 0
    assert charging.uncounted(first.request) == "属于更正申请，不是公开申请，不计件数"
    client = Client()
    client.force_login(author)
    page = client.get(f"/desk/requests/{second.pk}/reckoning/").content.decode()
    assert "办结为更正申请的不计" in page and first.number not in page
    settings.RECTIFICATION_COUNTED = True
    assert (charging.items_before(second.request), charging.uncounted(first.request)) == (1, "")
