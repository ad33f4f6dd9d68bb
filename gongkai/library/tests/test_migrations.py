"""Data of the state before goes through the migrations."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

ORGANS = ("organs", "0003_temporary_password")
BEFORE = [("library", "0005_desk_indexes"), ("search", "0002_words"), ORGANS]
AFTER = [("library", "0006_removal"), ("search", "0003_removal"), ORGANS]


@pytest.fixture
def migrated():
    """migrated(targets): the apps as they are there; everything is brought forward again afterwards."""

    def run(targets):
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps

    yield run
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_attachments_and_the_outbox_of_before_are_as_public_and_as_findable_as_they_were(migrated):
    old = migrated(BEFORE)
    organ = old.get_model("organs", "Organ").objects.create(name="青禾县人民政府", code="000014349", level="government")
    record = old.get_model("library", "Record").objects.create(organ=organ, kind="news", title="甲")
    version = old.get_model("library", "Version").objects.create(
        record=record, number=1, title="甲", state="released", released_at=timezone.now()
    )
    blob = old.get_model("core", "Blob").objects.create(sha256="a" * 64, size=1, media_type="text/plain")
    old.get_model("library", "Attachment").objects.create(version=version, blob=blob, name="甲.txt")
    old.get_model("search", "Outbox").objects.create(source="record", pk_of_source=record.pk)
    new = migrated(AFTER)
    file = new.get_model("library", "Attachment").objects.get()
    assert (file.name, file.removal_id) == ("甲.txt", None)
    row = new.get_model("search", "Outbox").objects.get()
    assert (row.pk_of_source, row.withheld, row.indexed) == (record.pk, False, False)


IMPORTED = [("library", "0008_counted_in_the_index"), ("search", "0003_removal"), ("core", "0006_key_mark"), ORGANS]
FILED = [("library", "0011_foreign_organs"), ORGANS]


def release(apps, organ, title, **facts):
    """A released import of the state before."""
    record = apps.get_model("library", "Record").objects.create(
        organ=organ, kind="news", title=title, import_key=title, import_digest=title, index_number=title, **facts
    )
    version = apps.get_model("library", "Version").objects.create(
        record=record, number=1, title=title, state="released", released_at=timezone.now(), fields={"keywords": "甲"}
    )
    record.current, record.state = version, "released"
    record.released_at = record.released_at or timezone.now()
    record.save()
    return record


def organ_of(apps, name, verbs=("organ.issuer",), **facts):
    """An organ with its entries in the trail; the import made it when "organ.issuer" is all of them."""
    organ = apps.get_model("organs", "Organ").objects.create(name=name, level="other", **facts)
    organ.path = (facts["parent"].path if facts.get("parent") else "") + f"{organ.pk:06d}"
    organ.save()
    for verb in verbs:
        apps.get_model("core", "AuditEntry").objects.create(
            verb=verb, noun_type="organs.organ", noun_id=str(organ.pk), organ_id=organ.pk
        )
    return organ


@pytest.mark.django_db(transaction=True)
def test_documents_of_foreign_organs_come_to_the_organ_that_keeps_them_and_the_organs_go(migrated):
    old = migrated(IMPORTED)
    county = organ_of(old, "青禾县人民政府", ("organ.create",), code="000014349")
    civil = organ_of(old, "青禾县民政局", ("organ.create",), code="100000014", parent=county)
    foreign = organ_of(old, "云溪县教育局", order=900)
    twin = organ_of(old, "青禾县民政局", order=900)
    tended = organ_of(old, "松泉县人民政府", ("organ.issuer", "organ.update"), order=900)
    staffed = organ_of(old, "白沙县人民政府", order=900)
    account = old.get_model("organs", "Account").objects.create(username="a", full_name="甲")
    old.get_model("organs", "Post").objects.create(account=account, organ=staffed, role="author")
    theirs = release(old, foreign, "甲", formed_on="2024-01-01", organ_name="云溪县教育局")
    undated = release(old, foreign, "乙")
    ours = release(old, twin, "丙", formed_on="2024-01-01", organ_name="青禾县民政局")
    own = release(old, civil, "丁", formed_on="2024-01-01", organ_name="青禾县民政局", source="县报")
    kept = [release(old, organ, organ.name, formed_on="2024-01-01") for organ in (tended, staffed)]
    draft = old.get_model("library", "Version").objects.create(
        record=theirs, number=2, title="甲", state="draft", fields={"source": "", "keywords": "乙"}
    )
    old.get_model("library", "NumberSeries").objects.create(organ=foreign, year=2024, scheme="x", last=2)
    new = migrated(FILED)
    record = {r.pk: r for r in new.get_model("library", "Record").objects.all()}
    assert [record[r.pk].organ_id for r in (theirs, undated, ours, own)] == [county.pk, county.pk, civil.pk, civil.pk]
    assert [record[r.pk].organ_name for r in (theirs, undated, ours)] == [
        "云溪县教育局",
        "云溪县教育局",
        "青禾县民政局",
    ]
    assert [record[r.pk].source for r in (theirs, undated, ours, own)] == ["云溪县教育局", "云溪县教育局", "", "县报"]
    assert [record[r.pk].organ_id for r in kept] == [tended.pk, staffed.pk], "whoever tends an organ keeps it"
    assert [r.pk for r in record.values() if r.released_presumed] == [undated.pk]
    assert record[undated.pk].released_at.year == 1900
    names = set(new.get_model("organs", "Organ").objects.values_list("pk", flat=True))
    assert names == {county.pk, civil.pk, tended.pk, staffed.pk}
    assert new.get_model("library", "Version").objects.get(pk=draft.pk).fields["source"] == "云溪县教育局"
    outbox = new.get_model("search", "Outbox").objects.filter(indexed=False, withheld=False)
    assert {theirs.pk, undated.pk, ours.pk} == set(outbox.values_list("pk_of_source", flat=True))
    assert new.get_model("core", "Purge").objects.filter(tag="every").exists()
    entries = new.get_model("core", "AuditEntry").objects.filter(verb="organ.file")
    assert sorted(e.detail["count"] for e in entries) == [1, 2]
    assert {e.organ_id for e in entries} == {county.pk, civil.pk}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tops", [0, 2])
def test_without_one_top_of_the_tree_foreign_organs_stay_for_a_person_to_file(migrated, tops):
    old = migrated(IMPORTED)
    for number in range(tops):
        organ_of(old, f"甲{number}县人民政府", ("organ.create",), code=f"00001434{number}")
    foreign = organ_of(old, "云溪县教育局", order=900)
    record = release(old, foreign, "甲", formed_on="2024-01-01")
    new = migrated(FILED)
    assert new.get_model("library", "Record").objects.get(pk=record.pk).organ_id == foreign.pk
