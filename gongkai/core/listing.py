"""One page of a long list, by keyset: what it costs does not grow with how deep in the list it stands (decision 0007).

    shown = page(chosen.records(), Order("updated_at"), **cursors(request.GET))

A room declares the order and its filters; the address holds both. Rows of the same value follow each other by their key,
rows without a value come last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import DateField, DateTimeField, F, Q, QuerySet
from django.http import QueryDict

from gongkai.core import typed

SIZE = 50
CURSORS = ("after", "before")


class Order(NamedTuple):
    """By a column of the model (its key alone is an order too); ``down``: the largest first; ``full``: the rows listed all
    have a value, though the column may be empty in others."""

    column: str = "pk"
    down: bool = True
    full: bool = False


@dataclass(frozen=True)
class Page:
    """The rows, and the cursors of the pages before and after; empty at the ends of the list."""

    rows: list[Any]
    newer: str = ""
    older: str = ""


def cursors(asked: Mapping[str, str]) -> dict[str, str]:
    """The place in the list that an address names."""
    return {name: asked.get(name, "") for name in CURSORS}


def query_of(asked: QueryDict) -> str:
    """The filters of an address without the place in the list, for the links of its pages."""
    rest = asked.copy()
    for name in CURSORS:
        rest.pop(name, None)
    return rest.urlencode()


def ordered(rows: QuerySet[Any], order: Order) -> QuerySet[Any]:
    """All rows in the order, for an export."""
    return rows.order_by(*_Column(rows, order).ordered())


def page(rows: QuerySet[Any], order: Order, *, after: str = "", before: str = "", size: int = SIZE) -> Page:
    """The rows behind the cursor ``after``, or the last ones in front of ``before``; from the start for what is none."""
    column = _Column(rows, order)
    cursor = column.read(after or before)
    backwards = bool(before and not after and cursor)
    if cursor:
        rows = rows.filter(column.beyond(*cursor, backwards))
    found = list(rows.order_by(*column.ordered(backwards))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    has_newer, has_older = (more, True) if backwards else (bool(cursor), more)
    return Page(found, column.write(found[0]) if has_newer else "", column.write(found[-1]) if has_older else "")


class _Column:
    """The column that a list is ordered by."""

    def __init__(self, rows: QuerySet[Any], order: Order) -> None:
        self.name, self.down = order.column, order.down
        field: Any = rows.model._meta.pk if self.name == "pk" else rows.model._meta.get_field(self.name)
        self.field, self.may_be_empty = field, field.null and not order.full

    def ordered(self, backwards: bool = False) -> list[Any]:
        down = self.down != backwards
        key = "-pk" if down else "pk"
        if self.name == "pk":
            return [key]
        if not self.may_be_empty:
            return [f"-{self.name}" if down else self.name, key]
        last, first = (None, True) if backwards else (True, None)
        place = F(self.name)
        return [
            place.desc(nulls_first=first, nulls_last=last) if down else place.asc(nulls_first=first, nulls_last=last),
            key,
        ]

    def beyond(self, value: Any, pk: int, backwards: bool) -> Q:
        """What follows a row in the order, or (backwards) precedes it."""
        way = "lt" if self.down != backwards else "gt"
        further = Q(**{f"pk__{way}": pk})
        if self.name == "pk":
            return further
        if value is None:
            without = Q(**{f"{self.name}__isnull": True}) & further
            return without | Q(**{f"{self.name}__isnull": False}) if backwards else without
        same, past = Q(**{self.name: value}) & further, Q(**{f"{self.name}__{way}": value})
        if self.may_be_empty and not backwards:
            return past | same | Q(**{f"{self.name}__isnull": True})
        # the first condition lets the database begin there, the others leave out those of the same value
        return Q(**{f"{self.name}__{way}e": value}) & (past | same)

    def write(self, row: Any) -> str:
        value = None if self.name == "pk" else getattr(row, self.name)
        return f"{value.isoformat() if isinstance(value, date) else '' if value is None else value}_{row.pk}"

    def read(self, cursor: str) -> tuple[Any, int] | None:
        """The value and key of a cursor; None for what is no cursor of this order."""
        text, _, last = cursor.rpartition("_")
        pk, value = typed.whole_number(last), self._value(text)
        if pk is None or (value is None and (text or not (self.may_be_empty or self.name == "pk"))):
            return None
        return value, pk

    def _value(self, text: str) -> datetime | date | str | None:
        if isinstance(self.field, DateTimeField):
            return typed.moment(text)
        if isinstance(self.field, DateField):
            return typed.day(text)
        return text or None
