"""Say, in the transaction of a change, that something must be indexed anew."""

from collections.abc import Iterable

from gongkai.core import bulk
from gongkai.search.models import Outbox


def changed(source: str, *pks: int) -> None:
    """Put things into the outbox; the worker writes them into the index after the commit."""
    changed_many(source, pks)


def changed_many(source: str, pks: Iterable[int]) -> None:
    bulk.insert_many([Outbox(source=source, pk_of_source=pk) for pk in pks])
