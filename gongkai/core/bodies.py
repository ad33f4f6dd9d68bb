"""How large a posted body may be, said at the view and kept before a byte of it is read into memory.

    @takes(50 * 1024 * 1024)
    def form(request): ...

A view that says nothing takes a form of text (TEXT). Staff who are signed in may send what the front lets through; who
is not signed in may send the desk what it would give back after signing in (core.typed). What is no upload is text, which is
read into memory: DATA_UPLOAD_MAX_MEMORY_SIZE at most. Larger bodies of one address are counted, too.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string

from gongkai.core import limits

TEXT = 64 * 1024  # bytes
CHUNK = 64 * 1024
V = TypeVar("V", bound=Callable[..., Any])


def takes(limit: int) -> Callable[[V], V]:
    """The view takes bodies of up to ``limit`` bytes, and room for the fields beside the files."""

    def mark(view: V) -> V:
        view.body_limit = limit + TEXT  # type: ignore[attr-defined]
        return view

    return mark


class BodyMiddleware:
    """Stands before whatever looks into the body (the CSRF check first of all). Whoever answered, and however early, a
    large body is read to its end: a browser shows the answer only when it could send everything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _length(request) > TEXT:
            _drop(request)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        length = _length(request)
        if length <= TEXT or request.method in ("GET", "HEAD"):
            return None
        limit = _limit(request, view)
        if length > limit:
            return too_large(request, limit)
        address = request.META.get("REMOTE_ADDR", "")
        if not request.user.is_authenticated and limits.count("large", address) > settings.LIMITS["large"]:
            return limits.too_often(request)
        return None


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """413, with how many bytes one may send."""
    desk = request.path.startswith("/desk/")
    context = {"limit": filesizeformat(limit), "signed_out": desk and not request.user.is_authenticated}
    return HttpResponse(render_to_string("core/too_large.html", context), status=413)


def _length(request: HttpRequest) -> int:
    return int(request.META.get("CONTENT_LENGTH") or 0)


def _limit(request: HttpRequest, view: Any) -> int:
    text = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if request.path.startswith("/desk/"):
        limit = settings.REQUEST_LIMIT if request.user.is_authenticated else text
    else:
        limit = getattr(view, "body_limit", TEXT)
    return limit if request.content_type == "multipart/form-data" else min(limit, text)


def _drop(request: HttpRequest) -> None:
    """Read the rest of the body away without keeping it."""
    with suppress(UnreadablePostError):  # who sent it is gone
        while request.read(CHUNK):
            pass
