"""What the database knows about its tables, from which it chooses where to begin a query. PostgreSQL looks by itself, but
not at once after an import; SQLite never does."""

from django.db import connection

# An empty table has no row there, and SQLite takes a table without one for one of a million rows.
_EMPTY = """
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT name, NULL, '1' FROM sqlite_schema
    WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN (SELECT tbl FROM sqlite_stat1)
"""


def refresh() -> None:
    """Look at every table anew: daily, and after what changes many rows. SQLite reads whole indexes, for samples of them
    disagree by a factor of ten about how many rows a table has: a second at 200,000 records."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute(_EMPTY)
            cursor.execute("ANALYZE sqlite_schema")  # reads what was written by hand
