"""Whether a run of a Word file is shown, by its own format and its styles. Pure."""

import re
from typing import Any

from gongkai.core.intake.package import attribute, local

_OFF = ("0", "false", "off", "none")
_HEX = re.compile("[0-9A-F]{6}")
_LIGHT = ("FFFFFF", "FEFEFE", "FDFDFD", "FCFCFC", "FBFBFB", "FAFAFA")
_TINY = 2  # half points: 1 pt


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

    def _chain(self, key: str | None) -> list[Any]:
        """The rPr of a style and of those it is based on, nearest first."""
        found, seen = [], set()
        while key in self.rows and key not in seen:
            seen.add(key)
            style = self.rows[key]
            found.append(child(style, "rPr"))
            base = child(style, "basedOn")
            key = attribute(base, "val") if base is not None else None
        return found

    def _of(self, run: Any) -> list[list[Any]]:
        """Chains of the styles that apply: of the run, of its paragraph, of its table."""
        paragraph = next((a for a in run.iterancestors() if local(a) == "p"), None)
        table = next((a for a in run.iterancestors() if local(a) == "tbl"), None)
        own = child(run, "rPr", "rStyle")
        lines = child(paragraph, "pPr", "pStyle") if paragraph is not None else None
        grid = child(table, "tblPr", "tblStyle") if table is not None else None
        keys = (
            attribute(own, "val") if own is not None else self.usual.get("character"),
            attribute(lines, "val") if lines is not None else self.usual.get("paragraph"),
            attribute(grid, "val") if grid is not None else None,
        )
        return [self._chain(key) for key in keys]

    def vanished(self, run: Any) -> bool:
        """A toggle: the run's own word decides; else on in an odd number of its styles, or by default (17.7.3)."""
        direct = child(run, "rPr")
        if (own := _vanish(direct)) is not None:
            return own
        chains = self._of(run)
        votes = [next((v for p in chain if (v := _vanish(p)) is not None), False) for chain in chains]
        return bool(sum(votes) % 2) or bool(_vanish(self.defaults))

    def value(self, run: Any, name: str) -> str | None:
        """The nearest ``val`` of a property of the run: its own, its styles', the default."""
        for properties in (child(run, "rPr"), *(p for chain in self._of(run) for p in chain), self.defaults):
            element = child(properties, name) if properties is not None else None
            if element is not None:
                return attribute(element, "val")
        return None

    def unseen(self, run: Any) -> bool:
        """Vanished, at most 1 pt tall, or white on the white of the page (no shading, table or text box about it)."""
        if self.vanished(run):
            return True
        size = self.value(run, "sz")
        if size and size.isdigit() and int(size) <= _TINY:
            return True
        color = (self.value(run, "color") or "").upper()
        if fill := _fill(run):
            return color == fill or (_dark(color) and _dark(fill))
        return color in _LIGHT and not _shaded(run)


def _fill(run: Any) -> str:
    """The colour behind a run: its own shading, else that of its paragraph; "" when there is none that is a colour."""
    for about in (run, *run.iterancestors()):
        properties = child(about, "rPr") if about is run else child(about, "pPr")
        shading = child(properties, "shd") if properties is not None else None
        fill = (attribute(shading, "fill") or "").upper() if shading is not None else ""
        if _HEX.fullmatch(fill):
            return fill
        if local(about) == "p":
            break
    return ""


def _dark(color: str) -> bool:
    """A colour written out, near to black; automatic text turns white on black by itself."""
    return bool(_HEX.fullmatch(color)) and all(int(color[at : at + 2], 16) <= 0x30 for at in (0, 2, 4))


def _shaded(run: Any) -> bool:
    about = [run, *run.iterancestors()]
    if any(local(a) in ("tbl", "txbxContent", "drawing", "pict") for a in about):
        return True
    if child(about[-1], "background") is not None:
        return True
    marks = [e for a in about[:2] for e in a.iter() if local(e) in ("shd", "highlight")]
    return bool(marks)
