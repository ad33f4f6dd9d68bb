"""Files kept once, under the hash of their content; the type is told by the content, never by the name."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gongkai.core import durable
from gongkai.core.models import Blob

CHUNK = 1024 * 1024


class TooLarge(Exception):
    """More bytes came than the limit allows."""


@dataclass(frozen=True)
class Received:
    """A complete file that is not kept yet; gone when the ``with`` that received it ends, unless kept."""

    path: Path
    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Where the content with this hash lies."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


@contextmanager
def received(chunks: Iterable[bytes], limit: int | None = None) -> Iterator[Received]:
    """Write content to a temporary file beside the kept ones and sync it. Raises TooLarge as soon as ``limit`` bytes are
    exceeded; leaves nothing behind then or on any other error."""
    incoming = Path(settings.FILES_ROOT) / ".incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as out:
        path = Path(out.name)
        try:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                if limit is not None and size > limit:
                    raise TooLarge
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
            yield Received(path, digest.hexdigest(), size)
        finally:
            path.unlink(missing_ok=True)


def store(file: Received, media_type: str, text: str = "") -> Blob:
    """Keep a received file and return its row; the same content is kept once. The file is complete before the row
    exists, so a row never points at half a file."""
    target = path_of(file.sha256)
    durable.make_folder(target.parent)
    durable.replace(file.path, target)
    blob, _ = Blob.objects.get_or_create(
        sha256=file.sha256, defaults={"size": file.size, "media_type": media_type, "text": text}
    )
    return blob


def keep(chunks: Iterable[bytes], media_type: str, text: str = "") -> Blob:
    """Receive and store in one: for content made by this program."""
    with received(chunks) as file:
        return store(file, media_type, text)


def tidy(older_than: float = 86400) -> int:
    """Delete what a killed process left: temporary files, and contents whose row was never committed. Returns how many.
    Called by the scheduler."""
    root, before, gone = Path(settings.FILES_ROOT), time.time() - older_than, 0
    old = [f for f in root.rglob("*") if f.is_file() and f.stat().st_mtime < before]
    held = set(Blob.objects.filter(sha256__in=[f.name for f in old]).values_list("sha256", flat=True))
    for file in old:
        if file.name not in held:
            file.unlink(missing_ok=True)
            gone += 1
    return gone
