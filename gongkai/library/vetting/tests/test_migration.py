"""A database of before with attachments: upgraded, its files count as not looked at."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = [("library", "0006_removal")], [("library", "0007_vetting")]
pytestmark = pytest.mark.django_db(transaction=True)


def test_files_of_before_are_not_looked_at_yet_and_nothing_is_lost(civil):
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    old = executor.loader.project_state(BEFORE).apps
    blob = old.get_model("core", "Blob").objects.create(sha256="a" * 64, size=1, media_type="text/plain", text="字")
    record = old.get_model("library", "Record").objects.create(organ_id=civil.pk, kind="notice", title="旧")
    version = old.get_model("library", "Version").objects.create(record=record, number=1, title="旧")
    old.get_model("library", "Attachment").objects.create(version=version, blob=blob, name="旧.txt")
    executor = MigrationExecutor(connection)
    executor.migrate(AFTER)
    new = executor.loader.project_state(AFTER).apps
    attachment = new.get_model("library", "Attachment").objects.select_related("blob").get()
    assert (attachment.name, attachment.blob.text, attachment.exposed) == ("旧.txt", "字", False)
    assert not new.get_model("library", "Vetted").objects.exists()
    MigrationExecutor(connection).migrate(latest)
