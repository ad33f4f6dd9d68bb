"""The house's own jobs: throw away what has had its time, look at what there is."""

from datetime import datetime, time

from django.core.management import call_command

from gongkai.core import challenge, files, pages, schedule, statistics, trail, vault


def prune_pages(since: datetime | None) -> None:
    pages.prune()


def tidy_files(since: datetime | None) -> None:
    files.tidy()


def clear_sessions(since: datetime | None) -> None:
    call_command("clearsessions")


def clear_tasks(since: datetime | None) -> None:
    """Results of tasks older than two weeks."""
    call_command("prune_db_task_results", verbosity=0)


def clear_sign_ins(since: datetime | None) -> None:
    """Addresses of sign-ins older than the six months for which logs are kept (网络安全法 art. 21)."""
    call_command("axes_reset_logs", age=190, verbosity=0)


def forget_spent(since: datetime | None) -> None:
    """Spent tokens of the challenge, files of the vault that nobody holds."""
    challenge.prune()
    vault.prune()


def log_audit_head(since: datetime | None) -> None:
    trail.log_head()


def refresh_statistics(since: datetime | None) -> None:
    statistics.refresh()


schedule.daily("audit head", log_audit_head, at=time(0, 0))
schedule.hourly("prune pages", prune_pages)
schedule.daily("tidy files", tidy_files, at=time(3, 0))
schedule.daily("clear sessions", clear_sessions, at=time(3, 10))
schedule.daily("clear tasks", clear_tasks, at=time(3, 20))
schedule.daily("clear sign-ins", clear_sign_ins, at=time(3, 30))
schedule.daily("statistics", refresh_statistics, at=time(3, 40))
schedule.daily("forget spent", forget_spent, at=time(0, 10))
