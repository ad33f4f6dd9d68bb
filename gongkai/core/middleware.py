"""Requests on their way: the clock of the page store, refusals, health."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from gongkai.core import health, pages, trouble
from gongkai.core.actions import NotAllowed, Refusal
from gongkai.core.patience import READER, waiting

log = logging.getLogger(__name__)


class HealthMiddleware:
    """Answers /healthz before anything that needs the database, so that it can say that there is none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return health.answer(request) if request.path == "/healthz" else self.get_response(request)


class PageClockMiddleware:
    """Notes where the page store stands before the first read that a stored page may show (the site, above all).
    Whoever only looks does not wait long for a busy database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with waiting(READER):
            if request.method == "GET" and not request.META.get("QUERY_STRING"):
                request.page_clock = pages.clock()  # type: ignore[attr-defined]
            return self.get_response(request)


class MethodMiddleware:
    """Answers 405 to what is neither opening a page nor sending a form, before the mark of a form is asked for."""

    METHODS = ("GET", "HEAD", "OPTIONS", "POST")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method in self.METHODS:
            return None
        sentence = "这个地址只能打开，或者接收提交的表单。"
        return HttpResponseNotAllowed(self.METHODS, sentence, content_type="text/plain; charset=utf-8")


class RefusalMiddleware:
    """Turns a refusal that no view caught, and trouble of the machine, into a page with its sentence and a way on; so too
    an address that only takes forms when it is opened by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or not isinstance(response, HttpResponseNotAllowed):
            return response
        page = refused(request, "这个地址只接收提交的表单，不能直接打开。请从工作台或者首页重新进入。", 405)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return in_trouble(request, error)
        return refused(request, error.message, 403 if isinstance(error, NotAllowed) else 409)


def in_trouble(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The answer to trouble of the machine; None when the error is a mistake of the program."""
    met = trouble.of(error)
    if met is None:
        return None
    log.error("trouble", extra={"trouble": met.name, "error_type": type(error).__name__})
    return trouble.answer(request, met)


def refused(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """A page that says in the shell of its address what was not done, and leads on."""
    match = request.resolver_match
    on_desk = match is not None and "desk" in match.namespaces
    context = {
        "message": message,
        "base": "desk/base.html" if on_desk else "portal/base.html",
        "way_on": "/desk/" if on_desk else "/",
    }
    return render(request, "core/refused.html", context, status=status)
