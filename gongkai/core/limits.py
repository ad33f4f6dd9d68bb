"""How often one address may ask: a fixed window of a minute, counted across all processes of the server.

The counters lie in one small file; an address is only a place in it (a keyed hash), so no address is kept, and the
database is not written for a request that reads. Two addresses that fall on one place share its counter, one chance in
65,536. The file is read and written, not mapped: a page of a mapping that the disk has no room for kills the process.
"""

import fcntl
import functools
import os
import struct
import threading
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.core.addresses import network

WINDOW = 60  # seconds
SLOTS = 65_536
_SLOT = struct.Struct("<II")  # number of the window, requests in it
_mine = threading.Lock()
_here: dict[int, tuple[int, int]] = {}  # what this process counts while the file cannot be written


def limited(name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """At most settings.LIMITS[name] requests a minute from one address to this view; above that 429 and a sentence."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if count(name, request.META.get("REMOTE_ADDR", "")) <= settings.LIMITS[name]:
                return view(request, *args, **kwargs)
            return too_often(request)

        return run

    return wrap


def too_often(request: HttpRequest) -> HttpResponse:
    """429, with a sentence and when to come back."""
    context = {"message": "您的操作过于频繁，请过一分钟再试。", "base": "portal/base.html", "way_on": "/"}
    response = render(request, "core/refused.html", context, status=429)
    response["Retry-After"] = str(WINDOW)
    return response


def count(name: str, address: str) -> int:
    """Count one more request of ``address``; how many it is in this window."""
    window = int(time.time()) // WINDOW
    key = settings.SECRET_KEY.encode()[:64]
    place = blake2b(f"{name} {network(address)}".encode(), key=key, digest_size=4).digest()
    slot = int.from_bytes(place) % SLOTS
    with _mine:
        try:
            return _count_in_file(slot, window)
        except OSError:  # a full or read-only disk: each process counts for itself
            then, before = _here.get(slot, (window, 0))
            _here[slot] = (window, before + 1 if then == window else 1)
            return _here[slot][1]


def _count_in_file(slot: int, window: int) -> int:
    offset = slot * _SLOT.size
    handle = _open()
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        then, before = _SLOT.unpack(os.pread(handle, _SLOT.size, offset).ljust(_SLOT.size, b"\0"))
        requests = before + 1 if then == window else 1
        os.pwrite(handle, _SLOT.pack(window, requests), offset)
    finally:
        os.close(handle)
    return requests


def _open() -> int:
    file = Path(settings.LIMITS_ROOT) / "counters"
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
