"""Within one web request a setting is read once, however many things ask for it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gongkai.organs.settings.registry import remembered


class RememberedSettings:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with remembered():
            return self.get_response(request)
