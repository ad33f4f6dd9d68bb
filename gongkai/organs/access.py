"""Doors of desk pages that belong to no single organ."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from gongkai.core.actions import NotAllowed
from gongkai.organs.models import Account
from gongkai.organs.rules import PERMISSION_NAMES


class DeskRequest(HttpRequest):
    """A request to the desk, for annotations: its gate lets none through without an account."""

    user: Account  # type: ignore[assignment]


def needs(permission: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The view is for accounts that hold ``permission`` in some organ; others get a sentence (403)."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def run(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.may(permission):
                raise NotAllowed(
                    f"您的岗位没有{PERMISSION_NAMES[permission]}的权限。如果工作需要，请联系本单位公开工作负责人或系统管理员。"
                )
            return view(request, *args, **kwargs)

        return run

    return wrap
