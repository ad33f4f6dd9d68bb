"""Organs change: names, places, mergers, and who may do it."""

from datetime import date

import pytest

from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry, StoredPage
from gongkai.organs import actions, rules
from gongkai.organs.models import Account, Organ


@pytest.fixture
def admin(make_account, county):
    return make_account("admin", county, "administrator", covers_below=True)


@pytest.fixture
def own_officer(make_account, civil):
    return make_account("civil-officer", civil, "disclosure_officer")


def code(n: int) -> str:
    first = f"{20000000 + n}"
    return first + rules.organ_code_check(first)


def test_the_office_of_the_government_founds_an_organ(officer, county):
    organ = actions.create_organ(
        name="青禾县数据局", code=code(1), level="department", parent=county, by=officer, phone="0000-1234"
    )
    assert organ.path.startswith(county.path) and organ.phone == "0000-1234"
    assert AuditEntry.objects.filter(verb="organ.create", noun_id=str(organ.pk), organ_id=organ.pk).exists()


@pytest.mark.parametrize("value", ["123", "11441700X", "114417000072804200"])
def test_a_wrong_code_is_answered_at_its_field(officer, county, value):
    with pytest.raises(Refused) as refused:
        actions.create_organ(name="某局", code=value, level="department", parent=county, by=officer)
    assert refused.value.field == "code" and refused.value.message.endswith("。")
    assert not Organ.objects.filter(name="某局").exists()


def test_a_department_keeps_its_facts_and_not_the_tree(own_officer, civil, finance):
    actions.update_organ(organ=civil, by=own_officer, phone="0000-8888", hours="工作日")
    civil.refresh_from_db()
    assert civil.phone == "0000-8888"
    for attempt in (
        lambda: actions.rename_organ(organ=civil, name="新名", on=date(2026, 1, 1), by=own_officer),
        lambda: actions.update_organ(organ=civil, by=own_officer, code=code(9)),
        lambda: actions.update_organ(organ=finance, by=own_officer, phone="0"),
        lambda: actions.close_organ(organ=finance, on=date(2026, 1, 1), by=own_officer),
        lambda: actions.create_organ(name="下属", code=code(2), level="institution", parent=civil, by=own_officer),
        lambda: actions.set_people(organ=finance, people=[], by=own_officer),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_an_author_keeps_no_facts(author, civil):
    with pytest.raises(NotAllowed):
        actions.update_organ(organ=civil, by=author, phone="1")


def test_a_renamed_organ_is_known_by_its_name_of_the_day(officer, civil, make_record):
    record = make_record()
    actions.rename_organ(organ=civil, name="青禾县民政和老龄局", short_name="县民政局", on=date(2025, 3, 1), by=officer)
    civil = Organ.objects.get(pk=civil.pk)
    assert civil.name_on(date(2025, 2, 28)) == "青禾县民政局"
    assert civil.name_on(date(2025, 3, 1)) == "青禾县民政和老龄局"
    record.refresh_from_db()
    assert record.organ_name == "青禾县民政局"
    with pytest.raises(Refused, match="已更过一次名"):
        actions.rename_organ(organ=civil, name="又一名", on=date(2024, 1, 1), by=officer)
    with pytest.raises(Refused, match="不能晚于今天"):
        actions.rename_organ(organ=civil, name="又一名", on=date(2999, 1, 1), by=officer)


def test_a_rename_throws_every_page_away(site, officer, civil, make_record, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        record = make_record()
    client.get("/")
    client.get(record.get_absolute_url())
    assert StoredPage.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        actions.rename_organ(organ=civil, name="青禾县民政和老龄局", on=date(2025, 3, 1), by=officer)
    assert StoredPage.objects.count() == 0


def test_merged_organs_hang_below_the_successor_with_their_records(
    officer, county, civil, finance, make_organ, make_record, make_account
):
    record = make_record()
    station = make_organ("低保站", parent=civil, level="institution")
    clerk = make_account("clerk", civil, "author")
    actions.merge_organs(organs=[civil], into=finance, on=date(2026, 1, 1), by=officer)
    civil, station = Organ.objects.get(pk=civil.pk), Organ.objects.get(pk=station.pk)
    assert civil.closed_on == date(2026, 1, 1) and list(civil.successors.all()) == [finance]
    assert civil.parent == finance and station.parent == finance
    assert set(Organ.objects.within(finance)) == {finance, civil, station}
    assert set(Organ.objects.current().filter(parent=finance)) == {station}
    record.refresh_from_db()
    assert (record.organ, record.organ_name) == (civil, "青禾县民政局")
    assert not Account.objects.get(pk=clerk.pk).may("write", civil)
    with pytest.raises(Refused, match="撤销"):
        actions.rename_organ(organ=civil, name="复活局", on=date(2026, 2, 1), by=officer)


def test_an_organ_is_not_merged_into_its_own_child(officer, civil, make_organ):
    station = make_organ("低保站", parent=civil)
    with pytest.raises(Refused, match="移到上一级"):
        actions.merge_organs(organs=[civil], into=station, on=date(2026, 1, 1), by=officer)
    civil.refresh_from_db()
    assert civil.closed_on is None


def test_split_needs_two_heirs_unless_the_organ_goes_on(officer, civil, finance, make_organ):
    other = make_organ("医疗保障局")
    with pytest.raises(Refused, match="两个以上"):
        actions.split_organ(organ=civil, into=[finance], on=date(2026, 1, 1), by=officer)
    actions.split_organ(organ=civil, into=[other], on=date(2026, 1, 1), by=officer, goes_on=True)
    civil.refresh_from_db()
    assert civil.closed_on is None and list(other.predecessors.all()) == [civil]
    actions.split_organ(organ=civil, into=[other, finance], on=date(2026, 2, 1), by=officer)
    civil.refresh_from_db()
    assert civil.closed_on == date(2026, 2, 1)


def test_an_organ_with_organs_below_is_not_closed(officer, civil, make_organ):
    make_organ("低保站", parent=civil)
    with pytest.raises(Refused, match="下级机构"):
        actions.close_organ(organ=civil, on=date(2026, 1, 1), by=officer)
    civil.refresh_from_db()
    assert civil.closed_on is None and not AuditEntry.objects.filter(verb="organ.close").exists()


def test_a_move_into_the_own_subtree_is_refused(officer, civil, make_organ):
    station = make_organ("低保站", parent=civil)
    with pytest.raises(Refused, match="上级机构不能是") as refused:
        actions.move_organ(organ=civil, parent=station, by=officer)
    assert refused.value.field == "parent"


def test_people_are_replaced_as_a_list(own_officer, civil):
    people = [{"name": "林某某", "post": "局长", "is_leader": True}, {"name": "周某某", "post": "办公室主任"}]
    actions.set_people(organ=civil, people=people, by=own_officer)
    actions.set_people(organ=civil, people=people[:1], by=own_officer)
    assert [p.name for p in civil.people.all()] == ["林某某"]
    with pytest.raises(Refused, match="第 1 行"):
        actions.set_people(organ=civil, people=[{"name": "林某某", "post": " "}], by=own_officer)
    assert civil.people.count() == 1
