"""Rows of a spreadsheet, csv or jsonl file, one at a time, as facts under the fields they mean."""

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gongkai.core.actions import Refused
from gongkai.core.html import clean, plain_text
from gongkai.core.intake import office, sandbox
from gongkai.core.intake.decode import decode
from gongkai.library import intake
from gongkai.library.importing import labels
from gongkai.library.vetting import listing

_ABOVE = 5  # rows in which the header is sought
_DATES = ("formed_on", "released_at", "effective_on", "expires_on", "repealed_on")
_SERIAL = re.compile(r"^[2-6]\d{4}$")  # 1954 to 2091
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>|&(?:[a-z]{2,8}|#\d{2,5});", re.IGNORECASE)
Row = tuple[int, dict[str, str] | Refused]


def rows(file: Path, kind: str, mapping: dict[str, str], notices: list[str]) -> Iterator[Row]:
    """(row number as the person at the screen counts, facts or why the row cannot be read) of a table of this kind (see
    formats). ``mapping``: field or label → name of the column; columns whose names are known labels need none.
    ``notices`` is told what was left out."""
    if kind in (".jsonl", ".ndjson"):
        yield from _json_lines(file, mapping)
    elif kind == ".csv":
        yield from _table(enumerate(_csv(file), 1), mapping)
    else:
        with _modern(file, kind, notices) as (workbook, known), intake.visible(workbook, known) as (copy, holdings):
            if listing.hides(holdings):
                notices.append(f"表格里有隐藏内容，没有导入：{listing.in_words(holdings)}。")
            yield from _table(enumerate(sandbox.rows(copy), 1), mapping)


@contextmanager
def _modern(file: Path, kind: str, notices: list[str]) -> Iterator[tuple[Path, str]]:
    """A workbook of which it can be seen what it hides, and its kind: an old one is made into xlsx by LibreOffice, where
    the machine has it; without, xls is read as it is."""
    if kind == ".xlsx" or not office.program():
        if kind not in (".xlsx", ".xls"):
            raise Refused("这台机器上没有安装 LibreOffice，不会读这种表格。请另存为 xlsx 后再导入。")
        notices += ["旧格式表格（xls）看不出哪些行列是隐藏的，都已读入，请核对。"] if kind == ".xls" else []
        yield file, kind
        return
    with TemporaryDirectory(prefix="gongkai-import-") as folder:
        yield office.convert(file, kind, Path(folder)), ".xlsx"


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
        raise Refused("表里没有“标题”列。请在第一行写列名，或用 --columns 标题=列名 指定。")
    return found


def _table(numbered: Iterator[tuple[int, list[Any]]], mapping: dict[str, str]) -> Iterator[Row]:
    header: list[str] | None = None
    fields: dict[str, str] = {}
    none: Refused | None = None
    above = seen = 0
    for number, cells in numbered:
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        seen += 1
        if header is None:
            try:
                fields = fields_of(texts, mapping)
                header = texts
            except Refused as refused:
                # a title may stand above the header
                none = none or refused
                above += 1
                if above >= _ABOVE:
                    raise none from None
        elif seen == above + 2 and (lower := _second_header(header, texts)):
            fields |= {text: field for text in lower if text not in fields and (field := labels.field_of(text))}
            header = lower
        else:
            yield number, _facts(header, fields, texts)
    if none and header is None:
        raise none


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


def _csv(file: Path) -> Iterator[list[str]]:
    """Rows of a csv in UTF-8, GBK or UTF-16, separated by comma, semicolon or tab."""
    with file.open("rb") as raw:
        sample = raw.read(256 * 1024)
    encoding = _encoding(sample)
    head = sample.decode(encoding, errors="ignore").split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    csv.field_size_limit(16 * 1024 * 1024)
    with io.TextIOWrapper(file.open("rb"), encoding=encoding, errors="strict", newline="") as text:
        try:
            yield from csv.reader((line.replace("\0", "") for line in text), delimiter=separator)
        except UnicodeDecodeError:
            raise Refused("文件中间有无法识别的文字编码。请另存为 UTF-8 的 csv 后再导入。") from None
        except csv.Error:
            raise Refused("csv 的格式有误，可能是引号没有成对。请用表格软件另存一次后再导入。") from None


def _encoding(sample: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if sample.startswith(mark):
            return encoding
    cut = sample[: sample.rfind(b"\n") + 1] or sample
    decode(cut)  # refuses what is no text
    try:
        cut.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "gb18030"


def _json_lines(file: Path, mapping: dict[str, str]) -> Iterator[Row]:
    by_columns: dict[tuple[str, ...], dict[str, str]] = {}
    with file.open("rb") as raw:
        for number, line in enumerate(raw, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                yield number, Refused("这一行不是完整的 JSON，请检查引号和括号。")
                continue
            if not isinstance(row, dict):
                yield number, Refused("这一行应是一个 JSON 对象，即 {…}。")
                continue
            columns = tuple(row)
            if columns not in by_columns:
                try:
                    by_columns[columns] = fields_of(list(columns), mapping)
                except Refused as refused:
                    yield number, refused
                    continue
            fields = by_columns[columns]
            yield number, {fields[c]: text for c, v in row.items() if c in fields and (text := _text(v))}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "；".join(_text(v) for v in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).encode("utf-8", "replace").decode().strip().replace("\0", "")  # without halves of pairs
