"""From the outbox into the index, and the whole index anew.

Nothing is lost and nothing is shown twice, wherever the process is killed: outbox rows are deleted only after the index
is committed, and writing a document again replaces it. While a new generation is being built, the rows that are already
in the old one are kept (``indexed``) and written into the new one before it is switched to.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

import tantivy
from django.conf import settings
from django.db.models import Q

from gongkai.core import health
from gongkai.core.actions import Refused
from gongkai.search import index
from gongkai.search.documents import SOURCES
from gongkai.search.fields import key_of, to_index
from gongkai.search.models import Outbox

log = logging.getLogger(__name__)

BATCH = 500  # documents loaded at a time
COMMIT_EVERY = 20_000  # documents, when rebuilding
Keys = Iterable[tuple[str, int]]
T = TypeVar("T")

# The worker's open writer and where it writes: opening one for each release would cost more than the release.
_writer: tuple[str, tantivy.IndexWriter] | None = None
REST = 600.0  # seconds between two rebuilds that the worker begins by itself
_rebuilt = -REST


def worker_step() -> int:
    """One step of the worker: write what waits into the index; the number of documents handled, 0 when idle. An index
    that is missing or broken is built anew, at most once in REST seconds when that does not help."""
    global _rebuilt
    try:
        with index.sound():
            if (index.current() is None or index.is_marked()) and not index.is_locked("rebuild"):
                if time.monotonic() - _rebuilt < REST:
                    return 0
                broken, _rebuilt = index.is_marked(), time.monotonic()
                rebuild(lambda done: health.beat())  # a long step, but alive
                _rebuilt = _rebuilt if broken else -REST
            return drain()
    except (index.Broken, OSError):
        _forget_writer()
        log.error("the index was not written")
        return 0


def _forget_writer() -> None:
    """After a failure: the next step opens another."""
    global _writer
    _writer = None


def drain(limit: int = 2000) -> int:
    """Write up to ``limit`` waiting changes, newest first so that a release does not queue behind an import. Returns
    the number of documents handled; 0 when nothing waits or another process is at it. Builds an index where there is
    none."""
    if index.current() is None:
        return 0 if index.is_locked("rebuild") else rebuild()
    with index.lock("drain") as mine:
        rows = list(_waiting(limit)) if mine else []
        writer = _open_writer() if rows else None
        if writer is None:
            return 0
        keys = {(source, pk) for _, source, pk in rows}
        _commit(writer, keys)
        _settle([row for row, _, _ in rows])
        return len(keys)


def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Build the whole index in a new folder beside the old one and switch to it; the number of documents. Releases go
    on meanwhile and are found. Refused while another rebuild runs."""
    with index.lock("rebuild") as mine:
        if not mine:
            raise Refused("索引正在由另一个程序重建，请等它完成后再试。")
        with index.lock("drain", wait=True):  # from here on the drainer keeps its rows
            Outbox.objects.filter(indexed=True).delete()
        generation = index.new_generation()
        try:
            done = _write_everything(generation, progress)
            with index.lock("drain", wait=True):
                rows = _replay(generation)
                index.switch_to(generation)
                _delete(rows)
        except BaseException:  # half an index would fill a full disk further
            if index.current() != generation:
                index.remove(generation)
            raise
    return done


def check() -> dict:
    """For the health page: ``state``, and unwell while there is no index."""
    try:
        with index.sound():
            facts = state()
    except index.Broken:
        raise health.Unwell("the index is broken; the worker builds it anew") from None
    if facts["generation"] is None:
        raise health.Unwell("the index is not built yet")
    if index.is_marked():
        raise health.Unwell("the index was found broken; the worker builds it anew")
    return facts


def state() -> dict:
    """Documents in the index, changes waiting, generation in use (None: not built yet)."""
    reader = index.reader()
    return {
        "documents": reader.searcher.num_docs if reader else 0,
        "waiting": Outbox.objects.filter(indexed=False).count(),
        "generation": index.current(),
    }


def close() -> None:
    """Let go of the writer, once its merges are done; for a clean stop of the worker."""
    global _writer
    if _writer:
        writer, _writer = _writer[1], None
        writer.wait_merging_threads()


def _waiting(limit: int) -> Iterator[tuple[int, str, int]]:
    rows = Outbox.objects.filter(indexed=False).order_by("-pk")
    return rows.values_list("pk", "source", "pk_of_source")[:limit].iterator()


def _open_writer() -> tantivy.IndexWriter | None:
    """This process's writer of the generation in use; None while another process has it open."""
    global _writer
    generation = index.current() or ""
    place = f"{settings.INDEX_ROOT}/{generation}"
    if _writer is None or _writer[0] != place:
        close()
        try:
            _writer = (place, index.new_writer(generation))
        except ValueError:
            return None
        if not index.is_locked("rebuild"):
            index.remove_others(generation)
    return _writer[1]


def _commit(writer: tantivy.IndexWriter, keys: Keys) -> None:
    try:
        for batch in _batches(sorted(keys)):
            _write(writer, batch)
        writer.commit()
    except BaseException:
        writer.rollback()
        raise


def _write(writer: tantivy.IndexWriter, keys: Keys) -> None:
    """Replace the documents of ``keys``; those their source no longer gives are gone."""
    wanted: dict[str, list[int]] = {}
    for source, pk in keys:
        wanted.setdefault(source, []).append(pk)
        writer.delete_documents_by_term("key", key_of(source, pk))
    for source, pks in wanted.items():
        if source in SOURCES:
            for document in SOURCES[source].load(pks):
                writer.add_document(to_index(document))


def _settle(rows: list[int]) -> None:
    if index.is_locked("rebuild"):
        Outbox.objects.filter(pk__in=rows).update(indexed=True)
    else:
        Outbox.objects.filter(Q(pk__in=rows) | Q(indexed=True)).delete()


def _write_everything(generation: str, progress: Callable[[int], None]) -> int:
    writer, done = index.new_writer(generation), 0
    keys = chain.from_iterable(((name, pk) for pk in source.all_ids()) for name, source in SOURCES.items())
    for batch in _batches(keys):
        _write(writer, batch)
        done += len(batch)
        if done % COMMIT_EVERY < BATCH:
            writer.commit()
        progress(done)
    writer.commit()
    writer.wait_merging_threads()
    return done


def _replay(generation: str) -> list[int]:
    """Write what changed since the rebuild began, what the drainer kept and what still waits; the rows written."""
    rows = list(Outbox.objects.values_list("pk", "source", "pk_of_source"))
    if rows:
        writer = index.new_writer(generation)
        _commit(writer, {(source, pk) for _, source, pk in rows})
        writer.wait_merging_threads()
    return [row for row, _, _ in rows]


def _delete(rows: list[int]) -> None:
    for batch in _batches(rows):
        Outbox.objects.filter(pk__in=batch).delete()


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(things)
    while batch := list(islice(iterator, BATCH)):
        yield batch
