"""Values as people type them, and as they stand in spreadsheets: dates, money, numbers. Pure: no Django.

Every reader takes a cell or a form's text and returns a Python value; it raises ValueError with a sentence that says
what to write instead.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_EIGHT = re.compile(r"^(\d{4})(\d\d)(\d\d)$")
_MONEY = re.compile(r"^[¥￥]?(-?[\d,]*\.?\d+)(元|万元?|亿元?)?$")
_UNITS = {"": 1, "元": 1, "万": 10_000, "万元": 10_000, "亿": 100_000_000, "亿元": 100_000_000}
MOST = Decimal(10) ** 16  # yuan; what Record.amount can hold


def squeezed(value: object) -> str:
    """The text of a value without blanks, full-width letters and digits made narrow."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value)))


def read_date(value: object) -> date:
    """2026-11-23, 2026/11/23, 2026.11.23, 2026年11月23日, 20261123 or a spreadsheet's date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = re.sub(r"00:00(:00)?$", "", squeezed(value))  # a date cell that became text
    if found := _DATE.match(text) or _EIGHT.match(text):
        year, month, day = map(int, found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            raise ValueError(f"没有“{value}”这一天，请核对年月日。") from None
    raise ValueError(f"“{value}”不是日期，请写成 2026-11-23 或 2026年11月23日。")


def read_int(value: object) -> int:
    """A whole number; 2024年, 第12次 and 12.0 are read as what they say."""
    text = re.sub(r"^第|[年次件个人户]$", "", squeezed(value).replace(",", ""))
    if re.fullmatch(r"-?\d{1,15}(\.0+)?", text):
        return int(text.split(".")[0])
    raise ValueError(f"“{value}”不是整数，请只写数字。")


def read_money(value: object) -> Decimal:
    """Yuan: 1234.5, 1,234.50元, 12.3万元, 3亿元."""
    text = squeezed(value)
    if found := _MONEY.match(text):
        try:
            amount = (Decimal(found[1].replace(",", "")) * _UNITS[found[2] or ""]).quantize(Decimal("0.01"))
        except InvalidOperation:
            amount = MOST
        if abs(amount) < MOST:
            return amount
        raise ValueError(f"金额“{value}”过大，请核对单位（本栏单位为元）。")
    raise ValueError(f"“{value}”不是金额，请写成 1234.50 或 12.3万元。")


def read_percent(value: object) -> Decimal:
    """0–100, with or without %."""
    text = squeezed(value).removesuffix("%")
    if re.fullmatch(r"\d{1,3}(\.\d+)?", text) and Decimal(text) <= 100:
        return Decimal(text)
    raise ValueError(f"“{value}”不是百分比，请写 0 至 100 之间的数。")
