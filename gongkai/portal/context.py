"""What every public page has around it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from gongkai.core.shells import PORTAL


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The site and its primary navigation; ``section`` of a page's own context says which entry it belongs to, else
    the address does."""
    return {"site": getattr(request, "site", None), "navigation": [_entry(item, request) for item in PORTAL.navigation]}


def _entry(item: Any, request: HttpRequest) -> dict[str, Any]:
    url = reverse(item.url_name)
    section = getattr(request, "section", None)
    here = item.url_name == section if section else request.path == url or (url != "/" and request.path.startswith(url))
    return {"label": item.label, "url": url, "is_current": here}
