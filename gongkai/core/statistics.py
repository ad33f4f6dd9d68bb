"""What the database knows about its tables, from which it chooses where to begin a query. PostgreSQL looks by itself, but
not at once after an import; SQLite never does."""

from django.db import connection

SAMPLE = 1000  # rows of an index that SQLite reads: milliseconds, however many there are


def refresh() -> None:
    """Look at every table anew: daily, and after what changes many rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={SAMPLE}")
        cursor.execute("ANALYZE")
