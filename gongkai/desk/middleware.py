"""The gate of the desk: every page under it asks who you are, and none is kept by a browser or proxy."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from gongkai.core import typed
from gongkai.desk import idle

OPEN = {"login"}
ALLOWED_WITH_TEMPORARY_PASSWORD = {"password", "logout"}


class DeskMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/desk/"):
            return self.get_response(request)
        if request.user.is_authenticated and idle.is_idle(request):
            request.user, request.idled = AnonymousUser(), True  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.user.is_authenticated:
            idle.note_act(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or "desk" not in match.namespaces or match.url_name in OPEN:
            return None
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if request.user.password_is_temporary and match.url_name not in ALLOWED_WITH_TEMPORARY_PASSWORD:
            return redirect("desk:password")
        return None


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; what was posted goes with it, so that it can be given back afterwards."""
    if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
        return JsonResponse({"message": "登录已过期，请重新登录。", "login": reverse(settings.LOGIN_URL)}, status=401)
    if request.method != "POST":
        return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
    return sign_in_page(request, next=typed.form_path(request), packed=typed.from_post(request))


def idle_minutes(request: HttpRequest) -> int:
    """After how many minutes without an act this session ended; 0 when that is not why one has to sign in."""
    return settings.IDLE_MINUTES if getattr(request, "idled", False) else 0


def sign_in_page(request: HttpRequest, *, next: str, packed: str, status: int = 401, **context: Any) -> HttpResponse:
    """The sign-in form with the address to go on to and the text to give back there."""
    from gongkai.desk.forms import SignInForm

    context = {"form": SignInForm(request), "next": next, "typed": packed, "idle": idle_minutes(request), **context}
    return render(request, "desk/login.html", context, status=status)
