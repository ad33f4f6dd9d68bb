"""Signs of a Word file that stand in no text: symbols of fonts, ticked boxes, phonetic guides, fields without a result.
Pure."""

import re
import unicodedata
from collections import Counter
from typing import Any

from mammoth.docx.dingbats import dingbats

from gongkai.core.intake import marks
from gongkai.core.intake.holding.fields import Field, fields
from gongkai.core.intake.package import attribute, drop, local, unwrap
from gongkai.core.intake.word import runs

_CIRCLED = "○〇◯"
_UNWRAPPED = ("fldSimple", "dir", "bdo", "smartTag", "customXml")
_PRIVATE = re.compile("[\uf000-\uf0ff]")


def settle(tree: Any) -> Counter[str]:
    """All of them as text; how many symbols and formulas have none."""
    left: Counter[str] = Counter()
    for one in list(fields(tree)):
        left += _result(one)
    for element in [e for e in tree.iter() if local(e) in _UNWRAPPED]:
        unwrap(element)
    for element in [e for e in tree.iter() if local(e) == "ruby"]:
        _base(element)
    for element in [e for e in tree.iter() if local(e) == "checkbox" and local(e.getparent()) == "sdtPr"]:
        drop(element)  # the sign it shows is in its content
    for element in [e for e in tree.iter() if local(e) == "cr"]:
        runs.replace(element, runs.made(runs.space_of(element), "br"))
    for element in [e for e in tree.iter() if local(e) == "ptab"]:
        runs.replace(element, runs.made(runs.space_of(element), "tab"))
    for element in [e for e in tree.iter() if local(e) == "sym"]:
        left += _symbol(element)
    for element in tree.iter():
        if local(element) == "t" and element.text and _PRIVATE.search(element.text):
            _translate(element)
    return left


def _base(ruby: Any) -> None:
    """The words of a phonetic guide without the guide, as runs in the place of its run."""
    held = ruby.getparent()
    if local(held) != "r":
        drop(ruby)
        return
    for base in [e for e in ruby if local(e) == "rubyBase"]:
        for part in list(base):
            held.addprevious(part)
    drop(ruby)


def _symbol(element: Any) -> Counter[str]:
    font, code = attribute(element, "font") or "", attribute(element, "char") or ""
    sign = _sign(font, int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else ""
    text = runs.made(runs.space_of(element), "t")
    text.text = sign or marks.SYMBOL
    runs.replace(element, text)
    return Counter() if sign else Counter(symbol=1)


def _translate(text: Any) -> None:
    """Signs that a run takes from a font of symbols; in other fonts such code points are rare characters."""
    fonts = next((e for e in text.getparent() if local(e) == "rPr"), None)
    named = next((e for e in fonts if local(e) == "rFonts"), None) if fonts is not None else None
    names = [attribute(named, key) or "" for key in ("ascii", "hAnsi", "eastAsia")] if named is not None else []
    text.text = _PRIVATE.sub(
        lambda found: next((s for name in names if (s := _sign(name, ord(found[0])))), found[0]), text.text
    )


def _sign(font: str, code: int) -> str:
    """The sign of a font; "" where nothing tells which it is."""
    if not 0 < code < 0x110000:
        return ""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if known := dingbats.get((font, low)):
        return chr(known)
    is_private = 0xE000 <= code <= 0xF8FF or font in {name for name, _ in dingbats}
    return "" if is_private or not chr(code).isprintable() else chr(code)


def _result(one: Field) -> Counter[str]:
    """What a field without a result shows, behind it."""
    words, left = "", Counter[str]()
    if one.kind == "FORMCHECKBOX":
        words = marks.TICKED if _is_ticked(one.bounds[0]) else marks.FREE
    elif one.kind == "FORMDROPDOWN":
        words = _chosen(one.bounds[0])
    elif one.kind == "SYMBOL":
        words = _of_symbol(one.instruction) or marks.SYMBOL
        left["symbol"] += words == marks.SYMBOL
    elif one.kind == "EQ":
        words = _of_equation(one.instruction) or marks.FORMULA
        left["formula"] += words == marks.FORMULA
    end = one.bounds[-1]
    if words and (place := end if local(end) == "fldSimple" else end.getparent()) is not None:
        place.addnext(runs.run(runs.space_of(place), words))
    return +left


def _is_ticked(begin: Any) -> bool:
    for name in ("checked", "default"):
        for element in (e for e in begin.iter() if local(e) == name and local(e.getparent()) == "checkBox"):
            return (attribute(element, "val") or "1").lower() not in ("0", "false", "off")
    return False


def _chosen(begin: Any) -> str:
    entries = [attribute(e, "val") or "" for e in begin.iter() if local(e) == "listEntry"]
    chosen = next((attribute(e, "val") or "" for e in begin.iter() if local(e) == "result"), "0")
    place = int(chosen) if chosen.isdecimal() else 0
    return entries[place] if place < len(entries) else ""


def _of_symbol(instruction: str) -> str:
    """SYMBOL 254 \\f Wingdings."""
    found = re.match(r'\s*SYMBOL\s+(0x[0-9A-Fa-f]+|\d{1,6})(?:.*?\\f\s*["“]?([^"”\\]+))?', instruction, re.IGNORECASE)
    return _sign((found[2] or "").strip(), int(found[1], 0)) if found else ""


def _of_equation(instruction: str) -> str:
    """The text of an EQ field that overstrikes signs: a number in a circle, a word under its phonetic guide. "" of others."""
    found = re.search(r"\\o\s*(?:\\a[clrd]\s*)?\((.*)\)\s*$", instruction, re.IGNORECASE)
    if not found:
        return ""
    guides = re.sub(r"\\s\\(?:up|do)\s*\d*\s*\([^()]*\)", "", found[1])
    if "\\" in guides:
        return ""
    parts = [part.strip() for part in re.split("[,，;；]", guides) if part.strip()]
    inner = [part for part in parts if part not in _CIRCLED + "□△◇"]
    words = "".join(inner)
    if len(inner) == len(parts):
        return words
    circled = next(
        (
            chr(c)
            for c in (*range(0x2460, 0x2474), *range(0x3280, 0x328A))
            if unicodedata.normalize("NFKC", chr(c)) == words
        ),
        "",
    )
    return circled or f"（{words}）"
