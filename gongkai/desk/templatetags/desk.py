"""What the shell of the desk shows on every page."""

from itertools import groupby
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

from gongkai.core.shells import DESK

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_navigation(context: template.Context) -> list[tuple[str, list[dict[str, Any]]]]:
    """Groups of navigation entries this account may use: [(group, [{label, url, icon, badge, current}])]."""
    request: HttpRequest = context["request"]
    account = request.user
    if not account.is_authenticated:
        return []
    shown = [item for item in DESK.navigation if item.permission is None or account.may(item.permission)]
    order = {group: i for i, group in reversed(list(enumerate(item.group for item in shown)))}
    shown.sort(key=lambda item: order[item.group])
    return [
        (group, [_entry(item, request) for item in items])
        for group, items in groupby(shown, key=lambda item: item.group)
    ]


def _entry(item: Any, request: HttpRequest) -> dict[str, Any]:
    return {
        "label": item.label,
        "url": reverse(item.url_name),
        "icon": item.icon,
        "badge": item.badge(request.user) if item.badge else 0,
        "current": request.resolver_match is not None and request.resolver_match.view_name == item.url_name,
    }


@register.filter
def allows(account: Any, permission: str) -> bool:
    """Whether the account holds a permission somewhere."""
    return account.is_authenticated and account.may(permission)


@register.filter
def posts(account: Any) -> str:
    """The posts of an account, in words: 县民政局 审核人、信息员."""
    by_organ: dict[str, list[str]] = {}
    for post in account.active_posts:
        by_organ.setdefault(post.organ.label, []).append(post.get_role_display())
    return "；".join(f"{organ} {'、'.join(roles)}" for organ, roles in by_organ.items())
