"""Which audit entries an account may read."""

from typing import Any

from django.db.models import QuerySet

from gongkai.core.models import AuditEntry
from gongkai.organs.models import Organ


def visible_to(user: Any) -> QuerySet[AuditEntry]:
    """The entries of the organs in which ``user`` holds "audit". Whoever holds it for a whole tree from its root also reads
    what belongs to no organ (accounts, exports, calendars) and to bodies beside the tree (organs.issuers)."""
    if not user.is_authenticated:
        return AuditEntry.objects.none()
    reach = user.reach("", "audit")
    if not at_root(user):
        return AuditEntry.objects.filter(organ_id__in=Organ.objects.filter(reach).order_by().values("pk"))
    others = Organ.objects.exclude(reach).exclude(code=None).order_by()
    # of one tree, as it is everywhere, no condition: the walk along the index meets a hit with every step
    return AuditEntry.objects.exclude(organ_id__in=others.values("pk")) if others.exists() else AuditEntry.objects.all()


def at_root(user: Any) -> bool:
    """Whether some post gives "audit" at the top of the tree and below."""
    posts = (post for post in user.active_posts if post.covers_below and post.grants("audit"))
    return any(post.organ.parent_id is None and post.organ.code for post in posts)
