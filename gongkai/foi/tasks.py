"""What happens every day."""

from datetime import datetime, time

from django.utils import timezone

from gongkai.core import schedule
from gongkai.core.pages import purge
from gongkai.foi.retention import erase_due


def daily(since: datetime | None) -> None:
    """Erase what is due, let the statistics be counted anew."""
    erase_due(timezone.localdate())
    purge("list:foi")


schedule.daily("requests", daily, at=time(0, 10))
