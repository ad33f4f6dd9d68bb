"""Plain text to blocks: paragraphs, tables drawn with | or tabs, lines broken by a page width joined again. Pure."""

import itertools
import re
from collections.abc import Iterable
from typing import NamedTuple

from gongkai.library import rules
from gongkai.library.importing.model import Block

_ENDS = tuple("。！？；：:;!?.…”」』）)】》|、,，")
_STARTS = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇\d]+[编章节条]|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d+[.、．](?!\d)|附件|附：)"
)
_DATED = re.compile(r"(?:19|20)\d\d年\d")

_ATTACHMENTS = re.compile(r"^附\s*件?\s*[:：].*\t")  # names side by side are no table
_TITLE_ENDS = re.compile(rf"(?:{'|'.join(rules.GENRES)}|公示|办法|细则|规定|方案|条例)$")
_SIGNER = re.compile(r"^[一-鿿 ]{2,30}(?:政府|办公室|办公厅|委员会|管委会|局|厅|部|委|院|中心)$")


def to_blocks(text: str) -> list[Block]:
    """One paragraph a line; consecutive lines with cells are one table."""
    lines = [
        line.strip(" \t\u3000") if "\t" not in line.strip() else line.strip(" \u3000\n") for line in text.split("\n")
    ]
    lines = [name for line in lines for name in (re.split(r"\t+", line) if _ATTACHMENTS.match(line) else [line])]
    if is_wrapped(lines):
        lines = join_wrapped(lines)
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        separator = _separator(lines[at])
        if separator:
            rows = []
            while at < len(lines) and _separator(lines[at]) == separator:
                rows.append(_cells(lines[at], separator))
                at += 1
            blocks += table_blocks(rows)
            continue
        if lines[at]:
            blocks.append(Block("p", lines[at]))
        at += 1
    return blocks


def table_blocks(rows: list[list[str]]) -> list[Block]:
    """A table; rows of one cell are paragraphs that somebody laid out with a table."""
    width = max(map(len, rows))
    if width <= 1:
        return [Block("p", row[0]) for row in rows if row and row[0]]
    padded = [row + [""] * (width - len(row)) for row in rows]
    return [Block("table", "\n".join(" ".join(row) for row in padded), rows=padded)]


def is_wrapped(lines: list[str]) -> bool:
    """Whether the lines were broken at a page width: most that run on end without punctuation, at similar length."""
    long = [line for line in lines if len(line) > 25]
    running = [a for a, b in itertools.pairwise(lines) if len(a) > 25 and b and not a.endswith(_ENDS)]
    if len(long) < 6 or len(running) * 2 < len(long):
        return False
    lengths = sorted(map(len, running))
    middle = lengths[len(lengths) // 2]
    return middle < 80 and sum(abs(n - middle) <= 4 for n in lengths) * 10 >= len(lengths) * 7


class Row(NamedTuple):
    """A line: whether its paragraph may go on behind it, whether it begins one, and whether it stands ``aside``, as the
    notes of a page: behind the paragraph that is being told."""

    text: str
    goes_on: bool = False
    begins: bool = False
    aside: bool = False


def join_wrapped(lines: list[str]) -> list[str]:
    """Paragraphs from lines broken at a page width."""
    return join(measured(lines, full(lines)))


def full(lines: Iterable[str]) -> int:
    """How long a line is that fills its page; 0 where none is long enough to tell."""
    lengths = sorted(len(line) for line in lines if len(line) > 20)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def measured(lines: list[str], full: int) -> list[Row]:
    """Lines of which nothing is known but their lengths: one that is nearly ``full`` goes on."""
    return [Row(line, len(line) >= full - 3 and full > 20, bool(_DATED.match(line))) for line in lines]


def join(rows: Iterable[Row]) -> list[str]:
    """Paragraphs."""
    paragraphs: list[str] = []
    aside: list[str] = []
    goes_on = False
    for row in rows:
        line = row.text
        if row.aside:
            aside.append(line)
        elif not line:
            goes_on = False
        elif goes_on and not row.begins and not _STARTS.match(line) and not _stands_alone(line, paragraphs):
            glue = " " if line[0].isascii() and paragraphs[-1][-1].isascii() and line[0].isalnum() else ""
            paragraphs[-1] += glue + line
            goes_on = row.goes_on
        else:
            paragraphs += [*aside, line]
            aside, goes_on = [], row.goes_on
    return paragraphs + aside


def _stands_alone(line: str, above: list[str]) -> bool:
    """Whether a line begins anew although the one above is full: what follows the title, and a signature."""
    is_title = _TITLE_ENDS.search(above[-1]) and not any("。" in paragraph for paragraph in above)
    return bool(is_title or (above[-1].endswith("。") and _SIGNER.match(line)))


def _separator(line: str) -> str:
    if "|" in line:
        return "|"
    return "\t" if "\t" in line.strip() else ""


def _cells(line: str, separator: str) -> list[str]:
    cells = [cell.strip(" \u3000") for cell in line.strip().split(separator)]
    if cells and not cells[0]:
        cells = cells[1:]  # | a | b |
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells
