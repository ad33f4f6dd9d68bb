"""Typed text is never lost to an expired session: the fields of a form that could not be accepted travel with the
sign-in page and wait, in the session, for the form they belong to.

``from_post`` packs them, ``hold`` keeps them for a path, encrypted since they may be an applicant's, ``take`` hands them once to that path's view, which binds its
form with them instead of the stored values. Nothing is carried out on the way.
"""

import json
from datetime import date, datetime
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from gongkai.core import crypto

KEY = "typed"
LIMIT = 5_000_000  # characters
YEARS = range(1000, 3000)  # of typed dates: away from the ends of the calendar, where no day can be added


def whole_number(text: str) -> int | None:
    """The number in an address or a hidden field; None for what is none, or larger than the database's own."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def day(text: str) -> date | None:
    """The date in an address, as ``isoformat`` writes it; None for what is none, or lies outside YEARS."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def moment(text: str) -> datetime | None:
    """The moment in an address, with its zone; None for what is none, or lies outside YEARS."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.year in YEARS and timezone.is_aware(found) else None


def from_post(request: HttpRequest) -> str:
    """The posted fields as JSON text; empty when there are none worth keeping."""
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" and any(values)}
    packed = json.dumps(fields, ensure_ascii=False) if fields else ""
    return packed if len(packed) <= LIMIT else ""


def form_path(request: HttpRequest) -> str:
    """The page on which the posted form stood: the referring page when it is ours, else the address posted to."""
    referrer = urlsplit(request.META.get("HTTP_REFERER", ""))
    if referrer.netloc == request.get_host() and referrer.path:
        return referrer.path
    return request.path


def same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that the form was sent from a page of this host."""
    origin = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER", "")
    return urlsplit(origin).netloc == request.get_host()


def hold(request: HttpRequest, path: str, packed: str) -> None:
    """Keep packed fields in the session for the view at ``path``. What is not our packing is dropped."""
    try:
        fields = json.loads(packed[: LIMIT + 1])
        assert isinstance(fields, dict) and all(isinstance(v, list) for v in fields.values())  # noqa: S101
    except (ValueError, AssertionError):
        return
    request.session[KEY] = {"path": path, "fields": crypto.encrypt(fields)}


def take(request: HttpRequest) -> QueryDict | None:
    """The fields held for this path, once. Text typed under another account (field ``account``) is not shown."""
    held = request.session.get(KEY)
    if not held or held["path"] != request.path:
        return None
    del request.session[KEY]
    fields = QueryDict(mutable=True)
    for name, values in crypto.decrypt(held["fields"]).items():
        fields.setlist(name, [str(value) for value in values])
    if fields.get("account", str(request.user.pk)) != str(request.user.pk):
        return None
    return fields
