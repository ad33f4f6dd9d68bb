"""Spreadsheets for people: rows to .xlsx, row by row, so that a long export takes no memory. No cell is ever a formula:
what was typed by somebody is text, also when it begins with = + - @."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

TRIGGERS = ("=", "+", "-", "@", "\t", "\r")


def write(out: IO[bytes], title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write one sheet to ``out``; returns how many rows it has besides the headings."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, heading) for heading in headings])
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    book.save(out)
    return count


def _cell(sheet: Any, value: Any) -> Any:
    """Numbers and dates as such, everything else as text that stays text when it is edited."""
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, date):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", str(value))[:32_767])
    cell.data_type = "s"
    if str(value).startswith(TRIGGERS):
        cell.quotePrefix = True
    return cell


def _bold(sheet: Any, heading: str) -> Any:
    cell = WriteOnlyCell(sheet, value=heading)
    cell.font = Font(bold=True)
    return cell
