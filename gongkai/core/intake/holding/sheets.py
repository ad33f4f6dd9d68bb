"""One sheet of an Excel file: its cells, and which of them no one sees. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from gongkai.core.intake.holding.cellformats import WHITE, Formats, silent
from gongkai.core.intake.package import drop, local

_PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
_LOW, _NARROW = 2.0, 0.5  # points of a row, characters of a column that leave nothing to be seen
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


def _on(element: Any, name: str) -> bool:
    return (element.get(name) or "").lower() in _ON


def _flat(text: str | None, limit: float) -> bool:
    """Whether a height or width leaves nothing to be seen."""
    try:
        return text is not None and float(text) <= limit
    except ValueError:
        return False


class Sheet:
    """The tree of a sheet with the shared strings and formats it speaks of."""

    def __init__(self, tree: Any, strings: list[Any], formats: Formats, tables: Iterable[Any] = ()) -> None:
        self.tree, self.strings, self.formats = tree, strings, formats
        self.coloured = [area for table in tables for area in _areas(table.get("ref"))]
        self.coloured += [a for e in tree if local(e) == "conditionalFormatting" for a in _areas(e.get("sqref"))]

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
        """Cells of hidden rows by row, of hidden columns by column, and cells whose format shows nothing or not all."""
        rows: dict[int, list[Any]] = {}
        columns: dict[int, list[Any]] = defaultdict(list)
        others: list[Any] = []
        off_rows, spans = self._hidden_rows(), self._hidden_columns()
        shown = self._reaching_out(off_rows, spans) if off_rows or spans else set()
        for place, row in self.rows():
            if place in off_rows:
                rows[place] = [cell for cell in row if local(cell) == "c" and cell.get("r") not in shown]
                continue
            column = 0
            for cell in (c for c in row if local(c) == "c"):
                match = _PLACE.fullmatch(cell.get("r") or "")
                column = number(match[1]) if match else column + 1
                if any(low <= column <= high for low, high in spans) and cell.get("r") not in shown:
                    columns[column].append(cell)
                elif self._faint(cell, column, place) or self.faint_runs(cell):
                    others.append(cell)
        for low, high in spans:
            if not any(low <= column <= high for column in columns):
                columns[low] = []
        return rows, dict(sorted(columns.items())), others

    def _reaching_out(self, off_rows: set[int], spans: list[tuple[int, int]]) -> set[str]:
        """Cells merged with others that are seen: so is what they say."""
        merges = [area for e in self.tree.iter() if local(e) == "mergeCell" for area in _areas(e.get("ref"))]
        off = {column for low, high in spans for column in range(low, min(high, 16384) + 1)}
        return {
            f"{letters(left)}{top}"
            for left, top, right, low in merges
            if not set(range(left, right + 1)) <= off and any(row not in off_rows for row in range(top, low + 1))
        }

    def _faint(self, cell: Any, column: int, row: int) -> bool:
        """Whether the format of a cell shows nothing of what it says."""
        sections, faint, fill = self.formats.of(cell.get("s"))
        if not (faint or sections) or not self.text(cell).strip():
            return False
        if silent(sections, self.value(cell), cell.get("t") in ("s", "inlineStr", "str")):
            return True
        plain = fill == WHITE and any(a <= column <= c and b <= row <= d for a, b, c, d in self.coloured)
        return faint and not plain

    def faint_runs(self, cell: Any) -> list[Any]:
        """The parts of a text that are not seen on the colour of their cell, and readings that are not shown."""
        text = self._rich(cell)
        if text is None or not len(text) or (len(text) == 1 and local(text[0]) == "t"):
            return []
        fill = self.formats.of(cell.get("s"))[2]
        found = [e for e in text if local(e) == "rPh" and _said(e)]
        for run in (e for e in text if local(e) == "r"):
            font = next((e for e in run if local(e) == "rPr"), None)
            if _said(run) and self.formats.faint(font, fill):
                found.append(run)
        return found

    def _rich(self, cell: Any) -> Any:
        if cell.get("t") == "s":
            value = self.value(cell)
            return self.strings[int(value)] if value.isdigit() and int(value) < len(self.strings) else None
        return next((e for e in cell if local(e) == "is"), None)

    def unseen_text(self, cell: Any) -> str:
        """What is not seen of a cell whose format does not show it all."""
        runs = self.faint_runs(cell)
        return " ".join(map(_said, runs)) if runs else self.text(cell)

    def _format(self) -> Any:
        return next((e for e in self.tree if local(e) == "sheetFormatPr"), None)

    def _after(self, name: str) -> bool:
        """Whether the row or column that sums a group up stands behind it (the default)."""
        marks = [e for e in self.tree.iter() if local(e) == "outlinePr"]
        return not any((e.get(name) or "1").lower() in ("0", "false") for e in marks)

    def _hidden_rows(self) -> set[int]:
        rows = list(self.rows())
        low = self._format()
        flat = low is not None and _flat(low.get("defaultRowHeight"), _LOW)
        off = {
            place
            for place, row in rows
            if _on(row, "hidden") or _flat(row.get("ht"), _LOW) or (flat and row.get("ht") is None)
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
        spans = [(low, high) for low, high, e in rows if _on(e, "hidden") or _flat(e.get("width"), _NARROW)]
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
        if low is not None and _flat(low.get("defaultColWidth"), _NARROW):
            named = {column for start, end, _ in rows for column in range(start, min(end, 16384) + 1)}
            spans += [(column, column) for column in self._used() - named]
        return sorted(set(spans))

    def _used(self) -> set[int]:
        matches = (_PLACE.fullmatch(cell.get("r") or "") for cell in self.cells())
        return {number(match[1]) for match in matches if match}

    def empty_hidden(self) -> bool:
        """Take out what no one sees of the cells, and the links on them; whether there was anything that said something."""
        rows, columns, others = self.hidden()
        cells = [cell for found in (*rows.values(), *columns.values()) for cell in found]
        told = bool(others) or any(self.text(cell) for cell in cells)
        places = {cell.get("r") for cell in (*cells, *others)}
        for cell in cells:
            drop(cell)
        for cell in others:
            self._blank(cell)
        for link in [e for e in self.tree.iter() if local(e) == "hyperlink" and e.get("ref") in places]:
            drop(link)
        for scenario in [e for e in self.tree if local(e) in ("scenarios", "customSheetViews")]:
            drop(scenario)
        return told

    def _blank(self, cell: Any) -> None:
        """A cell keeps its look and loses its words; of a text of several parts only those that are not seen."""
        runs = self.faint_runs(cell)
        text = deepcopy(self._rich(cell)) if runs else None
        places = [place for place, e in enumerate(self._rich(cell)) if e in runs] if runs else []
        for child in list(cell):
            drop(child)
        cell.attrib.pop("t", None)
        if text is None:
            return
        for place in reversed(places):
            drop(text[place])
        text.tag = cell.tag.replace("}c", "}is")
        cell.append(text)
        cell.set("t", "inlineStr")

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


def _areas(text: str | None) -> list[tuple[int, int, int, int]]:
    """A1:C3 D4 → (1, 1, 3, 3), (4, 4, 4, 4)."""
    found = []
    for area in (text or "").split():
        ends = [_PLACE.fullmatch(end) for end in area.replace("$", "").split(":")]
        if all(ends):
            first, last = ends[0], ends[-1]
            found.append((number(first[1]), int(first[2]), number(last[1]), int(last[2])))  # type: ignore[index]
    return found


def _said(element: Any) -> str:
    return "".join(e.text or "" for e in element.iter() if local(e) == "t").strip()


def _words(element: Any) -> str:
    phonetic = [e for e in element.iter() if local(e) == "rPh"]
    skipped = {t for e in phonetic for t in e.iter()}
    return "".join(e.text or "" for e in element.iter() if local(e) == "t" and e not in skipped)
