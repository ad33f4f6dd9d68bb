import threading
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gongkai.core import schedule, worker
from gongkai.core.management.commands import tasks
from gongkai.core.registry import isolated

HERE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def jobs(monkeypatch):
    monkeypatch.setattr(schedule, "_looked", datetime.min)
    with isolated():
        schedule.JOBS.clear()
        yield schedule.JOBS


def queued():
    return [result.args_kwargs["args"][0] for result in DBTaskResult.objects.order_by("enqueued_at")]


@pytest.mark.parametrize(
    ("at", "now", "due"),
    [
        (time(0, 5), (2026, 3, 1, 0, 5), (2026, 3, 1, 0, 5)),
        (time(0, 5), (2026, 3, 1, 0, 4), (2026, 2, 28, 0, 5)),
        (time(23, 59), (2026, 1, 1, 12, 0), (2025, 12, 31, 23, 59)),
        (None, (2026, 3, 1, 7, 59), (2026, 3, 1, 7, 0)),
    ],
)
def test_when_a_job_was_last_due(at, now, due):
    assert schedule.latest_due(schedule.Job(print, at), datetime(*now)) == datetime(*due)


def test_each_due_time_is_one_task(db, jobs, monkeypatch):
    schedule.daily("daily", print, at=time(0, 5))
    schedule.hourly("hourly", print)
    with time_machine.travel(datetime(2026, 3, 1, 8, 30, tzinfo=HERE), tick=False) as clock:
        assert schedule.enqueue_due() == 2
        for minute in range(31, 60):
            clock.move_to(datetime(2026, 3, 1, 8, minute, tzinfo=HERE))
            assert schedule.enqueue_due() == 0
        monkeypatch.setattr(schedule, "_looked", datetime.min)  # another worker
        assert schedule.enqueue_due() == 0
        clock.move_to(datetime(2026, 3, 1, 9, 0, tzinfo=HERE))
        assert schedule.enqueue_due() == 1
        clock.move_to(datetime(2026, 3, 5, 9, 0, tzinfo=HERE))  # four days switched off
        assert schedule.enqueue_due() == 2
    assert queued().count("daily") == 2 and queued().count("hourly") == 3


def test_a_job_learns_when_it_was_last_due(db, jobs):
    seen = []
    schedule.daily("daily", seen.append, at=time(0, 5))
    for day in (1, 5):
        with time_machine.travel(datetime(2026, 3, day, 8, 30, tzinfo=HERE), tick=False):
            schedule.enqueue_due()
    for result in DBTaskResult.objects.order_by("enqueued_at"):
        result.task.call(*result.args_kwargs["args"])
    assert seen == [None, datetime(2026, 3, 1, 0, 5, tzinfo=HERE)]


def test_a_task_whose_process_was_killed_runs_again_but_not_for_ever(db, jobs):
    schedule.daily("deadly", print, at=time(0, 5))
    schedule.run_job.enqueue("deadly")
    result = DBTaskResult.objects.get()
    for attempt in range(tasks.ATTEMPTS):
        result.claim(f"worker {attempt}")  # and killed
        assert tasks.take_up_again() == (attempt < tasks.ATTEMPTS - 1)
        result.refresh_from_db()
    assert result.status == TaskResultStatus.FAILED


def test_a_failing_step_does_not_stop_the_others(db, monkeypatch, caplog):
    done = []

    def broken():
        raise ValueError

    with isolated():
        worker.STEPS.clear()
        worker.step(broken)
        worker.step(lambda: done.append(1) or 3)
        assert worker.once() == 3 and done == [1]
    assert "step failed" in caplog.text


def test_the_end_of_the_worker_is_orderly(monkeypatch):
    ended, stop = [], threading.Event()
    stop.set()
    with isolated():
        worker.STEPS.clear()
        worker.ENDS.clear()
        worker.at_end(lambda: ended.append(1))
        worker.run(stop)
    assert ended == [1]
