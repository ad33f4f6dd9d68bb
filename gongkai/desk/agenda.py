"""What is to do, in the order of its last day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from gongkai.casework.calendar import WorkCalendar
from gongkai.core.shells import Card, Item


def first_due(card: Card) -> date:
    """The last day of the most urgent item of a card."""
    return min((item.due for item in card.items if item.due), default=date.max)


@dataclass(frozen=True)
class Line:
    """One thing to do: of which card, and how far off its last day is, in words."""

    item: Item
    card: Card
    away: str


@dataclass
class Band:
    """What falls due in one stretch of time; ``tone`` is late or wait."""

    title: str
    tone: str = ""
    lines: list[Line] = field(default_factory=list)


def bands(cards: Iterable[Card], today: date, calendar: WorkCalendar) -> list[Band]:
    """The items of the cards by their last day, those without one behind, in the order of their cards; no empty band."""
    late, now, soon = Band("已到期", "late"), Band("今天到期", "wait"), Band("七天以内到期")
    later, free = Band("以后到期"), Band("没有期限")
    for card in cards:
        for item in card.items:
            line = Line(item, card, _away(item.due, today, calendar))
            if item.due is None:
                free.lines.append(line)
            elif item.due < today:
                late.lines.append(line)
            elif item.due == today:
                now.lines.append(line)
            else:
                (soon if item.due <= today + timedelta(7) else later).lines.append(line)
    for band in (late, now, soon, later):
        band.lines.sort(key=lambda line: line.item.due or today)
    return [band for band in (late, now, soon, later, free) if band.lines]


def _away(due: date | None, today: date, calendar: WorkCalendar) -> str:
    if due is None:
        return ""
    if due == today:
        return "今天"
    days = calendar.workdays_between(min(due, today), max(due, today))
    return f"超 {days} 个工作日" if due < today else f"还有 {days} 个工作日"
