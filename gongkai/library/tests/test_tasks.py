from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from gongkai.core.models import Purge
from gongkai.library.tasks import turn_validity

HERE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("since", "turned"),
    [(None, False), (datetime(2026, 6, 30, 0, 1, tzinfo=HERE), True), (datetime(2026, 7, 2, 0, 1, tzinfo=HERE), False)],
)
def test_days_that_were_slept_through_are_made_up_for(make_record, since, turned):
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=HERE)):
        record = make_record(formed_on=date(2026, 5, 20), effective_on=date(2026, 7, 2))
    Purge.objects.all().delete()
    with time_machine.travel(datetime(2026, 7, 4, 0, 1, tzinfo=HERE)):
        turn_validity(since)
    assert Purge.objects.filter(tag=f"record:{record.pk}").exists() is turned
