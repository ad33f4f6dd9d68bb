"""One rendering of a page at a time, over all threads and processes: after a change every visitor wants the same page,
and one of them renders it for all.

A turn is the lock of a file, which goes with its process whatever happens. There is a fixed number of such files, because
addresses have no end; two pages that share one wait for each other at most PATIENCE.
"""

import fcntl
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

PATIENCE = 5.0  # seconds that a visitor waits for the rendering of another
LOOK = 0.01  # seconds between looks
FILES = 256


@contextmanager
def turn(page: Path) -> Iterator[bytes | None]:
    """The turn to render the page of the file ``page``: None, or what another has just rendered. Who has waited for
    nothing (the page changed meanwhile, or is none to be kept) renders beside the others."""
    try:
        handle = _open(page)
    except OSError:  # a full disk costs nobody the page
        yield None
        return
    try:
        yield None if _locked(handle) else _awaited(handle, page)
    finally:
        os.close(handle)


def _open(page: Path) -> int:
    folder = Path(settings.TURNS_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / f"{zlib.crc32(bytes(page)) % FILES:03}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _awaited(handle: int, page: Path) -> bytes | None:
    """What another rendered and kept; None when it kept nothing, or takes too long."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        time.sleep(LOOK)
        over = _locked(handle)
        try:
            return page.read_bytes()
        except OSError:
            if over:
                fcntl.flock(handle, fcntl.LOCK_UN)
                return None
    return None
