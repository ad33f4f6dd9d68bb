"""Cards of the to-do home: what waits for me, what the law wants out soon, what is about to lose its force."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from gongkai.core.shells import DESK, Card, Item
from gongkai.library.models import UNRELEASED, Record, Version
from gongkai.library.querysets import expiring
from gongkai.review import rules

SHOWN = 5  # rows of a card


def waiting(user: Any) -> QuerySet[Version]:
    """Submitted versions this account may release, its own excepted; oldest first. They are few: their partial index is
    walked and each looked up, where a join would begin at every record of the organs."""
    reach = Record.objects.filter(user.reach("organ", "release"), pk=OuterRef("record_id"))
    return (
        Version.objects.filter(Exists(reach), state="submitted")
        .exclude(Q(written_by=user) | Q(submitted_by=user))
        .order_by("submitted_at", "pk")
    )


@DESK.card
def waiting_card(user: Any) -> Card | None:
    """待我审核: submitted in my organs, not by me; the oldest first."""
    if not user.may("release"):
        return None
    rows = waiting(user).select_related("record")
    items = [_submitted(v, "desk:review") for v in rows[:SHOWN]]
    return Card("待我审核", rows.count(), reverse("desk:review_queue"), items) if items else None


@DESK.awaits
def submitted_card(user: Any) -> Card | None:
    """What one submitted and others are to review, the oldest first."""
    if not user.may("write"):
        return None
    rows = Version.objects.filter(state="submitted", submitted_by=user).order_by("submitted_at", "pk")
    items = [_submitted(v, "desk:record") for v in rows[:3]]
    return Card("审核", rows.count(), f"{reverse('desk:records')}?state=submitted", items) if items else None


def _submitted(version: Version, page: str) -> Item:
    said = f"{timezone.localtime(version.submitted_at):%m-%d %H:%M} 提交"
    return Item(version.title, reverse(page, args=[version.record_id]), said)


@DESK.card
def due_card(user: Any) -> Card | None:
    """Formed but not public, near or past the twenty working days of 条例 art. 26."""
    if not user.may("write") and not user.may("release"):
        return None
    today = timezone.localdate()
    until = rules.formed_by(today)
    rows = (
        Record.objects.visible_to(user)
        .filter(UNRELEASED, disclosure="active", formed_on__lte=until)
        .order_by("formed_on", "pk")
    )
    first = list(rows[:SHOWN])
    if not first:
        return None
    items = [
        Item(
            r.title,
            reverse("desk:record", args=[r.pk]),
            rules.release_due(r.formed_on, today),
            rules.due_on(r.formed_on),
        )
        for r in first
    ]
    address = f"{reverse('desk:records')}?{urlencode({'state': 'unreleased', 'until': until, 'sort': 'formed'})}"
    return Card("应当公开、尚未发布", rows.count(), address, items)


@DESK.card
def expiring_card(user: Any) -> Card | None:
    """Documents in force whose validity ends soon: renew, revise or let go."""
    if not user.may("write"):
        return None
    today = timezone.localdate()
    rows = Record.objects.visible_to(user).filter(expiring(today)).order_by("expires_on", "pk")
    first = list(rows[:SHOWN])
    if not first:
        return None
    items = [
        Item(r.title, reverse("desk:record", args=[r.pk]), _left(r.expires_on, today), r.expires_on) for r in first
    ]
    address = f"{reverse('desk:records')}?{urlencode({'state': 'expiring'})}"
    return Card("有效期将满", rows.count(), address, items)


def _left(day: date, today: date) -> str:
    days = (day - today).days
    return f"有效期至 {day}，" + (f"还有 {days} 天" if days else "今天是最后一天")
