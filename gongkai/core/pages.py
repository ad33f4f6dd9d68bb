"""The page store: a public page is a function of the database, rendered once and kept as files.

A view decorated with ``stored`` says what it shows with ``shows(request, "record:12", "list:item:20.1")``. The
response is kept under PAGES_ROOT/<host>/<path>/index.html with its gzip and brotli forms. A change calls
``purge("record:12", …)`` inside its transaction; after the commit the files of every page with such a tag are gone
before the caller goes on.

No page outlives a change, whatever happens when:

* A page rendered before a change and stored after it: ``purge`` raises the one PageClock row; storing takes that
  row's lock and is refused when a tag of the page was purged since the rendering began.
* The process dies between commit and deletion: the Purge rows stay undone; ``sweep`` (at start, and by the
  worker) deletes their pages.
"""

import functools
import gzip
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from gongkai.core.models import PageClock, PageTag, Purge, StoredPage

SAFE_SEGMENT = re.compile(r"^[\w.~-]+$")
EVERY = "every"  # a tag of every page, for the rare change that shows everywhere (an organ is renamed)
HOST = re.compile(r"^[a-z0-9.:\[\]-]{1,120}$")


def folder_of(host: str, path: str) -> Path | None:
    """The folder that holds the page, or None when the address cannot be one of ours."""
    segments = [s for s in path.split("/") if s]
    if not HOST.match(host) or len(path) > 400 or ".." in path or not all(SAFE_SEGMENT.match(s) for s in segments):
        return None
    return Path(settings.PAGES_ROOT, host.replace(":", "_"), *segments)


def shows(request: HttpRequest, *tags: str) -> None:
    """Say what the page being rendered shows; a purge of any of these tags throws the page away."""
    request.page_tags = getattr(request, "page_tags", set()) | set(tags)  # type: ignore[attr-defined]


def stored(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the page this view renders: GET without query string, answered 200, with at least one tag."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
            return view(request, *args, **kwargs)
        seq = _clock()
        request.is_stored_page = True  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        tags = getattr(request, "page_tags", set())
        if request.method == "GET" and response.status_code == 200 and tags and not response.streaming:
            if hasattr(response, "render"):
                response.render()
            keep(request.get_host().lower(), request.path, response.content, tags | {EVERY}, seq)
        return response

    return run


def keep(host: str, path: str, content: bytes, tags: set[str], seq: int) -> bool:
    """Store a page rendered when the clock stood at ``seq``; False when one of its tags was purged since."""
    folder = folder_of(host, path)
    if folder is None:
        return False
    with transaction.atomic():
        _lock_clock()
        if Purge.objects.filter(seq__gt=seq, tag__in=tags).exists():
            return False
        page, _ = StoredPage.objects.get_or_create(host=host, path=path)
        page.tags.all().delete()
        PageTag.objects.bulk_create(PageTag(page=page, tag=tag) for tag in sorted(tags))
        _write(folder, content)
    return True


def purge(*tags: str) -> None:
    """Throw away every page that shows one of ``tags``, when and only when the current transaction commits."""
    if not tags:
        return
    with transaction.atomic():
        seq = _tick()
        Purge.objects.bulk_create(Purge(seq=seq, tag=tag) for tag in sorted(set(tags)))
    transaction.on_commit(sweep)


def sweep() -> int:
    """Delete the pages of all purges not yet done; returns how many pages went. Safe to run at any time, twice,
    and from several processes."""
    waiting = list(Purge.objects.filter(done=False).values_list("pk", "tag"))
    if not waiting:
        return 0
    with transaction.atomic():
        _lock_clock()
        pages = list(StoredPage.objects.filter(tags__tag__in={tag for _, tag in waiting}).distinct())
        for page in pages:
            _delete(folder_of(page.host, page.path))
        StoredPage.objects.filter(pk__in=[page.pk for page in pages]).delete()
        Purge.objects.filter(pk__in=[pk for pk, _ in waiting]).update(done=True)
    return len(pages)


def _clock() -> int:
    row = PageClock.objects.filter(pk=1).first()
    return row.seq if row else 0


def _lock_clock() -> None:
    PageClock.objects.get_or_create(pk=1)
    PageClock.objects.select_for_update().get(pk=1)


def _tick() -> int:
    PageClock.objects.get_or_create(pk=1)
    PageClock.objects.filter(pk=1).update(seq=F("seq") + 1)
    return PageClock.objects.get(pk=1).seq


def _write(folder: Path, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    forms = {
        "index.html.br": brotli.compress(content, quality=5),
        "index.html.gz": gzip.compress(content, 6, mtime=0),
    }
    for name, data in [*forms.items(), ("index.html", content)]:
        temporary = folder / f".{name}.{os.getpid()}"
        temporary.write_bytes(data)
        os.replace(temporary, folder / name)


def _delete(folder: Path | None) -> None:
    if folder is None:
        return
    for name in ("index.html", "index.html.gz", "index.html.br"):
        (folder / name).unlink(missing_ok=True)
