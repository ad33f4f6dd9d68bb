"""Who has how much to do and how it goes: figures of cases by organ or by officer, in two queries however many there are."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from statistics import median
from typing import Any

from django.db.models import Count

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.managing.listing import CLOSED, due_in, waiting
from gongkai.casework.models import CaseQuerySet

SOON = "5"  # working days


@dataclass
class Load:
    """Open cases now, and what was closed this year: ``termed`` while the term ran, ``on_time`` of those by the due date,
    ``days`` working days each of those took from receipt to closing. An open case is never on time."""

    open: int = 0
    soon: int = 0
    late: int = 0
    waiting: int = 0
    closed: int = 0
    termed: int = 0
    on_time: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        return round(100 * self.on_time / self.termed, 1) if self.termed else None

    @property
    def median(self) -> float | None:
        return median(self.days) if self.days else None

    def add(self, other: "Load") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def workload(cases: CaseQuerySet, key: str, today: date, days: WorkCalendar) -> dict[Any, Load]:
    """The load of each ``key`` (organ or officer, None for no officer) that has a case now or had one this year."""
    loads: dict[Any, Load] = {}
    now = cases.open().order_by().values(key)
    counts = now.annotate(
        open=Count("pk"),
        soon=Count("pk", filter=due_in(SOON, today, days)),
        late=Count("pk", filter=due_in("late", today, days)),
        waiting=Count("pk", filter=waiting()),
    )
    for row in counts:
        one = row.pop(key)
        loads[one] = Load(**row)
    took = cache(days.workdays_between)
    done = cases.closed().filter(closed_on__year=today.year).order_by()
    spans = done.values_list(key, "received_on", "closed_on").annotate(
        n=Count("pk"), termed=Count("pk", filter=CLOSED["termed"]), on_time=Count("pk", filter=CLOSED["on_time"])
    )
    for one, received, closed, n, termed, on_time in spans:
        load = loads.setdefault(one, Load())
        load.closed, load.termed, load.on_time = load.closed + n, load.termed + termed, load.on_time + on_time
        if termed and received:
            load.days += [took(received, closed)] * termed
    return loads
