"""The worker: what must follow a change within a second, over and over, in one process.

A room adds its step when its app starts::

    worker.step(index_waiting)      # index_waiting() -> how much it did; 0 when nothing waits

Steps are short and may be interrupted at any time. Long work is a task (django-tasks) and runs in the process of
``gongkai tasks``, which the schedule (core.schedule) feeds.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections

from gongkai.core import health, pages, schedule, trail
from gongkai.core.registry import Functions

log = logging.getLogger(__name__)

Step = Callable[[], int]
STEPS: Functions[Step] = Functions("steps of the worker")
ENDS: Functions[Callable[[], None]] = Functions("ends of the worker")
IDLE = 0.2  # seconds between looks when nothing waits
HEARTBEAT = 2


def step(function: Step) -> Step:
    """Register a step; usable as a decorator."""
    return STEPS.register(function)


def at_end(function: Callable[[], None]) -> None:
    """Register what is to be done once when the worker stops; it has a few seconds."""
    ENDS.register(function)


def once() -> int:
    """Every step once; returns how much was done. A step that fails is logged and does not stop the others."""
    done = 0
    for function in STEPS.values():
        try:
            done += function() or 0
        except Exception:
            log.exception("step failed", extra={"step": f"{function.__module__}.{function.__name__}"})
    return done


def run(stop: threading.Event) -> None:
    """Until ``stop``; then what the rooms want done at the end (a file closed, a merge waited for)."""
    last = 0.0
    while not stop.is_set():
        close_old_connections()
        done = once()
        if time.monotonic() - last >= HEARTBEAT:
            health.beat()
            last = time.monotonic()
        if not done:
            stop.wait(IDLE)
    for function in ENDS.values():
        function()


for _own in (pages.sweep, schedule.enqueue_due, trail.seal_waiting):
    step(_own)
