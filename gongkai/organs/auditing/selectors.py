"""Which audit entries an account may read."""

from typing import Any

from django.db.models import QuerySet

from gongkai.core.models import AuditEntry
from gongkai.organs.models import Organ


def visible_to(user: Any) -> QuerySet[AuditEntry]:
    """The entries of the organs in which ``user`` holds "audit". Whoever holds it for a whole tree from its root also reads
    what belongs to no organ (calendars, words, accounts as they were written before they had one) and to bodies beside the tree (organs.issuers)."""
    if not user.is_authenticated:
        return AuditEntry.objects.none()
    organs = Organ.objects.order_by()
    within, others = organs.filter(user.reach("", "audit")), organs.exclude(user.reach("", "audit"))
    if at_root(user):
        foreign = others.exclude(code=None)
        return (
            AuditEntry.objects.exclude(organ_id__in=foreign.values("pk"))
            if foreign.exists()
            else AuditEntry.objects.all()
        )
    if within.count() > others.count():
        # most rows are hits: naming the others keeps the database walking along the time instead of sorting what it found
        return AuditEntry.objects.exclude(organ_id__in=others.values("pk")).exclude(organ_id=None)
    return AuditEntry.objects.filter(organ_id__in=within.values("pk"))


def at_root(user: Any) -> bool:
    """Whether some post gives "audit" at the top of the tree and below."""
    posts = (post for post in user.active_posts if post.covers_below and post.grants("audit"))
    return any(post.organ.parent_id is None and post.organ.code for post in posts)
