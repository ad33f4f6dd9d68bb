"""What organs settled of one setting, to be asked of many organs and days."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.utils import timezone

from gongkai.organs.roster import lineage
from gongkai.organs.rules import path_after

NONE_OF_THEM = Q(pk__in=[])


class Table:
    """``rows``: (path of the organ, since, value), in the order in which they came into force."""

    def __init__(self, default: Any, rows: Iterable[tuple[str, date, Any]]) -> None:
        self.default = default
        self._at: dict[str, list[tuple[date, Any]]] = defaultdict(list)
        for path, since, value in rows:
            self._at[path].append((since, value))

    def own(self, path: str, on: date) -> tuple[date, Any] | None:
        """Since when the organ itself settles it on a day, and how; None where it leaves it to those above."""
        settled = [row for row in self._at.get(path, ()) if row[0] <= on]
        return settled[-1] if settled and settled[-1][1] is not None else None

    def of(self, path: str, on: date) -> Any:
        """The value on a day: the organ's own, else that of the nearest above it, else the national default."""
        for at in reversed(lineage(path)):
            if found := self.own(at, on):
                return found[1]
        return self.default

    def days(self, path: str) -> list[date]:
        """The days on which it may have changed for an organ."""
        return sorted({since for at in lineage(path) for since, _ in self._at.get(at, ())})

    def values(self) -> list[Any]:
        """Everything it is, was or will be anywhere."""
        found = [self.default, *(value for rows in self._at.values() for _, value in rows if value is not None)]
        return [value for n, value in enumerate(found) if value not in found[:n]]

    def where(self, value: Any, *, organ: str, on: date | str) -> Q:
        """Condition on rows: it is ``value`` for their organ (a lookup) on a day, the same for all or their own (a lookup;
        a row without a day asks today)."""
        if isinstance(on, date):
            return self._organs(value, organ, on)
        days: list[date | None] = sorted({since for rows in self._at.values() for since, _ in rows})
        if not days:
            return self._organs(value, organ, date.min)
        found = Q(**{f"{on}__isnull": True}) & self._organs(value, organ, timezone.localdate())
        for first, end in pairwise([None, *days, None]):
            span = {f"{on}__gte": first, f"{on}__lt": end}
            then = Q(**{lookup: day for lookup, day in span.items() if day})
            found |= then & self._organs(value, organ, first or date.min)
        return found

    def _organs(self, value: Any, organ: str, on: date) -> Q:
        """Where it is ``value`` on a day: those above first, the organs below them after."""
        found = ~NONE_OF_THEM if self.default == value else NONE_OF_THEM
        for path in sorted(self._at):
            if own := self.own(path, on):
                inside = Q(**{f"{organ}__path__gte": path, f"{organ}__path__lt": path_after(path)})
                found = found | inside if own[1] == value else found & ~inside
        return found
