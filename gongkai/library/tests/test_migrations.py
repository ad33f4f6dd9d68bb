"""Data of the state before goes through the migrations."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("library", "0005_desk_indexes"), ("search", "0002_words")]
AFTER = [("library", "0006_removal"), ("search", "0003_removal")]


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
