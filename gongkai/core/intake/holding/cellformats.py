"""Formats of the cells of an Excel file: which show nothing, by number format, size, or a colour like the one behind. Pure."""

import colorsys
import re
from functools import cached_property
from typing import Any

from gongkai.core.intake.package import local

_TINY = 2.0  # points
_CLOSE = 5  # of 255 in each channel
_SLOTS = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
_INDEXED = {"0": 0, "1": 0xFFFFFF, "8": 0, "9": 0xFFFFFF, "64": 0, "65": 0xFFFFFF}
_SECTION = re.compile(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)')
_SILENT = re.compile(r'"\s*"|\\\s|[_*].|\[(?![hms]+\])[^\]]*\]|\s', re.IGNORECASE)
Colour = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def near(one: Colour, other: Colour) -> bool:
    """Whether nobody sees the one on the other."""
    return all(abs(a - b) <= _CLOSE for a, b in zip(one, other, strict=True))


def _split(number: int) -> Colour:
    return number >> 16 & 255, number >> 8 & 255, number & 255


class Formats:
    """The styles of a workbook. ``of(place)`` is asked with the ``s`` of a cell."""

    def __init__(self, tree: Any, theme: Any) -> None:
        self.tree, self.theme = tree, theme
        self._known: dict[str, tuple[list[bool], bool, Colour | None]] = {}

    def _group(self, name: str) -> list[Any]:
        return [e for group in (self.tree if self.tree is not None else ()) if local(group) == name for e in group]

    @cached_property
    def _parts(self) -> tuple[list[Any], list[Any], list[Any], dict[str | None, str]]:
        codes = {e.get("numFmtId"): e.get("formatCode") or "" for e in self._group("numFmts")}
        return self._group("cellXfs"), self._group("fonts"), self._group("fills"), codes

    @cached_property
    def _scheme(self) -> dict[str, int]:
        found = {"lt1": 0xFFFFFF, "dk1": 0}
        for element in self.theme.iter() if self.theme is not None else ():
            if local(element) in _SLOTS and len(element) and local(element.getparent()) == "clrScheme":
                text = element[0].get("lastClr") or element[0].get("val") or ""
                found |= {local(element): int(text, 16)} if re.fullmatch("[0-9A-Fa-f]{6}", text) else {}
        return found

    def _rgb(self, color: Any, usual: Colour) -> Colour | None:
        """A colour, ``usual`` where none is said, None where it is not known."""
        if color is None or color.get("auto"):
            return usual
        try:
            if text := color.get("rgb"):
                base = _split(int(text[-6:], 16))
            elif slot := color.get("theme"):
                base = _split(self._scheme[_SLOTS[int(slot)]])
            else:
                base = _split(_INDEXED[color.get("indexed") or ""])
            return _tinted(base, float(color.get("tint") or 0))
        except (ValueError, KeyError, IndexError):
            return None

    def _fill(self, fill: Any) -> Colour | None:
        pattern = next((e for e in fill if local(e) == "patternFill"), None) if fill is not None else None
        if fill is not None and pattern is None and len(fill):
            return None
        kind = pattern.get("patternType") if pattern is not None else None
        if kind in (None, "none"):
            return WHITE
        front = next((e for e in pattern if local(e) == "fgColor"), None)
        return self._rgb(front, BLACK) if kind == "solid" else None

    def of(self, place: str | None) -> tuple[list[bool], bool, Colour | None]:
        """Which sections of the number format show nothing; whether font and size do; the colour behind."""
        key = place or "0"
        if key not in self._known:
            self._known[key] = self._read(int(key) if key.isdigit() else 0)
        return self._known[key]

    def _read(self, place: int) -> tuple[list[bool], bool, Colour | None]:
        rows, fonts, fills, codes = self._parts
        row = rows[place] if place < len(rows) else None
        if row is None:
            return [], False, WHITE
        font, fill = _at(fonts, row.get("fontId")), self._fill(_at(fills, row.get("fillId")))
        return blind(codes.get(row.get("numFmtId"), "")), self.faint(font, fill), fill

    def faint(self, font: Any, fill: Colour | None) -> bool:
        """Whether a font, of a cell or of a run in it, is not seen on ``fill``."""
        if font is None:
            return False
        size = next((e.get("val") for e in font if local(e) == "sz"), None)
        colour = self._rgb(next((e for e in font if local(e) == "color"), None), BLACK)
        return _small(size) or (fill is not None and colour is not None and near(colour, fill))


def _at(rows: list[Any], place: str | None) -> Any:
    return rows[int(place)] if place and place.isdigit() and int(place) < len(rows) else None


def _small(size: str | None) -> bool:
    try:
        return size is not None and float(size) <= _TINY
    except ValueError:
        return False


def _tinted(base: Colour, tint: float) -> Colour:
    if not tint:
        return base
    hue, light, full = colorsys.rgb_to_hls(*(part / 255 for part in base))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(hue, min(1, max(0, light)), full))
    return red, green, blue


def blind(code: str) -> list[bool]:
    """Of each section of a number format whether it shows nothing; [] when all do show something."""
    sections = [match[1] for match in _SECTION.finditer(code)]
    sections = sections[:-1] if len(sections) > 1 and not code.endswith(";") else sections
    found = [not _SILENT.sub("", section) for section in sections]
    return found if len(found) > 1 and any(found) else []


def silent(sections: list[bool], value: str, text: bool) -> bool:
    """Whether a number format shows nothing of a cell that holds ``value``, which is ``text`` or a number."""
    if not sections:
        return False
    if text:
        return len(sections) > 3 and sections[3]
    try:
        number = float(value)
    except ValueError:
        return all(sections)
    place = 0 if number > 0 or len(sections) < 2 else 1 if number < 0 else min(2, len(sections) - 1)
    return sections[0 if number == 0 and len(sections) == 2 else place]
