"""文号 (document numbers): find, parse, normalise, format. Pure: no Django.

Two families:

* 机关代字〔年〕序号号 — GB/T 9704-2012 7.2.5: mark of the organ, year in six-point brackets, serial number without
  leading zeros and without 第. Written in the wild with every kind of bracket, width and spacing.
* 第n号 — orders, announcements and minutes count with 第n号 alone: 国务院令第711号, 财政部公告2019年第39号. Their mark is
  the issuing body and what it issues; the serial is sometimes in Chinese numerals.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_OPEN, _CLOSE = "〔[【(［（﹝〖〈<「『{｛", "〕]】)］）﹞〗〉>」』}｝"
_BRACKETS = str.maketrans(_OPEN + _CLOSE, "〔" * len(_OPEN) + "〕" * len(_CLOSE))
_NUMERALS = "零〇一二三四五六七八九十百千"
_ISSUED = "令|公告|通告|纪要|决定|公报"  # what is counted with 第n号
_YEAR = r"(?:19|20)\d\d"
_LETTER = r"[^\W\d_]"  # of any script: 工信部联科, 发改办高技, GB

_BRACKETED = re.compile(rf"(?P<mark>{_LETTER}{{1,24}})〔(?P<year>{_YEAR})年?〕第?(?P<serial>\d{{1,6}})号")
_ORDINAL = re.compile(
    rf"(?P<mark>{_LETTER}{{0,36}}(?:{_ISSUED}))〔?(?:(?P<year>{_YEAR})年?)?〕?"
    rf"第(?P<serial>\d{{1,6}}|[{_NUMERALS}]{{1,7}})号〕?"
)
# in running text the end of a 文号 is sought first; its mark is what stands before
_GAP = r"[ \t\u3000\xa0]*"
_TAIL = re.compile(
    rf"[{re.escape(_OPEN)}]{_GAP}{_YEAR}{_GAP}年?{_GAP}[{re.escape(_CLOSE)}]{_GAP}第?{_GAP}\d{{1,6}}{_GAP}号"
    rf"|(?P<open>[(（])?(?:{_YEAR}{_GAP}年{_GAP})?第{_GAP}(?:\d{{1,6}}|[{_NUMERALS}]{{1,7}}){_GAP}号(?(open)[)）])"
)
_RUN = re.compile(rf"{_LETTER}+{_GAP}$")
_SPACED = re.compile(rf"(?:{_LETTER}{_GAP})+$")  # 渝 府 发
# words that stand before a 文号 in a sentence and are no part of its mark
_LEAD = re.compile(
    r".*(?:根据|按照|依照|依据|参照|遵照|对照|落实|贯彻|执行|转发|印发|下发|发布|公布|废止|修改|修订|替代|代替|取代|通过|"
    r"文件|文号|通知|意见|办法|规定|方案|简称|以及|号文|见|按|的|了|是|把|被)"
)
_CONJUNCTION = re.compile(r"^号?(?:和|与|及|或|同)(?=.)")
_COUNTRY = re.compile(r"^中华人民共和国(?=..)")


@dataclass(frozen=True)
class DocNumber:
    """One 文号. ``ordinal`` tells the 第n号 family; only there may ``year`` be missing."""

    mark: str
    year: int | None
    serial: int
    ordinal: bool = False

    def __str__(self) -> str:
        if self.ordinal:
            return f"{self.mark}{f'{self.year}年' if self.year else ''}第{self.serial}号"
        return f"{self.mark}〔{self.year}〕{self.serial}号"

    @property
    def key(self) -> str:
        """The form under which every spelling of this number meets: 中华人民共和国国务院令 is 国务院令."""
        return _COUNTRY.sub("", str(self)) if self.ordinal else str(self)


def parse(text: str) -> DocNumber | None:
    """A 文号 of either family in any bracket style, width and spacing; None when ``text`` is not exactly one."""
    squeezed = _squeeze(text)
    found = _BRACKETED.fullmatch(squeezed)
    ordinal = found is None
    found = found or _ORDINAL.fullmatch(squeezed)
    if found is None:
        return None
    year = int(found["year"]) if found["year"] else None
    serial = chinese_int(found["serial"])
    return DocNumber(found["mark"], year, serial, ordinal) if serial else None


def normalise(text: str) -> str:
    """The form two spellings of one 文号 share; for what is not a 文号, the squeezed text."""
    number = parse(text)
    return number.key if number else _squeeze(text)


def find_all(text: str) -> Iterator[tuple[int, int, DocNumber]]:
    """Every 文号 in running text, as (start, end, number) in order; words before the mark are left out."""
    for tail in _TAIL.finditer(text):
        behind = text[max(0, tail.start() - 40) : tail.start()]
        before = _RUN.search(behind)
        if before is None:
            continue
        if len(before[0].rstrip()) == 1:
            before = _SPACED.search(behind) or before
        mark = before[0].rstrip()
        if lead := _LEAD.match(mark):
            mark = mark[lead.end() :]
        preceding = behind[: before.start()][-1:]
        if mark.startswith("号") or preceding in tuple("》)）”〕"):
            mark = _CONJUNCTION.sub("", mark)
        if preceding.isdigit():
            mark = mark.removeprefix("日")  # 9月4日国务院令第900号
        mark = mark.lstrip()
        start = tail.start() - (len(before[0]) - len(before[0].rstrip())) - len(mark)
        if mark and (number := parse(text[start : tail.end()])):
            yield start, tail.end(), number


def chinese_int(text: str) -> int:
    """711, 七百一十一, 二〇 → int; Arabic digits pass through. ValueError on anything else."""
    if text.isdecimal():
        return int(text)
    digits = "零一二三四五六七八九"
    text = text.replace("〇", "零")
    if not set("十百千") & set(text):
        return int("".join(str(digits.index(c)) for c in text))
    total, digit = 0, 0
    for char in text:
        if char in digits:
            digit = digits.index(char)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
    return total + digit


def _squeeze(text: str) -> str:
    bare = re.sub(r"[\s\u200b\ufeff]+", "", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFKC", bare).translate(_BRACKETS)  # what blanks kept apart may combine
