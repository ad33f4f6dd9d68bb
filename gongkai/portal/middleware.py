"""Which site answers: by host name; hosts of the server itself get the default site, any other host is refused."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render

from gongkai.core.pages import shows
from gongkai.portal.models import Site


class SiteMiddleware:
    """Sets ``request.site`` (None before the first site exists) and ``request.origin``, the address that links out of
    the page (canonical, QR code, feeds) begin with. One query, on requests the page store did not answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host().lower()
        name, _ = split_domain_port(host)
        sites = list(Site.objects.select_related("owner", "root"))
        site = _find(sites, host) or _find(sites, name)
        if site is None and not _is_own(name):
            return render(request, "portal/unknown_host.html", status=400)
        default = next((s for s in sites if s.is_default), None)
        request.site = site or default  # type: ignore[attr-defined]
        scheme = "https" if settings.HTTPS else request.scheme
        request.origin = f"{scheme}://{host}"  # type: ignore[attr-defined]
        # the portal is at the same port, unless its own host names one
        port = host.removeprefix(name) if default is not None and ":" not in default.host else ""
        request.portal_origin = (  # type: ignore[attr-defined]
            f"{scheme}://{default.host}{port}" if site is not None and default is not None else request.origin
        )
        if request.site is not None:
            shows(request, f"site:{request.site.pk}")
        return self.get_response(request)


def _find(sites: list[Site], host: str) -> Any:
    return next((site for site in sites if site.host.lower() == host), None)


def _is_own(name: str) -> bool:
    return name in settings.EXTRA_HOSTS or name.endswith(".localhost")
