"""What happens every day or every hour. A room registers its job when its app starts::

    schedule.daily("validity", turn_validity, at=time(0, 5))

A job is called with the time it was last due before, None at first: what happened since is its to do. The worker looks
for due jobs; each due time of a job becomes one task, however many workers look. Times that passed while nothing ran are
made up for once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from gongkai.core.models import JobRun
from gongkai.core.registry import Registry

Run = Callable[[datetime | None], Any]
_looked = datetime.min


@dataclass(frozen=True)
class Job:
    run: Run
    at: time | None  # None: every full hour


JOBS: Registry[str, Job] = Registry("jobs")


def daily(name: str, run: Run, at: time) -> None:
    """Run every day at ``at``, local time."""
    JOBS.add(name, Job(run, at))


def hourly(name: str, run: Run) -> None:
    """Run every full hour."""
    JOBS.add(name, Job(run, None))


def latest_due(job: Job, now: datetime) -> datetime:
    """The last moment, not after ``now``, at which ``job`` was due."""
    if job.at is None:
        return now.replace(minute=0, second=0, microsecond=0)
    today = now.replace(hour=job.at.hour, minute=job.at.minute, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def enqueue_due() -> int:
    """Put jobs that became due into the task queue; returns how many. Looks at the database once a minute."""
    global _looked
    minute = timezone.localtime().replace(second=0, microsecond=0, tzinfo=None)
    if minute == _looked:
        return 0
    count = sum(_claim(name, latest_due(job, timezone.localtime())) for name, job in JOBS.items())
    _looked = minute
    return count


def _claim(name: str, due: datetime) -> bool:
    """Enqueue the run of ``name`` that was due at ``due``, unless somebody did."""
    with transaction.atomic():
        row, created = JobRun.objects.get_or_create(name=name, defaults={"due": due})
        mine = created or JobRun.objects.filter(pk=row.pk, due=row.due, due__lt=due).update(due=due) == 1
        if mine:
            run_job.enqueue(name, None if created else row.due.isoformat())
    return mine


@task()
def run_job(name: str, since: str | None) -> None:
    """One run of the job ``name``, last due at ``since``."""
    JOBS[name].run(timezone.localtime(datetime.fromisoformat(since)) if since else None)
