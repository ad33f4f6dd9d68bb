"""The state of the parts, for whoever watches the server: GET /healthz → 200 or 503 and JSON without secrets.

A room adds its part when its app starts::

    health.register("index", check)      # check() -> facts as a dict; raises when the part is not well
"""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from gongkai.core.models import Purge

log = logging.getLogger(__name__)

Check = Callable[[], dict[str, Any]]
CHECKS: dict[str, Check] = {}
SILENCE = 30  # seconds without a heartbeat after which the worker counts as gone


class Unwell(Exception):
    """A part is not well; the message says what is wrong, without secrets: it is public."""


def register(part: str, check: Check) -> None:
    CHECKS[part] = check


def answer(request: HttpRequest) -> HttpResponse:
    """JSON: ``{"ok": true, "database": {"ok": true, …}, "worker": …}``; 503 when a part is not well."""
    parts = {name: _run(name, check) for name, check in CHECKS.items()}
    ok = all(part["ok"] for part in parts.values())
    response = JsonResponse({"ok": ok, **parts}, status=200 if ok else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def beat() -> None:
    """The worker is alive."""
    heart = _heart()
    heart.touch()


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


register("database", _database)
register("worker", _worker)
register("pages", _pages)
