"""What waits for the second person, and the button of a record."""

from typing import Any

from django.urls import reverse

from gongkai.core.shells import DESK, Card, Item
from gongkai.library.models import Record, Removal
from gongkai.library.steps import Step, step
from gongkai.review.removal.selectors import to_check

SHOWN = 5  # rows of a card


@DESK.card
def to_check_card(user: Any) -> Card | None:
    """不再公开待复核: by others, in my organs; the most urgent first."""
    if not user.may("withdraw"):
        return None
    rows = to_check(user)
    first = list(rows.select_related("record")[:SHOWN])
    if not first:
        return None
    items = [Item(r.record.title, reverse("desk:removal", args=[r.pk]), _due(r), r.due_on) for r in first]
    address = f"{reverse('desk:removals')}?state=waiting"
    return Card("不再公开待复核", rows.count(), address, items)


@DESK.card
def objected_card(user: Any) -> Card | None:
    """复核有不同意见: what I took out, and somebody does not agree with; until its kept copy is erased."""
    rows = Removal.objects.visible_to(user).filter(by=user, verdict="objected", erased_at=None).order_by("-checked_at")
    items = [
        Item(r.record.title, reverse("desk:removal", args=[r.pk]), r.note)
        for r in rows.select_related("record")[:SHOWN]
    ]
    if not items:
        return None
    return Card("不再公开：复核有不同意见", rows.count(), f"{reverse('desk:removals')}?state=objected", items)


def _due(found: Removal) -> str:
    return f"最迟 {found.due_on} 复核" + ("，已逾期" if found.is_overdue else "")


@step
def remove_step(record: Record, account: Any) -> Step | None:
    if record.state in ("released", "withdrawn") and account.may("withdraw", record.organ):
        return Step("不再公开…", reverse("desk:record_remove", args=[record.pk]), order=70)
    return None
