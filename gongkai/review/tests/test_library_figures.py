"""Figures of what is published: of whom, of when, whatever page shows them."""

from datetime import datetime

import pytest
from django.utils import timezone

from gongkai.core.figures import FIGURES, Opened, Period, month_of, year_of
from gongkai.library.models import Record
from gongkai.organs.models import Organ
from gongkai.review.actions import withdraw_record

pytestmark = pytest.mark.django_db
YEAR = year_of(2026)


@pytest.fixture
def shelf(make_record, civil, finance, reviewer):
    """Three of civil affairs, of which one was taken back, one of finance, on known days."""

    def at(record, *moment):
        moment = timezone.make_aware(datetime(*moment))
        Record.objects.filter(pk=record.pk).update(released_at=moment)
        return record

    made = [
        at(make_record("一", theme="0201"), 2026, 1, 1, 0, 0),
        at(make_record("二", kind="notice"), 2025, 12, 31, 23, 59),
        at(make_record("三"), 2026, 12, 31, 23, 59),
    ]
    withdraw_record(record=made[2], reason="内容有误", by=reviewer)
    return made


def test_what_is_public_counts_once_and_what_was_taken_back_not(shelf, civil, finance):
    public = FIGURES["library.public"]
    assert public.of(None, YEAR) == public.of(Organ.objects.filter(pk=civil.pk), YEAR) == 2
    assert public.of(Organ.objects.filter(pk=finance.pk), YEAR) == 0
    assert public.split(None, YEAR, "kind") == {"policy": 1, "notice": 1}
    assert FIGURES["library.organs"].of(None, YEAR) == 1


def test_a_day_of_release_is_that_of_the_place(shelf):
    """23:59 of the last day of a year is of that year, 00:00 of the next of the next."""
    released = FIGURES["library.released"]
    assert (released.of(None, year_of(2025)), released.of(None, YEAR)) == (1, 1)
    assert released.of(None, month_of(2026, 1)) == 1
    assert released.of(None, Period(month_of(2025, 12).last, month_of(2025, 12).last)) == 1


def test_parts_are_named_in_the_order_of_their_names_and_open(shelf, civil):
    opened = Opened(FIGURES["library.public"], None, YEAR, "organ")
    assert [(part.words, part.number) for part in opened.parts()] == [(civil.name, 2)]
    assert {row.title for row in opened.rows(opened.parts()[0].value)} == {"一", "二"}
    themes = Opened(FIGURES["library.public"], None, YEAR, "theme")
    assert [(part.words, part.number) for part in themes.parts()][1] == ("未填写", 1)
