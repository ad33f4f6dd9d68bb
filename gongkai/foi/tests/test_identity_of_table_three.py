"""Table 3 of the annual report adds up on any history: 一 + 二 = 三（七）+ 四 (国办公开办函〔2021〕30号); what was withdrawn
before its receipt is in none of them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.casework.actions import take_step
from gongkai.casework.models import Case
from gongkai.core.figures import year_of
from gongkai.foi import applicant, figures
from gongkai.foi.models import Request
from gongkai.foi.tests.conftest import LATE
from gongkai.organs.models import Organ

pytestmark = pytest.mark.django_db
YEARS = (2023, 2024, 2025, 2026)
START = date(2023, 12, 1)


def at(day):
    return time_machine.travel(f"{day} 10:00 +0800")


histories = st.lists(
    st.tuples(
        st.integers(0, 800),  # days to the submission
        st.none() | st.integers(0, 40),  # from there to the receipt
        st.none() | st.integers(0, 400),  # and from there to the end
        st.booleans(),  # whether it ends as a 更正申请 (条例 art. 41), if it was received; else it is withdrawn
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories, st.booleans())
def test_the_columns_add_up_on_any_history(ask, author, rows, counts):
    Case.objects.filter(type="foi").delete()
    never, rectified = [], set()
    for submitted, received, ended, rectifies in rows:
        day = START + timedelta(submitted)
        case = ask(on=day.isoformat()).case
        if received is not None:
            day += timedelta(received)
            with at(day):
                case = take_step(case=case, step="confirm", on=day, by=author, reason=LATE)
        if ended is None:
            continue
        if rectifies and received is not None:
            close_as_rectification(case, day + timedelta(ended))
            rectified.add(case.pk)
            continue
        with at(day + timedelta(ended)):
            applicant.withdraw_request(request=case.request, by=None)
        if received is None:
            never.append(case.pk)
    with override_settings(RECTIFICATION_COUNTED=counts):
        adds_up(never, set() if counts else rectified)
        organs = Organ.objects.all()
        assert {row.pk for year in YEARS for row in figures.rectifications(organs, year_of(year))} == rectified
    assert Request.objects.count() == len(rows)


def close_as_rectification(case, day):
    """As an answer under 条例 art. 41 leaves it; also before it was counted apart (test_rectifications)."""
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=day)
    Request.objects.filter(pk=case.pk).update(outcome="correcting", report_row="（六）3")


def adds_up(*nowhere):
    organs = Organ.objects.all()
    for year in YEARS:
        received, closed = figures.received(organs, year_of(year)), figures.closed(organs, year_of(year))
        before, after = figures.carried_out(organs, year_of(year - 1)), figures.carried_out(organs, year_of(year))
        assert received.count() + before.count() == closed.count() + after.count()
        assert {row.pk for row in received | before} == {row.pk for row in closed | after}
        for pks in nowhere:
            assert not {row.pk for row in received | closed | after} & set(pks)


def test_withdrawn_before_confirmation_counts_nowhere_and_after_it_as_closed(ask, author):
    early, late = ask(on="2026-03-02").case, ask(on="2026-03-02").case
    with at("2026-03-03"):
        late = take_step(case=late, step="confirm", on=date(2026, 3, 3), by=author, reason=LATE)
        applicant.withdraw_request(request=early.request, by=None)
    with at("2026-03-05"):
        applicant.withdraw_request(request=late.request, by=None)
    organs = Organ.objects.all()
    assert [row.pk for row in figures.received(organs, year_of(2026))] == [late.pk]
    assert [row.report_row for row in figures.closed(organs, year_of(2026))] == ["（六）3"]
    assert not figures.carried_out(organs, year_of(2026)).exists() and not figures.unconfirmed(organs).exists()
