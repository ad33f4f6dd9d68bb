"""The page store: a public page is a function of the database, rendered once and kept as files.

A view decorated with ``stored`` says what it shows with ``shows(request, "record:12", "list:item:20.1")``. The
response is kept as PAGES_ROOT/<host>/<path>/index.html (a feed or a sitemap: …/<name>.xml) with its gzip and brotli
forms, which the front (core.front) or nginx hands out. A change calls ``purge("record:12", …)`` inside its
transaction; after the commit the files of every page with such a tag are gone before the caller goes on.

No page outlives a change, whatever happens when (docs/decisions/0001):

* Rows and tags of a page are committed before its files are written, so every file can be found by its tags.
* Writing files and sweeping exclude each other by the one row PageClock. A page is not written when one of its tags
  was purged and not yet swept, or swept since its rendering began.
* Visitors who come while a page is rendered get that page once it is a file (core.turns), as if they had come to the
  file; where it was not kept, each renders it anew.
* A process that dies between commit and deletion leaves Purge rows without a sweep; the next ``sweep`` (at start,
  and by the worker all the time) does the rest.
"""

import functools
import gzip
import logging
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gongkai.core import bulk, trouble, turns
from gongkai.core.models import PageClock, PageTag, Purge, StoredPage
from gongkai.core.patience import impatient

log = logging.getLogger(__name__)

SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._~-]*")
HOST = re.compile(r"[a-z0-9\[][a-z0-9.:\[\]-]{0,119}")  # never a dot alone: it names a folder
MEDIA_TYPES = {
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".json": "application/json",
}
FORMS = ("", ".br", ".gz")
EVERY = "every"  # the tag of every page, for the rare change that shows everywhere (an organ is renamed)
SPARE = 512 * 1024 * 1024  # bytes that stay free on the disk: addresses of lists have no end


class NotStorable(RuntimeError):
    """A view marked ``stored`` answered with something that belongs to one visitor."""


def file_of(host: str, path: str) -> Path | None:
    """The file that holds the page, or None when the address cannot be one of ours. One address, one spelling:
    "/a/b/" or "/a/feed.xml", no empty, dotted or strange segments."""
    if not HOST.fullmatch(host) or len(path) > 400 or not path.startswith("/"):
        return None
    *folders, name = path[1:].split("/")
    if name and os.path.splitext(name)[1] not in MEDIA_TYPES:
        return None
    if not all(SEGMENT.fullmatch(part) and not part.startswith("index.html") for part in (*folders, name or "_")):
        return None
    return Path(settings.PAGES_ROOT, host.replace(":", "_"), *folders, name or "index.html")


def media_type(path: str) -> str:
    """What a page at this address is served as."""
    return MEDIA_TYPES.get(os.path.splitext(path)[1], "text/html")


def shows(request: HttpRequest, *tags: str) -> None:
    """Say what the page being rendered shows; a purge of any of these tags throws the page away."""
    request.page_tags = getattr(request, "page_tags", set()) | set(tags)  # type: ignore[attr-defined]


def stored(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the page this view renders: GET without query string, answered 200, with at least one tag."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
            return view(request, *args, **kwargs)
        host = request.get_host().lower()
        file = file_of(host, request.path) if request.method == "GET" else None
        if file is None or not (_host_is_ours(request) and _is_the_address(request)):
            return _rendered(view, request, *args, **kwargs)
        seq = getattr(request, "page_clock", None)
        seq = clock() if seq is None else seq
        with turns.turn(file) as content:
            if content is not None:
                given = f"{media_type(request.path)}; charset=utf-8"
                return HttpResponse(content, content_type=given, headers={"Cache-Control": "no-cache"})
            response = _rendered(view, request, *args, **kwargs)
            tags: set[str] = getattr(request, "page_tags", set())
            storable = response.status_code == 200 and not response.streaming and tags
            if storable and _is_for_everyone(request, response):
                keep(host, request.path, response.content, tags, seq)
        return response

    return run


def _rendered(view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)  # of a broken cookie, not of this page
    response = view(request, *args, **kwargs)
    if response.status_code == 200 and not response.streaming:
        if hasattr(response, "render"):
            response.render()
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def clock() -> int:
    """Where the store stands; read before anything that a page shows. 0 before the first page."""
    return PageClock.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


def keep(host: str, path: str, content: bytes, tags: set[str], seq: int) -> bool:
    """Store a page rendered when the clock stood at ``seq``. False, and nothing stored, when one of its tags was
    purged since, when the disk is nearly full, or when the database is too busy to wait for."""
    file = file_of(host, path)
    if file is None or not _has_room():
        return False
    try:
        with impatient():
            page, _ = StoredPage.objects.get_or_create(host=host, path=path)
            old = set(page.tags.values_list("tag", flat=True))
            PageTag.objects.bulk_create(PageTag(page=page, tag=tag) for tag in sorted(tags - old))
        with impatient():
            now = _lock_clock().seq
            changed = Purge.objects.filter(Q(seq=None) | Q(seq__gt=seq), tag__in={*tags, EVERY}).exists()
            if changed or not StoredPage.objects.filter(pk=page.pk).exists():
                return False
            _write(file, content, seq or now)
    except IntegrityError:  # swept between the two steps
        return False
    except (DatabaseError, OSError) as error:
        trouble_met = trouble.of(error)
        if trouble_met is None:
            raise
        log.info("page not kept", extra={"trouble": trouble_met.name})
        return False
    return True


def purge(*tags: str) -> None:
    """Throw away every page that shows one of ``tags``, when and only when the current transaction commits; the tag
    EVERY means all pages."""
    if not tags:
        return
    with transaction.atomic():
        bulk.insert_many([Purge(tag=tag) for tag in sorted(set(tags))])
        transaction.on_commit(sweep)


def sweep() -> int:
    """Delete the pages of all purges not yet swept; returns how many pages went. Safe to run at any time, twice, and
    from several processes."""
    if not Purge.objects.filter(seq=None).exists():
        return 0
    with transaction.atomic():
        seq = _tick()
        Purge.objects.filter(seq=None).update(seq=seq)
        swept = Purge.objects.filter(seq=seq)
        pages = StoredPage.objects.all()
        if swept.filter(tag=EVERY).exists():
            _clear(Path(settings.PAGES_ROOT))
        else:
            pages = pages.filter(pk__in=PageTag.objects.filter(tag__in=swept.values("tag")).values("page"))
        count = 0
        while chunk := list(pages[:500]):
            for page in chunk:
                _delete(file_of(page.host, page.path))
            StoredPage.objects.filter(pk__in=[page.pk for page in chunk]).delete()
            count += len(chunk)
    return count


def prune() -> int:
    """Forget purges swept more than an hour ago: no page that began before them is still being rendered."""
    return Purge.objects.filter(seq__lt=int(time.time()) - 3600).delete()[0]


def _host_is_ours(request: HttpRequest) -> bool:
    """Whether the host name, which the visitor chose, is that of a site or of the settings: others are answered but
    never stored, or a stranger could fill the disk."""
    host = request.get_host().lower()
    names = set(settings.EXTRA_HOSTS)
    if site := getattr(request, "site", None):
        names.add(site.host)
    return host in names or host.removesuffix(":" + request.META.get("SERVER_PORT", "")) in names


def _is_the_address(request: HttpRequest) -> bool:
    """Whether the page is asked for by its one address: a number is also read with zeros before it, and of such
    spellings there is no end."""
    match = request.resolver_match
    if match is None:
        return True
    given = match.captured_kwargs  # type: ignore[attr-defined]
    return reverse(match.view_name, kwargs=given) == request.path


def _is_for_everyone(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the page holds nothing of one visitor. A page that does is a mistake in its view: an error while
    developing and testing, an unkept page and a log line in service."""
    session = getattr(request, "session", None)
    reason = ""
    if response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        reason = "it sets a cookie or holds a form token"
    elif session is not None and session.accessed:
        reason = "it looked at who is signed in"
    elif response.headers["Content-Type"].split(";")[0] != media_type(request.path):
        reason = f"{request.path} is served as {media_type(request.path)}"
    if reason and settings.STRICT_PAGES:
        raise NotStorable(f"{request.path} cannot be stored: {reason}")
    if reason:
        log.error("page cannot be stored: %s", reason)
    return not reason


def _has_room() -> bool:
    root = Path(settings.PAGES_ROOT)
    try:
        root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(root).free > SPARE
    except OSError:
        return False


def _lock_clock() -> PageClock:
    PageClock.objects.get_or_create(pk=1, defaults={"seq": int(time.time())})
    return PageClock.objects.select_for_update().get(pk=1)


def _tick() -> int:
    row = _lock_clock()
    row.seq = max(row.seq + 1, int(time.time()))
    row.save()
    return row.seq


def _write(file: Path, content: bytes, seq: int) -> None:
    """The plain file comes last and goes first: where it is, its other forms are of the same moment. The clock as
    modification time makes the validators of two contents of one page differ, even within a second."""
    file.parent.mkdir(parents=True, exist_ok=True)
    forms = {
        ".br": brotli.compress(content, quality=5),
        ".gz": gzip.compress(content, 6, mtime=0),
        "": content,
    }
    for form, data in forms.items():
        temporary = file.with_name(f".{file.name}{form}.{os.getpid()}")
        try:
            temporary.write_bytes(data)
            os.utime(temporary, (seq, seq))
            os.replace(temporary, file.with_name(file.name + form))
        except OSError:  # half a page is none
            temporary.unlink(missing_ok=True)
            _delete(file)
            raise


def _delete(file: Path | None) -> None:
    if file is not None:
        for form in FORMS:
            file.with_name(file.name + form).unlink(missing_ok=True)


def _clear(root: Path) -> None:
    if root.is_dir():
        for folder in root.iterdir():
            shutil.rmtree(folder)
