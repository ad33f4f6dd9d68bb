"""Where a list stood when one opened something from it: its query, kept by the browser, so that looking writes nothing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

LONGEST = 2000  # characters


def keep(request: HttpRequest, response: HttpResponse, name: str) -> HttpResponse:
    """Note the query of the list ``name`` for this account, until the browser is closed; returns the response."""
    value = f"{request.user.pk} {request.GET.urlencode()}"
    if len(value) <= LONGEST and value != request.COOKIES.get(name):
        response.set_cookie(name, value, path="/desk/", httponly=True, samesite="Lax", secure=settings.HTTPS)
    return response


def query(request: HttpRequest, name: str) -> str:
    """The query of the list as this account saw it last; empty when it did not."""
    account, _, kept = request.COOKIES.get(name, "").partition(" ")
    return kept if account == str(request.user.pk) else ""
