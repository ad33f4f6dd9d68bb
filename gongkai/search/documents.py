"""What can be found: rooms above give the search room documents, it knows nothing of their tables.

A room registers a source once, at start::

    search.documents.register("record", load, all_ids, visible)

and, inside the transaction that changes a thing, says so: ``outbox.changed("record", pk)``. The worker loads the
document again and writes it into the index; an id that ``load`` does not return is deleted from the index.

Facets hold codes; a room says how to name them: ``name_facet("kind", {"policy": "政策文件", …}.get)``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found. ``source`` and ``pk`` name it; the rest is text to search, facets and what a hit
    shows (facet values are codes, not labels)."""

    source: str
    pk: int
    title: str
    body: str  # plain text, attachments included
    url: str
    released_on: date | None  # None: not known
    released_at: int  # seconds since the epoch; the order by date
    organ: int  # organ id
    organ_path: str
    organ_name: str
    kind: str
    theme: str = ""
    item: str = ""
    validity: str = ""
    number: str = ""  # 文号
    index_number: str = ""
    keywords: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """How to load documents by id; every id that should be in the index; which ids the public may see now (one
    query), asked for each page of hits, so that nothing withdrawn is ever shown."""

    load: Callable[[list[int]], Iterable[Document]]
    all_ids: Callable[[], Iterable[int]]
    visible: Callable[[list[int]], set[int]]


SOURCES: Registry[str, Source] = Registry("sources")
FACET_NAMES: Registry[str, Callable[[str], str]] = Registry("facets")


def register(
    source: str,
    load: Callable[[list[int]], Iterable[Document]],
    all_ids: Callable[[], Iterable[int]],
    visible: Callable[[list[int]], set[int]],
) -> None:
    """Register a kind of findable thing."""
    SOURCES.add(source, Source(load, all_ids, visible))


def name_facet(facet: str, name: Callable[[str], str]) -> None:
    """Say how the values of a facet are shown; ``name`` returns "" for a code it does not know."""
    FACET_NAMES.add(facet, name)
