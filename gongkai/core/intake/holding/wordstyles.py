"""Whether a run or a row of a Word file is shown, by its own format and its styles. Pure."""

import re
from typing import Any

from gongkai.core.intake.holding.cellformats import near
from gongkai.core.intake.package import attribute, local

_OFF = ("0", "false", "off", "none")
_HEX = re.compile("[0-9A-F]{6}")
_TINY = 4  # half points: 2 pt
_FLAT = 40  # twentieths of a point: 2 pt
_NARROW = 5  # percent of the width of a sign
_WHITES = ("background1", "light1")
Keys = tuple[str | None, str | None, str | None]


def child(element: Any, *names: str) -> Any:
    """The element under the path of local names, or None."""
    for name in names:
        element = next((e for e in element if local(e) == name), None) if element is not None else None
    return element


def _switch(properties: Any, name: str) -> bool | None:
    element = child(properties, name) if properties is not None else None
    return None if element is None else (attribute(element, "val") or "true").lower() not in _OFF


def _vanish(properties: Any) -> bool | None:
    """vanish, or specVanish, which hides always (ECMA-376 17.3.2.36, 17.3.2.41)."""
    if _switch(properties, "specVanish"):
        return True
    return _switch(properties, "vanish")


class Styles:
    """The styles of a document, with what they are based on."""

    def __init__(self, tree: Any) -> None:
        self.rows: dict[str, Any] = {}
        self.usual: dict[str, str] = {}
        self.defaults = child(tree, "docDefaults", "rPrDefault", "rPr") if tree is not None else None
        for style in tree if tree is not None else ():
            if local(style) != "style":
                continue
            key = attribute(style, "styleId") or ""
            self.rows[key] = style
            if (attribute(style, "default") or "").lower() in ("1", "true", "on"):
                self.usual[attribute(style, "type") or ""] = key
        self._chains: dict[str | None, list[Any]] = {}
        self._votes: dict[str | None, bool] = {}
        self._values: dict[Keys, dict[str, Any]] = {}
        self._last: tuple[Any, Any, tuple[str | None, str | None]] = (None, None, (None, None))

    def chain(self, key: str | None) -> list[Any]:
        """A style and those it is based on, nearest first."""
        if key not in self._chains:
            found, at = list[Any](), key
            while at in self.rows and self.rows[at] not in found:
                found.append(self.rows[at])
                base = child(self.rows[at], "basedOn")
                at = attribute(base, "val") if base is not None else None
            self._chains[key] = found
        return self._chains[key]

    def _keys(self, run: Any, own: Any) -> Keys:
        """The styles that apply: of the run, of its paragraph, of its table."""
        paragraph = next((a for a in run.iterancestors() if local(a) == "p"), None)
        table = next((a for a in run.iterancestors() if local(a) == "tbl"), None)
        if self._last[0] is not paragraph or self._last[1] is not table or paragraph is None:
            lines, grid = child(paragraph, "pPr", "pStyle"), child(table, "tblPr", "tblStyle")
            about = (
                attribute(lines, "val") if lines is not None else self.usual.get("paragraph"),
                attribute(grid, "val") if grid is not None else None,
            )
            self._last = (paragraph, table, about)
        named = own.get("rStyle")
        return (attribute(named, "val") if named is not None else self.usual.get("character"), *self._last[2])

    def _vote(self, key: str | None) -> bool:
        if key not in self._votes:
            found = (_vanish(child(style, "rPr")) for style in self.chain(key))
            self._votes[key] = next((vote for vote in found if vote is not None), False)
        return self._votes[key]

    def _inherited(self, keys: Keys) -> dict[str, Any]:
        """Name → the nearest property of the styles, then of the defaults."""
        if keys not in self._values:
            sources = [child(style, "rPr") for key in keys for style in self.chain(key)]
            found: dict[str, Any] = {}
            for properties in (*sources, self.defaults):
                for element in properties if properties is not None else ():
                    found.setdefault(local(element), element)
            self._values[keys] = found
        return self._values[keys]

    def vanished(self, run: Any) -> bool:
        """A toggle: the run's own word decides; else on in an odd number of its styles, or by default (17.7.3)."""
        return self._vanished(run, self._keys(run, _own(run)))

    def _vanished(self, run: Any, keys: Keys) -> bool:
        if (own := _vanish(child(run, "rPr"))) is not None:
            return own
        return bool(sum(map(self._vote, keys)) % 2) or bool(_vanish(self.defaults))

    def unseen(self, run: Any) -> bool:
        """Vanished, without a size or colour that can be seen, or in lines of no height."""
        own = _own(run)
        keys = self._keys(run, own)
        if self._vanished(run, keys):
            return True
        values = self._inherited(keys) | own
        small = _at_most(values.get("sz"), _TINY) or _at_most(values.get("w"), _NARROW)
        clear = "textFill" in values and child(values["textFill"], "noFill") is not None
        if small or clear or self._flat_lines(self._last[0]):
            return True
        colour = _colour(values.get("color"))
        if not colour:
            return False
        fill = self._behind(run)
        return bool(fill) and (near(_rgb(colour), _rgb(fill)) or (_dark(colour) and _dark(fill)))

    def _flat_lines(self, paragraph: Any) -> bool:
        spacing = child(paragraph, "pPr", "spacing")
        return spacing is not None and attribute(spacing, "lineRule") == "exact" and _at_most(spacing, _FLAT, "line")

    def _behind(self, run: Any) -> str:
        """The colour behind a run; "" when it cannot be told (text boxes, patterns, highlights, styles of tables)."""
        if child(run, "rPr", "highlight") is not None:
            return ""
        lined = [child(style, "pPr", "shd") for style in self.chain(self._last[2][0])]
        for about in (run, *run.iterancestors()):
            name = local(about)
            if name in ("txbxContent", "drawing", "pict"):
                return ""
            fills = [_shade(child(about, f"{name}Pr", "shd"))]
            fills += map(_shade, lined) if name == "p" else ()
            if name == "tbl" and (grid := child(about, "tblPr", "tblStyle")) is not None:
                styles = self.chain(attribute(grid, "val"))
                fills += [None for style in styles for e in style.iter() if local(e) == "shd"]
            if None in fills:
                return ""
            if fill := next(filter(None, fills), ""):
                return fill
        return "" if child(run.getroottree().getroot(), "background") is not None else "FFFFFF"


def row_unseen(row: Any) -> bool:
    """A row of a table that is switched off or has no height."""
    properties = child(row, "trPr")
    height = child(properties, "trHeight")
    exact = height is not None and attribute(height, "hRule") == "exact"
    return bool(_switch(properties, "hidden")) or (exact and _at_most(height, _FLAT))


def _own(run: Any) -> dict[str, Any]:
    properties = child(run, "rPr")
    return {local(e): e for e in properties} if properties is not None else {}


def _at_most(element: Any, limit: int, name: str = "val") -> bool:
    text = ((attribute(element, name) if element is not None else None) or "").rstrip("%")
    return text.isdigit() and int(text) <= limit


def _colour(element: Any) -> str:
    """The colour of text, written out; "" when it is automatic, which is always seen."""
    if element is None:
        return ""
    text = (attribute(element, "val") or "").upper()
    if not _HEX.fullmatch(text) and attribute(element, "themeColor") in _WHITES:
        return "FFFFFF"
    return text if _HEX.fullmatch(text) else ""


def _shade(element: Any) -> str | None:
    """The colour of a shading; "" where there is none, None where it cannot be told."""
    if element is None:
        return ""
    fill, kind = (attribute(element, "fill") or "").upper(), attribute(element, "val") or "clear"
    if kind not in ("clear", "nil"):
        return None
    if _HEX.fullmatch(fill):
        return fill
    return None if attribute(element, "themeFill") else ""


def _rgb(text: str) -> tuple[int, int, int]:
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def _dark(color: str) -> bool:
    """A colour near to black; automatic text turns white on black by itself."""
    return all(part <= 0x30 for part in _rgb(color))
