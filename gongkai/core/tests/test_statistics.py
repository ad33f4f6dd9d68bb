"""What the database knows of its tables is of the whole table, and of the empty ones too."""

import pytest
from django.db import connection

from gongkai.core import statistics
from gongkai.core.models import AuditEntry


@pytest.mark.django_db
def test_every_table_is_counted_whole_and_the_empty_ones_are_known_as_such():
    if connection.vendor != "sqlite":
        statistics.refresh()  # PostgreSQL samples well by itself: that it may be called is all
        assert connection.introspection.table_names()
        return
    rows = [AuditEntry(verb="record.start", noun_type="library.record", noun_id=str(n)) for n in range(3000)]
    AuditEntry.objects.bulk_create(rows)
    statistics.refresh()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl, idx, stat FROM sqlite_stat1")
        found = cursor.fetchall()
    counted = {stat.split()[0] for table, index, stat in found if table == AuditEntry._meta.db_table and index}
    assert counted == {"3000"}
    tables = {table for table in connection.introspection.table_names() if not table.startswith("sqlite_")}
    assert {table for table, _, _ in found} >= tables
