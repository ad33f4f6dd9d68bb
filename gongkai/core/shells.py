"""The two shells, and what rooms hang into them: URLs, navigation, cards of the to-do home.

A room's ``desk.py`` or ``portal.py`` registers when its app starts::

    DESK.add(path("records/", records, name="records"))
    DESK.nav("信息库", "desk:records", group="公开", permission="write")
    DESK.card(drafts_card)          # callable(user) -> Card | None
    DESK.awaits(at_review)          # callable(user) -> Card | None
    DESK.aside(two_weeks)           # callable(user) -> (template, context) | None

``urls`` are read by config.urls, after every room has declared its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import URLPattern, URLResolver

from gongkai.core.registry import Functions, Registry


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


Aside = Callable[[Any], tuple[str, dict[str, Any]] | None]


@dataclass
class Shell:
    urls: Registry[str, URLPattern | URLResolver] = field(default_factory=lambda: Registry("addresses"))
    entries: Registry[str, NavItem] = field(default_factory=lambda: Registry("entries of the navigation"))
    cards: Functions[Callable[[Any], Card | None]] = field(default_factory=lambda: Functions("cards"))
    asides: Functions[Aside] = field(default_factory=lambda: Functions("asides"))
    awaited: Functions[Callable[[Any], Card | None]] = field(
        default_factory=lambda: Functions("cards of what is awaited")
    )
    finders: Functions[Callable[[Any, str], str | None]] = field(default_factory=lambda: Functions("finders"))

    def add(self, *patterns: URLPattern | URLResolver) -> None:
        """Hang URL patterns under this shell."""
        for pattern in patterns:
            self.urls.add(str(pattern.pattern), pattern)

    def nav(self, label: str, url_name: str, **options: Any) -> None:
        """Add an entry to the navigation; entries with a ``permission`` show only to accounts that hold it somewhere."""
        self.entries.add(url_name, NavItem(label, url_name, **options))

    @property
    def navigation(self) -> list[NavItem]:
        """The entries in their order."""
        return sorted(self.entries.values(), key=lambda item: item.order)

    def card(self, maker: Callable[[Any], Card | None]) -> Callable[[Any], Card | None]:
        """Register a card of the to-do home; usable as a decorator."""
        return self.cards.register(maker)

    def aside(self, maker: Aside) -> Aside:
        """Register what stands beside the things to do; usable as a decorator."""
        return self.asides.register(maker)

    def awaits(self, maker: Callable[[Any], Card | None]) -> Callable[[Any], Card | None]:
        """Register a card of what others are to do before one can go on (等别人); usable as a decorator."""
        return self.awaited.register(maker)

    def finder(self, find: Callable[[Any, str], str | None]) -> Callable[[Any, str], str | None]:
        """Register what opens from the search box: ``find(user, words)`` gives the address of the one thing within reach
        that ``words`` name, or None; usable as a decorator."""
        return self.finders.register(find)


DESK = Shell()
PORTAL = Shell()
