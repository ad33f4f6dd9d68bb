"""A session ends when nobody has done anything for settings.IDLE_MINUTES.

The moment of the last act is kept in a signed cookie of the browser, tied to the session, so that reading a page writes
nothing to the database; without that cookie the sign-in counts. What a script sends by itself (background saving) is an
act only when it brought text that somebody typed since (docs/decisions/0013).
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

COOKIE, SINCE = "gongkai_seen", "signed_in"
EVERY = 60  # seconds until the cookie is written anew


@receiver(user_logged_in)
def note_sign_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    request.session[SINCE] = int(time.time())


def is_idle(request: HttpRequest) -> bool:
    """Whether the session of this request has been left alone for too long."""
    limit = settings.IDLE_MINUTES * 60
    return time.time() - request.session.get(SINCE, 0) > limit and not _seen_within(request, limit)


def note_act(request: HttpRequest, response: HttpResponse) -> None:
    """Write down that somebody did something just now; after the view, which says ``typed_on`` of what a script sent."""
    by_script = request.headers.get("X-Requested-With") == "fetch"
    if (by_script and not getattr(request, "typed_on", False)) or _seen_within(request, EVERY):
        return
    response.set_cookie(
        COOKIE,
        _signer(request).sign("seen"),
        max_age=settings.SESSION_COOKIE_AGE,
        path="/desk/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _seen_within(request: HttpRequest, seconds: int) -> bool:
    try:
        _signer(request).unsign(request.COOKIES.get(COOKIE, ""), max_age=seconds)
    except signing.BadSignature:
        return False
    return True


def _signer(request: HttpRequest) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"{COOKIE} {request.session.session_key}")
