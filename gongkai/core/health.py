"""The state of the parts, for whoever watches the server: GET /healthz → 200 or 503 and JSON without secrets.

A room adds its part when its app starts::

    health.register("index", check)      # check() -> facts as a dict; raises when the part is not well
"""

import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from gongkai.core import crypto, keyring
from gongkai.core.models import Purge
from gongkai.core.registry import Registry

log = logging.getLogger(__name__)

Check = Callable[[], dict[str, Any]]
CHECKS: Registry[str, Check] = Registry("parts")
SILENCE = 30  # seconds without a heartbeat after which the worker counts as gone


class Unwell(Exception):
    """A part is not well; the message says what is wrong, without secrets: it is public."""


def register(part: str, check: Check) -> None:
    CHECKS.add(part, check)


def answer(request: HttpRequest) -> HttpResponse:
    """JSON: ``{"ok": true, "database": {"ok": true, …}, "worker": …}``; 503 when a part is not well."""
    parts = {name: _run(name, check) for name, check in CHECKS.items()}
    ok = all(part["ok"] for part in parts.values())
    response = JsonResponse({"ok": ok, **parts}, status=200 if ok else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def beat() -> None:
    """The worker is alive."""
    try:
        _heart().touch()
    except OSError:  # a read-only disk: the part "disk" says so
        log.error("the heartbeat cannot be written")


def _run(name: str, check: Check) -> dict[str, Any]:
    try:
        return {"ok": True, **check()}
    except Unwell as error:
        return {"ok": False, "error": str(error)}
    except Exception as error:
        log.error("part is not well", extra={"part": name, "error_type": type(error).__name__})
        return {"ok": False, "error": type(error).__name__}


def _heart() -> Path:
    return Path(settings.HOME, "worker.beat")


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"engine": connection.vendor}


def _worker() -> dict[str, Any]:
    try:
        age = time.time() - _heart().stat().st_mtime
    except FileNotFoundError:
        raise Unwell("the worker has never run") from None
    if age > SILENCE:
        raise Unwell(f"no heartbeat for {age:.0f} seconds")
    return {"heartbeat_seconds": round(age, 1)}


def _pages() -> dict[str, Any]:
    root = Path(settings.PAGES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    if not os.access(root, os.W_OK):
        raise Unwell("the folder of pages cannot be written")
    return {"waiting_purges": Purge.objects.filter(seq=None).count()}


def _keys() -> dict[str, Any]:
    try:
        if not crypto.held():
            raise Unwell("the key file is gone: put it back from where it is kept, make no new one")
        keyring.checked()
    except crypto.MissingKey:
        raise Unwell("a key that the database needs is missing or cannot be read") from None
    return {}


def _disk() -> dict[str, Any]:
    """Whether something can be written, by writing it."""
    try:
        with TemporaryFile(dir=settings.HOME) as probe:
            probe.write(bytes(64 * 1024))
            probe.flush()
    except OSError:
        raise Unwell("the disk is full or cannot be written") from None
    return {"free_mb": shutil.disk_usage(settings.HOME).free // 1024**2}


register("database", _database)
register("keys", _keys)
register("disk", _disk)
register("worker", _worker)
register("pages", _pages)
