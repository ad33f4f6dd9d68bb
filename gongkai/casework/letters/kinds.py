"""What a letter says, as data: one type = title, texts with named fields, what must be filled in, remedy.

Texts are TOML tables (see foi/letter_texts). A table with ``kinds`` stands for as many types as it has kinds: each
takes over what the table says, its ``fields`` are added, and its code is ``table.kind``::

    [refused]
    title = "政府信息不予公开告知书"
    to = "applicant"
    fields = [{ name = "reasons", label = "不予公开的理由" }]
    [refused.kinds.secret]
    outcome = "secret"
    cites = ["第十四条"]
    body = ["……根据《中华人民共和国政府信息公开条例》第十四条的规定，……{reasons}"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from gongkai.core.actions import Refused
from gongkai.core.registry import Registry
from gongkai.core.text import lines
from gongkai.core.typed import whole_number

LONGEST = 5000  # characters of one field


@dataclass(frozen=True)
class Field:
    """What the officer fills in. ``kind``: text, organ (a line that offers those of the tree), date, number choice
    (``choices``: code → words in the letter) or earlier (the key of an earlier case, from a list the room makes)."""

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    most: int | None = None
    help: str = ""

    def clean(self, value: Any) -> Any:
        """``value`` as JSON; Refused at the field when it cannot be."""
        text = value.isoformat() if isinstance(value, date) else lines(str("" if value is None else value)).strip()
        if not text:
            if self.required:
                raise Refused(f"请填写“{self.label}”。", self.name)
            return ""
        if len(text) > LONGEST:
            raise Refused(f"“{self.label}”有 {len(text)} 字，请精简到 {LONGEST} 字以内。", self.name)
        if self.kind == "date":
            return self._day(text).isoformat()
        if self.kind in ("number", "earlier"):
            return self._number(text)
        if self.kind == "choice" and text not in dict(self.choices):
            raise Refused(f"“{self.label}”请从列表中选择。", self.name)
        return text

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise Refused(f"“{self.label}”应为日期，如 2026-03-31，请核对。", self.name) from error

    def _number(self, text: str) -> int:
        number = whole_number(text)
        if not number:
            raise Refused(f"“{self.label}”应为正整数，请核对。", self.name)
        if self.most is not None and number > self.most:
            raise Refused(f"“{self.label}”最多 {self.most}，请核对。", self.name)
        return number

    def shown(self, value: Any) -> str:
        """How a cleaned value reads in the letter."""
        if self.kind == "date" and value:
            return chinese_date(date.fromisoformat(value))
        return dict(self.choices).get(value, str(value))


@dataclass(frozen=True)
class LetterType:
    """``to``: "applicant", or the field that names the addressee. ``opening`` says what was asked and when it was
    received; ``body`` may be edited, but must keep ``cites``; ``closing`` is the consequence of not acting. ``remedy``:
    branch A, B or C, of answers that of their ``outcome``. ``step`` of the flow is taken when the letter is sent.
    ``reply``: a form on a page of its own for the addressee to fill in, its first line the title; its texts may name
    the ``organ`` too. ``before_receipt``: it may be drawn up while the day of receipt is not known."""

    code: str
    title: str
    to: str
    opening: tuple[str, ...]
    body: tuple[str, ...]
    closing: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    remedy: str = ""
    outcome: str = ""
    label: str = ""
    mark: str = "公开复"
    step: str = ""
    encloses: bool = False
    reply: tuple[str, ...] = ()
    before_receipt: bool = False

    @property
    def name(self) -> str:
        return self.label or self.title

    def clean(self, given: dict[str, Any]) -> dict[str, Any]:
        """What the officer filled in, as JSON; Refused at the first field that is wrong."""
        if unknown := set(given) - {f.name for f in self.fields}:
            raise TypeError(f"{self.code} has no field {', '.join(sorted(unknown))}")
        return {f.name: f.clean(given.get(f.name)) for f in self.fields}

    def shown(self, fields: dict[str, Any]) -> dict[str, str]:
        return {f.name: f.shown(fields[f.name]) for f in self.fields}

    def problems(self, facts: frozenset[str]) -> list[str]:
        """Texts that name what neither ``facts`` nor the fields give; an unknown addressee."""
        known = facts | {f.name for f in self.fields}
        named = _named(*self.opening, *self.body, *self.closing) | (_named(*self.reply) - {"organ"})
        found = [f"{self.code}: nothing gives {{{name}}}" for name in sorted(named - known)]
        if self.to != "applicant" and self.to not in known:
            found.append(f"{self.code}: nothing gives the addressee {self.to}")
        found += [
            f"{self.code}: the text does not cite {cite}" for cite in self.cites if cite not in "".join(self.body)
        ]
        return found


def _named(*texts: str) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


@dataclass(frozen=True)
class Book:
    """The letters of a case type. ``facts(case, type, fields)`` gives the words every text may name (``fact_names``)
    and ``to``; ``remedies(case, type, fields)`` the paragraphs that tell the branch."""

    types: dict[str, LetterType]
    fact_names: frozenset[str]
    facts: Callable[[Any, LetterType, dict[str, Any]], dict[str, str]]
    remedies: Callable[[Any, LetterType, dict[str, Any]], list[str]]

    def type(self, code: str) -> LetterType:
        try:
            return self.types[code]
        except KeyError:
            raise Refused("没有这种文书，请从列表中选择。", "type") from None

    def problems(self) -> list[str]:
        return [problem for kind in self.types.values() for problem in kind.problems(self.fact_names)]


BOOKS: Registry[str, Book] = Registry("books of letters")


def load(folder: Path, openings: dict[str, tuple[str, ...]]) -> dict[str, LetterType]:
    """The letter types of a folder of TOML files; ``opening`` in a table names one of ``openings``."""
    types: dict[str, LetterType] = {}
    for path in sorted(folder.glob("*.toml")):
        for code, table in tomllib.loads(path.read_text("utf-8")).items():
            kinds = table.pop("kinds", None)
            rows = {f"{code}.{kind}": _merged(table, own) for kind, own in kinds.items()} if kinds else {code: table}
            types |= {name: _made(name, row, openings) for name, row in rows.items()}
    return types


def _merged(table: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    return {**table, **own, "fields": [*table.get("fields", []), *own.get("fields", [])]}


def _made(code: str, row: dict[str, Any], openings: dict[str, tuple[str, ...]]) -> LetterType:
    row = dict(row)
    fields = tuple(
        Field(**{**field, "choices": tuple(field.get("choices", {}).items())}) for field in row.pop("fields", [])
    )
    row |= {name: tuple(row.get(name, ())) for name in ("body", "closing", "cites", "reply")}
    row["opening"] = openings[row.get("opening", "answer")]
    return LetterType(code=code, fields=fields, **row)


def chinese_date(day: date) -> str:
    """2026年3月9日: Arabic numerals, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
