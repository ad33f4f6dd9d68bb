"""How records are asked for: what is public, what somebody sees, in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from django.db.models import Q

from gongkai.core.scoping import ScopedQuerySet
from gongkai.library.settings import EXPIRY_WARNING

RELEASED = Q(state="released")
UNRELEASED = Q(current__isnull=True)  # never released yet: draft or submitted
PRESUMED = Q(formed_presumed=True) | Q(released_presumed=True)
# of a draft the day of release is not asked: it is released on some day to come
TO_CONFIRM = PRESUMED & (RELEASED | Q(formed_presumed=True) & ~Q(state="withdrawn"))
OUTSTANDING = Q(outstanding__gt=0)  # its text states repeals or amendments that wait for a person's answer
UNDATED = datetime(1900, 1, 1, tzinfo=UTC)  # where an import that bears no day at all stands in lists: at their end


def expiring(today: date) -> Q:
    """Documents in force whose validity ends within the days that their organ is warned before."""
    warned, soon = EXPIRY_WARNING.table(), Q(pk__in=[])
    for days in warned.values():
        ends = Q(expires_on__range=(today, today + timedelta(days=days)))
        soon |= ends & warned.where(days, organ="organ", on=today)
    return RELEASED & Q(repealed_on=None) & soon


class RecordQuerySet(ScopedQuerySet):
    def released(self) -> Self:
        """What the public may see: released and disclosed on the government's own initiative."""
        return self.filter(RELEASED)

    def seen_by(self, user: Any) -> Self:
        """What a user may see of records that stand beside others (relations, replacements, candidates): whatever is
        public, and one's own reach. Of the rest neither title nor existence is told."""
        return self.filter(RELEASED | user.reach(self.organ_field))

    def newest(self) -> Self:
        return self.order_by("-released_at", "-pk")

    def dated(self) -> Self:
        """Without imports that bear no day at all; one that bears the day of its making alone stands by that, as 成文."""
        return self.filter(released_at__gt=UNDATED)

    def before(self, moment: datetime, pk: int) -> Self:
        """Keyset: what comes after (released_at, pk) in newest-first order."""
        return self.filter(Q(released_at__lt=moment) | Q(released_at=moment, pk__lt=pk))

    def listed(self) -> Self:
        """With what a list row shows."""
        return self.select_related("organ")
