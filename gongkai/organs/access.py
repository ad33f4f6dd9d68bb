"""Doors of desk pages that belong to no single organ."""

import functools
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongkai.core.actions import NotAllowed
from gongkai.organs.models import Account, Organ, Post
from gongkai.organs.rules import PERMISSION_NAMES, PERMISSIONS, path_ids


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


def who_may(permission: str, organ: Organ) -> QuerySet[Account]:
    """The accounts whose post allows ``permission`` in ``organ`` today, for telling somebody whom to ask. What comes only
    from above (rules.FROM_ABOVE) is not asked for here."""
    today = timezone.localdate()
    roles = [role for role, given in PERMISSIONS.items() if permission in given]
    above = Q(covers_below=True, organ__in=path_ids(organ.path or ""))
    posts = Post.objects.filter(Q(organ=organ) | above, Q(until=None) | Q(until__gte=today), role__in=roles)
    return Account.objects.filter(is_active=True, posts__in=posts.filter(since__lte=today)).distinct().order_by("pk")
