"""To do: the applicant was asked to correct, to pay or to give reasons, and the day has passed (条例 art. 30, 35, 42)."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from gongkai.casework.managing.listing import silent
from gongkai.casework.models import Case, within
from gongkai.casework.reading import entitle
from gongkai.core.shells import DESK, Card, Item


@DESK.card
def silence_card(user: Any) -> Card | None:
    """Cases whose applicant did not act in time, the longest silent first."""
    if not user.may("handle"):
        return None
    rows = Case.objects.filter(within(user, "handle"), type="foi")
    rows = rows.open().filter(silent(timezone.localdate())).order_by("waiting_until", "pk")
    first = list(rows.select_related("organ", "handler")[:5])
    if not first:
        return None
    entitle(first, user)
    items = [Item(case.title, reverse("desk:case", args=[case.pk]), _said(case), case.waiting_until) for case in first]
    everything = f"{reverse('desk:cases')}?state=silent&type=foi"
    return Card("申请人逾期没有回应", rows.count(), everything, items)


def _said(case: Case) -> str:
    """What may be done now: while the term is stopped the case may lapse, else the organ judges without the reasons."""
    then = "可作不再处理" if case.clock_state == "waiting" else "可就理由作出判断"
    return f"{case.waiting_for}，至 {case.waiting_until}，{then}"
