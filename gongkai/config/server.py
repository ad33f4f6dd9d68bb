"""What granian runs: the front (stored pages, static files, limits) with Django behind it."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from gongkai.config.wsgi import application as django
from gongkai.core.front import Environ, Front, Headers, StartResponse

SCHEME = "https" if settings.HTTPS else "http"


def security_headers() -> Headers:
    """The headers Django's middleware gives every page, asked of that middleware, so that pages from disk carry the
    same."""
    request = WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.url_scheme": SCHEME, "wsgi.input": BytesIO()})
    answer: Any = SecurityMiddleware(CSPMiddleware(XFrameOptionsMiddleware(lambda _: HttpResponse())))(request)
    return [(name, value) for name, value in answer.items() if name != "Content-Type"]


def inner(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Django, told the scheme by the administrator and not by a header that anybody can send."""
    environ["wsgi.url_scheme"] = SCHEME
    return django(environ, start_response)


application = Front(
    wrap_wsgi_with_proxy_headers(inner, settings.PROXIES) if settings.PROXIES else inner,
    static=settings.STATIC_ROOT,
    headers=security_headers(),
    limit=settings.REQUEST_LIMIT,
    too_large=render_to_string("core/too_large.html", {"limit": filesizeformat(settings.REQUEST_LIMIT)}).encode(),
)
