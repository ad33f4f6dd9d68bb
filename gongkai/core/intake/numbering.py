"""Word's automatic numbering and formulas as text, for a reader that knows neither: 第一条, （一）, 1. become words of their
paragraphs, a formula the mark ［公式］ (ECMA-376 part 1, 17.9)."""

import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from gongkai.core.intake.package import attribute, files_of, local, parse, relations

FORMULA = "［公式］"
_CYCLES = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


@dataclass
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass
class _Numbering:
    """Levels by list and depth; lists by numId; lists that styles bring along; how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def next(self, number: str, depth: int) -> str:
        """The words of the next number at ``depth`` of list ``number``; "" for bullets and what is not known."""
        abstract, starts = self.lists.get(number, ("", {}))
        levels = self.levels.get(abstract, {})
        if depth not in levels or levels[depth].format in ("bullet", "none"):
            return ""
        counted = self.counted[number if starts else abstract]
        for deeper in [d for d in counted if d > depth]:
            del counted[deeper]
        for above in range(depth + 1):
            first = starts.get(above, levels[above].start if above in levels else 1)
            if above == depth:
                counted[above] = counted.get(above, first - 1) + 1
            else:
                counted.setdefault(above, first)
        words = re.sub(
            r"%([1-9])",
            lambda part: _words(counted.get(int(part[1]) - 1, 1), levels.get(int(part[1]) - 1, levels[depth]).format),
            levels[depth].text,
        )
        return f"{words}　" if words.endswith(("条", "章", "节", "编")) else words


def written_out(content: bytes) -> tuple[bytes, int]:
    """The Word file with its numbers and marks for its formulas as text, and how many formulas there are."""
    files = files_of(content)
    parts = {relation.kind: relation.target for relation in relations(files, "")}
    main = parts.get("officeDocument", "")
    if main not in files:
        return content, 0
    linked = {relation.kind: relation.target for relation in relations(files, main)}
    numbering = _Numbering()
    if (name := linked.get("numbering", "")) in files:
        files[name] = _read_lists(numbering, files[name])
        _read_styles(numbering, files.get(linked.get("styles", ""), b""))
    document = parse(files[main])
    for paragraph in [element for element in document.iter() if local(element) == "p"]:
        _write_number(numbering, paragraph)
    formulas = _mark_formulas(document)
    files[main] = etree.tostring(document, encoding="utf-8")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue(), formulas


def _read_lists(numbering: _Numbering, source: bytes) -> bytes:
    """Reads numbering.xml; returns it without the styles that its levels hang on, whose numbers are written out."""
    tree = parse(source)
    for element in tree:
        if local(element) == "abstractNum":
            levels = {}
            for level in (child for child in element if local(child) == "lvl"):
                said = {local(child): attribute(child, "val") or "" for child in level}
                depth, start = _int(attribute(level, "ilvl"), 0), _int(said.get("start"), 1)
                levels[depth] = _Level(start, said.get("numFmt", "decimal"), said.get("lvlText", ""))
                for child in [c for c in level if local(c) == "pStyle" and levels[depth].format != "bullet"]:
                    level.remove(child)
            numbering.levels[attribute(element, "abstractNumId") or ""] = levels
        elif local(element) == "num":
            abstract = next((attribute(c, "val") or "" for c in element if local(c) == "abstractNumId"), "")
            starts = {
                _int(attribute(override, "ilvl"), 0): _int(attribute(start, "val"), 1)
                for override in element
                for start in override
                if local(start) == "startOverride"
            }
            numbering.lists[attribute(element, "numId") or ""] = (abstract, starts)
    return etree.tostring(tree, encoding="utf-8")


def _read_styles(numbering: _Numbering, source: bytes) -> None:
    based: dict[str, str] = {}
    for style in parse(source) if source else ():
        if local(style) == "style":
            key = attribute(style, "styleId") or ""
            for child in style.iter():
                if local(child) == "basedOn":
                    based[key] = attribute(child, "val") or ""
                elif local(child) == "numPr":
                    numbering.styles[key] = _said(child)
    for key, above in based.items():
        seen = {key}
        while above and above not in seen and key not in numbering.styles:
            seen.add(above)
            if above in numbering.styles:
                numbering.styles[key] = numbering.styles[above]
            above = based.get(above, "")


def _said(properties: Any) -> tuple[str, int]:
    """(numId, depth) of a numPr."""
    said = {local(child): attribute(child, "val") or "0" for child in properties}
    return said.get("numId", ""), _int(said.get("ilvl"), 0)


def _int(words: str | None, otherwise: int) -> int:
    return int(words) if words and words.isdecimal() else otherwise


def _write_number(numbering: _Numbering, paragraph: Any) -> None:
    properties = next((child for child in paragraph if local(child) == "pPr"), None)
    if properties is None:
        return
    own = next((child for child in properties if local(child) == "numPr"), None)
    style = next((attribute(child, "val") or "" for child in properties if local(child) == "pStyle"), "")
    number, depth = _said(own) if own is not None else numbering.styles.get(style, ("", 0))
    if own is not None and not number and style in numbering.styles:
        number = numbering.styles[style][0]
    if words := numbering.next(number, depth):
        if own is not None:
            properties.remove(own)
        properties.addnext(_run(paragraph, words))


def _mark_formulas(document: Any) -> int:
    formulas = [element for element in document.iter() if local(element) == "oMath"]
    for formula in formulas:
        parent = formula.getparent()
        place = parent if local(parent) == "oMathPara" else formula
        holder = place.getparent()
        if holder is not None:
            run = _run(holder, FORMULA)
            run.tail, place.tail = place.tail, None
            holder.replace(place, run)
    objects = [element for element in document.iter() if local(element) == "OLEObject"]
    return len(formulas) + sum((attribute(element, "ProgID") or "").startswith("Equation") for element in objects)


def _run(beside: Any, words: str) -> Any:
    space = next((e.tag.rpartition("}")[0] + "}" for e in (beside, *beside.iterancestors()) if local(e) == "p"), "")
    run = etree.Element(f"{space}r")
    etree.SubElement(run, f"{space}t").text = words
    return run


def _words(number: int, style: str) -> str:
    """7 as 七, （七）'s 七, VII, g, 庚, ⑦."""
    if cycle := _CYCLES.get(style):
        return cycle[(number - 1) % len(cycle)]
    if style.startswith(("chinese", "japanese", "taiwanese", "ideographDigital")):
        return _chinese(number)
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


def _chinese(number: int) -> str:
    """10 十, 21 二十一, 105 一百零五."""
    digits = "零一二三四五六七八九"
    words = "".join(
        f"{digits[figure]}{unit}" if figure else "零"
        for figure, unit in zip(map(int, f"{number:04}"), "千百十 ", strict=True)
    ).replace(" ", "")
    words = re.sub("零+", "零", words).strip("零")
    return words.removeprefix("一") if words.startswith("一十") else words
