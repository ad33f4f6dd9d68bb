"""Answers that are files."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes, name: str, media_type: str, *, shown: bool = False) -> HttpResponse:
    """A file that the browser keeps under ``name`` and does not run; ``shown``: it opens it, as it does a PDF."""
    headers = {"Content-Disposition": content_disposition_header(not shown, name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)
