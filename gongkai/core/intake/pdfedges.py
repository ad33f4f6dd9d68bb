"""What stands at the edges of the pages of a PDF: page furniture, which is left out, and notes. Pure but for the page that
is asked.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from gongkai.core.intake import pdftables
from gongkai.core.intake.pdflines import Line, body_size, read

_SAME = 3.0  # points: lines at one height of several pages lie no farther apart
_LARGER = 1.15  # times the size of the body: a title
_SMALLER = 0.93  # times the size of the body: a note at most
_FULL = 0.85  # of the width of a page's text: a line of it
_LONG = 60  # signs: no page furniture
_NUMBER = re.compile(r"[-—－–·•第页共Pagepof/／,，#\s]*")  # digits are #
_TEXT = re.compile(
    r"附件|.*(?:。|[；，：]$)|(?:第.{1,4}[章条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])"
)
_NOTE = re.compile(r"(?:[①-⑳]|(\d{1,2})(?![\d.．,，年月日%％])|[\[［〔(（](\d{1,2})[\]］〕)）])\s*(?=\S)")


@dataclass
class Page:
    """``whole``: its words as the file gives them; ``lines``: the same with their places, where ``is_known``; ``tables``:
    those with lines around their cells."""

    whole: str
    lines: list[Line]
    tables: list[pdftables.Table]
    width: float
    height: float
    is_known: bool
    is_ruled: bool = False
    notes: list[str] = field(default_factory=list)


def page_of(page: Any) -> Page:
    """What there is on a page (PdfPage)."""
    text = page.get_textpage()
    tables, is_ruled = pdftables.tables(page, text)
    lines = read(text)
    width, height = page.get_size()
    return Page(text.get_text_range(), lines, tables, width, height, bool(lines), is_ruled)


def take_furniture(pages: list[Page]) -> list[str]:
    """Take the lines off that stand at the same height of (nearly) all pages, numbers aside; what they say, once each.
    The largest of the first page is its title, and what would leave pages empty is their text."""
    largest = max((line.size for page in pages[:1] for line in page.lines), default=0)
    size = body_size(line for page in pages for line in page.lines)
    alike: dict[str, list[tuple[int, float, Line]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for line in page.lines:
            is_title = line.size > max(largest - 1, size * _LARGER)
            if not is_title and (key := _furniture_key(line, page)):
                place = line.middle if line.middle * 2 < page.height else line.middle - page.height
                alike[key].append((number, place, line))
    found = {id(line) for key in alike for line in _on_all(alike[key], len(pages))}
    found = {place for page in pages for place in _at_edges(page.lines, found)}
    left = [[line for line in page.lines if id(line) not in found] for page in pages]
    empty = [page for page, lines in zip(pages, left, strict=True) if page.is_known and not any(map(says, lines))]
    if len(empty) * 2 > len(pages):
        return []
    taken = [line for page in pages for line in page.lines if id(line) in found]
    for page, lines in zip(pages, left, strict=True):
        page.lines = lines
    return list({_key(line.text): " ".join(line.text.split()) for line in reversed(taken)}.values())[::-1]


def _key(text: str) -> str:
    return re.sub(r"\s", "", re.sub(r"\d+", "#", unicodedata.normalize("NFKC", text)))


def says(line: Line) -> bool:
    """Whether a line is more than the number of its page."""
    return not _NUMBER.fullmatch(_key(line.text))


def _furniture_key(line: Line, page: Page) -> str:
    """By what a line is known again on other pages; "" for one that can be no page furniture."""
    key = _key(line.text)
    is_text = len(key) > _LONG or bool(_TEXT.match(key)) or _fills(line, page)
    return key if says(line) and not is_text and not _is_in_table(line, page) else ""


def _fills(line: Line, page: Page) -> bool:
    """Whether a line of one piece reaches from margin to margin, as running text does."""
    left, right = min(other.left for other in page.lines), max(other.right for other in page.lines)
    return len(line.pieces) == 1 and line.right - line.left > (right - left) * _FULL


def _is_in_table(line: Line, page: Page) -> bool:
    return any(table.foot <= line.middle <= table.top for table in page.tables)


def _on_all(alike: list[tuple[int, float, Line]], count: int) -> list[Line]:
    """Those of some lines that stand at one height of nearly all pages, or of the odd or even ones."""
    for step in (1, 2) if count >= 4 else (1,):
        for first in range(step):
            here = [row for row in alike if row[0] % step == first]
            if not here:
                continue
            usual, size = median(place for _, place, _ in here), median(line.size for _, _, line in here)
            same = [row for row in here if abs(row[1] - usual) <= _SAME and abs(row[2].size - size) <= 1]
            among = len(range(first, count, step))
            if len({number for number, _, _ in same}) >= max(2, among - max(among > 2, among // 5)):
                return [line for _, _, line in same]
    return []


def _at_edges(lines: list[Line], found: set[int]) -> set[int]:
    """Those of the lines found that have nothing between them and the head or foot of the page but each other and
    numbers."""
    edge: set[int] = set()
    ordered = sorted(lines, key=lambda line: line.middle)
    for row in (ordered, ordered[::-1]):
        for line in row:
            if id(line) in found:
                edge.add(id(line))
            elif says(line):
                break
    return edge


def take_notes(pages: list[Page]) -> None:
    """Take the notes at the foot of pages off their lines: lines in smaller type, the first with its mark. A raised number
    in the text that is the mark of one is written 〔1〕, so that it is no digit of a figure."""
    size = body_size(line for page in pages for line in page.lines)
    for page in pages:
        taken = _notes(page, size)
        page.lines = [line for line in page.lines if line not in taken]
        marks = set[str]()
        for line in taken:
            text = line.text.strip()
            if not (mark := _NOTE.match(text)):
                page.notes[-1] += text
                continue
            number = mark[1] or mark[2]
            marks |= {number} if number else set()
            page.notes.append(f"〔{number}〕{text[mark.end() :]}" if number else text)
        for line in page.lines:
            _write_marks(line, marks)


def _notes(page: Page, size: float) -> list[Line]:
    """The lines of the notes of a page from above: below all else, and no more than there is."""
    small: list[Line] = []
    for line in sorted(filter(says, page.lines), key=lambda line: line.middle):
        if line.size > size * _SMALLER:
            break
        small.insert(0, line)
    first = next((place for place, line in enumerate(small) if _NOTE.match(line.text.strip())), len(small))
    found = small[first:]
    is_list = any(len(line.pieces) > 1 or _is_in_table(line, page) for line in found)
    return [] if is_list or len(found) * 2 > len(page.lines) else found


def _write_marks(line: Line, marks: set[str]) -> None:
    for start, end in reversed(line.raised):
        if line.text[start:end] in marks:
            line.text = f"{line.text[:start].rstrip()}〔{line.text[start:end]}〕{line.text[end:]}"
            line.pieces = [line.pieces[0]._replace(text=line.text.strip())] if len(line.pieces) == 1 else line.pieces
