"""The two shells, and what rooms hang into them: URLs, navigation, cards of the to-do home.

A room's ``desk.py`` or ``portal.py`` registers when its app starts::

    DESK.add(path("records/", records, name="records"))
    DESK.nav("信息库", "desk:records", group="公开", permission="write")
    DESK.card(drafts_card)          # callable(user) -> Card | None
    DESK.awaits(at_review)          # callable(user) -> Card | None
    DESK.aside(two_weeks)           # callable(user) -> (template, context) | None

``urls`` lists are read once, by config.urls, after every app is ready.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import URLPattern, URLResolver


@dataclass(frozen=True)
class NavItem:
    label: str
    url_name: str
    group: str = ""
    permission: str | None = None
    order: int = 100
    icon: str = ""
    badge: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class Item:
    """One thing to do: its name, where it is done, what else there is to know, the last day for it, if there is one."""

    text: str
    url: str
    said: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Card:
    """What is to do of one kind: the ``items`` that come first, how many there are, and where they all are."""

    title: str
    count: int
    url: str
    items: Sequence[Item] = ()


@dataclass
class Shell:
    urls: list[URLPattern | URLResolver] = field(default_factory=list)
    navigation: list[NavItem] = field(default_factory=list)
    cards: list[Callable[[Any], Card | None]] = field(default_factory=list)
    asides: list[Callable[[Any], tuple[str, dict[str, Any]] | None]] = field(default_factory=list)
    awaited: list[Callable[[Any], Card | None]] = field(default_factory=list)
    finders: list[Callable[[Any, str], str | None]] = field(default_factory=list)

    def add(self, *patterns: URLPattern | URLResolver) -> None:
        """Hang URL patterns under this shell."""
        self.urls.extend(patterns)

    def nav(self, label: str, url_name: str, **options: Any) -> None:
        """Add an entry to the navigation; entries with a ``permission`` show only to accounts that hold it somewhere."""
        self.navigation.append(NavItem(label, url_name, **options))
        self.navigation.sort(key=lambda item: item.order)

    def card(self, maker: Callable[[Any], Card | None]) -> Callable[[Any], Card | None]:
        """Register a card of the to-do home; usable as a decorator."""
        self.cards.append(maker)
        return maker

    def aside(self, maker: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Register what stands beside the things to do; usable as a decorator."""
        self.asides.append(maker)
        return maker

    def awaits(self, maker: Callable[[Any], Card | None]) -> Callable[[Any], Card | None]:
        """Register a card of what others are to do before one can go on (等别人); usable as a decorator."""
        self.awaited.append(maker)
        return maker

    def finder(self, find: Callable[[Any, str], str | None]) -> Callable[[Any, str], str | None]:
        """Register what opens from the search box: ``find(user, words)`` gives the address of the one thing within reach
        that ``words`` name, or None; usable as a decorator."""
        self.finders.append(find)
        return find


DESK = Shell()
PORTAL = Shell()
