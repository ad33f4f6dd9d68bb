"""Answers that are files."""

from pathlib import Path

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes, name: str, media_type: str, *, shown: bool = False) -> HttpResponse:
    """A file that the browser keeps under ``name`` and does not run; ``shown``: it opens it, as it does a PDF."""
    headers = {"Content-Disposition": content_disposition_header(not shown, name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)


def as_download(file: Path, name: str, media_type: str = "application/octet-stream") -> FileResponse:
    """A kept file, read as it is sent, that the browser keeps under ``name`` and neither runs nor shows, also for those
    who open its address by hand. FileNotFoundError when it is gone."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
