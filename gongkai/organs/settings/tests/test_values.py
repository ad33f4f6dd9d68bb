"""Which value holds for whom on which day."""

from datetime import date

import pytest
from django.db.models import F
from django.utils import timezone

from gongkai.core.actions import Refused
from gongkai.organs.actions import merge_organs, move_organ
from gongkai.organs.models import FormerName, Organ
from gongkai.organs.settings import kinds
from gongkai.organs.settings.models import ALWAYS, SettingValue
from gongkai.organs.settings.registry import remembered, setting

pytestmark = pytest.mark.django_db
JANUARY, JULY, TODAY = date(2026, 1, 1), date(2026, 7, 1), date(2026, 8, 1)


def test_without_local_rules_the_national_default_holds(term, civil):
    assert term.of(civil, on=TODAY) == 20


def test_the_own_latest_value_holds_from_its_day_on_then_that_above(term, county, civil, finance, settle):
    settle(term, 15, since=JANUARY)
    settle(term, 10, organ=civil, since=JULY)
    days = (date(2025, 12, 31), JANUARY, date(2026, 6, 30), JULY)
    assert [term.of(civil, on=day) for day in days] == [20, 15, 15, 10]
    assert [term.of(finance, on=day) for day in days] == [20, 15, 15, 15]
    assert [term.of(county, on=day) for day in days] == [20, 15, 15, 15]


def test_a_rule_of_a_department_binds_nobody_beside_or_above_it(term, county, civil, finance, settle, make_organ):
    settle(term, 10, organ=civil)
    office = make_organ("低保站", parent=civil)
    assert [term.of(organ, on=TODAY) for organ in (county, civil, office, finance)] == [20, 10, 10, 20]


def test_an_organ_may_leave_it_to_those_above_again(term, civil, settle):
    settle(term, 15)
    settle(term, 10, organ=civil, since=JANUARY)
    settle(term, None, organ=civil, since=JULY)
    assert [term.of(civil, on=day) for day in (date(2025, 5, 1), JANUARY, JULY)] == [15, 10, 15]


def test_what_is_not_confirmed_or_was_taken_back_does_not_hold(term, county, settle):
    for facts in ({"verdict": ""}, {"verdict": SettingValue.REFUSED}, {"taken_back_at": "2026-01-01T08:00+08:00"}):
        SettingValue.objects.filter(pk=settle(term, 15).pk).update(**facts)
    assert term.of(county, on=TODAY) == 20


def test_a_condition_on_rows_says_the_same_as_asking_for_each(term, county, civil, finance, settle, make_organ):
    """Of organs and days that stand on the rows, on both sides of every change."""
    office = make_organ("低保站", parent=civil)
    settle(term, 15, since=JANUARY)
    settle(term, 10, organ=civil, since=JULY)
    settle(term, 15, organ=office, since=JANUARY)
    settle(term, None, organ=office, since=TODAY)
    days = [date(2025, 12, 31), JANUARY, date(2026, 6, 30), JULY, date(2026, 7, 31), TODAY]
    for organ in (county, civil, finance, office):
        FormerName.objects.bulk_create(FormerName(organ=organ, name=organ.label, until=day) for day in days)
    table = term.table()
    for value in (20, 15, 10, 7):
        found = FormerName.objects.filter(table.where(value, organ="organ", on="until"))
        asked = {
            row.pk for row in FormerName.objects.select_related("organ") if term.of(row.organ, on=row.until) == value
        }
        assert {row.pk for row in found} == asked
        rest = FormerName.objects.exclude(table.where(value, organ="organ", on="until"))
        assert rest.count() + len(asked) == FormerName.objects.count()
        on_a_day = FormerName.objects.filter(table.where(value, organ="organ", on=JULY))
        assert {row.organ for row in on_a_day} == {o for o in Organ.objects.all() if term.of(o, on=JULY) == value}
    assert table.values() == [20, 15, 10]


def test_a_row_without_a_day_asks_today(term, civil, settle):
    settle(term, 10, organ=civil, since=JANUARY)
    Organ.objects.filter(pk=civil.pk).update(parent=F("parent"), established_on=None)
    rows = Organ.objects.filter(name=civil.name)
    assert rows.filter(term.table().where(10, organ="parent", on="established_on")).count() == 0
    settle(term, 10, since=JANUARY)
    assert rows.filter(term.table().where(10, organ="parent", on="established_on")).count() == 1


def test_one_query_for_one_and_for_all_and_within_a_web_request_for_every(
    term, civil, finance, settle, django_assert_num_queries
):
    settle(term, 10, organ=civil)
    with django_assert_num_queries(1):
        assert term.of(civil, on=TODAY) == 10
    with django_assert_num_queries(1):
        table = term.table()
        assert [table.of(organ.path, TODAY) for organ in (civil, finance)] == [10, 20]
    with django_assert_num_queries(1), remembered():
        assert [term.of(organ, on=TODAY) for organ in (civil, finance)] == [10, 20]


def test_what_held_for_an_organ_stays_when_it_comes_under_another(term, county, civil, finance, settle, make_organ):
    """The rules of the new superior hold from the day of the move, and never before."""
    office = make_organ("低保站", parent=civil)
    desk = make_organ("低保窗口", parent=office)
    settle(term, 15, since=JANUARY)
    settle(term, 10, organ=civil, since=JULY)
    settle(term, 30, organ=finance, since=ALWAYS)
    days = [date(2020, 1, 1), JANUARY, JULY, TODAY]
    before = [[term.of(organ, on=day) for day in days] for organ in (office, desk)]
    move_organ(organ=office, parent=finance, by=None)
    office.refresh_from_db()
    desk.refresh_from_db()
    assert office.parent == finance and before[0] == [20, 15, 10, 10]
    assert [[term.of(organ, on=day) for day in days] for organ in (office, desk)] == before
    today = timezone.localdate()
    assert (term.of(office, on=today), term.of(desk, on=today)) == (30, 30)


def test_a_merger_does_not_rewrite_the_past_of_what_was_merged(term, civil, finance, settle):
    settle(term, 30, organ=finance)
    settle(term, 10, organ=civil, since=JULY)
    merge_organs(organs=[civil], into=finance, on=date(2026, 9, 1), by=None)
    civil.refresh_from_db()
    assert [term.of(civil, on=day) for day in (JANUARY, JULY, timezone.localdate())] == [20, 10, 10]


def test_where_nothing_differs_a_move_writes_nothing(term, civil, finance, settle):
    settle(term, 15)
    move_organ(organ=civil, parent=finance, by=None)
    assert SettingValue.objects.count() == 1


KINDS = [
    (kinds.Number("天", 366, 3650, "不能少于 366 天"), 730, "730 天", (365, "x", 1.5, None)),
    (kinds.Choice({"a": "本机关", "b": "本级政府"}), "b", "本级政府", ("c", None)),
    (kinds.Choice({True: "另计一件", False: "不另计"}), False, "不另计", ("x", None)),
    (kinds.Span("个工作日", 1, 60), [5, 30], "5 至 30 个工作日", ([30, 5], [0, 5], [5, 61], [5], "x", 5)),
    (kinds.Text(lambda text: "必须含年份" if "{year}" not in text else None, ""), "{year}", "{year}", ("x", "")),
]


@pytest.mark.parametrize(("kind", "good", "said", "bad"), KINDS)
def test_a_kind_checks_and_says_its_values(kind, good, said, bad, term):
    declared = type(term)("tests.kind", "规定", kind, good, "requests", "", "", "")
    assert declared.checked(good) == good and declared.said(good) == said
    assert kind.field("规定").clean(kind.typed(good)) == good
    for value in bad:
        with pytest.raises(Refused) as refused:
            declared.checked(value)
        assert refused.value.field == "value"


def test_a_key_is_declared_once_in_a_known_group_with_a_default_that_is_one(term):
    facts = {"label": "期限", "kind": term.kind, "law": "", "asked": "", "changes": ""}
    with pytest.raises(ValueError, match=r"two settings tests\.term"):
        setting("tests.term", group="requests", default=20, **facts)
    with pytest.raises(ValueError, match="no group"):
        setting("tests.other", group="nowhere", default=20, **facts)
    with pytest.raises(Refused):
        setting("tests.other", group="requests", default=0, **facts)
