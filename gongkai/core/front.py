"""The front: hands out stored pages and static files before Django wakes, refuses bodies that are too large.

A WSGI callable around Django's. A page is served from memory, after one ``stat`` that proves its file is still the
one that was read: a deleted page is gone with its file. Answers carry an ETag of the content, so that a page rendered
anew with the same content is still a 304.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from gongkai.core import pages

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]

MEMORY = 64 * 1024 * 1024  # bytes of pages and static files one process keeps in memory
HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")
STATIC_PATH = re.compile(r"/static/((?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*)")
ENCODINGS = {".br": "br", ".gz": "gzip"}


@dataclass(slots=True)
class Form:
    """One encoding of a file, ready to go out."""

    body: bytes
    etag: str
    headers: Headers
    unchanged: Headers


@dataclass(slots=True)
class Kept:
    """A file in memory, and the signature of the file on disk that it was read from."""

    signature: tuple[int, int, int]
    modified: int
    forms: dict[str, Form]
    size: int


class Front:
    """``headers`` go with every answer; ``limit`` is the largest request body in bytes, ``too_large`` the page that
    says so."""

    def __init__(
        self, inner: Callable[..., Iterable[bytes]], *, static: Path, headers: Headers, limit: int, too_large: bytes
    ) -> None:
        self.inner = inner
        self.static = static
        self.security = headers
        self.limit = limit
        self.too_large = too_large
        self.memory: dict[str, Kept] = {}
        self.files: dict[tuple[str, str], tuple[str, str, str]] = {}
        self.bytes = 0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            answer = self._from_disk(environ, start_response)
            return self.inner(environ, start_response) if answer is None else answer
        if int(environ.get("CONTENT_LENGTH") or 0) > self.limit or "HTTP_TRANSFER_ENCODING" in environ:
            return self._refuse(environ, start_response)
        return self.inner(environ, start_response)

    def _from_disk(self, environ: Environ, start_response: StartResponse) -> list[bytes] | None:
        path = environ["PATH_INFO"]
        key = (environ.get("HTTP_HOST", ""), path)
        place = self.files.get(key) or self._place(*key)
        if place is None or (environ.get("QUERY_STRING") and not path.startswith("/static/")):
            return None
        kept = self._read(*place)
        if kept is None:
            return None
        if len(self.files) > 10_000:
            self.files.clear()
        self.files[key] = place
        return _answer(kept, environ, start_response)

    def _place(self, host: str, path: str) -> tuple[str, str, str] | None:
        """File, media type and Cache-Control of what this address may name."""
        if match := STATIC_PATH.fullmatch(path):
            kind = guess_type(path)[0] or "application/octet-stream"
            lasting = "public, max-age=31536000, immutable" if HASHED.search(path) else "no-cache"
            return str(self.static / match[1]), kind, lasting
        file = pages.file_of(host.lower(), path)
        return None if file is None else (str(file), pages.media_type(path), "no-cache")

    def _read(self, file: str, kind: str, lasting: str) -> Kept | None:
        """The file from memory when it is still the one on disk, else from disk; None when there is none."""
        try:
            stat = os.stat(file)
            signature = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            kept = self.memory.get(file)
            if kept is not None and kept.signature == signature:
                return kept
            kept = self._load(file, signature, kind, lasting)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        if kept is not None:
            if self.bytes > MEMORY:
                self.memory.clear()
                self.bytes = 0
            self.memory[file] = kept
            self.bytes += kept.size
        return kept

    def _load(self, file: str, signature: tuple[int, int, int], kind: str, lasting: str) -> Kept | None:
        forms, size = {}, 0
        for suffix in pages.FORMS:
            try:
                with open(file + suffix, "rb") as source:
                    stat = os.fstat(source.fileno())
                    body = source.read()
            except FileNotFoundError:
                if not suffix:
                    raise
                continue
            if not suffix and (stat.st_mtime_ns, stat.st_size, stat.st_ino) != signature:
                return None  # replaced this very moment
            if stat.st_mtime_ns == signature[0]:  # else left over from another content
                forms[suffix] = self._form(body, suffix, kind, lasting, int(stat.st_mtime))
                size += len(body)
        return Kept(signature, signature[0] // 1_000_000_000, forms, size)

    def _form(self, body: bytes, suffix: str, kind: str, lasting: str, modified: int) -> Form:
        etag = f'"{hashlib.sha256(body).hexdigest()[:24]}{suffix.replace(".", "-")}"'
        unchanged = [
            ("ETag", etag),
            ("Last-Modified", formatdate(modified, usegmt=True)),
            ("Cache-Control", lasting),
            ("Vary", "Accept-Encoding"),
            *self.security,
        ]
        text = kind.startswith("text/") or kind.endswith(("xml", "json", "javascript"))
        headers = [("Content-Type", f"{kind}; charset=utf-8" if text else kind), ("Content-Length", str(len(body)))]
        if suffix:
            headers.append(("Content-Encoding", ENCODINGS[suffix]))
        return Form(body, etag, headers + unchanged, unchanged)

    def _refuse(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Read the body away, without keeping it, up to a few times the limit: a browser shows the answer only when
        it could send everything."""
        left = 4 * self.limit
        while left > 0 and (chunk := environ["wsgi.input"].read(64 * 1024)):
            left -= len(chunk)
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(self.too_large)))]
        start_response("413 Content Too Large", [*headers, ("Connection", "close"), *self.security])
        return [self.too_large]


def _answer(kept: Kept, environ: Environ, start_response: StartResponse) -> list[bytes]:
    accepted = _accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
    form = next((kept.forms[suffix] for suffix in accepted if suffix in kept.forms), None) or kept.forms[""]
    if _unchanged(form, kept, environ):
        start_response("304 Not Modified", form.unchanged)
        return []
    start_response("200 OK", form.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [form.body]


def _unchanged(form: Form, kept: Kept, environ: Environ) -> bool:
    """RFC 9110 section 13.1: If-None-Match decides, If-Modified-Since only without it."""
    if (known := environ.get("HTTP_IF_NONE_MATCH")) is not None:
        return form.etag in known or known.strip() == "*"
    if since := environ.get("HTTP_IF_MODIFIED_SINCE"):
        try:
            return parsedate_to_datetime(since).timestamp() >= kept.modified
        except (ValueError, OverflowError):
            return False
    return False


@lru_cache(maxsize=500)
def _accepted(header: str) -> tuple[str, ...]:
    """Which stored forms the client takes, best first."""
    takes = {}
    for part in header.lower().split(","):
        name, _, parameter = part.strip().partition(";")
        takes[name.strip()] = parameter.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return tuple(suffix for suffix, name in ENCODINGS.items() if takes.get(name, takes.get("*", False)))
