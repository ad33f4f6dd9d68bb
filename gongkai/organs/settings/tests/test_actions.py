"""A value is proposed by one, confirmed by another, and holds from a day that is not past."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry, Purge
from gongkai.core.pages import EVERY
from gongkai.organs.settings import actions
from gongkai.organs.settings.models import SettingValue

pytestmark = pytest.mark.django_db
SOURCE = "青禾政发〔2026〕22号第十条"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def proposed(term, civil, officer, today):
    return actions.propose(organ=civil, setting=term, value=10, since=today + timedelta(5), source=SOURCE, by=officer)


def test_proposed_it_does_not_hold_confirmed_by_another_it_does_from_its_day(term, proposed, civil, head, today):
    later = today + timedelta(5)
    assert term.of(civil, on=later) == 20
    row = actions.check(proposed=proposed, verdict="confirmed", by=head)
    assert (term.of(civil, on=later - timedelta(1)), term.of(civil, on=later)) == (20, 10)
    assert (row.by.username, row.checked_by.username, row.source) == ("officer", "head", SOURCE)


def test_the_trail_keeps_both(proposed, head, civil):
    actions.check(proposed=proposed, verdict="confirmed", by=head)
    entries = AuditEntry.objects.filter(verb__startswith="setting.").order_by("pk")
    assert [(entry.verb, entry.by.username, entry.organ_id) for entry in entries] == [
        ("setting.propose", "officer", civil.pk), ("setting.check", "head", civil.pk),
    ]  # fmt: skip
    assert entries[0].detail | {"since": ""} == {
        "setting": "答复送签期限", "value": "10 个工作日", "since": "", "source": SOURCE,
    }  # fmt: skip


def test_never_by_the_same_account_whatever_its_posts(proposed, officer, county, civil):
    officer.posts.create(organ=county, role="organ_head", covers_below=True)
    with pytest.raises(Refused, match="提出人以外"):
        actions.check(proposed=proposed, verdict="confirmed", by=officer)
    assert not SettingValue.objects.confirmed().exists()


@pytest.mark.parametrize("role", ["author", "reviewer", "organ_head", "auditor", "administrator"])
def test_the_disclosure_office_proposes(role, make_account, civil, term, today):
    other = make_account("other", civil, role)
    with pytest.raises(NotAllowed):
        actions.propose(organ=civil, setting=term, value=10, since=today, source=SOURCE, by=other)


@pytest.mark.parametrize("role", ["author", "reviewer", "secrecy_reviewer", "auditor", "administrator"])
def test_who_confirms_is_a_disclosure_officer_or_the_head(role, make_account, civil, proposed):
    with pytest.raises(NotAllowed):
        actions.check(proposed=proposed, verdict="confirmed", by=make_account("other", civil, role))
    with pytest.raises(NotAllowed):
        actions.take_back(settled=proposed, reason="写错", by=make_account("more", civil, role))


def test_of_another_organ_nobody_proposes_or_confirms(make_account, finance, proposed, civil, term, today):
    other = make_account("other", finance, "disclosure_officer", covers_below=True)
    with pytest.raises(NotAllowed):
        actions.propose(organ=civil, setting=term, value=9, since=today, source=SOURCE, by=other)
    with pytest.raises(NotAllowed):
        actions.check(proposed=proposed, verdict="confirmed", by=other)


def test_no_day_before_today_and_no_confirming_after_the_day(term, civil, officer, head, proposed, today):
    """A change never reaches back: not when it is proposed, nor when its confirmation comes late."""
    with pytest.raises(Refused, match="不溯及既往") as refused:
        actions.propose(organ=civil, setting=term, value=9, since=today - timedelta(1), source=SOURCE, by=officer)
    assert refused.value.field == "since"
    SettingValue.objects.filter(pk=proposed.pk).update(since=today - timedelta(1))
    with pytest.raises(Refused, match="不溯及既往"):
        actions.check(proposed=proposed, verdict="confirmed", by=head)
    actions.check(proposed=proposed, verdict="refused", note="已过施行日期", by=head)
    assert term.of(civil, on=today) == 20


def test_from_today_on_it_holds_at_once_and_stored_pages_are_made_anew(term, civil, officer, head, today):
    row = actions.propose(organ=civil, setting=term, value=10, since=today, source=SOURCE, by=officer)
    assert not Purge.objects.exists()
    actions.check(proposed=row, verdict="confirmed", by=head)
    assert term.of(civil, on=today) == 10 and Purge.objects.filter(tag=EVERY).exists()


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        ({"value": 61}, "value", "1 至 60"),
        ({"source": "  "}, "source", "依据"),
        ({"value": 20, "inherited": 20}, "value", "相同"),
        ({"value": None}, "value", "没有另作规定"),
    ],
)
def test_what_is_no_change_or_has_no_ground_is_refused(term, civil, officer, today, settle, facts, field, said):
    if inherited := facts.pop("inherited", None):
        settle(term, inherited, organ=civil)
    given = {"value": 10, "since": today, "source": SOURCE} | facts
    with pytest.raises(Refused, match=said) as refused:
        actions.propose(organ=civil, setting=term, by=officer, **given)
    assert refused.value.field == field


def test_an_organ_may_settle_for_itself_what_those_above_settle_alike(term, civil, officer, today, settle):
    """So that it keeps it when they change theirs."""
    settle(term, 15)
    assert actions.propose(organ=civil, setting=term, value=15, since=today, source=SOURCE, by=officer).pk


def test_one_change_waits_at_a_time_and_one_holds_from_a_day(term, civil, officer, head, proposed, today):
    facts = {"organ": civil, "setting": term, "value": 9, "source": SOURCE, "by": officer}
    with pytest.raises(Refused, match="在等确认"):
        actions.propose(since=today + timedelta(9), **facts)
    actions.check(proposed=proposed, verdict="confirmed", by=head)
    with pytest.raises(Refused, match="请先收回"):
        actions.propose(since=proposed.since, **facts)
    assert actions.propose(since=today + timedelta(9), **facts).is_waiting


def test_what_is_not_in_force_yet_is_taken_back_with_a_reason(term, civil, officer, head, proposed):
    row = actions.check(proposed=proposed, verdict="confirmed", by=head)
    with pytest.raises(Refused, match="为什么收回"):
        actions.take_back(settled=row, reason=" ", by=officer)
    row = actions.take_back(settled=row, reason="文件没有印发", by=officer)
    assert (row.checked_by, row.taken_back_by, row.note) == (head, officer, "文件没有印发")
    assert term.of(civil, on=proposed.since) == 20
    with pytest.raises(Refused, match="已经处理过"):
        actions.take_back(settled=row, reason="再收", by=officer)
    with pytest.raises(Refused, match="已经处理过"):
        actions.check(proposed=row, verdict="confirmed", by=head)


def test_what_is_in_force_is_neither_taken_back_nor_changed(term, civil, officer, head, today):
    row = actions.propose(organ=civil, setting=term, value=10, since=today, source=SOURCE, by=officer)
    actions.check(proposed=row, verdict="confirmed", by=head)
    with pytest.raises(Refused, match="已经施行"):
        actions.take_back(settled=row, reason="改主意", by=officer)
    with pytest.raises(Refused, match="已经处理过"):
        actions.check(proposed=row, verdict="refused", note="晚了", by=head)
    assert term.of(civil, on=today) == 10


def test_a_refusal_says_why(proposed, head, term, civil):
    with pytest.raises(Refused, match="写明理由") as refused:
        actions.check(proposed=proposed, verdict="refused", by=head)
    assert refused.value.field == "note"
    with pytest.raises(Refused, match="确认还是不同意"):
        actions.check(proposed=proposed, verdict="yes", by=head)
    row = actions.check(proposed=proposed, verdict="refused", note="还是征求意见稿", by=head)
    assert (row.verdict, row.note) == ("refused", "还是征求意见稿")
    assert term.of(civil, on=proposed.since) == 20


def test_a_closed_organ_settles_nothing(term, civil, officer, today):
    civil.closed_on = date(2026, 1, 1)
    civil.save()
    with pytest.raises(Refused, match="撤销"):
        actions.propose(organ=civil, setting=term, value=10, since=today, source=SOURCE, by=officer)
