"""The pages of a PDF as parts: lines that say where a paragraph goes on, columns one after the other, tables, notes. Pure."""

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from gongkai.core.intake import pdfcolumns, pdftables
from gongkai.core.intake.pdfcolumns import Row
from gongkai.core.intake.pdfedges import Page, says
from gongkai.core.intake.pdflines import Line, Piece, letters
from gongkai.core.intake.pdftables import Cell

_INDENT = 1.2  # signs: a line that begins so far from the margin begins a paragraph
_LEAST, _WIDE = 8, 20  # signs of a line of running text in a column, and elsewhere
_WORD, _CLINGS = re.compile(r"[!-~]+"), re.compile(r"[（《“〔]|.[，。、；：？！）》”〕…—]")
_LOOSE = 1.25  # times the usual distance of lines: a new paragraph


class Said(NamedTuple):
    """A line; whether its paragraph goes on behind it, and whether it begins one."""

    text: str
    goes_on: bool
    begins: bool


Part = str | dict[str, Any] | list[list[Cell]]


def parts(page: Page) -> tuple[list[Part], bool]:
    """The words of a page in order; whether there are lines like those of a table that gave none. A part is a text;
    {"lines": [Said, …]}; {"table": rows of cells} without lines around them; rows of cells (text, colspan, rowspan)
    with lines around them; {"notes": [text, …]}."""
    if not page.is_known:
        return [page.whole], page.is_ruled or bool(page.tables)
    tables = [table for table in page.tables if _is_whole(table, page)]
    is_ruled = page.is_ruled or len(tables) < len(page.tables)
    found: list[Part] = []
    first, lines, last = _numbers_apart(page.lines)
    found += [{"lines": first}] if first else []
    for table in tables:
        found += [*_pieces([line for line in lines if line.middle > table.top], page.width, is_ruled), table.rows]
        lines = [line for line in lines if line.middle < table.foot]
    found += _pieces(lines, page.width, is_ruled)
    found += [{"lines": last}] if last else []
    return found + ([{"notes": page.notes}] if page.notes else []), is_ruled


def _numbers_apart(lines: list[Line]) -> tuple[list[Said], list[Line], list[Said]]:
    """What is but a number at the head of the page, the other lines, and what is but a number at its foot."""
    rows = pdfcolumns.rows_of(lines)
    edges = [
        [line for row in edge if len(row.pieces) == 1 for line in row.lines if not says(line)]
        for edge in (rows[:1], rows[1:][-1:])
    ]
    first, last = ([Said(line.text.strip(), False, True) for line in edge] for edge in edges)
    return first, [line for line in lines if line not in edges[0] + edges[1]], last


def _is_whole(table: pdftables.Table, page: Page) -> bool:
    """Whether the cells of a table say all that stands at its height."""
    inside = "".join(line.text for line in page.lines if table.foot <= line.middle <= table.top)
    return letters(inside) == letters(pdftables.said(table.rows))


def _pieces(lines: list[Line], width: float, is_ruled: bool) -> Iterator[Part]:
    """Lines between two tables with lines around them, on a page of this width. Where the lines of a table led to none,
    nothing else is taken for one."""
    rows = pdfcolumns.rows_of(lines)
    done = 0
    for run in pdfcolumns.runs(rows) if not is_ruled else ():
        yield from _text(lines, rows[done : run.start], width)
        if run.is_text:
            columns = pdfcolumns.text_columns(rows[run.start : run.end], run.columns)
            yield {"lines": [said for column in columns for said in _said(column)]}
        else:
            yield {"table": pdfcolumns.cells(rows[run.start : run.end], run.columns)}
        done = run.end
    yield from _text(lines, rows[done:], width)


def _text(lines: list[Line], rows: list[Row], width: float) -> Iterator[Part]:
    """Lines that are nothing else, in the order of the file."""
    row_of = {id(line): row for row in rows for line in row.lines}
    whole = [
        (Piece(line.left, line.right, line.text.strip()), row_of[id(line)]) for line in lines if id(line) in row_of
    ]
    if whole:
        yield {"lines": list(_said(whole, width))}


def _said(lines: list[tuple[Piece, Row]], width: float = 0) -> Iterator[Said]:
    """Where paragraphs go on and begin among lines of one width, by their margins and distances. ``width``: that of the
    page, when they are not in a column of it."""
    is_column = not width
    left, right, is_narrow = _margins(lines, width)
    steps = [above.middle - below.middle for (_, above), (_, below) in pairwise(lines)]
    usual = median([step for step in steps if step > 0] or [0])
    for place, (piece, row) in enumerate(lines):
        size = row.size
        below = lines[place + 1][0].text if place + 1 < len(lines) else ""
        is_apart = not is_column and len(row.pieces) > 1
        least = size * (_LEAST if is_narrow else _WIDE)
        is_wide = (piece.right - piece.left) * 2 > right - left > least
        goes_on = is_wide and not is_apart and right - piece.right < size * _needed(piece.text, below)
        begins = is_apart or piece.left > left + size * _INDENT
        if place and not is_apart:
            above, row_above = lines[place - 1]
            is_centred = abs(above.left + above.right - piece.left - piece.right) < size and row_above.size == size
            begins = piece.left > above.left + size * _INDENT and not is_centred
            begins |= row_above.middle - row.middle > usual * _LOOSE + size * 0.3 or abs(row_above.size - size) > 1
        yield Said(piece.text, goes_on, begins)


def _needed(above: str, below: str) -> float:
    """How many signs of room a line may leave because what comes first in the next one did not fit: a sign with the mark
    that clings to it, or a word."""
    if not below or above[-1:] in "（《“〔":
        return 2.5
    word = _WORD.match(below)
    return max(2.4 if _CLINGS.match(below) else 1.4, 1 + len(word[0]) * 0.6 if word else 0)


def _margins(lines: list[tuple[Piece, Row]], width: float) -> tuple[float, float, bool]:
    """Left and right of the text; where hardly a line reaches its right, that of a page with margins alike. Whether it
    may be narrow: a column, or so many lines reach its right that it is one."""
    left, right = min(piece.left for piece, _ in lines), max(piece.right for piece, _ in lines)
    wide = [piece for piece, _ in lines if (piece.right - piece.left) * 2 > right - left] or [row[0] for row in lines]
    left, right = min(piece.left for piece in wide), max(piece.right for piece in wide)
    size = median(row.size for _, row in lines)
    reaching = [piece for piece in wide if piece.right > right - size * 1.1]
    is_told = len(reaching) > 3 and len(reaching) * 5 > len(wide) * 2
    return left, right if is_told or not width else max(right, width - left - size), is_told or not width
