"""Kinds of records, one file each. To add a kind, add a file here that calls ``register``: see docs/add-a-kind.md.

A kind names the statutory item it belongs to and the extra fields it needs. A field with a ``column`` is kept in that
real column of Record (so that lists can filter and sort by it); the others are kept together in ``Record.extra``.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

COLUMNS = {"year", "held_on", "amount", "party", "subject_number", "stage"}
TYPES = {"text", "long", "int", "date", "money", "percent", "choice"}


@dataclass(frozen=True)
class Extra:
    """An extra field: ``type`` one of TYPES (money in yuan, percent 0–100); ``choices`` for "choice";
    ``check(value)`` returns a sentence when the value is wrong."""

    name: str
    label: str
    type: str = "text"
    column: str | None = None
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    check: Callable[[object], str | None] | None = None


@dataclass(frozen=True)
class Kind:
    code: str
    label: str
    item: str  # statutory item by default, see library.rules.ITEMS
    fields: tuple[Extra, ...] = ()
    is_policy: bool = False  # shows validity and is looked for in citations first
    order: int = 100
    plural: str = ""


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind; a wrong column, type or a repeated code is a programming error."""
    if kind.code in KINDS:
        raise ValueError(f"kind {kind.code} is registered twice")
    for extra in kind.fields:
        if extra.type not in TYPES or (extra.column and extra.column not in COLUMNS):
            raise ValueError(f"kind {kind.code}: field {extra.name} has an unknown type or column")
    KINDS[kind.code] = kind
    return kind


def load_all() -> None:
    """Import every file of this folder; once."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")


def choices() -> list[tuple[str, str]]:
    """(code, label) of every kind in order; for forms."""
    return [(kind.code, kind.label) for kind in sorted(KINDS.values(), key=lambda k: (k.order, k.code))]
