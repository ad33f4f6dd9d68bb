"""Say, in the transaction of a change, that something must be indexed anew."""

from collections.abc import Iterable

from gongkai.search.models import Outbox


def changed(source: str, *pks: int) -> None:
    """Put things into the outbox; the worker writes them into the index after the commit."""
    changed_many(source, pks)


def changed_many(source: str, pks: Iterable[int]) -> None:
    Outbox.objects.bulk_create((Outbox(source=source, pk_of_source=pk) for pk in pks), batch_size=500)
