"""Removals as they are counted and waited for."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from gongkai.library.models import Attachment, Record, Removal
from gongkai.library.removals import RemovalQuerySet
from gongkai.library.selectors import in_year_of
from gongkai.organs.models import Organ

OTHERS = 20  # records named that hold the same file


def removals(user: Any, *, year: int | None = None, organ: Organ | None = None) -> RemovalQuerySet:
    """What was removed within reach: in a calendar year, of one organ."""
    found = Removal.objects.visible_to(user).effective()
    if year:
        found = found.filter(in_year_of("at", year))
    return found.filter(record__organ=organ) if organ else found


def counted(found: QuerySet[Removal]) -> list[Any]:
    """How many of ``found`` there are by organ: in all, of personal data, not yet looked at by a second person, objected
    to. Each number is the number of rows that the list shows under the same condition."""
    return list(
        found.order_by()
        .values(organ=F("record__organ"), label=F("record__organ__short_name"), name=F("record__organ__name"))
        .annotate(
            total=Count("pk"),
            personal=Count("pk", filter=Q(ground="personal")),
            waiting=Count("pk", filter=Q(due_on__isnull=False, checked_at=None)),
            objected=Count("pk", filter=Q(verdict="objected")),
        )
        .order_by("record__organ__path")
    )


def to_check(user: Any) -> RemovalQuerySet:
    """What this account has to look at as the second person; the most urgent first."""
    reach = Removal.objects.filter(user.reach("record__organ", "withdraw"))
    return reach.effective().waiting().exclude(by=user).order_by("due_on", "pk")


def elsewhere(contents: Collection[str], record: Record, user: Any) -> list[tuple[Record, str]]:
    """Other records on whose current or open version a file of the same content hangs, and where to look at each: on the
    desk those in reach, on the site others that are public. There it stays as it is."""
    shown = Q(version=F("version__record__current")) | Q(version__state__in=["draft", "submitted"])
    hanging = Attachment.objects.filter(shown, blob__in=contents, removal=None).exclude(version__record=record)
    reach = Record.objects.visible_to(user).order_by().values("pk")
    seen = Record.objects.filter(Q(state="released", pk__in=_public(hanging)) | Q(pk__in=reach))
    found = seen.filter(pk__in=hanging.values("version__record")).select_related("organ").order_by("-pk")[:OTHERS]
    return [
        (other, reverse("desk:record", args=[other.pk]) if user.may("view", other.organ) else other.get_absolute_url())
        for other in found
    ]


def _public(hanging: QuerySet[Attachment]) -> QuerySet[Any, Any]:
    return hanging.filter(version=F("version__record__current")).values("version__record")
