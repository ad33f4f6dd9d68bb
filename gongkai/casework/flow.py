"""What may happen next: a case type declares its steps as a table. Pure: no Django.

    FLOW = Flow("foi", "依申请公开", initial="received", final={"closed"}, states={...}, steps=(
        Step("confirm", "确认收到", {"received"}, "handling", "handle", event="confirmed"), …))

``problems`` is what a system check reports at start-up: unreachable states, dead ends, unknown guards.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.clock import Reading
from gongkai.casework.ledger import Event
from gongkai.core.registry import Registry

Guard = Callable[[Any, dict[str, Any]], str | None]


class Clock(Protocol):
    """How a case type counts (casework.clock.ClockRules): ``events`` are the ledger entries that move its clock."""

    @property
    def events(self) -> frozenset[str]: ...

    def read(self, events: Sequence[Event], calendar: WorkCalendar, today: date) -> Reading: ...


@dataclass(frozen=True)
class Step:
    """``event`` is the ledger entry the step records; ``asks`` the fields its form has, ``may_ask`` those that may stay
    empty unless a guard wants them; ``guards`` the names of functions (case, data) -> sentence or None, where data also
    has ``on`` and ``by``; ``to`` None leaves the state as it is; ``page`` is the URL name (argument: the case) of the page the desk opens for the step instead of the form made from
    ``asks``; ``when`` says whether the step makes sense for a case in that state; ``applicant``: the applicant may take the
    step on their own page (``by=None``), an officer enters it for what came on paper."""

    code: str
    label: str
    sources: frozenset[str]
    to: str | None
    permission: str
    event: str
    asks: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    when: Callable[[Any], bool] | None = None
    applicant: bool = False
    main: bool = False
    page: str = ""


@dataclass(frozen=True)
class Flow:
    type: str
    label: str
    mark: str  # of registration numbers, e.g. 公开申
    clock: Clock
    initial: str
    states: dict[str, str]
    final: frozenset[str]
    steps: tuple[Step, ...]
    guards: dict[str, Guard] = field(default_factory=dict)
    # event → what else is written when it enters the ledger, in the same transaction: (case, data) -> None
    after: dict[str, Callable[[Any, dict[str, Any]], None]] = field(default_factory=dict)
    # what only this type's steps ask → a function (case) -> form field (see casework.forms.FIELDS)
    fields: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    # ledger entries of which the day can be corrected (casework.correcting) → what else keeps that day and follows:
    # (case, entry, the day it has now, the right day) -> None; None where nothing else does
    correctable: Mapping[str, Callable[[Any, Any, date, date], None] | None] = field(default_factory=dict)
    # ledger entries that no step makes → what they are called (casework.actions.note)
    notes: dict[str, str] = field(default_factory=dict)
    # event → (kind of notice, text) that whoever handles the case is told when somebody else brings it about
    tells: dict[str, tuple[str, str]] = field(default_factory=dict)
    # condition (Q on cases) of those whose day of receipt is still to be agreed with whoever sent them
    unconfirmed: Any = None

    def step(self, code: str) -> Step:
        return next(step for step in self.steps if step.code == code)

    @property
    def labels(self) -> dict[str, str]:
        """Ledger entry → what it is called."""
        return (
            {step.event: step.label for step in self.steps}
            | self.notes
            | {
                "submitted": "提交申请",
                "officer": "指定承办人",
                "corrected": "更正台账",
            }
        )

    def is_open(self, step: Step, case: Any) -> bool:
        return case.state in step.sources and (step.when is None or step.when(case))

    def open_steps(self, case: Any) -> list[Step]:
        """Steps that may follow for ``case`` in its state."""
        return [step for step in self.steps if self.is_open(step, case)]

    def problems(self) -> list[str]:
        """What is wrong with the table, as sentences; empty when it can be trusted."""
        found = []
        named = {self.initial, *self.final, *(s for step in self.steps for s in step.sources)}
        named |= {step.to for step in self.steps if step.to}
        found += [f"{self.type}: state {state} has no name" for state in sorted(named - set(self.states))]
        reached = self._closure({self.initial}, lambda step, seen: step.sources & seen, lambda step: {step.to or ""})
        found += [f"{self.type}: state {state} is never reached" for state in sorted(set(self.states) - reached)]
        ending = self._closure(set(self.final), lambda step, seen: {step.to} & seen, lambda step: step.sources)
        found += [f"{self.type}: state {state} is a dead end" for state in sorted(set(self.states) - ending)]
        events = {step.event for step in self.steps}
        found += [
            f"{self.type}: no step records the event {event}"
            for event in (*self.after, *self.tells)
            if event not in events
        ]
        codes = [step.code for step in self.steps]
        found += [
            f"{self.type}: step {code} is declared twice" for code in sorted({c for c in codes if codes.count(c) > 1})
        ]
        for step in self.steps:
            found += [
                f"{self.type}: guard {g} of {step.code} is not known" for g in step.guards if g not in self.guards
            ]
        return found

    def _closure(
        self, start: set[str], meets: Callable[[Step, set[str]], Any], gives: Callable[[Step], Iterable[str]]
    ) -> set[str]:
        seen = set(start)
        while True:
            more = {state for step in self.steps if meets(step, seen) for state in gives(step)} - seen - {""}
            if not more:
                return seen
            seen |= more


FLOWS: Registry[str, Flow] = Registry("case types")


def register(flow: Flow) -> Flow:
    return FLOWS.add(flow.type, flow)
