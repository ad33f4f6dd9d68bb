"""Which site answers: by host name, else the default site; an unknown host on a production server is refused."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gongkai.portal.models import Site


class SiteMiddleware:
    """Sets ``request.site`` (None before the first site exists)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host().lower()
        sites = {site.host: site for site in Site.objects.select_related("owner", "root")}
        default = next((site for site in sites.values() if site.is_default), None)
        request.site = sites.get(host) or sites.get(host.split(":")[0]) or default  # type: ignore[attr-defined]
        return self.get_response(request)
