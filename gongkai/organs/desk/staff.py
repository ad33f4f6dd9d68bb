"""Desk pages of accounts and posts."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.core.forms import carry_out
from gongkai.core.listing import Order, cursors, page, query_of
from gongkai.core.shells import DESK, Card, Item
from gongkai.organs import accounts as deeds
from gongkai.organs.access import DeskRequest, needs
from gongkai.organs.forms import AccountForm, PostForm
from gongkai.organs.models import Account, Post

PAGE, BY_LOGIN = 100, Order("username", down=False)
SHOWN = 5  # rows of a card


@needs("accounts")
def accounts(request: DeskRequest) -> HttpResponse:
    """The accounts one keeps, by login name."""
    words, rows = request.GET.get("q", "").strip(), deeds.kept_by(request.user)
    if words:
        rows = rows.filter(
            Q(full_name__contains=words) | Q(username__icontains=words) | Q(posts__organ__name__contains=words)
        )
    rows = rows.distinct().prefetch_related("posts__organ")
    shown = page(rows, BY_LOGIN, size=PAGE, **cursors(request.GET))
    context = {"page": shown, "words": words, "query": query_of(request.GET)}
    return render(request, "organs/desk/accounts.html", context)


@needs("accounts")
def new(request: DeskRequest) -> HttpResponse:
    """A new account with its first post; the password is shown once, on the page that answers."""
    form = AccountForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = carry_out(form, lambda: _open(form.cleaned_data, request.user))
        if made:
            account, password = made
            return render(request, "organs/desk/password.html", {"account": account, "password": password})
    return render(request, "organs/desk/form.html", {"title": "开通账号", "form": form, "button": "开通"})


def _open(typed: dict, by: Account) -> tuple[Account, str]:
    with transaction.atomic():
        account, password = deeds.create_account(
            username=typed["username"], full_name=typed["full_name"], organ=typed["organ"], by=by
        )
        deeds.give_post(
            account=account, organ=typed["organ"], role=typed["role"], covers_below=typed["covers_below"], by=by
        )
    return account, password


def kept_account(request: DeskRequest, pk: int) -> Account:
    return get_object_or_404(deeds.kept_by(request.user), pk=pk)


def account(request: DeskRequest, pk: int) -> HttpResponse:
    """One account: its posts, a new post, password, closing."""
    found = kept_account(request, pk)
    form = PostForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = carry_out(form, lambda: deeds.give_post(account=found, by=request.user, **form.cleaned_data))
        if given:
            messages.success(request, f"已任“{given.organ.label}”{given.get_role_display()}。")
            return redirect("desk:account", pk)
    posts = found.posts.select_related("organ").order_by("until", "organ__path", "role")
    return render(request, "organs/desk/account.html", {"account": found, "posts": posts, "form": form})


@require_POST
def end_post(request: DeskRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.filter(account__in=deeds.kept_by(request.user)), pk=pk)
    deeds.end_post(post=post, by=request.user)
    messages.success(request, f"“{post.organ.label}”{post.get_role_display()}岗位已终止。")
    return redirect("desk:account", post.account_id)


def reset_password(request: DeskRequest, pk: int) -> HttpResponse:
    """Asked once more; the answer to the form shows the new password once."""
    found = kept_account(request, pk)
    if request.method != "POST":
        return render(request, "organs/desk/reset.html", {"account": found, "own": found == request.user})
    password = deeds.reset_password(account=found, by=request.user)
    return render(request, "organs/desk/password.html", {"account": found, "password": password})


@require_POST
def set_active(request: DeskRequest, pk: int) -> HttpResponse:
    found = kept_account(request, pk)
    deeds.set_active(account=found, active=not found.is_active, by=request.user)
    messages.success(request, "账号已停用，正在使用的登录立即失效。" if found.is_active else "账号已恢复。")
    return redirect("desk:account", pk)


@DESK.card
def temporary_card(user: Account) -> Card | None:
    """Accounts of one's care that still have the password they were given."""
    rows = deeds.kept_by(user).filter(password_is_temporary=True, is_active=True).order_by("-date_joined", "-pk")
    items = [
        Item(a.full_name, reverse("desk:account", args=[a.pk]), f"{timezone.localtime(a.date_joined):%Y-%m-%d} 开通")
        for a in rows[:SHOWN]
    ]
    return Card("临时密码还没有换", rows.count(), reverse("desk:accounts"), items) if items else None


DESK.add(
    path("accounts/", accounts, name="accounts"),
    path("accounts/new/", new, name="account_new"),
    path("accounts/<int:pk>/", account, name="account"),
    path("accounts/<int:pk>/password/", reset_password, name="account_password"),
    path("accounts/<int:pk>/active/", set_active, name="account_active"),
    path("posts/<int:pk>/end/", end_post, name="post_end"),
)
DESK.nav("账号", "desk:accounts", group="管理", permission="accounts", icon="users", order=90)
