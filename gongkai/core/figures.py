"""Figures: every number is the size, or a measure, of a named set of rows, so that it can be opened, reported and frozen.

    @figure("foi.received", "收到政府信息公开申请", "件", "条例第五十条第（二）项", by={"channel": ("提交渠道", "channel", CHANNELS)})
    def received(organs, period):
        return of(organs).filter(case__received_on__range=period)

The function is called as before; who shows a number asks the figure, so that it can be opened. What a row is, on the page
that opens a figure, is said once a model (``listed``).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from inspect import signature
from math import ceil
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, Model, QuerySet

from gongkai.core import typed
from gongkai.core.actions import Refused
from gongkai.core.registry import Registry

Rows = QuerySet[Any]
COUNT = Count("pk")
F = TypeVar("F", bound=Callable[..., Rows])


class Period(NamedTuple):
    """The days from ``first`` to ``last``, both included; may stand behind ``__range``."""

    first: date
    last: date

    def __str__(self) -> str:
        year = self.first.year
        if self == year_of(year):
            return str(year)
        return f"{self.first:%Y-%m}" if self == month_of(year, self.first.month) else f"{self.first}..{self.last}"

    @property
    def label(self) -> str:
        said = str(self)
        return f"{said} 年" if len(said) == 4 else said.replace("..", " 至 ")


def year_of(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def month_of(year: int, month: int) -> Period:
    first = date(year, month, 1)
    return Period(first, (first + timedelta(31)).replace(day=1) - timedelta(1))


def read_period(text: str) -> Period:
    """2026, 2026-03, or 2026-03-01..2026-04-30. Refused when it is none of these."""
    first, dots, last = text.partition("..")
    found: Period | None = None
    with suppress(ValueError, OverflowError):
        if dots:
            found = Period(date.fromisoformat(first), date.fromisoformat(last))
        elif len(text) == 4:
            found = year_of(int(text))
        elif len(text) == 7 and text[4] == "-":
            found = month_of(int(text[:4]), int(text[5:]))
    if found is None or found.first > found.last or not {found.first.year, found.last.year} <= set(typed.YEARS):
        raise Refused("请写年份、月份或者起止日期，如 2026、2026-03、2026-03-01..2026-04-30。", "period")
    return found


class Column(NamedTuple):
    """What a figure can be broken down by: its ``label``, the ``lookup`` from the row, words for its values, in their order
    (or what looks the words of some values up)."""

    label: str
    lookup: str
    words: Mapping[Any, str] | Callable[[Collection[Any]], Mapping[Any, str]] | None = None

    def named(self, values: Collection[Any]) -> dict[Any, str]:
        """Each value in words, in the order of the words; those without any last."""
        words = (self.words(values) if callable(self.words) else self.words) or {}
        said = [value for value in words if value in values] + [value for value in values if value not in words]
        return {value: str(words.get(value, "" if value is None else value)) or "未填写" for value in said}


@dataclass(frozen=True)
class Figure:
    """A number of organs (None: of all) and a period. ``measure`` is an aggregate over the rows; or ``values`` gives a number a row, of which the ``rank``
    (0.5: the median) is taken; with ``share_of`` it is the percentage that its rows are of those of another figure."""

    code: str
    name: str
    unit: str
    law: str
    select: Callable[[Any, Period], Rows]
    by: Mapping[str, Column] = field(default_factory=dict)
    measure: Any = COUNT
    values: Callable[[Rows], Sequence[float]] | None = None
    rank: float = 0
    share_of: str = ""

    @property
    def is_of_now(self) -> bool:
        """Whether it says how things stand now, whatever period is asked: its function needs none."""
        return signature(self.select).parameters["period"].default is None

    @property
    def denominator(self) -> "Figure | None":
        return FIGURES[self.share_of] if self.share_of else None

    def of(self, organs: Any, period: Period) -> float | int | None:
        """The number of these organs and this period; None where there is nothing to measure."""
        rows = self.select(organs, period)
        if self.values is not None:
            return percentile(sorted(self.values(rows)), self.rank)
        number = rows.order_by().aggregate(n=self.measure)["n"] or 0
        return share(number, self.denominator.of(organs, period)) if self.denominator else number

    def split(self, organs: Any, period: Period, by: str) -> dict[Any, float | int | None]:
        """Value of the column → number, in one query (two of a share)."""
        column = self.by[by].lookup
        found = self.select(organs, period).order_by().values_list(column).annotate(n=self.measure)
        numbers: dict[Any, Any] = {value: n or 0 for value, n in found}
        if not self.denominator:
            return numbers
        whole = self.denominator.select(organs, period).order_by().values_list(column).annotate(n=self.measure)
        return {value: share(numbers.get(value, 0), n) for value, n in whole}


FIGURES: Registry[str, Figure] = Registry("figures")


def figure(
    code: str, name: str, unit: str, law: str, *, by: Mapping[str, Sequence[Any]] | None = None, **measured: Any
) -> Callable[[F], F]:
    """Register a function ``(organs, period) -> QuerySet`` as a figure: see Figure."""

    def register(select: F) -> F:
        if by and "values" in measured:
            raise ValueError(f"{code}: a percentile is of all rows, it is not broken down")
        columns = {name: Column(*column) for name, column in (by or {}).items()}
        FIGURES.add(code, Figure(code, name, unit, law, select, columns, **measured))
        return select

    return register


@dataclass(frozen=True)
class Listing:
    """How the rows of a model are shown where a figure is opened: headings with the text of each, the page of a row.
    ``related`` are fetched with the rows; ``prepare(rows, user)`` readies one page of them."""

    columns: Mapping[str, Callable[[Any], Any]]
    page: Callable[[Any], str]
    related: Sequence[str] = ()
    prepare: Callable[[Sequence[Any], Any], None] = lambda rows, user: None


LISTINGS: Registry[type[Model], Listing] = Registry("listings of")


def listed(model: type[Model], columns: Mapping[str, Callable[[Any], Any]], **how: Any) -> None:
    """Say once how the rows of ``model`` are shown: see Listing."""
    LISTINGS.add(model, Listing(columns, **how))


def percentile(values: Sequence[float], rank: float) -> float | None:
    """The value that this share of sorted ``values`` does not exceed (nearest rank); None of nothing."""
    return values[max(0, ceil(rank * len(values)) - 1)] if values else None


def share(part: float, whole: float | None) -> float | None:
    """In percent; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


class Part(NamedTuple):
    """One value of a column: as an address has it, in words, its number, the length of its bar in percent."""

    value: str
    words: str
    number: float | int | None
    length: float


@dataclass(frozen=True)
class Opened:
    """``organs`` and ``period`` of a figure; ``by`` the name of the column it is broken down by."""

    figure: Figure
    organs: Any
    period: Period
    by: str = ""

    @property
    def when(self) -> str:
        """The period in words."""
        return "现在" if self.figure.is_of_now else self.period.label

    @property
    def number(self) -> float | int | None:
        return self.figure.of(self.organs, self.period)

    @property
    def column(self) -> Column | None:
        return self.figure.by.get(self.by)

    def parts(self) -> list[Part]:
        """The number by the values of the column, in the order of its words, else the largest first."""
        if not self.column:
            return []
        found = self.figure.split(self.organs, self.period, self.by)
        values = sorted(found, key=lambda value: (-(found[value] or 0), str(value)))
        most = max((found[value] or 0 for value in values), default=0) or 1
        return [
            Part(str(value or ""), words, found[value], round(100 * (found[value] or 0) / most, 1))
            for value, words in self.column.named(values).items()
        ]

    def rows(self, part: str | None = None) -> Rows:
        """The rows behind the number, or behind one ``part`` of it; the newest first."""
        rows = self.figure.select(self.organs, self.period)
        if self.column and part is not None:
            lookup = self.column.lookup
            value = next(
                (v for v in self.figure.split(self.organs, self.period, self.by) if str(v or "") == part), None
            )
            rows = rows.filter(**({lookup: value} if value is not None else {f"{lookup}__isnull": True}))
        return rows.order_by("-pk")
