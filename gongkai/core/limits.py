"""How often one address may ask: a fixed window of a minute, counted across all processes of the server.

The counters lie in one small file that every process maps into memory; an address is only a place in it (a keyed hash),
so no address is kept, and the database is not written for a request that reads. Two addresses that fall on one place
share its counter, one chance in 65,536.
"""

import fcntl
import functools
import mmap
import struct
import threading
import time
from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WINDOW = 60  # seconds
SLOTS = 65_536
_SLOT = struct.Struct("<II")  # number of the window, requests in it
_mine = threading.Lock()


def limited(name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """At most settings.LIMITS[name] requests a minute from one address to this view; above that 429 and a sentence."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if count(name, request.META.get("REMOTE_ADDR", "")) <= settings.LIMITS[name]:
                return view(request, *args, **kwargs)
            context = {"message": "您的操作过于频繁，请过一分钟再试。", "base": "portal/base.html", "way_on": "/"}
            response = render(request, "core/refused.html", context, status=429)
            response["Retry-After"] = str(WINDOW)
            return response

        return run

    return wrap


def count(name: str, address: str) -> int:
    """Count one more request of ``address``; how many it is in this window."""
    window = int(time.time()) // WINDOW
    key = settings.SECRET_KEY.encode()[:64]
    place = blake2b(f"{name} {_network(address)}".encode(), key=key, digest_size=4).digest()
    offset = int.from_bytes(place) % SLOTS * _SLOT.size
    with _mine, _file().open("r+b") as file, mmap.mmap(file.fileno(), SLOTS * _SLOT.size) as counters:
        fcntl.flock(file, fcntl.LOCK_EX)
        then, before = _SLOT.unpack_from(counters, offset)
        requests = before + 1 if then == window else 1
        _SLOT.pack_into(counters, offset, window, requests)
    return requests


def _network(address: str) -> str:
    """An IPv6 client owns its whole /64; an address that cannot be read counts as written."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else address


def _file() -> Path:
    file = Path(settings.LIMITS_ROOT) / "counters"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as made:
            made.truncate(SLOTS * _SLOT.size)
    return file
