"""A shelf of documents that needs no library: put things on it, take them off, and the index follows."""

from datetime import date, datetime

import pytest

from gongkai.core.registry import isolated
from gongkai.search import documents, indexing, outbox


class Shelf:
    """shelf.put(title, body, **fields): a findable document, indexed at once unless ``index=False``."""

    def __init__(self) -> None:
        self.held: dict[int, documents.Document] = {}
        self.hidden: set[int] = set()
        self.loads = 0

    def put(self, title, body="", pk=None, index=True, **fields) -> int:
        pk = pk or len(self.held) + 1
        day = fields.pop("released_on", date(2026, 3, 1))
        facts = {
            "source": "shelf",
            "pk": pk,
            "title": title,
            "body": body or title,
            "url": f"/records/{pk}/",
            "released_on": day,
            "released_at": int(datetime(day.year, day.month, day.day, 9).timestamp()),
            "organ": 7,
            "organ_path": "000001000007",
            "organ_name": "青禾县民政局",
            "kind": "policy",
            "validity": "valid",
        }
        self.held[pk] = documents.Document(**{**facts, **fields})
        outbox.changed("shelf", pk)
        if index:
            indexing.drain()
        return pk

    def take(self, pk, index=True) -> None:
        del self.held[pk]
        outbox.changed("shelf", pk)
        if index:
            indexing.drain()

    def load(self, ids):
        self.loads += 1
        return [self.held[pk] for pk in ids if pk in self.held]

    def visible(self, ids):
        return {pk for pk in ids if pk in self.held and pk not in self.hidden}


@pytest.fixture
def shelf(db):
    held = Shelf()
    with isolated():
        documents.SOURCES.clear()
        documents.register("shelf", held.load, lambda: sorted(held.held), held.visible)
        yield held
    indexing.close()
