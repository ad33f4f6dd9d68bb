"""Steps that the law forbids: refused when they are entered, said of a ledger that holds them, counted as they were."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.actions import append, set_clock, take_step
from gongkai.casework.models import Case
from gongkai.casework.selectors import shown_reading
from gongkai.core.actions import Refused
from gongkai.foi.archive.front import _term
from gongkai.foi.models import Request

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ask, author):
    return ask(on="2026-03-02", channel="in_person", by=author).case


@pytest.fixture
def faulty(case, author):
    """A ledger from before the rule: a correction notice on the eighth working day, answered."""
    with time_machine.travel("2026-03-20 10:00 +0800"):
        append(case, on=date(2026, 3, 12), type="correction_asked", by=author, data={"until": "2026-03-19"})
        append(case, on=date(2026, 3, 17), type="correction_received", by=None)
        set_clock(case)
    return case


@time_machine.travel("2026-03-20 10:00 +0800")
def test_art_30_a_stored_late_correction_notice_is_shown_and_counts_as_it_did(faulty, author, client):
    assert faulty.due_on == date(2026, 4, 15)
    client.force_login(author)
    page = client.get(f"/desk/cases/{faulty.pk}/").content.decode()
    assert "2026-03-12 不能告知补正" in page
    assert "期限 2026-03-11 已过" in page


@time_machine.travel("2026-03-20 10:00 +0800")
def test_art_30_a_fault_of_before_stops_no_later_step(faulty, author):
    take_step(case=faulty, step="ask_reasons", on=date(2026, 3, 20), by=author, until="2026-03-30")
    assert [entry.type for entry in faulty.entries.all()][-1] == "reasons_asked"


@time_machine.travel("2026-03-20 10:00 +0800")
def test_art_33_what_the_law_forbids_is_not_entered_even_without_its_page(case, author):
    entry = append(case, on=date(2026, 3, 12), type="correction_asked", by=author, data={"until": "2026-03-19"})
    with pytest.raises(Refused, match="期限 2026-03-11 已过"):
        set_clock(case, entry)


@time_machine.travel("2026-05-20 10:00 +0800")
def test_art_32_a_closed_case_keeps_the_due_date_it_was_closed_with(case, author, client):
    """Closed when a late answer still took out the days up to it."""
    append(case, on=date(2026, 3, 4), type="third_party_asked", by=author, data={"who": "第三方1"})
    append(case, on=date(2026, 4, 30), type="third_party_answered", by=author, data={"who": "第三方1"})
    append(case, on=date(2026, 5, 18), type="answered", by=author)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=date(2026, 5, 18), due_on=date(2026, 5, 29))
    Request.objects.filter(pk=case.pk).update(outcome="not_held")
    case = Case.objects.get(pk=case.pk)
    reading = shown_reading(case)
    assert (reading.due, case.is_late()) == (date(2026, 5, 29), False)
    assert "不因以后算法变化重算" in reading.steps[-1].text
    client.force_login(author)
    page = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "本件办结时算得的届满日为 2026-05-29" in page
    assert "届满日 2026-05-29，本件于 2026-05-18 办结，在期限以内" in _term(case)["end"]


@time_machine.travel("2026-03-20 10:00 +0800")
def test_art_30_the_step_of_a_late_correction_notice_is_refused_and_leaves_nothing(case, author):
    with pytest.raises(Refused, match="期限 2026-03-11 已过，请直接办理答复"):
        take_step(case=case, step="ask_correction", on=date(2026, 3, 12), by=author, what="年份", until="2026-03-30")
    assert not case.entries.filter(type="correction_asked").exists()
