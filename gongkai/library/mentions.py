"""Citations in a text: 《titles》 and 文号, which of them stand together as one, and what short names mean. Pure: no
Django."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from gongkai.core.docnumber import find_all
from gongkai.library.titles import cite_key, title_key

_INSIDE = r"(?:[^《》\n]|《[^《》\n]*》){2,150}"
_TITLE = re.compile(rf"《({_INSIDE})》")
# 《甲》（以下简称《条例》）, 《甲》（国务院令第711号，以下简称“条例”）
_ALIAS = re.compile(
    rf"《({_INSIDE})》\s*[（(](?:[^（()）]{{0,60}}[，,、]\s*)?(?:以下)?(?:简称|统称)(?:为)?\s*[:：]?\s*[“\"‘]?《?"
    r"([^《》“”\"’（()）]{1,30}?)》?[”\"’]?\s*[，,]?(?:下同)?\s*[)）]"
)
# short names that mean the one document of that sort which the text names
_SORTS = ("条例", "办法", "规定", "细则", "规则", "意见", "通知", "方案", "要点")
_BLANK = r"[ \t\u3000\xa0]*"
_AND = re.compile(rf"{_BLANK}[、，,和及与]?{_BLANK}")
_OPENING = re.compile(rf"{_BLANK}[（(\[【〔]")
_BRACKETS = {**dict.fromkeys("（([【〔［", 1), **dict.fromkeys("）)]】〕］", -1)}
_LONGEST_BESIDE = 200  # characters in the brackets behind a title


class Span(NamedTuple):
    """Where a citation stands in a text, the key of what it means (a cite_key, or the key of a DocNumber), and the key of
    what stands beside it as one with it: of a title its 文号, of a 文号 its title."""

    start: int
    end: int
    by_number: bool
    key: str
    beside: str = ""


class Cited(NamedTuple):
    """The first words of a citation in a text, and of a title the 文号 that stands beside it throughout; "" when none
    or several do."""

    words: str
    number: str


def aliases(text: str) -> dict[str, str]:
    """Short names in a text → keys of what they mean: those it defines (以下简称《条例》), and 《条例》 where it names a
    single one."""
    named: dict[str, str] = {}
    if "简称" in text or "统称" in text:
        named = {title_key(short): cite_key(full) for full, short in _ALIAS.findall(text)}
    for sort in _SORTS:
        if sort not in named and f"《{sort}》" in text:
            whole = {cite_key(t) for t in _TITLE.findall(text) if t != sort and t.rstrip("）)").endswith(sort)}
            if len(whole) == 1:
                named[sort] = whole.pop()
    return named


def spans(text: str, short_names: dict[str, str]) -> Iterator[Span]:
    """Every citation in plain ``text``, in order of kind."""
    numbers = [Span(start, end, True, n.key) for start, end, n in find_all(text)] if "号" in text else []
    titles = []
    for match in _TITLE.finditer(text) if "《" in text else ():
        if key := short_names.get(title_key(match[1])) or cite_key(match[1]):
            titles.append(Span(match.start(), match.end(), False, key))
    pairs = _pairs(text, titles, numbers)
    beside = pairs | {number: title for title, number in pairs.items()}
    yield from (span._replace(beside=beside[span].key) if span in beside else span for span in titles + numbers)


def _pairs(text: str, titles: list[Span], numbers: list[Span]) -> dict[Span, Span]:
    """Titles → the 文号 in the brackets behind them. As many numbers as titles stand in a row before the brackets belong
    to them in their order: 《甲》、《乙》（青府发〔2021〕3号、4号)."""
    pairs: dict[Span, Span] = {}
    row: list[Span] = []
    starts = [span.start for span in numbers]
    for title, following in zip_longest(titles, titles[1:]) if numbers else ():
        row.append(title)
        if following and _AND.fullmatch(text, title.end, max(title.end, following.start)):
            continue
        first, end = _brackets(text, title.end)
        inside = numbers[bisect_left(starts, first) : bisect_left(starts, end)]
        if len(inside) == len(row):
            pairs |= dict(zip(row, inside, strict=True))
        elif len(inside) == 1:
            pairs[title] = inside[0]
        row = []
    return pairs


def _brackets(text: str, at: int) -> tuple[int, int]:
    """(start, end) of what stands in the brackets that open at ``at``; (at, at) when none do or they do not close."""
    opening = _OPENING.match(text, at)
    if opening is None:
        return at, at
    depth = 1
    for place in range(opening.end(), min(len(text), opening.end() + _LONGEST_BESIDE)):
        depth += _BRACKETS.get(text[place], 0)
        if depth == 0:
            return opening.end(), place
    return at, at


def found_in(text: str) -> dict[tuple[bool, str], Cited]:
    """Citations in plain text: (by number, key) → what they say."""
    words: dict[tuple[bool, str], str] = {}
    beside: dict[tuple[bool, str], set[str]] = {}
    for span in spans(text, aliases(text)):
        place = (span.by_number, span.key[:200])
        words.setdefault(place, text[span.start : span.end])
        if span.beside and not span.by_number:
            beside.setdefault(place, set()).add(span.beside[:80])
    return {place: Cited(said, _only(beside.get(place, ()))) for place, said in words.items()}


def _only(numbers: set[str] | tuple[()]) -> str:
    return next(iter(numbers)) if len(numbers) == 1 else ""
