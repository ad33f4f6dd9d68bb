"""What can be found: rooms above give the search room documents, it knows nothing of their tables.

A room registers a source once, at start::

    search.documents.register("record", load)      # load(ids) -> iterable of Document

and, inside the transaction that changes a thing, says so: ``outbox.changed("record", pk)``. The worker loads the
document again and writes it into the index; an id that ``load`` does not return is deleted from the index.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found. ``source`` and ``pk`` name it; the rest is text to search, facets and what a hit
    shows. ``pages`` are the tags of rooms (facet values), codes not labels."""

    source: str
    pk: int
    title: str
    body: str  # plain text, attachments included
    url: str
    released_on: date
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


Loader = Callable[[list[int]], Iterable[Document]]
SOURCES: dict[str, Loader] = {}
ALL_IDS: dict[str, Callable[[], Iterable[int]]] = {}


def register(source: str, load: Loader, all_ids: Callable[[], Iterable[int]]) -> None:
    """Register a kind of findable thing: how to load documents by id, and every id that should be in the index."""
    SOURCES[source] = load
    ALL_IDS[source] = all_ids
