"""core.bulk on the widest tables there are: what it writes is what save() would have written."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from gongkai.core import bulk
from gongkai.library.models import NumberSeries, Record, Version

FACTS = {
    "title": "关于“防汛”的通知 100%", "kind": "notice", "theme": "0201", "formed_on": date(2026, 6, 1), "amount": Decimal("1.50"),
    "released_at": datetime(2026, 6, 1, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")), "extra": {"甲": [1, None]}, "year": 2026,
}  # fmt: skip


def test_inserted_rows_are_what_save_would_have_written(civil, author):
    saved = Record.objects.create(organ=civil, created_by=author, **FACTS)
    record = Record(organ=civil, created_by=author, import_key="k", **FACTS)
    record.set_keys()
    bulk.insert_many([record])
    [one, other] = Record.objects.order_by("pk").values()
    for differing in ("id", "import_key", "created_at", "updated_at"):
        one.pop(differing)
        assert other.pop(differing) is not None
    assert one == other
    version = Version(record=saved, number=1, title="甲", fields={"year": 2026}, written_by=author)
    bulk.insert_many([version])
    assert Version.objects.get().fields == {"year": 2026}


def test_each_row_is_updated_with_its_own_values(civil):
    bulk.insert_many([NumberSeries(organ=civil, year=year, scheme="x") for year in range(2000, 2030)])
    series = list(NumberSeries.objects.order_by("pk"))
    for row in series:
        row.last = row.year
    bulk.update_each(series, ["last"])
    assert all(row.last == row.year for row in NumberSeries.objects.all())
    bulk.update_each(series, [])
    bulk.insert_many([])


def test_constraints_hold(civil):
    twice = [NumberSeries(organ=civil, year=2026, scheme="x") for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert_many(twice)
    assert not NumberSeries.objects.exists()
