"""Kinds of records, one file each. To add a kind, add a file here that calls ``register``: see docs/add-a-kind.md.

A kind names the statutory item it belongs to and the extra fields it needs. A field with a ``column`` is kept in that
real column of Record (so that lists can filter and sort by it); the others are kept together in ``Record.extra``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gongkai.core.registry import Registry
from gongkai.library import values

# column → the types of field that fit it, and the longest text
COLUMNS: dict[str, tuple[set[str], int]] = {
    "year": ({"int"}, 4),
    "held_on": ({"date"}, 0),
    "amount": ({"money"}, 0),
    "party": ({"text"}, 200),
    "subject_number": ({"text"}, 80),
    "stage": ({"text", "choice"}, 30),
}
READERS: dict[str, Callable[[object], Any]] = {
    "int": values.read_int,
    "date": values.read_date,
    "money": values.read_money,
    "percent": values.read_percent,
}
TYPES = {"text", "long", "choice", *READERS}
LONGEST = {"text": 200, "long": 5000}


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
    check: Callable[[Any], str | None] | None = None

    def read(self, value: object) -> Any:
        """``value`` as typed → Python value; ValueError with a sentence when it is wrong."""
        if self.type in READERS:
            read = READERS[self.type](value)
            if self.column == "year" and not 1900 <= read <= 2100:
                raise ValueError(f"“{value}”不是年份，请写四位年份，如 2026。")
        else:
            read = str(value).strip()
            longest = COLUMNS[self.column][1] if self.column else LONGEST.get(self.type, 200)
            if self.choices and read not in self.choices:
                raise ValueError(f"没有“{read}”这一选项，请从中选一个：{'、'.join(self.choices)}。")
            if len(read) > longest:
                raise ValueError(f"最多 {longest} 个字，现在有 {len(read)} 个，请删减。")
        if self.check and (sentence := self.check(read)):
            raise ValueError(sentence)
        return read


@dataclass(frozen=True)
class Kind:
    code: str
    label: str
    item: str  # statutory item by default, see library.rules.ITEMS
    fields: tuple[Extra, ...] = ()
    is_policy: bool = False  # shows validity and is looked for in citations first
    order: int = 100


KINDS: Registry[str, Kind] = Registry("kinds")


def register(kind: Kind) -> Kind:
    """Add a kind; a repeated code, field or column and a type that does not fit are programming errors."""
    taken: set[str] = set()
    for extra in kind.fields:
        if extra.type not in TYPES or (extra.type == "choice") != bool(extra.choices):
            raise ValueError(f"kind {kind.code}: field {extra.name} has an unknown type, or choices without need")
        if extra.column and extra.type not in COLUMNS.get(extra.column, ((), 0))[0]:
            raise ValueError(f"kind {kind.code}: field {extra.name} does not fit column {extra.column}")
        marks = {extra.name, extra.label} | ({f"column {extra.column}"} if extra.column else set())
        if marks & taken:
            raise ValueError(f"kind {kind.code}: field {extra.name} repeats a name, label or column")
        taken |= marks
    return KINDS.add(kind.code, kind)


def choices() -> list[tuple[str, str]]:
    """(code, label) of every kind in order; for forms."""
    return [(kind.code, kind.label) for kind in sorted(KINDS.values(), key=lambda k: (k.order, k.code))]


def clean(kind: str, typed: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """The extra fields of a kind from what a form or a spreadsheet row says, by name or by label.

    Returns (columns, extra, errors): columns of Record → Python values (None where left empty), names → JSON values
    for Record.extra (empty ones absent), and names → a sentence for each value that is wrong. Fields that are not in
    ``typed`` appear nowhere. Missing required ones are no error here: a draft may be incomplete; review.problems asks.
    """
    columns: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in KINDS[kind].fields:
        if field.name not in typed and field.label not in typed:
            continue
        value = typed.get(field.name, typed.get(field.label))
        read = None
        if value is not None and str(value).strip():
            try:
                read = field.read(value)
            except ValueError as wrong:
                errors[field.name] = str(wrong)
                continue
        if field.column:
            empty = "" if "text" in COLUMNS[field.column][0] else None
            columns[field.column] = empty if read is None else read
        elif read is not None:
            extra[field.name] = str(read) if isinstance(read, date | Decimal) else read
    return columns, extra, errors


def shown(record: Any) -> list[tuple[str, str]]:
    """(label, text) of the extra fields a record has, for its page; ``record`` is a Record or anything with its
    columns, ``extra`` and ``kind``."""
    rows = []
    for field in KINDS[record.kind].fields if record.kind in KINDS else ():
        value = getattr(record, field.column) if field.column else record.extra.get(field.name)
        if value not in (None, ""):
            rows.append((field.label, _text(field, value)))
    return rows


def _text(field: Extra, value: Any) -> str:
    if field.type == "money":
        return money(Decimal(str(value)))
    if field.type == "percent":
        return f"{Decimal(str(value)).normalize():f}%"
    return str(value)


def money(yuan: Decimal) -> str:
    """1,234.50 元; from ten thousand yuan on in 万元 where nothing is lost by it."""
    if abs(yuan) >= 10_000 and yuan % 100 == 0:
        return f"{(yuan / 10_000).normalize():,f} 万元"
    return f"{yuan:,.2f} 元"
