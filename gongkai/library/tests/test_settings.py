"""What local rules settle about records: how index numbers are made, when the end of validity is told."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from gongkai.core.actions import Refused
from gongkai.library.models import Record
from gongkai.library.querysets import expiring
from gongkai.library.settings import EXPIRY_WARNING, INDEX_SCHEME
from gongkai.organs.settings import actions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("scheme", "word"),
    [("{code}/{serial:05}", "年份"), ("{year}-001", "流水号"), ("{organ}{year}{serial}", "不认识"), ("{year", "不认识"),
     ("{code.__class__}{year}{serial}", "不认识")],
)  # fmt: skip
def test_a_scheme_that_would_give_bad_numbers_is_refused(officer, civil, scheme, word):
    facts = {"since": date(2099, 1, 1), "source": "青禾府发〔2026〕1号", "by": officer}
    with pytest.raises(Refused, match=word) as refused:
        actions.propose(organ=civil, setting=INDEX_SCHEME, value=scheme, **facts)
    assert refused.value.field == "value"


def test_numbers_follow_the_scheme_of_the_day_and_those_given_stay(make_record, civil, finance, settle):
    """A new scheme begins a series of its own; an organ below follows the one above it, another does not."""
    settle(INDEX_SCHEME, "民〔{year}〕{serial:04}", organ=civil, since=date(2026, 7, 1))
    with time_machine.travel("2026-06-30 10:00 +0800"):
        before = make_record("甲", released_at=None)
    with time_machine.travel("2026-07-01 10:00 +0800"):
        after, other = make_record("乙"), make_record("丙", organ=civil)
    assert before.index_number == f"{civil.code}/2026-00001"
    assert (after.index_number, other.index_number) == ("民〔2026〕0001", "民〔2026〕0002")
    assert Record.objects.get(pk=before.pk).index_number == f"{civil.code}/2026-00001"


def test_each_organ_is_warned_as_long_before_as_it_settled(make_record, civil, finance, settle, author, client):
    settle(EXPIRY_WARNING, 10)
    settle(EXPIRY_WARNING, 90, organ=civil, since=date(2026, 7, 1))
    with time_machine.travel("2026-06-30 10:00 +0800"):
        soon, later = (
            make_record(title, expires_on=day) for title, day in (("近", "2026-07-05"), ("远", "2026-09-20"))
        )
    for day, found in ((date(2026, 6, 30), [soon]), (date(2026, 7, 1), [soon, later])):
        assert list(Record.objects.filter(expiring(day)).order_by("pk")) == found
    Record.objects.filter(pk=later.pk).update(organ=finance)
    assert list(Record.objects.filter(expiring(date(2026, 7, 1)))) == [soon]
    client.force_login(author)
    with time_machine.travel("2026-07-01 10:00 +0800"):
        listed = client.get(reverse("desk:records") + "?state=expiring").content.decode()
    assert ">近<" in listed and ">远<" not in listed
