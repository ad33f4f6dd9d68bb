"""A table to the facts that its rows state: which row is the heading, which field a column means. Pure but for the
refusal."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, islice
from typing import Any

from gongkai.core.actions import Refused
from gongkai.core.html import clean, plain_text
from gongkai.library.importing import labels

ABOVE = 5  # rows in which the header is sought
NO_TITLE = "表里没有“标题”列。请在第一行写列名，或用 --columns 标题=列名 指定。"
_DATES = ("formed_on", "released_at", "effective_on", "expires_on", "repealed_on")
_SERIAL = re.compile(r"^[2-6]\d{4}$")  # 1954 to 2091
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>|&(?:[a-z]{2,8}|#\d{2,5});", re.IGNORECASE)
# sheet ("" where there is but one), row as the person at the screen counts, facts or why it cannot be read
Row = tuple[str, int, dict[str, str] | Refused]


def fields_of(columns: list[str], mapping: dict[str, str]) -> dict[str, str]:
    """Column → field. Refused when a mapped column is not there, or none says the title."""
    found = {column: field for column in columns if (field := labels.field_of(column))}
    for wanted, column in mapping.items():
        field = labels.field_of(wanted)
        if not field:
            raise Refused(
                f"列对应表里的“{wanted}”不是可导入的项目。可用：{'、'.join(n for n in labels.CHINESE.values() if n)}。"
            )
        if column not in columns:
            raise Refused(f"表里没有“{column}”这一列。现有的列：{'、'.join(columns)[:200]}。")
        found = {c: f for c, f in found.items() if f != field} | {column: field}
    if "title" not in found.values() and labels.is_telling(dict.fromkeys(found.values(), "")):
        found |= {column: "title" for column in columns if labels.page_field(column) == "title"}  # 名称
    if "title" not in found.values():
        raise Refused(NO_TITLE)
    return found


def table(numbered: Iterable[tuple[int, list[Any]]], mapping: dict[str, str]) -> Iterator[Row]:
    """The rows of one table below its heading. Refused when none of the first rows is one."""
    said = ((number, row) for number, cells in numbered if any(row := row_of(cells)))
    first = list(islice(said, ABOVE))
    if not first:
        return
    place, fields = heading([row for _, row in first], mapping)
    header, rest = first[place][1], chain(first[place + 1 :], said)
    for number, row in islice(rest, 1):
        if lower := _second_header(header, row):
            fields |= {text: field for text in lower if text not in fields and (field := labels.field_of(text))}
            header = lower
        else:
            yield "", number, _facts(header, fields, row)
    for number, row in rest:
        yield "", number, _facts(header, fields, row)


def heading(first: list[list[str]], mapping: dict[str, str]) -> tuple[int, dict[str, str]]:
    """Which of the first rows is the heading, and the fields of its columns: a title may stand above it. Refused for the
    first row when none is."""
    none: Refused | None = None
    for place, row in enumerate(first):
        try:
            return place, fields_of(row, mapping)
        except Refused as refused:
            none = none or refused
    raise none or Refused(NO_TITLE)


def texts(rows: list[list[Any]]) -> list[list[str]]:
    """The words of rows of cells."""
    return [row_of(cells) for cells in rows]


def row_of(cells: list[Any]) -> list[str]:
    return [text_of(cell) for cell in cells]


def _second_header(header: list[str], texts: list[str]) -> list[str]:
    """The names of the columns when ``texts`` are a second line of the header, under cells that were merged."""
    lower = [text or name for name, text in zip(header, texts, strict=False)]
    new = [text for name, text in zip(header, texts, strict=False) if text and text != name]
    return lower if len(new) >= 2 and all(labels.field_of(text) for text in new) else []


def _facts(header: list[str], fields: dict[str, str], texts: list[str]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for column, text in zip(header, texts, strict=False):
        if text and (field := fields.get(column)):
            facts[field] = _day(text) if field in _DATES else text if field == "body" else _words(text)
    return facts


def _words(text: str) -> str:
    """A cell without the markup that it was exported with: &ldquo;, <b>."""
    return plain_text(clean(text)) if _MARKUP.search(text) else text


def _day(text: str) -> str:
    """A day that a spreadsheet counts from the end of 1899: 45356 → 2024-03-04."""
    return str(date(1899, 12, 30) + timedelta(days=int(text))) if _SERIAL.match(text) else text


def text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "；".join(text_of(v) for v in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).encode("utf-8", "replace").decode().strip().replace("\0", "")  # without halves of pairs
