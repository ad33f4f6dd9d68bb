"""Repeals that a text states are offered, confirmed in one step, and each says why it is not."""

from datetime import date

import pytest

from gongkai.core.models import AuditEntry
from gongkai.library.models import Record, Relation
from gongkai.library.offers import offers

OLD = date(2018, 3, 5)
TEXT = (
    "<p>决定废止下列文件：</p><p>1.《甲办法》（青禾民发〔2018〕1号）</p><p>2.《乙办法》（青禾民发〔2018〕2号）</p>"
    "<p>3.《丙办法》（青禾民发〔2018〕3号）</p>"
)


@pytest.fixture
def held(make_record):
    return [
        make_record(f"{name}办法", number=f"青禾民发〔2018〕{n}号", formed_on=OLD) for n, name in enumerate("甲乙", 1)
    ]


@pytest.fixture
def decision(make_record, held):
    return make_record("关于废止文件的决定", TEXT, formed_on=date(2026, 6, 1))


def address(record):
    return f"/desk/records/{record.pk}/effects/"


def test_the_held_ones_are_repealed_in_one_step_and_shown_as_done(decision, held, reviewer, client):
    client.force_login(reviewer)
    assert "文中写明废止 3 件" in client.get(f"/desk/records/{decision.pk}/").content.decode()
    page = client.get(address(decision)).content.decode()
    assert page.count('type="checkbox"') == page.count(" checked") == 2
    assert "未收录" in page and 'value="2026-06-01"' in page
    answer = client.post(address(decision), {"chosen": [f"repeals-{r.pk}" for r in held], "on": "2026-07-01"})
    assert answer.status_code == 302
    assert set(Record.objects.filter(pk__in=[r.pk for r in held]).values_list("repealed_on", flat=True)) == {
        date(2026, 7, 1)
    }
    assert Relation.objects.filter(source=decision, predicate="repeals", on=date(2026, 7, 1)).count() == 2
    assert AuditEntry.objects.get(verb="record.relate_stated").detail["count"] == 2
    assert client.get(address(decision)).content.decode().count("已办理</span>") == 2


def test_a_document_of_another_organ_is_refused_at_its_row_and_the_other_done(
    decision, held, finance, reviewer, client
):
    Record.objects.filter(pk=held[1].pk).update(organ=finance)
    client.force_login(reviewer)
    page = client.post(address(decision), {"chosen": [f"repeals-{r.pk}" for r in held], "on": "2026-07-01"})
    assert "只有该机构或其上级才能废止" in page.content.decode()
    assert [r.repealed_on for r in Record.objects.filter(pk__in=[r.pk for r in held]).order_by("pk")] == [
        date(2026, 7, 1), None,
    ]  # fmt: skip


def test_only_what_the_text_states_can_be_chosen(decision, make_record, reviewer, client):
    other = make_record("丁办法", formed_on=OLD)
    client.force_login(reviewer)
    for chosen in ([], [f"repeals-{other.pk}"]):
        page = client.post(address(decision), {"chosen": chosen, "on": "2026-07-01"})
        assert 'role="alert"' in page.content.decode()
    assert not Relation.objects.exists()


def test_who_only_writes_is_not_asked_about_what_is_released(decision, make_account, civil, client):
    client.force_login(make_account("writer", civil))
    assert "文中写明" not in client.get(f"/desk/records/{decision.pk}/").content.decode()
    assert client.get(address(decision)).status_code == 403


def test_a_later_one_is_not_repealed_and_a_doubtful_one_is_not_ticked(make_record, reviewer):
    make_record("甲办法", number="青禾民发〔2026〕9号", formed_on=date(2026, 7, 1))
    bare = make_record("乙办法", formed_on=OLD)
    text = "<p>《甲办法》同时废止。《乙办法》（青禾民发〔2018〕2号）同时废止。</p>"
    first, second = offers(make_record("丙办法", text), reviewer)
    assert first.target is None
    assert second.target == bare and second.doubt


def test_a_new_version_repeals_the_one_of_its_own_title(make_record, reviewer):
    old = make_record("甲办法", number="青禾民发〔2018〕1号", formed_on=OLD)
    new = make_record("甲办法", "<p>原《甲办法》同时废止。</p>", number="青禾民发〔2026〕1号")
    [offer] = offers(new, reviewer)
    assert offer.target == old and not offer.doubt


def test_a_hundred_cost_as_many_queries_as_two(make_record, reviewer, django_assert_max_num_queries):
    lines = "".join(f"<p>{n}.《甲{n}办法》（青禾民发〔2018〕{n}号）</p>" for n in range(1, 101))
    record = make_record("决定", f"<p>决定废止下列文件：</p>{lines}")
    with django_assert_max_num_queries(4):
        assert len(offers(record, reviewer)) == 100
