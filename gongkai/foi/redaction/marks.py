"""What is to be taken out of a file: words, rectangles on pages, paragraphs. Pure: no Django, no file formats."""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongkai.core.intake.package import Unfit

BLOCK = "█"
TERMS, TERM_LENGTH, BOXES = 200, 100, 2000
# what may stand between two characters of a word without parting it, besides blanks: soft hyphens, marks of direction (Cf),
# selectors of variants, accents (Mn, Me), and what PDF programs write for a hyphen at the end of a line
_UNSEEN, _BETWEEN = {"Cf", "Mn", "Me"}, {"\ufffe", "\x02"}


class Survived(AssertionError):
    """What was marked is still in the redacted file: it must not be handed over."""


@dataclass(frozen=True)
class Box:
    """A rectangle on a page as it is shown, in fractions of its width and height from the upper left; pages from 1."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Marks:
    """``terms`` wherever they stand, ``boxes`` of a PDF, ``paragraphs`` of a Word file by their place, from 0."""

    terms: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    paragraphs: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.boxes or self.paragraphs)

    def data(self) -> dict[str, Any]:
        """As JSON; ``read`` is the way back."""
        boxes = [[b.page, b.x0, b.y0, b.x1, b.y1] for b in self.boxes]
        return {"terms": list(self.terms), "boxes": boxes, "paragraphs": list(self.paragraphs)}


def read(data: dict[str, Any]) -> Marks:
    """Marks from JSON of ours or of a browser, put in order. Unfit with a sentence for what makes no sense."""
    try:
        terms = tuple(dict.fromkeys(term for text in data.get("terms", ()) if (term := str(text).strip())))
        boxes = tuple(_box(*row) for row in data.get("boxes", ()))
        paragraphs = tuple(sorted({int(place) for place in data.get("paragraphs", ())}))
    except (TypeError, ValueError, OverflowError):
        raise Unfit("方框的位置应为页码和四个 0 到 100 之间的数，请核对。") from None
    if len(terms) > TERMS or len(boxes) > BOXES:
        raise Unfit(f"词语最多 {TERMS} 个、方框最多 {BOXES} 个，请把材料拆开分别处理。")
    if long := [term for term in terms if len(term) > TERM_LENGTH]:
        raise Unfit(f"“{long[0][:20]}…”超过 {TERM_LENGTH} 字，请改用方框或者整段遮盖。")
    if any(not fold(term) for term in terms):
        raise Unfit("有的词语只有空白，请写明要遮盖的字。")
    return Marks(terms, boxes, paragraphs)


def _box(page: Any, *corners: Any) -> Box:
    if int(page) < 1 or not all(math.isfinite(float(corner)) for corner in corners):
        raise ValueError
    x0, y0, x1, y1 = (min(1.0, max(0.0, float(corner))) for corner in corners)
    box = Box(int(page), min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    if box.x1 - box.x0 < 0.001 or box.y1 - box.y0 < 0.001:
        raise ValueError
    return box


def fold(text: str) -> str:
    """``text`` as it is compared: width, case, blanks, accents and what is not seen do not count."""
    if text.isascii() and text.isprintable():
        return text.casefold().replace(" ", "")
    return "".join(character for character, _ in folded(text))


def distinct(term: str) -> bool:
    """Whether a term can be looked for among measures and names of styles without being taken for one."""
    return not fold(term).isascii() or len(fold(term)) >= 8


def folded(text: str) -> Iterator[tuple[str, int]]:
    """The characters of ``fold(text)``, each with the place in ``text`` that it comes from."""
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKD", character).casefold():
            if not (plain.isspace() or plain in _BETWEEN or unicodedata.category(plain) in _UNSEEN):
                yield plain, place


def spans(text: str, terms: tuple[str, ...]) -> Iterator[tuple[str, list[int]]]:
    """Every place where a term stands in ``text``: the term, and the places of its characters."""
    plain = fold(text)
    wanted = [(term, sought) for term in terms if (sought := fold(term)) in plain]
    places = [place for _, place in folded(text)] if wanted else []
    for term, sought in wanted:
        for found in re.finditer(f"(?={re.escape(sought)})", plain):
            yield term, list(dict.fromkeys(places[found.start() : found.start() + len(sought)]))
