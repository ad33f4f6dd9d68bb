"""Tables of a PDF page, where lines are drawn around their cells: a PDF knows lines and words only. Pure.

A table is to be believed only when its cells hold every sign that stands at its height, so that none is lost.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_THIN, _NEAR = 3.0, 3.0  # points: the thickest line, the farthest that ends of lines lie apart
_LINES = 2000  # more are a drawing
_CELLS = 5000
Line = tuple[float, float, float]  # where it lies, from, to


@dataclass
class Grid:
    """Lines that touch: across (y, from x, to x) and down (x, from y, to y)."""

    across: list[Line] = field(default_factory=list)
    down: list[Line] = field(default_factory=list)

    @property
    def rows(self) -> list[float]:
        """The heights between which rows lie, from the top."""
        return _places([line[0] for line in self.across])[::-1]

    @property
    def columns(self) -> list[float]:
        return _places([line[0] for line in self.down])


Cell = dict[str, Any]  # text, colspan, rowspan


class Table(NamedTuple):
    """Rows of cells between two heights of a page."""

    top: float
    foot: float
    rows: list[list[Cell]]


def tables(page: Any, text: Any) -> tuple[list[Table], bool]:
    """The tables of a page (PdfPage, its PdfTextPage) from above; whether there are lines like those of a table that
    gave none: tables side by side."""
    grids = [grid for grid in _grids(page) if len(grid.rows) >= 3 and len(grid.columns) >= 3]
    found: list[Table] = []
    top = page.get_height()
    for grid in sorted(grids, key=lambda grid: -grid.rows[0]):
        if grid.rows[0] > top:
            return [], True
        top = grid.rows[-1]
        found.append(Table(grid.rows[0], top, _cells(text, grid)))
    return found, False


def said(rows: list[list[Cell]]) -> str:
    """All that the cells say."""
    return "".join(cell["text"] for row in rows for cell in row)


def _cells(text: Any, grid: Grid) -> list[list[Cell]]:
    """Rows of cells; a cell reaches as far right and down as no line is in its way."""
    ys, xs = grid.rows, grid.columns
    if (len(ys) - 1) * (len(xs) - 1) > _CELLS:
        return []
    taken: set[tuple[int, int]] = set()
    rows = []
    for row in range(len(ys) - 1):
        cells: list[Cell] = []
        for column in (c for c in range(len(xs) - 1) if (row, c) not in taken):
            right, below = column + 1, row + 1
            while (
                right < len(xs) - 1
                and (row, right) not in taken
                and not _parts(grid.down, xs[right], ys[row], ys[row + 1])
            ):
                right += 1
            while below < len(ys) - 1 and not _parts(grid.across, ys[below], xs[column], xs[right]):
                below += 1
            taken |= {(y, x) for y in range(row, below) for x in range(column, right)}
            words = text.get_text_bounded(left=xs[column], bottom=ys[below], right=xs[right], top=ys[row])
            cells.append({"text": words.strip(), "colspan": right - column, "rowspan": below - row})
        rows.append(cells)
    return rows


def _parts(lines: list[Line], place: float, one: float, other: float) -> bool:
    """Whether a line lies at ``place`` over the middle between two others."""
    middle = (one + other) / 2
    return any(abs(at - place) <= _NEAR and start <= middle <= end for at, start, end in lines)


def _grids(page: Any) -> list[Grid]:
    """The lines of a page, those together that touch."""
    across, down = [], []
    for left, bottom, right, top in _strokes(page):
        if top - bottom <= _THIN < right - left:
            across.append(((top + bottom) / 2, left, right))
        elif right - left <= _THIN < top - bottom:
            down.append(((left + right) / 2, bottom, top))
        if len(across) + len(down) > _LINES:
            return []
    grids: list[Grid] = []
    for line in across:
        touching = [line_down for line_down in down if _touch(line, line_down)]
        near = [grid for grid in grids if any(other in grid.down for other in touching)]
        joined = Grid([line], list(touching))
        for grid in near:
            joined.across += grid.across
            joined.down += [other for other in grid.down if other not in joined.down]
        grids = [grid for grid in grids if grid not in near] + [joined]
    return grids


def _touch(across: Line, down: Line) -> bool:
    return across[1] - _NEAR <= down[0] <= across[2] + _NEAR and down[1] - _NEAR <= across[0] <= down[2] + _NEAR


def _strokes(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """(left, bottom, right, top) of every line, and of every side of what is drawn with lines."""
    import pypdfium2.raw as pdfium

    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if min(right - left, top - bottom) <= _THIN:
            yield left, bottom, right, top
            continue
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke) or not stroke.value or item.level:
            continue
        yield from _sides(item, pdfium)


def _sides(item: Any, pdfium: Any) -> Iterator[tuple[float, float, float, float]]:
    matrix = item.get_matrix()
    last = first = None
    for place in range(min(pdfium.FPDFPath_CountSegments(item), _LINES)):
        segment = pdfium.FPDFPath_GetPathSegment(item, place)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last:
            yield _bounds(last, point)
        if pdfium.FPDFPathSegment_GetClose(segment) and first:
            yield _bounds(point, first)
        last = point


def _bounds(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float, float, float]:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def _places(values: list[float]) -> list[float]:
    """Places in order, those near to each other once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found
