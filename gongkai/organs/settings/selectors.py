"""Settings as pages show them: what holds for an organ and where that comes from, what waits, how it went."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from gongkai.organs.models import Organ
from gongkai.organs.rules import path_ids
from gongkai.organs.settings.models import SettingValue
from gongkai.organs.settings.registry import GROUPS, SETTINGS, Setting

OWN, NATION = "本机关", "国家默认"
INHERITS = "不另作规定，按上级的（没有的按国家默认）"


@dataclass(frozen=True)
class Layer:
    """What one level says: ``whose`` rule it is, its value in words, since when, by what. ``row`` is None of the nation."""

    whose: str
    said: str
    source: str
    row: SettingValue | None = None

    @property
    def since(self) -> date | None:
        """None for what held before anybody wrote a day down."""
        return None if self.row is None or self.row.is_from_ever else self.row.since


@dataclass(frozen=True)
class Line:
    """One setting of an organ on a day. ``layers``: those that say something, the one that counts first."""

    setting: Setting
    layers: list[Layer]
    waiting: SettingValue | None = None
    coming: list[SettingValue] = field(default_factory=list)

    @property
    def now(self) -> Layer:
        return self.layers[0]

    @property
    def is_local(self) -> bool:
        return self.now.row is not None


def overview(organ: Organ, on: date) -> dict[str, list[Line]]:
    """Every setting, by group; two queries."""
    rows: dict[str, list[SettingValue]] = defaultdict(list)
    for row in _rows(organ):
        rows[row.key].append(row)
    found: dict[str, list[Line]] = {label: [] for label in GROUPS.values()}
    for declared in SETTINGS.values():
        found[GROUPS[declared.group]].append(_line(declared, organ, on, rows[declared.key]))
    return {label: lines for label, lines in found.items() if lines}


def line(declared: Setting, organ: Organ, on: date) -> Line:
    """One of them."""
    return _line(declared, organ, on, _rows(organ).filter(key=declared.key))


def _rows(organ: Organ) -> QuerySet[SettingValue]:
    """What is confirmed for an organ and those above it, and what waits for it; as it came into force."""
    counts = Q(verdict=SettingValue.CONFIRMED) | Q(verdict="", organ=organ)
    rows = SettingValue.objects.filter(counts, organ__in=path_ids(organ.path or ""), taken_back_at=None)
    return rows.select_related("organ", "by").order_by("since", "pk")


def _line(declared: Setting, organ: Organ, on: date, rows: Iterable[SettingValue]) -> Line:
    by_organ: dict[int, list[SettingValue]] = defaultdict(list)
    for row in rows:
        by_organ[row.organ_id].append(row)
    own = by_organ[organ.pk]
    layers = []
    for pk in reversed(path_ids(organ.path or "")):
        settled = [row for row in by_organ[pk] if row.is_confirmed and row.since <= on]
        if settled and settled[-1].value is not None:
            layers.append(_layer(declared, organ, settled[-1]))
    layers.append(Layer(NATION, declared.said(declared.default), declared.law))
    return Line(
        declared,
        layers,
        next((row for row in own if row.is_waiting), None),
        [row for row in own if row.is_confirmed and row.since > on],
    )


def _layer(declared: Setting, organ: Organ, row: SettingValue) -> Layer:
    whose = OWN if row.organ_id == organ.pk else row.organ.label
    return Layer(whose, declared.said(row.value), row.source, row)


def history(declared: Setting, organ: Organ) -> QuerySet[SettingValue]:
    """Everything proposed for the organ, and what those above it settled; the latest day first."""
    above = Q(organ__in=path_ids(organ.path or "")[:-1], verdict=SettingValue.CONFIRMED, taken_back_at=None)
    rows = SettingValue.objects.filter(Q(organ=organ) | above, key=declared.key)
    return rows.select_related("organ", "by", "checked_by", "taken_back_by").order_by("-since", "-pk")


def to_confirm(user: Any) -> QuerySet[SettingValue]:
    """Proposed by others, in the organs in which ``user`` may confirm; the oldest first."""
    rows = SettingValue.objects.waiting().filter(user.reach("organ", "confirm"), key__in=SETTINGS)
    return rows.exclude(by=user).select_related("organ", "by").order_by("at")


def said(row: SettingValue) -> str:
    """The value of a row in words."""
    return INHERITS if row.value is None else SETTINGS[row.key].said(row.value)


def settles(line: Line, organ: Organ) -> bool:
    """Whether the organ has a rule of its own, now or to come, which it could give up."""
    return line.now.whose == OWN or any(row.value is not None for row in line.coming)


def before(row: SettingValue) -> Layer:
    """What holds on the day before the row's own, which the row takes the place of."""
    return line(SETTINGS[row.key], row.organ, row.since - timedelta(days=1)).now


def bound(organ: Organ) -> int:
    """How many organs follow a rule of this one: itself and those below it."""
    return Organ.objects.current().within(organ).count()
