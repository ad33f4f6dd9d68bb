"""What people outside read of a ledger: plain words, without officers, drafts or third parties' names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gongkai.casework.models import Entry

Said = str | Callable[[Entry], tuple[str, str]]  # a title, or what makes title and detail


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    on: date
    title: str
    detail: str = ""


def timeline(entries: Iterable[Entry], said: Mapping[str, Said]) -> list[Line]:
    """The public lines of a ledger, newest first; an event that ``said`` does not know is the office's own business."""
    lines = []
    for entry in entries:
        if words := said.get(entry.type):
            title, detail = (words, "") if isinstance(words, str) else words(entry)
            lines.append(Line(entry.on, title, detail))
    return lines[::-1]
