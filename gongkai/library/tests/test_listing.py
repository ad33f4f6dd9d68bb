"""The list of one's reach: filters, keyset pages, and how many queries it takes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from gongkai.core.listing import Order, page
from gongkai.library.actions import start_record
from gongkai.library.listing import Filter
from gongkai.library.models import Record


@pytest.fixture
def many(author, civil):
    """Twenty-five records, some formed on the same day, every fifth without a date."""
    records = [
        Record(
            organ=civil,
            kind="news",
            title=f"第{n}条",
            title_key=f"第{n}条",
            formed_on=None if n % 5 == 0 else date(2026, 1, 1) + timedelta(days=n // 3),
        )
        for n in range(25)
    ]
    Record.objects.bulk_create(records)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for record in records:
        Record.objects.filter(pk=record.pk).update(updated_at=start + timedelta(minutes=record.pk // 2))
    return records


@pytest.mark.parametrize("column", ["updated_at", "formed_on", "released_at"])
def test_pages_show_every_row_once_forwards_and_back(many, column):
    seen, cursor, pages = [], "", []
    while True:
        shown = page(Record.objects.all(), Order(column), after=cursor, size=4)
        pages.append([r.pk for r in shown.rows])
        seen += pages[-1]
        last, cursor = shown, shown.older
        if not cursor:
            break
    assert sorted(seen) == sorted(r.pk for r in many)
    assert len(seen) == len(many)
    back = [pages[-1]]
    while last.newer:
        last = page(Record.objects.all(), Order(column), before=last.newer, size=4)
        back.insert(0, [r.pk for r in last.rows])
    assert back == pages


@pytest.mark.parametrize("cursor", ["x", "_", "2026_99999999999999999999", "nonsense_5", "2026-13-45_5", "_5;drop"])
def test_a_broken_cursor_is_the_first_page(many, cursor):
    assert page(Record.objects.all(), Order("updated_at"), after=cursor, size=4).rows[0].pk == max(r.pk for r in many)


def test_filters_by_address(many, author, civil, finance, officer):
    start_record(organ=finance, kind="policy", title="财政通知", number="青禾财发〔2026〕1号", by=officer)

    def count(query, user):
        return Filter(QueryDict(query), user=user).records().count()

    assert count("", author) == 25
    assert count("", officer) == 26
    assert count(f"organ={finance.pk}", author) == 25, "an organ beyond one's reach is no filter"
    assert count(f"organ={finance.pk}", officer) == 1
    assert count("kind=policy&state=draft", officer) == 1
    assert count("q=青禾财发[2026]1号", officer) == 1
    assert count("q=第1", author) == 11
    assert count("q=《第 24 条》", author) == 1, "punctuation and blanks make no difference"
    assert count("since=2026-01-03&until=2026-01-03", author) == 3
    assert count("since=nonsense", author) == 25


def test_with_very_many_organs_one_types_a_name(many, civil, finance, officer, monkeypatch):
    monkeypatch.setattr("gongkai.organs.forms.MANY", 1)
    start_record(organ=finance, kind="news", title="财政", by=officer)
    assert Filter(QueryDict("organ=财政局"), user=officer).records().count() == 1
    assert Filter(QueryDict("organ=民政"), user=officer).records().count() == 25


def test_one_returns_to_the_list_as_one_left_it(author, civil, client):
    client.force_login(author)
    record = start_record(organ=civil, kind="news", title="甲", by=author).record
    client.get(reverse("desk:records") + "?kind=news&sort=formed")
    assert (
        "/desk/records/?kind=news&amp;sort=formed"
        in client.get(reverse("desk:record", args=[record.pk])).content.decode()
    )
