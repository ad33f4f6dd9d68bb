"""What happens every day."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from gongkai.core import pages, schedule
from gongkai.library.publishing import validity_turned
from gongkai.library.scans.reading import read_scans
from gongkai.library.vetting.looking import look_at_old_files


def turn_validity(since: datetime | None) -> None:
    """The day has changed: documents came into force or out of it, on this day and on those the program slept. Pages
    with the tag "today" say something about the current day or year."""
    today = timezone.localdate()
    first = min(today, since.date() + timedelta(1)) if since else today
    with transaction.atomic():
        validity_turned(today, since=first)
        pages.purge("today")


schedule.daily("validity", turn_validity, at=time(0, 1))
schedule.hourly("look at files", look_at_old_files)
schedule.hourly("read scans", read_scans)
