"""Rows of a spreadsheet, csv or jsonl file, one at a time, as facts under the fields they mean."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from gongkai.core.actions import Refused
from gongkai.core.intake.decode import decode
from gongkai.library.importing import workbooks
from gongkai.library.importing.columns import Row, fields_of, table, text_of


def rows(file: Path, kind: str, mapping: dict[str, str], notices: list[str]) -> Iterator[Row]:
    """The rows of a table of this kind (see formats). ``mapping``: field or label → name of the column; columns whose
    names are known labels need none. ``notices`` is told what was left out."""
    if kind in (".jsonl", ".ndjson"):
        yield from _json_lines(file, mapping)
    elif kind == ".csv":
        yield from table(enumerate(_csv(file), 1), mapping)
    else:
        yield from workbooks.rows(file, kind, mapping, notices)


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
                yield "", number, Refused("这一行不是完整的 JSON，请检查引号和括号。")
                continue
            if not isinstance(row, dict):
                yield "", number, Refused("这一行应是一个 JSON 对象，即 {…}。")
                continue
            columns = tuple(row)
            if columns not in by_columns:
                try:
                    by_columns[columns] = fields_of(list(columns), mapping)
                except Refused as refused:
                    yield "", number, refused
                    continue
            fields = by_columns[columns]
            yield "", number, {fields[c]: text for c, v in row.items() if c in fields and (text := text_of(v))}
