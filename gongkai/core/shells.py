"""The two shells, and what rooms hang into them: URLs, navigation, cards of the to-do home.

A room's ``desk.py`` or ``portal.py`` registers when its app starts::

    DESK.add(path("records/", records, name="records"))
    DESK.nav("信息库", "desk:records", group="公开", permission="write")
    DESK.card(drafts_card)          # callable(user) -> Card | None

``urls`` lists are read once, by config.urls, after every app is ready.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
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
class Card:
    """One thing to do: ``due`` orders the cards (None last); ``items`` are (text, url, due text)."""

    title: str
    count: int
    url: str
    items: Iterable[tuple[str, str, str]] = ()
    due: Any = None
    tone: str = ""


@dataclass
class Shell:
    urls: list[URLPattern | URLResolver] = field(default_factory=list)
    navigation: list[NavItem] = field(default_factory=list)
    cards: list[Callable[[Any], Card | None]] = field(default_factory=list)
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

    def finder(self, find: Callable[[Any, str], str | None]) -> Callable[[Any, str], str | None]:
        """Register what opens from the search box: ``find(user, words)`` gives the address of the one thing within reach
        that ``words`` name, or None; usable as a decorator."""
        self.finders.append(find)
        return find


DESK = Shell()
PORTAL = Shell()
