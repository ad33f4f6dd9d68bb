"""The ledger of a case as the clock reads it: what happened, and what is read in place of a wrong entry. Pure: no Django.

A ledger only grows. What was written wrong stays and is corrected by a later entry that says what is right and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

CORRECTED = "corrected"


class LedgerError(ValueError):
    """The events contradict each other or the law; the message is a sentence for the clerk."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a case on a day. ``who`` names the party consulted, ``days`` the working days of an
    extension, ``channel`` how it was submitted, ``until`` the day set by a notice: for the applicant to act, or to answer;
    ``facts`` is all that the entry recorded, for clocks of other types."""

    on: date
    type: str
    channel: str = ""
    who: str = ""
    days: int = 0
    until: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, on: date, type: str, facts: Mapping[str, Any]) -> Self:
        """From what an entry recorded; dates in ``facts`` are ISO. ValueError where a value cannot be read."""
        until = facts.get("until")
        return cls(
            on=on,
            type=type,
            channel=facts.get("channel", ""),
            who=facts.get("who", ""),
            days=int(facts.get("days") or 0),
            until=date.fromisoformat(until) if until else None,
            facts=facts,
        )


def as_corrected(events: Sequence[Event]) -> list[Event]:
    """The events that count, in the order given (see ``standing``)."""
    return list(standing(events).values())


def standing(events: Sequence[Event]) -> dict[int, Event]:
    """The events that count, by their position: a ``corrected`` entry names by its position (``corrects``, from 0) an
    earlier one, of which the fields ``to`` are read instead; ``to`` None strikes it. Of several corrections of one entry
    the later ones build on the earlier; a struck entry stands again when it is corrected once more. LedgerError for a
    correction of what cannot be corrected, or without a reason (``why``)."""
    said: dict[int, Event] = {position: event for position, event in enumerate(events) if event.type != CORRECTED}
    struck: set[int] = set()
    for position, event in enumerate(events):
        if event.type != CORRECTED:
            continue
        corrects, to = event.facts.get("corrects"), event.facts.get("to")
        if type(corrects) is not int or corrects not in said or corrects > position:
            raise LedgerError(f"{event.on} 的更正没有指明此前的哪一项，请核对。")
        if not str(event.facts.get("why") or "").strip():
            raise LedgerError(f"{event.on} 的更正没有写明错在哪里，请补上。")
        if to is None:
            struck.add(corrects)
        else:
            said[corrects] = _with(said[corrects], to, event)
            struck.discard(corrects)
    return {position: event for position, event in said.items() if position not in struck}


def _with(event: Event, to: Any, correction: Event) -> Event:
    if not isinstance(to, Mapping) or not to or {"type", "corrects", "why"} & set(to):
        raise LedgerError(f"{correction.on} 的更正没有写明改成什么；事项本身登记错的，撤销后另行登记。")
    on = date.fromisoformat(to["on"]) if "on" in to else event.on
    if on > correction.on:
        raise LedgerError(f"更正后的日期 {on} 不能晚于更正之日 {correction.on}，请核对。")
    return Event.of(on, event.type, {**event.facts, **{name: value for name, value in to.items() if name != "on"}})
