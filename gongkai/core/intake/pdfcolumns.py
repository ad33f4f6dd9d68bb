"""What stands side by side on a PDF page without lines around it: tables with clear columns, and running text in columns.
Pure.

Lines stay as they are rather than make a table that is none: a table has three rows at least whose cells are short and
never cross the white between columns.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from gongkai.core.intake.pdflines import WIDE, Line, Piece

_ROWS = 3  # of a table at least, and lines of a column of text
_CELL = 24  # signs of a cell beside one other, for half of a column at most; beside several twice as many
_FAR = 3.5  # heights of a line between rows of one table
_CLOSE = 0.85  # of the usual distance of rows: what is nearer goes on in the cells above
_WHITE = 0.6  # signs between columns of text at least; between those of a table it is a wide gap
_LINE_OF_TEXT = 8  # signs of a line of running text at least
_FILLED = 0.75  # of its column such a line fills
# a numbered paragraph, or a label with its value: no cell
_LISTED = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、．)）]|[^：:]{1,8}[：:]"
)
Span = tuple[float, float]  # from, to


class Row(NamedTuple):
    """Lines at one height, and their pieces from the left."""

    lines: list[Line]
    pieces: list[Piece]

    @property
    def size(self) -> float:
        return max(line.size for line in self.lines)

    @property
    def middle(self) -> float:
        return self.lines[0].middle


class Run(NamedTuple):
    """Rows ``start`` to ``end`` that stand in these columns."""

    start: int
    end: int
    columns: list[Span]
    is_text: bool


def rows_of(lines: list[Line]) -> list[Row]:
    """Rows from above."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.middle):
        near = found[-1][0] if found else None
        if near and near.middle - line.middle < min(near.top - near.foot, line.top - line.foot) / 2:
            found[-1].append(line)
        else:
            found.append([line])
    return [Row(row, sorted(piece for line in row for piece in line.pieces)) for row in found]


def runs(rows: list[Row]) -> Iterator[Run]:
    """The tables and columns of text among rows, from above."""
    start = 0
    while start < len(rows) - 1:
        run = _run(rows, start)
        if run:
            yield run
        start = run.end if run else start + 1


def cells(rows: list[Row], columns: list[Span]) -> list[list[str]]:
    """The words in each column of each row; what goes on in the row above stands there."""
    found: list[list[str]] = []
    for place, row in enumerate(rows):
        said = ["".join(piece.text for piece in row.pieces if _is_in(piece, column)) for column in columns]
        if _goes_on(rows, place, columns):
            found[-1] = [above + below for above, below in zip(found[-1], said, strict=True)]
        else:
            found.append(said)
    return found


def _goes_on(rows: list[Row], place: int, columns: list[Span]) -> bool:
    """Whether a row says more of what the one above says: it stands nearer to that than others do, and not everywhere."""
    whole = [row.middle for row in rows if len(row.pieces) == len(columns)]
    if place == 0 or len(rows[place].pieces) == len(columns) or len(whole) < 2:
        return False
    usual = median(above - below for above, below in pairwise(whole))
    steps = [above.middle - below.middle for above, below in pairwise(rows) if len(below.pieces) == len(columns)]
    return rows[place - 1].middle - rows[place].middle < min(usual, median(steps or [usual])) * _CLOSE


def text_columns(rows: list[Row], columns: list[Span]) -> list[list[tuple[Piece, Row]]]:
    """Column by column the lines of running text, each with the row it stands in."""
    return [[(piece, row) for row in rows for piece in row.pieces if _is_in(piece, column)] for column in columns]


def _is_in(piece: Piece, column: Span) -> bool:
    return column[0] <= piece.left and piece.right <= column[1]


def _run(rows: list[Row], start: int) -> Run | None:
    """The longest run of rows from ``start`` that stand in columns and are a table or running text."""
    best: list[Span] = []
    end = start
    while end < len(rows):
        row = rows[end]
        if end > start and rows[end - 1].middle - row.middle > row.size * _FAR:
            break
        columns = _columns(best, row.pieces, row.size)
        if end > start and (len(columns) < 2 or (len(columns) < len(best) and end - start >= _ROWS)):
            break
        best, end = columns, end + 1
    if len(best) < 2:
        return None
    if _is_running(rows[start:end], best):
        return Run(start, end, best, True)
    while end > start and len(rows[end - 1].pieces) < 2 and not _goes_on(rows[start:end], end - 1 - start, best):
        end -= 1
    best = []
    for row in rows[start:end]:
        best = _columns(best, row.pieces, row.size)
    return Run(start, end, best, False) if len(best) > 1 and _is_table(rows[start:end], best) else None


def _columns(columns: list[Span], pieces: list[Piece], size: float) -> list[Span]:
    """Columns with more pieces: those between which there is no clear white are one."""
    found: list[Span] = []
    for left, right in sorted([*columns, *((piece.left, piece.right) for piece in pieces)]):
        if found and left - found[-1][1] < size * _WHITE:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _is_running(rows: list[Row], columns: list[Span]) -> bool:
    """Whether every column holds lines of text: long ones that mostly fill it, beside those of the others."""
    heights: list[Span] = []
    for column in columns:
        found = [(piece, row) for row in rows for piece in row.pieces if _is_in(piece, column)]
        width = column[1] - column[0]
        filled = [piece for piece, _ in found if piece.right - piece.left >= width * _FILLED]
        if len(found) <= _ROWS or len(filled) * 2 < len(found):
            return False
        if median(len(piece.text) for piece in filled) < _LINE_OF_TEXT:
            return False
        heights.append((found[-1][1].middle, found[0][1].middle))
    shared = min(top for _, top in heights) - max(foot for foot, _ in heights)
    return shared * 2 >= min(top - foot for foot, top in heights)


def _is_table(rows: list[Row], columns: list[Span]) -> bool:
    if len(rows) < _ROWS or len(rows[0].pieces) < 2:
        return False
    if any(sum(_is_in(piece, column) for piece in row.pieces) > 1 for row in rows for column in columns):
        return False
    size = max(row.size for row in rows)
    if any(right - left < size * WIDE for (_, left), (right, _) in pairwise(columns)):
        return False
    said = cells(rows, columns)
    whole = [row for row in said if row[0] and len([cell for cell in row if cell]) > 1]
    if len(whole) < _ROWS or len(whole) * 4 < len(said) * 3:
        return False
    lengths = [median(len(row[place]) for row in said if row[place]) for place in range(len(columns))]
    listed = [row[0] for row in said if _LISTED.match(row[0])]
    if len(columns) == 2:
        return max(lengths) <= _CELL and len(listed) * 2 <= len(said)
    return max(lengths) <= _CELL * 2
