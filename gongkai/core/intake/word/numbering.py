"""Word's automatic numbering as text: 第一条, （一）, 1. (ECMA-376 part 1, 17.9). Pure."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from gongkai.core.intake.holding.wordstyles import Styles, child
from gongkai.core.intake.package import attribute, local
from gongkai.core.intake.word import runs
from gongkai.core.numerals import chinese_number

_CYCLES = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}
DEEPEST = 8  # levels of a list, from 0 (ECMA-376, 17.9.3)
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
Place = tuple[str, int]  # list, depth


@dataclass
class _Level:
    """``restart``: the depth of the levels above at which it starts anew; ``legal``: all its numbers in digits."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False

    def restarts(self, own: int, above: int) -> bool:
        return above < (own if self.restart is None else self.restart)


@dataclass
class Numbering:
    """Levels by list and depth; lists by numId; lists that styles bring along; how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    styles: dict[str, Place] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def read(cls, tree: Any, styles: Styles) -> "Numbering":
        """Of the parts that hold numbering (None where there is none) and styles."""
        numbering = cls()
        for key in styles.rows if tree is not None else ():
            found = (child(style, "pPr", "numPr") for style in styles.chain(key))
            if (own := next((e for e in found if e is not None), None)) is not None:
                numbering.styles[key] = _said(own)
        named = {}  # list → the style of numbering that says its levels
        for element in tree if tree is not None else ():
            if local(element) == "abstractNum":
                key = attribute(element, "abstractNumId") or ""
                numbering.levels[key] = {
                    _int(attribute(level, "ilvl"), 0): _level(level) for level in element if local(level) == "lvl"
                }
                if style := runs.value_of(element, "numStyleLink"):
                    named[key] = style
            elif local(element) == "num":
                numbering._add(element)
        for key, style in named.items():
            number = numbering.styles.get(style, ("", 0))[0]
            numbering.levels[key] = numbering.levels.get(numbering.lists.get(number, ("", {}))[0], {})
        return numbering

    def _add(self, number: Any) -> None:
        key, abstract = attribute(number, "numId") or "", runs.value_of(number, "abstractNumId") or ""
        starts: dict[int, int] = {}
        own: dict[int, _Level] = {}
        for override in (e for e in number if local(e) == "lvlOverride"):
            depth = _int(attribute(override, "ilvl"), 0)
            if (start := runs.value_of(override, "startOverride")) is not None:
                starts[depth] = _int(start, 1)
            if (level := child(override, "lvl")) is not None:
                own[depth] = _level(level)
        if own:
            self.levels[f"{abstract}/{key}"] = self.levels.get(abstract, {}) | own
            abstract = f"{abstract}/{key}"
        self.lists[key] = (abstract, starts)

    def of(self, properties: Any) -> Place:
        """The list and depth of a paragraph with these properties; ("", 0) of one in none."""
        own, style = child(properties, "numPr"), runs.value_of(properties, "pStyle") or ""
        number, depth = _said(own) if own is not None else self.styles.get(style, ("", 0))
        if own is not None and not number and style in self.styles:
            number = self.styles[style][0]
        return number, depth

    def is_bullet(self, place: Place) -> bool:
        levels = self.levels.get(self.lists.get(place[0], ("", {}))[0], {})
        return place[1] in levels and levels[place[1]].format == "bullet"

    def next(self, number: str, depth: int) -> str:
        """The words of the next number at ``depth`` of list ``number``; "" for bullets and what is not known."""
        abstract, starts = self.lists.get(number, ("", {}))
        levels = self.levels.get(abstract, {})
        if depth not in levels or levels[depth].format in ("bullet", "none"):
            return ""
        counted = self.counted[number if starts else abstract]
        for deeper in [d for d in counted if d > depth and levels[d].restarts(d, depth)]:
            del counted[deeper]
        for above in range(depth + 1):
            first = starts.get(above, levels[above].start if above in levels else 1)
            if above == depth:
                counted[above] = counted.get(above, first - 1) + 1
            else:
                counted.setdefault(above, first)

        def words(part: re.Match[str]) -> str:
            level = levels.get(int(part[1]) - 1, levels[depth])
            is_digits = levels[depth].legal and int(part[1]) - 1 != depth
            return _words(counted.get(int(part[1]) - 1, 1), "decimal" if is_digits else level.format)

        said = re.sub(r"%([1-9])", words, levels[depth].text)
        return f"{said}　" if said.endswith(("条", "章", "节", "编")) else said


def _level(level: Any) -> _Level:
    restart = runs.value_of(level, "lvlRestart")
    return _Level(
        _int(runs.value_of(level, "start"), 1),
        runs.value_of(level, "numFmt") or "decimal",
        runs.value_of(level, "lvlText") or "",
        _int(restart, 0) if restart is not None else None,
        runs.is_on(level, "isLgl"),
    )


def _said(properties: Any) -> Place:
    """(numId, depth) of a numPr."""
    said = {local(child): attribute(child, "val") or "0" for child in properties}
    return said.get("numId", ""), min(_int(said.get("ilvl"), 0), DEEPEST)


def _int(words: str | None, otherwise: int) -> int:
    return int(words) if words and words.isdecimal() and len(words) < 8 else otherwise


def _words(number: int, style: str) -> str:
    """7 as 七, （七）'s 七, VII, g, 庚, ⑦; a number that nobody counts to as it is."""
    if not 0 < number < 4000:
        return str(number)
    if cycle := _CYCLES.get(style):
        return cycle[(number - 1) % len(cycle)]
    if style.startswith(("chinese", "japanese", "taiwanese", "ideographDigital")):
        return chinese_number(number)
    if style in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if style == "upperLetter" else letter.lower()
    if style in ("upperRoman", "lowerRoman"):
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman if style == "upperRoman" else roman.lower()
    if style.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return f"{number:02}" if style == "decimalZero" else str(number)
