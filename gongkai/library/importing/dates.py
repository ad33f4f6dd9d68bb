"""Dates as they stand in Chinese documents: in figures or numerals of either script. Pure."""

import re
import unicodedata
from datetime import date, datetime, time

from gongkai.core.docnumber import chinese_int

# letters and marks that stand for 〇 where typewriters and fonts had none, and the numerals of cheques
_ZEROS = "零○oOОоΟο◯⭕⚪◦●"
_PLAIN = str.maketrans(_ZEROS + "壹贰貳叁參肆伍陆陸柒捌玖拾", "〇" * len(_ZEROS) + "一二二三三四五六六七八九十")
_DIGIT = "[〇0一二三四五六七八九]"
_YEAR = rf"(?P<y>(?:19|20)\d\d|一九{_DIGIT}{{2}}|二[〇0]{_DIGIT}{{2}}|二千〇?[一二三四五六七八九十]{{1,3}})"
_MONTH = r"(?P<m>\d{1,2}|元|正|〇?[一二三四五六七八九十]{1,3})"
_DAY = r"(?P<d>\d{1,2}|[〇0一二三四五六七八九十廿卅]{1,4})"
_DATE = (
    rf"(?:{_YEAR}\s*年\s*{_MONTH}\s*月\s*{_DAY}\s*[日号]|(?P<y2>(?:19|20)\d\d)\s*[-/.、年]\s*(?P<m2>\d{{1,2}})"
    r"\s*[-/.、月]\s*(?P<d2>\d{1,2})(?!\d)\s*日?)"
)
_WEEKDAY = r"(?:\s*[(]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[)]?)?"
_TIME = (
    r"(?:[\sT]*(?P<half>上午|下午|中午|晚上|晚|凌晨)?\s*(?P<H>\d{1,2})\s*[:时点]\s*"
    r"(?:(?P<M>\d{1,2})\s*分?(?:\s*:?\s*(?P<S>\d{1,2})\s*秒?)?)?)?"
)
_ISSUED = r"\s*(?:印发|制发|发布|公布|颁布|印)?"
_FULL = re.compile(rf"{_DATE}{_WEEKDAY}{_TIME}(?:\.\d+)?(?:\+08:?00)?{_ISSUED}")
_DENSE = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)")
_FIRST = re.compile(_DATE)
_LAST = re.compile(rf"(?:{_DATE}){_WEEKDAY}{_ISSUED}$")


def read_moment(text: str) -> datetime | None:
    """The date (and time, midnight without) that ``text`` is, in any usual spelling; None when it is not exactly one.
    The answer is naive: local time."""
    text = _plain(_folded(text)).strip()
    found = _FULL.fullmatch(text) or _FULL.fullmatch(re.sub(r"\s", "", text)) or _DENSE.fullmatch(text)
    return _moment(found) if found else None


def read_date(text: str) -> date | None:
    """The day of ``read_moment``."""
    moment = read_moment(text)
    return moment.date() if moment else None


def first_date(text: str) -> date | None:
    """The first full date in running text."""
    found = _FIRST.search(_plain(_folded(text)))
    moment = _moment(found) if found else None
    return moment.date() if moment else None


def last_date(text: str) -> tuple[str, date] | None:
    """What stands before the date with which ``text`` ends, and that date."""
    text = _folded(text)
    found = _LAST.search(_plain(text))
    moment = _moment(found) if found else None
    return (text[: found.start()], moment.date()) if found and moment else None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _plain(text: str) -> str:
    return text.translate(_PLAIN)


def _moment(found: re.Match[str]) -> datetime | None:
    parts = found.groupdict()
    year, month, day = (_count(parts[name] or parts[f"{name}2"]) for name in "ymd")
    hour, minute, second = (int(parts.get(name) or 0) for name in "HMS")
    if parts.get("half") in ("下午", "晚上", "晚") and hour < 12:
        hour += 12
    try:
        return datetime.combine(date(year, month, day), time(hour, minute, second))
    except ValueError:
        return None


def _count(text: str) -> int:
    """5, 05, 五, 〇五, 十五, 廿五, 卅一, 元 (the first), 二〇二四, 二千〇二十四; 0 for what is none of these."""
    if text in ("元", "正"):
        return 1
    text = text.replace("廿", "二十").replace("卅", "三十")
    text = text if text.isdecimal() else text.replace("0", "〇")
    try:
        return chinese_int(text)
    except ValueError:
        return 0
