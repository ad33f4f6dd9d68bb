"""What organs may settle. A room declares its settings in one file, ``settings.py``::

    FEE_SCOPE = setting(
        "foi.fee_scope", "按件累计的范围", Choice({"organ": "本机关", "government": "本级政府各机关合计"}),
        default="organ", group="fees", law="国家没有规定", asked="收到申请之日", changes="同一申请人一个月里的申请……",
    )

and asks for the value that held for an organ on a day::

    FEE_SCOPE.of(organ, on=case.received_on)     # of one
    FEE_SCOPE.table()                            # of many: .of(path, on), or .where(...) as a condition on rows

The organ's own latest value counts, else that of the organ above it, and so on, else the national default. The day is that
of the thing the law ties the rule to (``asked`` says which), so that a new value leaves what was before it alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from gongkai.core.actions import Refused
from gongkai.core.registry import Registry
from gongkai.organs.models import Organ
from gongkai.organs.settings.kinds import Kind
from gongkai.organs.settings.models import SettingValue
from gongkai.organs.settings.table import Table

GROUPS = {
    "requests": "依申请公开",
    "fees": "信息处理费",
    "counting": "统计口径",
    "reminders": "提醒",
    "records": "主动公开",
    "personal": "保存期限",
}

_remembered: ContextVar[dict[str, Table] | None] = ContextVar("remembered", default=None)


@dataclass(frozen=True, eq=False)
class Setting:
    """``law``: what the national default rests on, or that no national rule says; ``changes``: what it changes, a
    sentence; ``asked``: on which day of a thing the value is asked for, in words."""

    key: str
    label: str
    kind: Kind
    default: Any
    group: str
    law: str
    asked: str
    changes: str

    def of(self, organ: Organ, *, on: date) -> Any:
        """The value for an organ on a day. One query, none if it was asked before in the same web request."""
        return self.table().of(organ.path or "", on)

    def table(self) -> Table:
        """What every organ settled, for asking of many; one query."""
        known = _remembered.get()
        if known is None:
            return self._read()
        if self.key not in known:
            known[self.key] = self._read()
        return known[self.key]

    def _read(self) -> Table:
        rows = SettingValue.objects.confirmed().filter(key=self.key).order_by("since", "pk")
        return Table(self.default, rows.values_list("organ__path", "since", "value"))

    def said(self, value: Any) -> str:
        return self.kind.said(value)

    @property
    def shown(self) -> str:
        """The national default in words."""
        return self.said(self.default)

    def checked(self, value: Any) -> Any:
        """The value as it is kept; Refused when it is none."""
        try:
            return self.kind.field(self.label).clean(self.kind.typed(value))
        except (forms.ValidationError, TypeError, LookupError, ValueError) as wrong:
            said = wrong.messages[0] if isinstance(wrong, forms.ValidationError) else "这个值不能用，请核对。"
            raise Refused(said, "value") from None


SETTINGS: Registry[str, Setting] = Registry("settings")


def setting(key: str, label: str, kind: Kind, **facts: Any) -> Setting:
    """Declare a setting: see Setting."""
    made = Setting(key, label, kind, **facts)
    if made.group not in GROUPS:
        raise ValueError(f"{key}: no group {made.group}")
    made.said(made.checked(made.default))
    return SETTINGS.add(key, made)


@contextmanager
def remembered() -> Iterator[None]:
    """What is read within is read once."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def forget() -> None:
    """Something was settled anew."""
    known = _remembered.get()
    if known is not None:
        known.clear()
