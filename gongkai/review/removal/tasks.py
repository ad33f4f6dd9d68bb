"""What happens every day: what was removed and kept long enough is erased."""

from datetime import datetime, time

from django.utils import timezone

from gongkai.core import schedule
from gongkai.library.models import Removal
from gongkai.review.removal.actions import erase


def erase_kept(since: datetime | None) -> None:
    """Each removal by itself; one at which nobody has looked yet is kept until somebody does."""
    due = Removal.objects.effective().filter(erased_at=None, keep_until__lt=timezone.localdate())
    for removal in list(due.exclude(pk__in=Removal.objects.waiting().values("pk"))):
        erase(removal=removal, by=None)


schedule.daily("erase removed", erase_kept, at=time(3, 40))
