"""Accounts and posts. Who keeps accounts gives no post to himself and none that reaches further than his own, and changes
no account that reaches further."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from gongkai.core.actions import NotAllowed, Refused, action, audit
from gongkai.core.models import AuditEntry
from gongkai.core.text import line
from gongkai.organs import rules
from gongkai.organs.models import Account, Organ, Post

# Without 0/O, 1/l/I: a password is read out over the telephone.
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def kept_by(user: Any) -> Any:
    """Accounts ``user`` may keep, by rules.keeps_account; those of superusers are kept by superusers and on the command
    line."""
    if not user.is_authenticated or not user.may("accounts"):
        return Account.objects.none()
    within = Q(pk__in=[])
    for path, below in _keeping(user):
        inside = Q(organ__path__gte=path, organ__path__lt=rules.path_after(path))
        within |= inside if below else Q(organ__path=path, covers_below=False)
    outside = Post.objects.exclude(pk__in=Post.objects.filter(within).order_by().values("pk"))
    rows = Account.objects.exclude(pk__in=outside.order_by().values("account"))
    return rows if user.is_superuser else rows.filter(is_superuser=False)


def _keeping(user: Any) -> list[tuple[str, bool]]:
    """The posts by which ``user`` keeps accounts, as (path, covers below)."""
    return [(p.organ.path or "", p.covers_below) for p in user.active_posts if p.grants("accounts")]


@action
def create_account(
    *, username: str, full_name: str, by: Any, password: str = "", organ: Organ | None = None
) -> tuple[Account, str]:
    """A new account without a post, and its password (a random one unless given), which is shown once; ``organ`` is where
    its first post will be."""
    if by is not None and not by.may("accounts"):
        raise NotAllowed("您的岗位没有维护账号的权限，请联系系统管理员。")
    username, full_name = line(username), line(full_name)
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError:
        raise Refused("登录名只能含字母、数字和 @ . + - _，请重填。", "username") from None
    if Account.objects.filter(username__iexact=username).exists():
        raise Refused(f"登录名“{username}”已有人使用，请换一个。", "username")
    if not full_name:
        raise Refused("请填写姓名。", "full_name")
    temporary, password = not password, password or get_random_string(12, ALPHABET)
    account = Account.objects.create_user(
        username=username, password=password, full_name=full_name, password_is_temporary=temporary
    )
    audit("account.create", account, by=by, organ=organ)
    return account, password


@action
def give_post(
    *, account: Account, organ: Organ, role: str, by: Any, covers_below: bool = False, since: date | None = None
) -> Post:
    """A role in an organ from ``since`` (today); an ended one is taken up again."""
    if role not in rules.ROLES:
        raise Refused("请选择岗位。", "role")
    if by is not None:
        _must_keep(by, account)
        by.must("accounts", organ)
        if account.pk == by.pk:
            raise Refused("不能给自己设岗，请由另一位系统管理员办理。")
        if not rules.keeps_account(_keeping(by), [(organ.path or "", covers_below)]):
            raise NotAllowed("您自己的岗位不能代行下级机构，因此不能授予这一权限。", "covers_below")
    if organ.closed_on:
        raise Refused(f"“{organ.label}”已撤销，不能设岗。", "organ")
    post, _ = Post.objects.update_or_create(
        account=account,
        organ=organ,
        role=role,
        defaults={"covers_below": covers_below, "since": since or timezone.localdate(), "until": None},
    )
    audit("post.give", post, by=by, organ=organ, account=account.pk, role=role, covers_below=covers_below)
    return post


@action
def end_post(*, post: Post, by: Any, on: date | None = None) -> Post:
    """The post ends with the day ``on``; at once when that is not given."""
    _must_keep(by, post.account)
    if post.account_id == by.pk:
        raise Refused("不能终止自己的岗位，请由另一位系统管理员办理。")
    post.until = on or timezone.localdate() - timedelta(days=1)
    post.save()
    audit("post.end", post, by=by, organ=post.organ, account=post.account_id, role=post.role, on=str(post.until))
    return post


@action
def reset_password(*, account: Account, by: Any, password: str = "") -> str:
    """A new password (random unless given), shown once; whoever is signed in with the old one is signed out. The holder is
    told at the next sign-in (``resets_since``)."""
    if by is not None:
        _must_keep(by, account)
        if account.pk == by.pk:
            raise Refused("自己的密码请在“修改密码”里凭原密码修改；忘记了的，请由另一位系统管理员重置。")
    account.password_is_temporary = not password
    password = password or get_random_string(12, ALPHABET)
    account.set_password(password)
    account.save(update_fields=["password", "password_is_temporary"])
    audit("account.reset_password", account, by=by, organ=account.home)
    return password


def resets_since(account: Account, moment: datetime | None) -> list[AuditEntry]:
    """By whom and when the password was reset after ``moment`` (ever, when None), the last first."""
    entries = AuditEntry.objects.filter(
        noun_type="organs.account", noun_id=str(account.pk), verb="account.reset_password"
    )
    return list((entries.filter(at__gt=moment) if moment else entries).select_related("by").order_by("-pk")[:5])


@action
def change_password(*, account: Account, password: str, by: Any) -> Account:
    """The holder's own new password, after the old one was given (desk.forms)."""
    if account.pk != by.pk:
        raise NotAllowed("只能修改自己的密码。")
    account.set_password(password)
    account.password_is_temporary = False
    account.save(update_fields=["password", "password_is_temporary"])
    audit("account.change_password", account, by=by, organ=account.home)
    return account


@action
def set_active(*, account: Account, active: bool, by: Any) -> Account:
    """Close an account, or open it again. What it wrote stays signed with its name."""
    _must_keep(by, account)
    if account.pk == by.pk:
        raise Refused("不能停用自己的账号，请由另一位系统管理员办理。")
    account.is_active = active
    account.save(update_fields=["is_active"])
    audit("account.open" if active else "account.close", account, by=by, organ=account.home)
    return account


def _must_keep(by: Any, account: Account) -> None:
    if not kept_by(by).filter(pk=account.pk).exists():
        raise NotAllowed("这个账号的岗位超出您的管理范围，请由上级系统管理员办理。")
