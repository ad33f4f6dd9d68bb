"""What was public before waits was kept: after the upgrade it waits too."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from gongkai.library.models import Record
from gongkai.library.offers import offers

BEFORE, AFTER = [("library", "0013_transcript")], [("library", "0015_fill_stated_effects")]
pytestmark = pytest.mark.django_db(transaction=True)
LIST = "<p>决定废止下列文件：</p><p>1.《甲办法》</p><p>2.《乙办法》</p><p>3.《丙办法》</p><p>4.《未收录办法》</p>"


@pytest.fixture
def upgrade():
    """upgrade(before): ``before`` makes rows with the apps of the state before; everything is brought forward after."""

    def run(before):
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        before(executor.loader.project_state(BEFORE).apps)
        MigrationExecutor(connection).migrate(AFTER)

    yield run
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def record(apps, organ, title, body, state="released", **facts):
    """A record of the state before, public unless ``state`` says otherwise."""
    made = apps.get_model("library", "Record").objects.create(
        organ_id=organ.pk, kind="policy", title=title, title_key=title, cite_key=title, index_number=title,
        **{"formed_on": date(2018, 3, 5), "released_at": timezone.now(), **facts},
    )  # fmt: skip
    version = apps.get_model("library", "Version").objects.create(
        record=made, number=1, title=title, body=body, state="draft" if state == "draft" else "released"
    )
    made.current, made.state = (None if state == "draft" else version), state
    made.withdrawn_reason = "误发" if state == "withdrawn" else ""
    made.save()
    return made


def test_what_is_public_and_states_repeals_waits_after_the_upgrade(civil, reviewer, upgrade):
    made = {}

    def before(apps):
        old = {name: record(apps, civil, f"{name}办法", "<p>文</p>") for name in "甲乙丙"}
        apps.get_model("library", "Record").objects.filter(pk=old["丙"].pk).update(repealed_on=date(2020, 1, 1))
        day = {"formed_on": date(2026, 6, 1)}
        made["one"] = record(apps, civil, "一", LIST, **day)
        made["draft"] = record(apps, civil, "二", LIST, "draft", **day)
        made["withdrawn"] = record(apps, civil, "三", LIST, "withdrawn", **day)
        made["amends"] = record(apps, civil, "四", "<p>对《甲办法》作如下修改：删去第一条。</p>", **day)
        made["part"] = record(apps, civil, "五", "<p>《甲办法》第三条同时废止。</p>", **day)
        relation = apps.get_model("library", "Relation")
        relation.objects.create(source=made["one"], predicate="repeals", target=old["甲"])
        made["early"] = record(apps, civil, "六", LIST, formed_on=date(2000, 1, 1))

    upgrade(before)
    stored = {name: Record.objects.get(pk=one.pk) for name, one in made.items()}
    assert {name: one.outstanding for name, one in stored.items() if one.outstanding} == {"one": 1, "amends": 1}
    assert {row.words for row in stored["one"].stated_effects.filter(done=True)} == {"《甲办法》", "《丙办法》"}
    assert stored["one"].stated_effects.get(target=None).words == "《未收录办法》"
    for name in ("one", "amends", "part", "early"):
        assert sum(offer.waits for offer in offers(stored[name], reviewer)) == stored[name].outstanding, name
    assert not stored["draft"].stated_effects.exists() and not stored["withdrawn"].stated_effects.exists()


def test_the_upgrade_goes_batch_by_batch(civil, upgrade, monkeypatch):
    """Texts are fetched so many at a time, and a text without the words is not fetched at all."""
    from importlib import import_module

    migration = import_module("gongkai.library.migrations.0015_fill_stated_effects")
    monkeypatch.setattr(migration, "TEXTS", 3)
    monkeypatch.setattr(migration, "ROWS", 4)
    read, sizes = [], []
    insert, look = migration.bulk.insert_many, migration.read
    monkeypatch.setattr(migration, "read", lambda pk, body: read.append(pk) or look(pk, body))
    monkeypatch.setattr(migration.bulk, "insert_many", lambda rows: sizes.append(len(rows)) or insert(rows))

    def before(apps):
        for n in range(10):
            record(apps, civil, f"甲{n}办法", "<p>文</p>")
            record(apps, civil, f"决定{n}", f"<p>《甲{n}办法》同时废止。</p>", formed_on=date(2026, 6, 1))

    upgrade(before)
    assert len(read) == 10 and sizes == [3, 3, 3, 1]
    assert list(Record.objects.filter(outstanding=1).values_list("title", flat=True).order_by("pk")) == [
        f"决定{n}" for n in range(10)
    ]


def test_an_empty_library_is_upgraded(db, upgrade):
    upgrade(lambda apps: None)
    assert not Record.objects.exists()
