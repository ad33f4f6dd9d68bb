"""The Tantivy index on disk: its fields, who reads and who writes.

INDEX_ROOT/current names the generation in use, a folder beside it. Any number of processes read; a reader looks at two
file stamps per search and reloads only when they changed. Exactly one process writes, the holder of the file lock
"drain" (see search.indexing). A generation carries the number of its layout: after an upgrade that changes LAYOUT, the
old one is not read and the worker builds a new one.
"""

import contextlib
import errno
import fcntl
import logging
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import tantivy
from django.conf import settings
from django.db import DatabaseError

from gongkai.core import trouble
from gongkai.core.actions import Refused

log = logging.getLogger(__name__)

LAYOUT = 2  # also changed with what segment makes of a text
FULL = re.compile(r"os error (28|30|122|27)\b")  # ENOSPC, EROFS, EDQUOT, EFBIG, as Rust writes them
HEAP = 96_000_000  # bytes the writer may fill before it writes a segment by itself

# facet → kind of field; the values are codes (see search.documents.Document)
FACETS = {"organ": int, "kind": str, "theme": str, "item": str, "year": int, "validity": str}


def schema() -> tantivy.Schema:
    """The fields of the index.

    ``text`` holds every word of a document and decides what is found; title, brief (keywords and summary) and number
    hold the same words again and decide what comes first. ``pairs`` are the pairs of neighbouring characters of the
    title: any piece of a title is a phrase of them. ``phrases`` and ``sounds`` are the vocabulary (search.spelling).
    """
    build = tantivy.SchemaBuilder()
    build.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in ("text", "title", "pairs", "brief", "number"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("phrases", "sounds"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name, type_ in FACETS.items():
        if type_ is int:
            build.add_unsigned_field(name, indexed=True, fast=True)
        else:
            build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    build.add_text_field("top_theme", tokenizer_name="raw", index_option="basic")
    build.add_unsigned_field("released_at", fast=True)
    build.add_float_field("weight", fast=True)
    build.add_bytes_field("card", stored=True)
    build.add_bytes_field("body", stored=True)
    return build.build()


SCHEMA = schema()


class Broken(Refused):
    """The index cannot be read, or is not there yet. The message leads on to the other ways to find."""

    def __init__(self) -> None:
        super().__init__(
            "检索暂时不能用，系统正在自动修复，一般几分钟就好。"
            "这期间可以从首页的栏目、主题分类和公开机构查找，也可以直接联系发布机关。"
        )


@contextlib.contextmanager
def sound() -> Iterator[None]:
    """The one place where what a damaged index does becomes Broken: errors of Tantivy and its panics, which are no
    Exception. The worker is told by a file (``is_marked``) and builds the index anew."""
    try:
        yield
    except (Refused, DatabaseError):
        raise
    except BaseException as error:
        if not isinstance(error, (OSError, ValueError)) and type(error).__name__ != "PanicException":
            raise
        global _reader
        _reader = None
        if trouble.of(error) is trouble.Trouble.FULL or FULL.search(str(error)):
            raise OSError(errno.ENOSPC, "the index cannot be written") from error
        log.error("index is broken", extra={"error_type": type(error).__name__})
        mark()
        raise Broken from error


def mark() -> None:
    """Say that the generation in use is broken."""
    with contextlib.suppress(OSError):
        (root() / "broken").write_text(current() or "")


def is_marked() -> bool:
    """Whether the generation in use was found broken."""
    try:
        return (root() / "broken").read_text() == (current() or "none")
    except (OSError, ValueError):
        return False


class Reader(NamedTuple):
    """An open generation as it was at its last commit."""

    generation: str
    stamp: tuple[int, int]
    opened: tantivy.Index
    searcher: tantivy.Searcher


_reader: Reader | None = None


def reader() -> Reader | None:
    """The index as last committed, reloaded only when it changed; None while there is none."""
    global _reader
    for attempt in range(3):  # a generation may be swapped and removed between reading its name and opening it
        generation = current()
        if generation is None:
            return None
        try:
            _reader = _open(generation, _reader)
            return _reader
        except (FileNotFoundError, ValueError):
            _reader = None
            if attempt == 2:
                raise
    return None


def _open(generation: str, known: Reader | None) -> Reader:
    folder = root() / generation
    meta = (folder / "meta.json").stat()
    stamp = (meta.st_mtime_ns, meta.st_ino)
    name = str(folder)
    if known is None or known.generation != name:
        index = tantivy.Index.open(name)
        index.config_reader("manual", 0)
    elif known.stamp == stamp:
        return known
    else:
        index = known.opened
    index.reload()
    return Reader(name, stamp, index, index.searcher())


def root() -> Path:
    folder = Path(settings.INDEX_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def current() -> str | None:
    """Name of the generation in use; None when there is none that this program can read."""
    try:
        name = (root() / "current").read_text().strip()
    except (OSError, ValueError):
        return None
    return name if name.startswith(f"{LAYOUT}-") and (root() / name / "meta.json").is_file() else None


def new_generation() -> str:
    """Make an empty generation that nobody reads yet; its name."""
    name = f"{LAYOUT}-{time.time_ns()}"
    (root() / name).mkdir()
    tantivy.Index(SCHEMA, path=str(root() / name))
    return name


def switch_to(generation: str) -> None:
    """Let every process read ``generation`` from its next search on."""
    temporary = root() / f".current.{os.getpid()}"
    temporary.write_text(generation)
    os.replace(temporary, root() / "current")


def remove_others(generation: str) -> None:
    """Delete every generation but this one; open readers keep what they have open."""
    for folder in root().iterdir():
        if folder.is_dir() and folder.name != generation:
            shutil.rmtree(folder, ignore_errors=True)


def remove(generation: str) -> None:
    """Delete a generation that nobody reads."""
    shutil.rmtree(root() / generation, ignore_errors=True)


def new_writer(generation: str) -> tantivy.IndexWriter:
    """The one writer of a generation; ValueError while another process holds it."""
    return tantivy.Index.open(str(root() / generation)).writer(HEAP, 1)


@contextlib.contextmanager
def lock(name: str, wait: bool = False) -> Iterator[bool]:
    """Hold the file lock ``name`` of this index; yields False when another process holds it and ``wait`` is off.
    The lock goes with the process, however that ends."""
    with (root() / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def is_locked(name: str) -> bool:
    """Whether some process (this one included) holds the lock ``name``."""
    with lock(name) as mine:
        return not mine
