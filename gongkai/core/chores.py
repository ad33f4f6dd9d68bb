"""The house's own jobs: throw away what has had its time."""

from datetime import time

from django.core.management import call_command

from gongkai.core import pages, schedule


def clear_sessions() -> None:
    call_command("clearsessions")


def clear_tasks() -> None:
    """Results of tasks older than two weeks."""
    call_command("prune_db_task_results", verbosity=0)


def register() -> None:
    schedule.hourly("prune pages", pages.prune)
    schedule.daily("clear sessions", clear_sessions, at=time(3, 10))
    schedule.daily("clear tasks", clear_tasks, at=time(3, 20))
