"""One sheet of an Excel file: its cells, and which of them no one sees. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from gongkai.core.intake.package import drop, local

_PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
_ON = ("1", "true", "on")
Hidden = tuple[dict[int, list[Any]], dict[int, list[Any]], list[Any]]


def letters(column: int) -> str:
    """3 → C."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number(name: str) -> int:
    """C → 3."""
    total = 0
    for sign in name:
        total = total * 26 + ord(sign) - 64
    return total


def unseen_formats(tree: Any) -> set[str]:
    """The places (``s`` of cells) of formats whose number format shows nothing (``;;;``)."""
    if tree is None:
        return set()
    codes = {e.get("numFmtId"): e.get("formatCode") or "" for e in tree.iter() if local(e) == "numFmt"}
    blind = {key for key, code in codes.items() if re.fullmatch(r'\s*(?:"\s*")?\s*(;\s*(?:"\s*")?\s*){3}', code)}
    rows = [e for group in tree if local(group) == "cellXfs" for e in group]
    return {str(place) for place, row in enumerate(rows) if row.get("numFmtId") in blind}


def _on(element: Any, name: str) -> bool:
    return (element.get(name) or "").lower() in _ON


def _zero(text: str | None) -> bool:
    try:
        return text is not None and float(text) == 0
    except ValueError:
        return False


class Sheet:
    """The tree of a sheet with the shared strings and formats it speaks of."""

    def __init__(self, tree: Any, strings: list[Any], unseen: set[str]) -> None:
        self.tree, self.strings, self.unseen = tree, strings, unseen

    def rows(self) -> Iterator[tuple[int, Any]]:
        place = 0
        for group in self.tree:
            for row in group if local(group) == "sheetData" else ():
                text = row.get("r") or ""
                place = int(text) if text.isdigit() else place + 1
                yield place, row

    def cells(self) -> Iterator[Any]:
        for _, row in self.rows():
            yield from (cell for cell in row if local(cell) == "c")

    def value(self, cell: Any) -> str:
        return next((e.text or "" for e in cell if local(e) == "v"), "")

    def text(self, cell: Any) -> str:
        """What a cell says, or its formula where no value is kept."""
        value = self.value(cell)
        if cell.get("t") == "s":
            place = int(value) if value.isdigit() else -1
            return _words(self.strings[place]) if 0 <= place < len(self.strings) else ""
        inline = next((e for e in cell if local(e) == "is"), None)
        if inline is not None:
            return _words(inline)
        return value or next((e.text or "" for e in cell if local(e) == "f"), "")

    def hidden(self) -> Hidden:
        """Cells of hidden rows by row, of hidden columns by column, and cells whose format shows nothing."""
        rows: dict[int, list[Any]] = {}
        columns: dict[int, list[Any]] = defaultdict(list)
        others: list[Any] = []
        off_rows, spans = self._hidden_rows(), self._hidden_columns()
        for place, row in self.rows():
            if place in off_rows:
                rows[place] = [cell for cell in row if local(cell) == "c"]
                continue
            column = 0
            for cell in (c for c in row if local(c) == "c"):
                match = _PLACE.fullmatch(cell.get("r") or "")
                column = number(match[1]) if match else column + 1
                if any(low <= column <= high for low, high in spans):
                    columns[column].append(cell)
                elif cell.get("s") in self.unseen and self.text(cell):
                    others.append(cell)
        for low, high in spans:
            if not any(low <= column <= high for column in columns):
                columns[low] = []
        return rows, dict(sorted(columns.items())), others

    def _format(self) -> Any:
        return next((e for e in self.tree if local(e) == "sheetFormatPr"), None)

    def _after(self, name: str) -> bool:
        """Whether the row or column that sums a group up stands behind it (the default)."""
        marks = [e for e in self.tree.iter() if local(e) == "outlinePr"]
        return not any((e.get(name) or "1").lower() in ("0", "false") for e in marks)

    def _hidden_rows(self) -> set[int]:
        rows = list(self.rows())
        low = self._format()
        flat = low is not None and _zero(low.get("defaultRowHeight"))
        off = {
            place
            for place, row in rows
            if _on(row, "hidden") or _zero(row.get("ht")) or (flat and row.get("ht") is None)
        }
        levels = {place: int(row.get("outlineLevel") or 0) for place, row in rows}
        for place, row in rows:
            if _on(row, "collapsed"):
                step, at = (-1, place - 1) if self._after("summaryBelow") else (1, place + 1)
                while levels.get(at, 0) > levels[place]:
                    off.add(at)
                    at += step
        return off

    def _hidden_columns(self) -> list[tuple[int, int]]:
        groups = [e for group in self.tree if local(group) == "cols" for e in group if local(e) == "col"]
        rows = [(int(e.get("min") or 0), int(e.get("max") or 0), e) for e in groups]
        spans = [(low, high) for low, high, e in rows if _on(e, "hidden") or _zero(e.get("width"))]
        for low, high, e in rows:
            if not _on(e, "collapsed"):
                continue
            after, level, edge = self._after("summaryRight"), int(e.get("outlineLevel") or 0), (low, high)
            for start, end, other in sorted(rows, key=lambda row: row[0], reverse=after):
                beside = end == edge[0] - 1 if after else start == edge[1] + 1
                if beside and int(other.get("outlineLevel") or 0) > level:
                    spans.append((start, end))
                    edge = (start, end)
        low = self._format()
        if low is not None and _zero(low.get("defaultColWidth")):
            named = {column for start, end, _ in rows for column in range(start, min(end, 16384) + 1)}
            spans += [(column, column) for column in self._used() - named]
        return sorted(set(spans))

    def _used(self) -> set[int]:
        matches = (_PLACE.fullmatch(cell.get("r") or "") for cell in self.cells())
        return {number(match[1]) for match in matches if match}

    def empty_hidden(self) -> bool:
        """Take the cells that no one sees out, and the links on them; whether there were any that said something."""
        rows, columns, others = self.hidden()
        cells = [cell for found in (*rows.values(), *columns.values(), others) for cell in found]
        told = any(self.text(cell) for cell in cells)
        places = {cell.get("r") for cell in cells}
        for cell in cells:
            drop(cell)
        for link in [e for e in self.tree.iter() if local(e) == "hyperlink" and e.get("ref") in places]:
            drop(link)
        for scenario in [e for e in self.tree if local(e) in ("scenarios", "customSheetViews")]:
            drop(scenario)
        return told

    def settle(self) -> bool:
        """Formulas become the values they show. False when one has none."""
        for cell in self.cells():
            formula = next((e for e in cell if local(e) == "f"), None)
            if formula is None:
                continue
            if next((e for e in cell if local(e) in ("v", "is")), None) is None:
                return False
            drop(formula)
            for key in ("cm", "vm"):
                cell.attrib.pop(key, None)
        return True


def _words(element: Any) -> str:
    phonetic = [e for e in element.iter() if local(e) == "rPh"]
    skipped = {t for e in phonetic for t in e.iter()}
    return "".join(e.text or "" for e in element.iter() if local(e) == "t" and e not in skipped)
