"""Cases for the tests of this room, and a county above the departments."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.actions import open_case
from gongkai.casework.models import Case


@pytest.fixture
def open_on(civil, author):
    """open_on("2026-03-02", organ=…, officer=…): a case that came in over the counter that day; its term runs."""

    def make(day, organ=civil, officer=None, **facts):
        on = date.fromisoformat(day)
        with time_machine.travel(f"{day} 10:00 +0800"):
            case = open_case(type="foi", organ=organ, subject="低保资金", on=on, channel="in_person", by=None)
        Case.objects.filter(pk=case.pk).update(officer=officer, **facts)
        case.refresh_from_db()
        return case

    return make


@pytest.fixture
def at():
    """at("2026-03-02"): the time frozen at ten in the morning of a day."""
    return lambda day: time_machine.travel(f"{day} 10:00 +0800", tick=False)
