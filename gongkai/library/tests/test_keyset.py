"""One keyset for every list: each row once, both ways, whatever the order and however many rows share a value."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.core.listing import Order, ordered, page, query_of
from gongkai.library.models import Record

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, tzinfo=UTC)
ORDERS = [
    Order(), Order(down=False), Order("released_at"), Order("released_at", down=False), Order("formed_on"),
    Order("updated_at"), Order("updated_at", down=False), Order("title", down=False), Order("title"),
]  # fmt: skip


@given(st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=9), st.sampled_from(ORDERS), st.integers(1, 4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_show_every_row_once_in_order_and_lead_back(civil, values, order, size):
    Record.objects.all().delete()
    for value in values:
        day = None if value is None else date(2026, 3, 1) + timedelta(value)
        moment = None if value is None else START + timedelta(value)
        Record(organ=civil, kind="policy", title=f"文_{value}", released_at=moment, formed_on=day).save()
    rows = Record.objects.all()
    wanted, seen, shown = [row.pk for row in ordered(rows, order)], [], page(rows, order, size=size)
    pages = [shown]
    while shown.older:
        shown = page(rows, order, after=shown.older, size=size)
        pages.append(shown)
    seen = [row.pk for one in pages for row in one.rows]
    assert seen == wanted
    for earlier, later in zip(pages[-2::-1], pages[:0:-1], strict=True):
        back = page(rows, order, before=later.newer, size=size)
        assert [row.pk for row in back.rows] == [row.pk for row in earlier.rows]
        assert bool(back.newer) == (earlier is not pages[0])


@pytest.mark.parametrize(
    "cursor", ["x", "_", "1_", "_1", "2026-01-01_1", "2026-99-99T00:00:00+00:00_3", "_9" * 40, "\0_1"]
)
def test_what_is_no_cursor_is_the_first_page(civil, cursor):
    for _ in range(3):
        Record(organ=civil, kind="policy", title="文").save()
    newest = Record.objects.order_by("-updated_at", "-pk").first()
    assert page(Record.objects.all(), Order("updated_at"), after=cursor).rows[0] == newest
    assert page(Record.objects.all(), Order("updated_at"), before=cursor).rows[0] == newest


def test_a_column_that_is_full_has_no_rows_without_a_value_to_look_for(civil):
    rows = Record.objects.filter(released_at__isnull=False)
    for n in range(3):
        Record(organ=civil, kind="policy", title="文", released_at=START + timedelta(n)).save()
    first = page(rows, Order("released_at", full=True), size=1)
    assert "NULLS" not in str(ordered(rows, Order("released_at", full=True)).query)
    assert page(rows, Order("released_at", full=True), after=first.older, size=1).rows[
        0
    ].released_at == START + timedelta(1)


def test_links_of_a_list_keep_its_filters():
    assert query_of(QueryDict("state=draft&after=1_2&before=3_4&q=%E5%8E%BF")) == "state=draft&q=%E5%8E%BF"
