"""Figures of requests: each is a named set; open cases are never on time; the page follows."""

import re
from datetime import date

import pytest
import time_machine
from django.utils.html import strip_tags

from gongkai.casework.actions import take_step
from gongkai.casework.calendar import national
from gongkai.core import pages
from gongkai.core.figures import FIGURES, percentile, year_of
from gongkai.core.models import StoredPage
from gongkai.foi import applicant, figures, tasks
from gongkai.foi.models import Saved
from gongkai.foi.statistics import PUBLIC
from gongkai.library.models import Record
from gongkai.organs.models import Organ

PAGE = "/requests/statistics/"


def step(case, name, on, by, **data):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return take_step(case=case, step=name, on=date.fromisoformat(on), by=by, **data)


@pytest.fixture
def year(ask, author, answer):
    """2026 of one department: answered in time, answered late, withdrawn before receipt, lapsed, open, overdue."""

    def answered(received, on, outcome, **more):
        case = step(ask(on=received, **more).case, "confirm", received, author)
        return answer(case, outcome, on=on, sent=on)

    quick = answered("2026-03-02", "2026-03-04", "granted")
    late = answered(
        "2026-03-02", "2026-04-20", "internal", applicant_kind="enterprise", identifier="91110000600037341L"
    )
    with time_machine.travel("2026-03-03 10:00 +0800"):
        applicant.withdraw_request(request=ask(on="2026-03-02").case.request, by=None)
    lapsed = step(ask(on="2026-03-02").case, "confirm", "2026-03-02", author)
    lapsed = step(lapsed, "ask_correction", "2026-03-03", author, what="年份", until="2026-03-20")
    step(lapsed, "lapse", "2026-03-23", author)
    overdue = step(ask(on="2026-03-02").case, "confirm", "2026-03-02", author)
    ask(on="2026-05-01")
    with time_machine.travel("2026-05-06 09:00 +0800"):
        applicant.rate(request=quick.request, score=5, comment="", by=None)
        applicant.rate(request=late.request, score=2, comment="", by=None)
        yield {"quick": quick, "late": late, "overdue": overdue}


def test_what_was_saved_by_month_and_record_in_reach_only(client, author, civil, finance, make_record):
    often, once, elsewhere = make_record("低保标准"), make_record("救助办法"), make_record("预算")
    Record.objects.filter(pk=elsewhere.pk).update(organ=finance)
    for record, day, times in ((often, "2026-03-02", 3), (often, "2026-07-01", 4), (once, "2026-03-09", 1)):
        Saved.objects.create(record=record, on=day, times=times)
    Saved.objects.create(record=elsewhere, on="2026-03-02", times=9)
    Saved.objects.create(record=often, on="2025-03-02", times=50)
    client.force_login(author)
    with time_machine.travel("2026-11-20 10:00 +0800"):
        answer = client.get("/desk/requests/saved/")
        assert "50" in client.get("/desk/requests/saved/?year=2025").content.decode()
        assert client.get("/desk/requests/saved/?year=x").context["year"] == 2026
    assert answer.context["times"] == 8
    assert [n for _, n, _ in answer.context["months"]] == [0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 0, 0]
    assert answer.context["records"] == [(often, 7), (once, 1)]
    assert "预算" not in answer.content.decode()


def test_each_figure_is_a_set_that_can_be_opened(year):
    organs = Organ.objects.all()
    sizes = {
        "received": figures.received(organs, year_of(2026)),
        "unconfirmed": figures.unconfirmed(organs),
        "closed": figures.closed(organs, year_of(2026)),
        "with_term": figures.closed_with_term(organs, year_of(2026)),
        "on_time": figures.closed_on_time(organs, year_of(2026)),
        "answered": figures.answered(organs, year_of(2026)),
        "open": figures.open_now(organs),
        "overdue": figures.overdue_now(organs),
        "rated": figures.rated(organs, year_of(2026)),
        "satisfied": figures.satisfied(organs, year_of(2026)),
        "other year": figures.received(organs, year_of(2025)),
    }
    assert {name: requests.count() for name, requests in sizes.items()} == {
        "received": 4, "unconfirmed": 1, "closed": 3, "with_term": 2, "on_time": 1, "answered": 2, "open": 2,
        "overdue": 1, "rated": 2, "satisfied": 1, "other year": 0,
    }  # fmt: skip
    assert figures.closed_on_time(organs, year_of(2026)).get().case == year["quick"]
    assert figures.overdue_now(organs).get().case == year["overdue"]


def test_of_other_organs_nothing_is_counted(year, finance):
    organs = Organ.objects.filter(pk=finance.pk)
    assert not figures.received(organs, year_of(2026)).exists()
    assert figures.years(organs) == []


def test_working_days_and_percentiles(year):
    days = sorted(figures.working_days(figures.answered(Organ.objects.all(), year_of(2026))))
    assert days == [2, national().workdays_between(date(2026, 3, 2), date(2026, 4, 20))]
    assert figures.working_days(figures.received(Organ.objects.none(), year_of(2026))) == []


@pytest.mark.parametrize(
    ("values", "share", "value"),
    [([], 0.5, None), ([3], 0.9, 3), ([1, 2, 3], 0.5, 2), ([1, 2, 3, 4], 0.5, 2), (list(range(1, 11)), 0.9, 9)],
)
def test_percentile_is_the_nearest_rank(values, share, value):
    assert percentile(values, share) == value


def test_the_page_says_each_number_with_its_denominator(year, client, site):
    page = client.get(PAGE).content.decode()
    assert "50.0%" in strip_tags(page)
    assert "2 件起算了期限的办结件中，1 件在期限内办结" in strip_tags(page)
    assert "（三）5 不予公开：三类内部事务信息" in page
    assert "商业企业" in page
    assert "统计截至 " in page


def test_an_empty_year_says_so_and_another_is_not_found(client, site):
    with time_machine.travel("2026-05-06 09:00 +0800"):
        page = client.get(PAGE).content.decode()
        assert "没有可计算的办结件" in page
        assert "还没有办结的申请" in page
        assert client.get(f"{PAGE}1999/").status_code == 404


def test_the_page_is_kept_until_a_case_opens_or_closes_or_the_day_turns(
    client, site, ask, author, django_capture_on_commit_callbacks
):
    def kept():
        pages.sweep()
        return StoredPage.objects.filter(path=PAGE).exists()

    changes = [
        lambda: ask(on="2026-03-02"),
        lambda: applicant.withdraw_request(request=ask(on="2026-03-02").case.request, by=None),
        lambda: tasks.daily(None),
    ]
    for change in changes:
        client.get(PAGE)
        assert kept()
        with django_capture_on_commit_callbacks(execute=True):
            change()
        assert not kept()


def test_queries_do_not_grow_with_the_cases(client, site, ask, django_assert_max_num_queries):
    for _ in range(5):
        ask()
    with django_assert_max_num_queries(40):
        client.get(PAGE)


def test_every_number_of_the_page_opens_to_what_it_is_made_up_of_and_to_no_request(year, client, site):
    answer = client.get(PAGE)
    page, organs = answer.content.decode(), figures.organs_of(site)
    for name in (name for name in PUBLIC if name in answer.context):
        assert answer.context[name] == FIGURES[f"foi.{name}"].of(organs, year_of(2026)), name
    opened = set(re.findall(r'href="(/requests/statistics/2026/[^"/]+/)"', page))
    named = PUBLIC - {"carried_out"}  # a year that is over has it
    assert opened == {f"{PAGE}2026/{name}/" for name in named}
    for address in opened:
        shown = client.get(address).content.decode()
        figure = FIGURES["foi." + address.split("/")[-2]]
        assert figure.name in shown and "/desk/" not in shown and year["quick"].number not in shown, address
    by_channel = client.get(f"{PAGE}2026/received/").content.decode()
    assert "互联网" in by_channel and "按提交渠道" in by_channel and "按收到月份" in by_channel
    assert client.get(f"{PAGE}2026/open/").status_code == client.get(f"{PAGE}2020/received/").status_code == 404
