"""Dates as they stand in Chinese documents. Pure."""

import re
import unicodedata
from datetime import date, datetime, time

_DATE = r"(?P<y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
_TIME = r"(?:[\sT]*(?P<H>\d{1,2})\s*[:时]\s*(?P<M>\d{1,2})(?:\s*[:分]\s*(?P<S>\d{1,2}))?\s*秒?分?)?"
_FULL = re.compile(rf"{_DATE}{_TIME}(?:\.\d+)?")
_DENSE = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)")
_CHINESE = re.compile(
    r"(?P<y>[〇零○oO0一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十元]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_NUMERAL = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "o": 0, "O": 0, "0": 0, "元": 1}


def read_moment(text: str) -> datetime | None:
    """The date (and time, midnight without) that ``text`` is, in any usual spelling; None when it is not exactly one.
    The answer is naive: local time."""
    text = unicodedata.normalize("NFKC", text).strip()
    if found := _FULL.fullmatch(text):
        return _moment(found)
    if found := _DENSE.fullmatch(text):
        return _moment(found)
    if found := _CHINESE.fullmatch(re.sub(r"\s", "", text)):
        year = "".join(str(_NUMERAL[c]) for c in found["y"])
        return _safe(int(year), _count(found["m"]), _count(found["d"]))
    return None


def read_date(text: str) -> date | None:
    """The day of ``read_moment``."""
    moment = read_moment(text)
    return moment.date() if moment else None


def first_date(text: str) -> date | None:
    """The first full date in running text."""
    found = re.search(_DATE, text)
    moment = _safe(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    return moment.date() if moment else None


def _moment(found: re.Match[str]) -> datetime | None:
    parts = found.groupdict()
    clock = [int(parts.get(name) or 0) for name in ("H", "M", "S")]
    return _safe(int(parts["y"]), int(parts["m"]), int(parts["d"]), *clock)


def _safe(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime | None:
    try:
        return datetime.combine(date(year, month, day), time(hour, minute, second))
    except ValueError:
        return None


def _count(text: str) -> int:
    """一 … 三十一."""
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _NUMERAL[text]
    return (_NUMERAL[tens] if tens else 1) * 10 + (_NUMERAL[ones] if ones else 0)
