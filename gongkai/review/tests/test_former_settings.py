"""What an installation had set is not lost when it comes to this version."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gongkai.organs.settings.checks import variables_no_longer_read
from gongkai.organs.settings.models import ALWAYS
from gongkai.review.settings import REMOVED_KEPT

BEFORE, AFTER = [("organs", "0004_settings")], [("organs", "0006_remove_organ_index_scheme")]
SCHEME = "民〔{year}〕{serial:04}"


@pytest.fixture
def migrated():
    """migrated(targets): the apps as they are there; everything is brought forward again afterwards."""

    def run(targets):
        MigrationExecutor(connection).migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps

    yield run
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def organ_of(apps, name, code="", parent=None, **facts):
    organ = apps.get_model("organs", "Organ").objects.create(
        name=name, code=code or None, level="department", parent=parent, **facts
    )
    organ.path = (parent.path if parent else "") + f"{organ.pk:06d}"
    organ.save()
    return organ


def settled(apps):
    rows = apps.get_model("organs", "SettingValue").objects.order_by("organ", "key")
    return [(row.organ.name, row.key, row.value) for row in rows]


@pytest.mark.django_db(transaction=True)
def test_what_the_environment_said_becomes_a_rule_of_the_highest_organs(migrated, monkeypatch, settings):
    monkeypatch.setenv("GONGKAI_REQUEST_RETENTION_DAYS", "1095")
    monkeypatch.setenv("GONGKAI_REMOVED_RETENTION_DAYS", "180")  # the default: nothing to keep
    settings.FEE_SCOPE, settings.LEGAL_REVIEW_BRANCHES = "government", {"B", "A"}
    settings.CORRECTION_DAYS, settings.DISPUTE_RESULTS = (5, 20), {"review.claim_dismissed": "other"}
    old = migrated(BEFORE)
    county = organ_of(old, "县政府", "000014349")
    organ_of(old, "县民政局", "100000018", county)
    organ_of(old, "外地机关")
    new = migrated(AFTER)
    assert settled(new) == [
        ("县政府", "foi.claim_dismissed", "other"),
        ("县政府", "foi.correction_days", [5, 20]),
        ("县政府", "foi.fee_scope", "government"),
        ("县政府", "foi.legal_review", "AB"),
        ("县政府", "foi.retention", 1095),
    ]
    row = new.get_model("organs", "SettingValue").objects.first()
    assert (row.since, row.source, row.verdict, row.by_id) == (ALWAYS, "安装时的设置", "confirmed", None)


@pytest.mark.django_db(transaction=True)
def test_every_organ_numbers_on_as_before(migrated):
    """Without a scheme of its own it had the usual one, also below an organ that had another."""
    old = migrated(BEFORE)
    county = organ_of(old, "县政府", "000014349", index_scheme=SCHEME)
    civil = organ_of(old, "县民政局", "100000018", county)
    organ_of(old, "低保站", "100000026", civil)
    organ_of(old, "县财政局", "100000034", county, index_scheme=SCHEME)
    assert settled(migrated(AFTER)) == [
        ("县政府", "library.index_scheme", SCHEME),
        ("县民政局", "library.index_scheme", "{code}/{year}-{serial:05}"),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", ["", "两年", "365"])
def test_what_was_no_retention_of_before_is_none_now(migrated, monkeypatch, text):
    monkeypatch.setenv("GONGKAI_REQUEST_RETENTION_DAYS", text)
    organ_of(migrated(BEFORE), "县政府", "000014349")
    assert settled(migrated(AFTER)) == []


def test_a_variable_that_is_no_longer_read_is_told(monkeypatch, capsys):
    assert variables_no_longer_read(None) == []
    monkeypatch.setenv("GONGKAI_REMOVED_RETENTION_DAYS", "365")
    told = variables_no_longer_read(None)
    assert [warning.id for warning in told] == ["organs.W001"]
    assert "GONGKAI_REMOVED_RETENTION_DAYS" in told[0].msg and REMOVED_KEPT.label in told[0].msg
    call_command("settings")
    assert told[0].msg in capsys.readouterr().out
