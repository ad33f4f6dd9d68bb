"""What may happen next to a record, as buttons on its desk page. Rooms above register theirs::

@step
def correct(record, account): return Step("更正", reverse(…), post=True) if … else None
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongkai.core.registry import Functions
from gongkai.library.models import Record


@dataclass(frozen=True)
class Step:
    """A button: ``post`` when pressing it does something, else it opens a page. ``order`` sorts, the first is main."""

    label: str
    url: str
    post: bool = False
    order: int = 100
    confirm: str = ""


_makers: Functions[Callable[[Record, Any], Step | None]] = Functions("steps of a record")


def step(maker: Callable[[Record, Any], Step | None]) -> Callable[[Record, Any], Step | None]:
    """Register a maker of a step: ``maker(record, account)`` returns it when it is possible now."""
    return _makers.register(maker)


def steps(record: Record, account: Any) -> list[Step]:
    """The steps this account may take with this record now."""
    return sorted((found for maker in _makers.values() if (found := maker(record, account))), key=lambda s: s.order)
