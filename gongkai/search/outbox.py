"""Say, in the transaction of a change, that something must be indexed anew."""

from collections.abc import Iterable

from gongkai.core import bulk
from gongkai.search.models import Outbox


def changed(source: str, *pks: int) -> None:
    """Put things into the outbox; the worker writes them into the index after the commit."""
    changed_many(source, pks)


def changed_many(source: str, pks: Iterable[int]) -> None:
    bulk.insert_many([Outbox(source=source, pk_of_source=pk) for pk in pks])


def withhold(source: str, *pks: int) -> None:
    """As ``changed``, and what the index says of them until then is neither found nor shown: something was taken out
    of it that nobody may read there."""
    bulk.insert_many([Outbox(source=source, pk_of_source=pk, withheld=True) for pk in pks])


def withheld() -> list[tuple[str, int]]:
    """What is withheld now. Ask before the index is opened: what is written into it meanwhile is no longer listed."""
    rows = Outbox.objects.filter(withheld=True, indexed=False).order_by()
    return list(rows.values_list("source", "pk_of_source").distinct())
