"""What a setting may hold: each kind asks for it in a form, checks it, and says it in words. Values are JSON."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms


class Kind:
    """``field`` cleans what is typed into the value; ``typed`` is how a value stands in that field."""

    def field(self, label: str) -> forms.Field:
        raise NotImplementedError

    def typed(self, value: Any) -> Any:
        return value

    def said(self, value: Any) -> str:
        raise NotImplementedError


@dataclass(frozen=True)
class Choice(Kind):
    """One of several: value → words. Values are texts, or True and False."""

    words: Mapping[Any, str]

    def field(self, label: str) -> forms.Field:
        return forms.TypedChoiceField(
            label=label,
            choices=[(str(value), said) for value, said in self.words.items()],
            coerce={str(value): value for value in self.words}.__getitem__,
            widget=forms.RadioSelect,
            error_messages={"required": "请选择一项。", "invalid_choice": "请从列出的几项里选择。"},
        )

    def typed(self, value: Any) -> str:
        return str(value)

    def said(self, value: Any) -> str:
        return self.words[value]


@dataclass(frozen=True)
class Number(Kind):
    """A whole number of ``unit`` from ``least`` to ``most``; ``why`` says what the limits come from."""

    unit: str
    least: int
    most: int
    why: str = ""

    def field(self, label: str) -> forms.Field:
        limits = f"请填 {self.least} 至 {self.most} 之间的整数{f'：{self.why}' if self.why else ''}。"
        wrong = dict.fromkeys(("required", "invalid", "min_value", "max_value"), limits)
        return forms.IntegerField(
            label=f"{label}（{self.unit}）", min_value=self.least, max_value=self.most, error_messages=wrong,
            help_text=self.why,
        )  # fmt: skip

    def said(self, value: Any) -> str:
        return f"{value} {self.unit}"


class SpanField(forms.CharField):
    """Two whole numbers, the smaller first: “5 至 30”."""

    def __init__(self, kind: "Span", **options: Any) -> None:
        self.kind = kind
        super().__init__(error_messages={"required": kind.hint}, help_text=f"写成“{kind.typed([5, 30])}”", **options)

    def clean(self, value: Any) -> list[int]:
        numbers = [int(number) for number in re.findall(r"[0-9]{1,6}", super().clean(value))]
        if len(numbers) != 2 or not self.kind.least <= numbers[0] <= numbers[1] <= self.kind.most:
            raise forms.ValidationError(self.kind.hint)
        return numbers


@dataclass(frozen=True)
class Span(Kind):
    """From one number of ``unit`` to another, both within ``least`` and ``most``."""

    unit: str
    least: int
    most: int

    @property
    def hint(self) -> str:
        return f"请写两个 {self.least} 至 {self.most} 之间的整数，小的在前，如“5 至 30”。"

    def field(self, label: str) -> forms.Field:
        return SpanField(self, label=f"{label}（{self.unit}）", max_length=30)

    def typed(self, value: Any) -> str:
        return f"{value[0]} 至 {value[1]}"

    def said(self, value: Any) -> str:
        return f"{self.typed(value)} {self.unit}"


class TextField(forms.CharField):
    def __init__(self, kind: "Text", **options: Any) -> None:
        self.problem = kind.problem
        super().__init__(max_length=80, error_messages={"required": "请填写。"}, help_text=kind.help, **options)

    def clean(self, value: Any) -> str:
        cleaned: str = super().clean(value)
        if said := self.problem(cleaned):
            raise forms.ValidationError(said)
        return cleaned


@dataclass(frozen=True)
class Text(Kind):
    """A line of text; ``problem`` says what is wrong with one, None for a good one."""

    problem: Callable[[str], str | None]
    help: str

    def field(self, label: str) -> forms.Field:
        return TextField(self, label=label)

    def said(self, value: Any) -> str:
        return str(value)
