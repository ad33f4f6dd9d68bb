"""Lines of a PDF page with their places, and pages as lines, tables and notes (``pdfpages`` puts them together). Pure but
for the page that is asked.

Lengths are points, heights count from the foot of the page.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple

WIDE = 1.5  # a gap of so many signs parts a line
_RAISED = 0.75  # of the height of its line: a raised sign is smaller
_FULL_WIDTH = re.compile("[\u3400-\u9fff\uff01-\uff5e，。；：、（）《》“”〔〕]")
_DIGIT = re.compile(r"\d")


class Sign(NamedTuple):
    """``left`` to ``right`` is the room it takes, whatever of it is inked; ``text`` is one character."""

    left: float
    right: float
    foot: float
    top: float
    text: str


class Piece(NamedTuple):
    """A part of a line between two wide gaps."""

    left: float
    right: float
    text: str


@dataclass(slots=True, eq=False)
class Line:
    """One line as the file says it. ``size``: the width of a Chinese sign, of two others; ``raised``: where raised numbers stand in
    ``text``, from and to."""

    text: str
    pieces: list[Piece]
    foot: float
    top: float
    size: float
    raised: list[tuple[int, int]] = field(default_factory=list)

    @property
    def left(self) -> float:
        return min(piece.left for piece in self.pieces)

    @property
    def right(self) -> float:
        return max(piece.right for piece in self.pieces)

    @property
    def middle(self) -> float:
        return (self.foot + self.top) / 2


def read(text: Any) -> list[Line]:
    """The lines of a page (its PdfTextPage) in the order of the file; [] where they do not say what the page says, or
    do not run from left to right."""
    lines = [_line(signs) for signs in _by_line(_signs(text)) if any(sign.text.strip() for sign in signs)]
    said = "".join(line.text for line in lines)
    if letters(said) != letters(text.get_text_range()):
        return []
    long = [line for line in lines if len(line.text) > 3]
    turned = [line for line in long if line.right - line.left < line.top - line.foot]
    return [] if len(turned) * 2 > len(long) else lines


def letters(words: str) -> Counter[str]:
    """How often each sign stands in a text, blanks aside."""
    return Counter("".join(words.replace("\ufffe", "").split()))


def body_size(lines: Iterable[Line]) -> float:
    """The size in which most is said; 0 where nothing is."""
    counted: Counter[float] = Counter()
    for line in lines:
        counted[round(line.size * 2) / 2] += len(line.text)
    return counted.most_common(1)[0][0] if counted else 0


def _signs(text: Any) -> Iterator[Sign]:
    """Every sign of a page; a line ends with "\n"."""
    import pypdfium2.raw as pdfium

    box, raw = pdfium.FS_RECTF(), text.raw
    for place in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, place)
        if code in (10, 13):
            yield Sign(0, 0, 0, 0, "\n")
        elif code and code != 0xFFFE:
            pdfium.FPDFText_GetLooseCharBox(raw, place, box)
            yield Sign(box.left, box.right, box.bottom, box.top, chr(code))


def _by_line(signs: Iterable[Sign]) -> Iterator[list[Sign]]:
    """The signs of each line; what the file gives as one may stand at several heights."""
    line: list[Sign] = []
    last: Sign | None = None
    for sign in signs:
        is_blank = not sign.text.strip()
        if sign.text == "\n" or (last and not is_blank and _is_lower(sign, last)):
            yield line
            line, last = [], None
        if sign.text != "\n":
            line.append(sign)
            last = last if is_blank else sign
    yield line


def _is_lower(sign: Sign, last: Sign) -> bool:
    """Whether a sign stands on another line than the one before it: a raised number does not."""
    apart = abs(sign.foot + sign.top - last.foot - last.top) / 2
    return apart > max(sign.top - sign.foot, last.top - last.foot) * 0.7


def _line(signs: list[Sign]) -> Line:
    seen = [sign for sign in signs if sign.text.strip()]
    tall = median(sign.top - sign.foot for sign in seen)
    wide = [sign.right - sign.left for sign in seen if _FULL_WIDTH.match(sign.text)]
    size = median(wide) if wide else 2 * median(sign.right - sign.left for sign in seen)
    usual = [sign for sign in seen if sign.top - sign.foot > tall * _RAISED] or seen
    foot, top = median(sign.foot for sign in usual), median(sign.top for sign in usual)
    text = "".join(sign.text for sign in signs)
    return Line(text, list(_pieces(signs, size)), foot, top, size, list(_raised(signs, foot, top)))


def _pieces(signs: list[Sign], size: float) -> Iterator[Piece]:
    piece: list[Sign] = []
    for sign in signs:
        is_blank = not sign.text.strip()
        if is_blank:
            piece += [sign] if piece else []
            continue
        before = next((other for other in reversed(piece) if other.text.strip()), None)
        if before and (sign.left - before.right > size * WIDE or sign.right < before.left):
            yield _piece(piece)
            piece = []
        piece.append(sign)
    yield _piece(piece)


def _piece(signs: list[Sign]) -> Piece:
    seen = [sign for sign in signs if sign.text.strip()]
    text = "".join(sign.text for sign in signs).strip()
    return Piece(min(sign.left for sign in seen), max(sign.right for sign in seen), text)


def _raised(signs: list[Sign], foot: float, top: float) -> Iterator[tuple[int, int]]:
    """Runs of digits that are smaller than their line and stand above its foot."""
    start = None
    for place, sign in enumerate([*signs, Sign(0, 0, 0, 0, "")]):
        is_raised = (
            _DIGIT.match(sign.text) is not None
            and sign.top - sign.foot < (top - foot) * _RAISED
            and sign.foot > foot + (top - foot) * 0.1
        )
        if is_raised and start is None:
            start = place
        elif not is_raised and start is not None:
            yield start, place
            start = None
