"""Words with their places to lines of text, as one reads a page. Pure."""

from collections.abc import Iterable
from typing import NamedTuple


class Word(NamedTuple):
    """A piece of text: where it begins and ends from the left, its foot from above, its height; all in one unit."""

    left: float
    right: float
    foot: float
    height: float
    text: str


def rows(words: Iterable[Word]) -> list[str]:
    """Lines from above, each from the left. Words stand on one line when their feet differ by less than half of their
    height; a gap as wide as a sign is a blank."""
    lines: list[list[Word]] = []
    for word in sorted((word for word in words if word.text.strip()), key=lambda word: word.foot):
        near = lines[-1][0] if lines else None
        if near and word.foot - near.foot < max(word.height, near.height) / 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_joined(sorted(line, key=lambda word: word.left)) for line in lines]


def _joined(line: list[Word]) -> str:
    text, end = "", line[0].left
    for word in line:
        gap = word.left - end
        text += (" " if text and gap > word.height * 0.9 else "") + word.text
        end = max(end, word.right)
    return text.strip()
