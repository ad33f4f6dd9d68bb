"""A figure is opened on the desk: the number, its parts and the rows behind it agree, and only what is in reach counts."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.core.actions import Refused
from gongkai.core.figures import FIGURES, LISTINGS, Opened, Period, month_of, read_period, year_of
from gongkai.foi.models import Request
from gongkai.organs.models import Organ

YEAR = year_of(2026)


@pytest.fixture
def page(client):
    def get(account, code, **query):
        client.force_login(account)
        return client.get(f"/desk/figures/{code}/", {"period": "2026", **query})

    return get


def test_every_figure_opens_to_as_many_rows_as_it_says_and_its_parts_add_up(year, make_record):
    make_record(theme="0201", formed_on="2026-01-05")
    make_record("关于补贴的通知", kind="notice", formed_on="2026-01-06")
    organs = Organ.objects.all()
    for code, figure in FIGURES.items():
        opened = Opened(figure, organs, YEAR)
        assert figure.select(organs, YEAR).model in LISTINGS, code
        if figure.unit in ("件", "条", "个"):
            assert opened.rows().count() == opened.number, code
            for by in figure.by:
                parts = Opened(figure, organs, YEAR, by)
                assert sum(part.number for part in parts.parts()) == opened.number, (code, by)
                assert all(parts.rows(part.value).count() == part.number for part in parts.parts()), (code, by)


def test_a_share_is_of_its_denominator_and_has_the_rows_of_its_numerator(year):
    organs, figure = Organ.objects.all(), FIGURES["foi.on_time"]
    assert (figure.of(organs, YEAR), figure.denominator.of(organs, YEAR)) == (50.0, 2)
    assert [row.case for row in Opened(figure, organs, YEAR).rows()] == [year["quick"]]
    assert figure.of(Organ.objects.none(), YEAR) is None


def test_the_page_opens_a_number_down_to_its_rows(year, page, officer):
    shown = page(officer, "foi.closed", by="row").content.decode()
    assert "办结申请" in shown and "（一）予以公开" in shown and f"/desk/cases/{year['quick'].pk}/" in shown
    part = page(officer, "foi.closed", by="row", **{"is": "（一）予以公开"}).content.decode()
    assert f"/desk/cases/{year['quick'].pk}/" in part and f"/desk/cases/{year['late'].pk}/" not in part
    assert "背后的记录：（一）予以公开" in part
    assert "背后的记录：3 月" in page(officer, "foi.closed", by="month", **{"is": "3"}).content.decode()
    assert "请写年份、月份或者起止日期" in page(officer, "foi.closed", period="去年").content.decode()
    assert page(officer, "foi.no_such_figure").status_code == 404


def test_what_is_out_of_reach_is_neither_counted_nor_shown(year, page, make_account, finance, civil):
    elsewhere = page(make_account("there", finance, "author"), "foi.received", organ=civil.pk)
    assert f"/desk/cases/{year['quick'].pk}/" not in elsewhere.content.decode()
    assert page(make_account("there too", finance, "author"), "foi.received", format="json").json()["value"] == 0


def test_the_page_takes_the_same_number_of_queries_however_many_rows(ask, author, officer, page):
    asked = []
    for rows in (1, 30):
        while Request.objects.count() < rows:
            ask(channel="in_person", by=author, description="方案")
        page(officer, "foi.received", by="channel")
        with CaptureQueriesContext(connection) as queries:
            shown = page(officer, "foi.received", by="channel")
        assert len(shown.context["rows"]) == rows
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 20


def test_pages_of_rows_neither_repeat_nor_skip(ask, author, officer, page, monkeypatch):
    monkeypatch.setattr("gongkai.figures.desk.SIZE", 2)
    made = {ask(channel="in_person", by=author, description=f"第{n}件").case.pk for n in range(5)}
    seen, after = [], ""
    while True:
        shown = page(officer, "foi.received", after=after).context
        seen += [int(address.split("/")[3]) for address, _ in shown["rows"]]
        if not (after := shown["page"].older):
            break
    assert len(seen) == 5 and set(seen) == made


def test_the_terminal_says_the_same(year, civil):
    out = StringIO()
    call_command("figure", "foi.received", period="2026", by="channel", organ=civil.code, json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert (said["value"], said["unit"], said["parts"]) == (4, "件", {"互联网": 4})
    for wrong in ({"by": "x"}, {"period": "x"}, {"organ": "x"}):
        with pytest.raises(CommandError):
            call_command("figure", "foi.received", **{"period": "2026", **wrong})
    with pytest.raises(CommandError, match=r"foi\.received"):
        call_command("figure", "foi.recieved", period="2026")


@pytest.mark.parametrize(
    ("text", "said"),
    [("2026", year_of(2026)), ("2026-02", month_of(2026, 2)), ("2026-12", month_of(2026, 12))],
)
def test_a_period_is_read_and_written_the_same(text, said):
    assert read_period(text) == said and str(said) == text
    assert read_period("2026-01-05..2026-02-01") == Period(
        *map(type(said.first).fromisoformat, ("2026-01-05", "2026-02-01"))
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-13",
        "2026-2",
        "2026-02-30..2026-03-01",
        "2026-03-02..2026-03-01",
        "二〇二六",
        "99999",
        "9999",
        "9999-12-31..9999-12-31",
    ],
)
def test_no_period_is_refused_with_a_sentence(text):
    with pytest.raises(Refused, match="请写年份"):
        read_period(text)


def test_what_is_said_of_now_is_not_said_of_a_year(year, page, officer):
    assert "<span>现在</span>" in page(officer, "foi.unconfirmed").content.decode()
    assert "<span>2026 年</span>" in page(officer, "foi.received").content.decode()
