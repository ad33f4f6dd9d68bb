"""The tree: whatever is moved where, a subtree is one range of the path, and reach is one indexed condition."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.core.actions import Refused
from gongkai.organs.models import Account, Organ, Post


def below(organ: Organ, parents: dict[int, int | None]) -> set[int]:
    """Transitive children by the parent column alone."""
    found = {organ.pk}
    while more := {pk for pk, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.integers(0, 30), min_size=2, max_size=14),
    moves=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8),
)
def test_within_is_the_transitive_children_after_any_moves(db, places, moves):
    organs: list[Organ] = []
    for n, place in enumerate(places):
        parent = organs[place % len(organs)] if organs else None
        organs.append(
            Organ.objects.create(name=f"机构{n}", code=f"T{Organ.objects.count()}", level="other", parent=parent)
        )
    for a, b in moves:
        organ = Organ.objects.get(pk=organs[a % len(organs)].pk)
        parent = Organ.objects.get(pk=organs[b % len(organs)].pk)
        inside = parent.path.startswith(organ.path)
        organ.parent = parent
        try:
            organ.save()
            assert not inside
        except Refused:
            assert inside
    parents = dict(Organ.objects.values_list("pk", "parent_id"))
    for organ in Organ.objects.filter(pk__in=[o.pk for o in organs]):
        assert {o.pk for o in Organ.objects.within(organ)} == below(organ, parents)
    Organ.objects.filter(pk__in=[o.pk for o in organs]).update(parent=None)
    Organ.objects.filter(pk__in=[o.pk for o in organs]).delete()


def test_a_move_rewrites_the_subtree_in_one_statement(county, make_organ, django_assert_num_queries):
    office, bureau = make_organ("办公室"), make_organ("民政局")
    for n in range(20):
        make_organ(f"站{n}", parent=bureau)
    bureau.parent = office
    with django_assert_num_queries(5):  # savepoint, row, path of the parent, subtree, release
        bureau.save()
    assert Organ.objects.within(office).count() == 22


@pytest.fixture
def five_thousand(county):
    """A province's worth: 50 counties below one root, 99 departments in each."""
    ids = iter(range(county.pk + 1, county.pk + 6000))
    rows = []
    for c in range(50):
        pk = next(ids)
        top = Organ(
            pk=pk, name=f"县{c}", code=f"P{pk}", level="government", parent=county, path=f"{county.path}{pk:06d}"
        )
        rows.append(top)
        for d in range(99):
            pk = next(ids)
            rows.append(
                Organ(
                    pk=pk, name=f"局{c}-{d}", code=f"P{pk}", level="department", parent=top, path=f"{top.path}{pk:06d}"
                )
            )
    Organ.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return rows[0]


def plan(queryset) -> str:
    return queryset.explain().replace('"', "")


def test_reach_is_one_indexed_condition_with_five_thousand_organs(
    five_thousand, make_account, django_assert_num_queries
):
    officer = make_account("county-officer", five_thousand, "disclosure_officer", covers_below=True)
    officer = Account.objects.get(pk=officer.pk)
    with django_assert_num_queries(2):  # the posts once, then the organs
        assert Organ.objects.visible_to(officer).count() == 100
    with django_assert_num_queries(1):
        assert Post.objects.filter(officer.reach("organ")).count() == 1
    with django_assert_num_queries(0):
        assert officer.may("release", five_thousand)
    text = plan(Organ.objects.visible_to(officer).order_by())
    if connection.vendor == "sqlite":
        assert "USING INDEX" in text and "path>?" in text
    else:
        assert "Index Cond" in text and "path" in text
    assert "SCAN organs_organ" not in plan(Post.objects.filter(officer.reach("organ")))


def test_reach_of_many_posts_is_still_one_query(five_thousand, make_account, django_assert_num_queries):
    account = make_account("everywhere")
    Post.objects.bulk_create(
        Post(account=account, organ=organ, role="author", since=date(2020, 1, 1))
        for organ in Organ.objects.filter(parent=five_thousand)[:60]
    )
    with django_assert_num_queries(2):
        assert Organ.objects.visible_to(account).count() == 60


def test_too_deep_a_tree_is_refused(county, make_organ):
    organ = county
    for n in range(19):
        organ = make_organ(f"级{n}", parent=organ)
    with pytest.raises(Refused, match="层级"):
        make_organ("再下一级", parent=organ)
