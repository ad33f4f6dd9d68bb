"""To do: requests whose day of receipt is still to be agreed with the applicant; until then no term runs (条例 art. 31)."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from gongkai.casework.managing.listing import unconfirmed
from gongkai.casework.models import Case, within
from gongkai.casework.reading import entitle
from gongkai.casework.selectors import calendar
from gongkai.core.shells import DESK, Card, Item


@DESK.card
def unconfirmed_card(user: Any) -> Card | None:
    """Requests that came online, by fax or as ordinary letters, the oldest first, with their age in working days."""
    if not user.may("handle"):
        return None
    rows = Case.objects.filter(unconfirmed(), within(user, "handle"), type="foi").order_by("submitted_on", "pk")
    first = list(rows.select_related("organ", "handler")[:5])
    if not first:
        return None
    entitle(first, user)
    days, today = calendar(), timezone.localdate()
    items = [
        Item(
            case.title,
            reverse("desk:case", args=[case.pk]),
            f"{case.submitted_on} 提交，已 {days.workdays_between(case.submitted_on, today)} 个工作日，确认以后才起算期限",
            days.add_workdays(case.submitted_on, settings.UNCONFIRMED_REMIND_DAYS),
        )
        for case in first
    ]
    everything = f"{reverse('desk:cases')}?state=unconfirmed&type=foi"
    return Card("待确认收到", rows.count(), everything, items)
