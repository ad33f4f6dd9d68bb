"""A database of before, whose ledger was not encrypted yet, on its way to this version."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gongkai.core import keyring


@pytest.mark.django_db(transaction=True)
def test_the_keys_are_checked_on_a_ledger_that_is_still_json():
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate([("casework", "0006_waiting_for_longer")])
    try:
        with connection.cursor() as cursor:
            columns = {c.name for c in connection.introspection.get_table_description(cursor, "casework_entry")}
        keyring.check_before()
        assert "data" in columns
    finally:
        MigrationExecutor(connection).migrate(latest)
