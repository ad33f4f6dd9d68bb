"""What happens every day."""

from datetime import datetime

from django.utils import timezone

from gongkai.core import challenge, vault
from gongkai.core.pages import purge
from gongkai.foi.retention import erase_due


def daily(since: datetime | None) -> None:
    """Erase what is due, forget spent tokens and files nobody holds, let the statistics be counted anew."""
    erase_due(timezone.localdate())
    challenge.prune()
    vault.prune()
    purge("list:foi")
