"""A transaction that does not queue: for what a reader's page would like to note, and can do without."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

WAIT = 0.2  # seconds
READER = 2.0  # seconds that a page which is only looked at may wait, with the audit entry of a file that is opened


@contextmanager
def impatient() -> Iterator[None]:
    """One transaction in which a locked database is an OperationalError after WAIT seconds. On PostgreSQL the patience
    belongs to the transaction, so that a pooler hands it to nobody else."""
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(WAIT * 1000)}ms"])
            yield
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")  # of a transaction around this one
        return
    with waiting(WAIT), transaction.atomic():
        yield


@contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """Within, SQLite gives up on a lock after so many seconds. PostgreSQL locks rows, not everything."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    sqlite = connection.connection
    before = sqlite.execute("PRAGMA busy_timeout").fetchone()[0]
    sqlite.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")
    try:
        yield
    finally:
        if connection.connection is sqlite:
            sqlite.execute(f"PRAGMA busy_timeout={before}")
