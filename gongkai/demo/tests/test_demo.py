"""The demo loads on an empty database, is whole, loads again without harm and stays off real data."""

import pytest
from django.core.management import CommandError, call_command

from gongkai.casework.models import Case
from gongkai.demo import county
from gongkai.demo.county import organ
from gongkai.foi.letter_remedies import remedy_of
from gongkai.library import kinds, rules
from gongkai.library.models import AwaitedRelation, Citation, Record, Relation, Version
from gongkai.organs.models import Account, FormerName, Organ
from gongkai.portal import selectors
from gongkai.portal.models import Column, Site


@pytest.fixture
def loaded(db, settings, tmp_path, capsys):
    settings.HOME = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("demo")
    return capsys.readouterr()


def test_the_demo_is_whole(loaded, settings, tmp_path, capsys):
    """One load, looked at from every side: it takes some seconds."""
    assert loaded.err == "", "rows that could not be imported"
    released = Record.objects.released()
    assert Organ.objects.current().count() >= 12 and Organ.objects.filter(code=None).count() == 0
    assert released.count() >= 100
    assert set(released.values_list("kind", flat=True)) == set(kinds.KINDS)
    assert {item for item in rules.ITEMS if item.startswith("20.")} <= set(released.values_list("item", flat=True))
    assert Citation.objects.exclude(target=None).count() >= 60
    assert set(Relation.objects.values_list("predicate", flat=True)) == set(rules.RELATIONS)
    assert not AwaitedRelation.objects.exists(), "a relation names a document that is not there"
    assert set(released.values_list("theme", flat=True)).isdisjoint({""})
    assert {record.validity for record in released} == set(rules.VALIDITY)
    _organs_have_faces()
    _the_desk_is_alive()
    _requests_wait()
    _sites_show_something()
    _again(capsys)


def _organs_have_faces():
    for found in Organ.objects.current():
        assert found.functions and found.phone and found.people.filter(is_leader=True).exists(), found
    assert {"青禾县国土资源局"} <= set(FormerName.objects.values_list("name", flat=True))
    merged = Organ.objects.get(name="青禾县食品药品监督管理局")
    assert merged.closed_on and merged.successors.exists() and merged.records.exists()
    assert set(Account.objects.values_list("posts__role", flat=True)) >= {
        "author", "reviewer", "secrecy_reviewer", "disclosure_officer", "organ_head", "auditor", "administrator",
    }  # fmt: skip


def _the_desk_is_alive():
    states = list(Version.objects.values_list("state", flat=True))
    assert states.count("submitted") == 1 and states.count("draft") == 4
    assert Version.objects.exclude(return_note="").count() == 1
    assert Version.objects.get(state="draft", number=2).record.state == "released"
    tombstone = Record.objects.get(state="withdrawn")
    assert tombstone.replaced_by.state == "released"


def _requests_wait():
    """At every point of their way, the last with a review of its answer."""
    requests = Case.objects.filter(type="foi")
    assert set(requests.values_list("state", flat=True)) == {"submitted", "handling", "correcting", "signing", "closed"}
    assert sorted(requests.exclude(closed_on=None).values_list("request__outcome", flat=True)) == [
        "already_public", "granted", "partial",
    ]  # fmt: skip
    assert Case.objects.open().get(type="review").due_on is not None
    assert remedy_of(organ("县民政局")).review == "青禾县人民政府"


def _sites_show_something():
    assert Site.objects.get(is_default=True).host == "localhost"
    for column in Column.objects.select_related("site__root"):
        assert column.site.records().filter(selectors.rule_of(column)).count() >= 2, column


def _again(capsys):
    before = [Record.objects.count(), Version.objects.count(), Organ.objects.count(), Column.objects.count()]
    call_command("demo")
    assert "新导入 0 条" in capsys.readouterr().out
    assert before == [Record.objects.count(), Version.objects.count(), Organ.objects.count(), Column.objects.count()]
    call_command("demo", if_empty=True)
    told = capsys.readouterr().out
    assert county.PASSWORD in told and "gongkaiban" in told


def test_the_demo_stays_off_real_data(civil):
    with pytest.raises(CommandError, match="已有机构和信息"):
        call_command("demo")
    call_command("demo", if_empty=True)
    assert not Record.objects.exists() and not Organ.objects.filter(code=county.ROOT_CODE).exists()
