"""Passages taken out of texts, however they are written there: across tags, with entities, blanks, invisible or
full-width characters in between. Pure: no Django.

Two texts are the same here when their ``folded`` forms are: every character decomposed (NFKD), without case, blanks,
control and format characters and combining marks, every dash a hyphen. Of a passage that is a number (of a person, a
telephone, an account) the ``bare`` forms are enough: without punctuation and symbols, everything that looks like the x at
the end of an identity number an x. What is taken out leaves MARK.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from html import unescape
from urllib.parse import unquote

MARK = "〔此处内容已不再公开〕"
SHORTEST = 2  # folded characters of a passage: one alone stands everywhere
_MARKS = (MARK, "〔……〕", "■■■", "□□□")  # the first that says nothing of what was taken out

_NOTHING = {"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"}
_INVISIBLE = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}  # letters and symbols that draw nothing
_MINUS = "\u2212"
_NUMBER = 7  # digits of the shortest passage that is looked for as a number: a telephone without its area
_LOOKS_LIKE_X = frozenset("×х\u03c7✕✖✗✘╳⨯")  # as they are folded; Cyrillic, Greek, signs
# a whole tag as the cleaner writes it: attributes in double quotes, in which a ">" may stand
_TAG = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>')
_ATTRIBUTE = re.compile(r'\s+(?!rel=)[a-zA-Z:-]+="([^"]*)"')  # rel is the cleaner's own and tells nothing
_UNIT = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);|.", re.DOTALL)

Unit = tuple[int, int, str]  # where it stands, and its folded form


class Flat:
    """A text as its units, and their forms in one, each with the unit every character of it comes from."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units

    @cached_property
    def folded(self) -> tuple[str, list[int]]:
        return self._joined([unit[2] for unit in self.units])

    @cached_property
    def bare(self) -> tuple[str, list[int]]:
        return self._joined([bare(unit[2]) for unit in self.units])

    def _joined(self, forms: list[str]) -> tuple[str, list[int]]:
        return "".join(forms), [n for n, form in enumerate(forms) for _ in form]


def folded(text: str) -> str:
    """The form in which a passage and its occurrences meet."""
    return "".join(map(_folded_one, text))


@lru_cache(maxsize=50_000)
def _folded_one(character: str) -> str:
    if " " < character < "\x7f":
        return character.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(map(_kept, plain))


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in _NOTHING or character in _INVISIBLE:
        return ""
    return "-" if category == "Pd" or character == _MINUS else character


@lru_cache(maxsize=50_000)
def _bare_one(character: str) -> str:
    if character in _LOOKS_LIKE_X:
        return "x"
    return "" if unicodedata.category(character)[0] in "PS" else character


def bare(form: str) -> str:
    """The form in which a number and its occurrences meet, made of the folded one."""
    return "".join(map(_bare_one, form))


def is_number(passage: str) -> bool:
    """Whether a passage is mostly digits, and long enough not to be met by chance."""
    words = bare(folded(passage))
    digits = sum(map(str.isdecimal, words))
    return digits >= _NUMBER and digits * 2 > len(words)


def occurs(text: str, passages: Iterable[str]) -> bool:
    """Whether one of ``passages`` stands in plain ``text``."""
    return bool(standing(text, passages))


def standing(text: str, passages: Iterable[str]) -> set[str]:
    """Those of ``passages`` that stand in plain ``text``, which is folded once."""
    passages = list(passages)
    whole = folded(text)
    found = {passage for passage in passages if (words := folded(passage)) and words in whole}
    numbers = [passage for passage in passages if passage not in found and is_number(passage)]
    digits = bare(whole) if numbers else ""
    return found | {passage for passage in numbers if bare(folded(passage)) in digits}


def occurs_in_html(html: str, passages: Iterable[str]) -> bool:
    """Whether one of ``passages`` stands in the words or the attributes of cleaned ``html``."""
    return any(counts_in_html(html, passages).values())


def counts(text: str, passages: Iterable[str]) -> dict[str, int]:
    """How many places of plain ``text`` hold each of ``passages``."""
    flat = Flat(_units(text))
    return {passage: len(_spans(flat, [passage])) for passage in passages}


def counts_in_html(html: str, passages: Iterable[str]) -> dict[str, int]:
    """The same of the words and the attributes of cleaned ``html``."""
    flat, told = Flat(_html_units(html)), [value for tag in _TAG.findall(html) for value in _ATTRIBUTE.findall(tag)]
    return {
        passage: len(_spans(flat, [passage])) + sum(_tells(value, [passage]) for value in told) for passage in passages
    }


def mask(text: str, passages: Iterable[str], longest: int | None = None) -> str:
    """Plain ``text`` in which none of ``passages`` stands any more, cut to ``longest`` characters."""
    return _masked(text, list(passages), _units, lambda gone: "")[:longest]


def mask_html(html: str, passages: Iterable[str]) -> str:
    """Cleaned ``html`` in whose words and attributes none of ``passages`` stands any more; its tags stay."""
    passages = list(passages)
    return _masked(_without_telling(html, passages), passages, _html_units, _kept_tags)


def _masked(text: str, passages: list[str], units_of: Callable[[str], list[Unit]], kept: Callable[[str], str]) -> str:
    """A mark may make, with what stands beside it, the very passage: then the next mark is tried, at last none."""
    spans = _spans(Flat(units_of(text)), passages)
    if not spans:
        return text
    for mark in _MARKS:
        made = _replaced(text, spans, mark, kept)
        if not _spans(Flat(units_of(made)), passages):
            return made
    while spans:
        text = _replaced(text, spans, "", kept)
        spans = _spans(Flat(units_of(text)), passages)
    return text


def _replaced(text: str, spans: list[tuple[int, int]], mark: str, kept: Callable[[str], str]) -> str:
    out, at = [], 0
    for start, end in spans:
        out += [text[at:start], mark, kept(text[start:end])]
        at = end
    return "".join([*out, text[at:]])


def _kept_tags(html: str) -> str:
    return "".join(_TAG.findall(html))


def _units(text: str) -> list[Unit]:
    return [(at, at + 1, _folded_one(character)) for at, character in enumerate(text)]


def _html_units(html: str) -> list[Unit]:
    return [
        (start + found.start(), start + found.end(), folded(unescape(found[0])))
        for start, words in _words(html)
        for found in _UNIT.finditer(words)
    ]


def _words(html: str) -> Iterator[tuple[int, str]]:
    """What stands between the tags, and where."""
    at = 0
    for tag in _TAG.finditer(html):
        yield at, html[at : tag.start()]
        at = tag.end()
    yield at, html[at:]


def _spans(flat: Flat, passages: Iterable[str]) -> list[tuple[int, int]]:
    """Places (start, end) in the text that hold a passage, in order; those that touch or overlap are one."""
    words = {folded(passage) for passage in passages} - {""}
    numbers = {bare(word) for word in words if is_number(word)}
    found = sorted([*_found(*flat.folded, words), *(_found(*flat.bare, numbers) if numbers else ())])
    merged: list[tuple[int, int]] = []
    for first, last in found:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return [(flat.units[first][0], flat.units[last][1]) for first, last in merged]


def _found(whole: str, owner: list[int], sought: set[str]) -> Iterator[tuple[int, int]]:
    """The first and the last unit of each place."""
    for words in sought:
        for at in _places(whole, words):
            yield owner[at], owner[at + len(words) - 1]


def _places(whole: str, words: str) -> Iterator[int]:
    at = whole.find(words)
    while at >= 0:
        yield at
        at = whole.find(words, at + 1)


def _without_telling(html: str, passages: list[str]) -> str:
    """``html`` without the attributes that say a passage: an address, a title, the description of a picture."""

    def mended(tag: re.Match[str]) -> str:
        return _ATTRIBUTE.sub(lambda found: "" if _tells(found[1], passages) else found[0], tag[0])

    return _TAG.sub(mended, html) if passages else html


def _tells(value: str, passages: list[str]) -> bool:
    plain = unescape(value)
    return occurs(plain, passages) or occurs(unquote(plain), passages)
