"""Answers that are files.

Only a file that is public is offered in parts and with the marks by which a copy is known again. What belongs to a person
or is not out yet goes out whole, is not to be kept, and names nothing of its content in a header.
"""

import os
import time
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

from gongkai.core.ranges import NotSatisfiable, wanted

HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


class Sent(FileResponse):
    """A file read as it is sent, in larger pieces than Django's."""

    block_size = 64 * 1024


class Part:
    """The bytes ``wanted`` of an open file, to be read and closed as one."""

    def __init__(self, file: BinaryIO, wanted: range) -> None:
        file.seek(wanted.start)
        self.file, self.left = file, len(wanted)

    def read(self, size: int) -> bytes:
        piece = self.file.read(min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()


def download(content: bytes, name: str, media_type: str, *, shown: bool = False) -> HttpResponse:
    """A file that the browser keeps under ``name`` and does not run; ``shown``: it opens it, as it does a PDF. nginx passes
    it on without laying it aside: what is encrypted here is not to lie open in a folder of nginx."""
    headers = {"Content-Disposition": content_disposition_header(not shown, name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers | {"X-Accel-Buffering": "no"})


def as_download(file: Path, name: str, media_type: str = "application/octet-stream") -> FileResponse:
    """A kept file, read as it is sent, that the browser keeps under ``name`` and neither runs nor shows, also for those
    who open its address by hand. FileNotFoundError when it is gone."""
    return Sent(file.open("rb"), as_attachment=True, filename=name, content_type=media_type, headers=HARMLESS)


def offered(request: HttpRequest, file: Path, digest: str, name: str, media_type: str) -> HttpResponseBase:
    """A public file as ``as_download`` sends it, also in part (RFC 9110 section 14) and only when the asker's copy is
    another (section 13). ``digest``: the hash of its content. Whoever keeps a copy asks each time whether it still holds:
    a file that is withdrawn is gone at once. FileNotFoundError when it is gone."""
    opened = file.open("rb")
    stat = os.fstat(opened.fileno())
    etag, modified = f'"{digest}"', int(min(stat.st_mtime, time.time()))
    marks = {"ETag": etag, "Last-Modified": http_date(modified), "Accept-Ranges": "bytes", "Cache-Control": "no-cache"}
    answer: HttpResponseBase | None = get_conditional_response(request, etag, modified)
    if answer is None:
        answer = _content(request, opened, stat.st_size, name, media_type, marks)
    else:
        opened.close()
        if answer.status_code == 304:
            answer["Content-Length"] = str(stat.st_size)  # that of the file or none, section 8.6
    for header, value in (HARMLESS | marks).items():
        answer[header] = value
    return answer


def _content(
    request: HttpRequest, opened: BinaryIO, size: int, name: str, media_type: str, marks: dict[str, str]
) -> HttpResponseBase:
    """The file, the part of it that is asked for, its headers alone (HEAD), or that there is no such part."""
    try:
        part = _part(request, size, marks)
    except NotSatisfiable:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}, content_type=media_type)
    answer: HttpResponseBase
    if request.method == "HEAD":
        opened.close()
        answer = HttpResponse(content_type=media_type)
    else:
        answer = Sent(Part(opened, part or range(size)), content_type=media_type)
    answer["Content-Length"] = str(size if part is None else len(part))
    answer["Content-Disposition"] = content_disposition_header(True, name)
    if part is not None:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return answer


def _part(request: HttpRequest, size: int, marks: dict[str, str]) -> range | None:
    """The part to send; None for the whole: also for HEAD (section 14.2), and when If-Range names another content than
    this one (section 13.1.5)."""
    header, still = request.headers.get("Range"), request.headers.get("If-Range")
    if request.method != "GET" or header is None:
        return None
    if still is not None and still.strip() != marks["ETag"]:
        moment = parse_http_date_safe(still)
        if moment is None or moment != parse_http_date_safe(marks["Last-Modified"]):
            return None
    return wanted(header, size)
