"""The lines under a hit: the place in a text where most of the words stand, with the words marked. Safe HTML."""

import re
from html import escape

from django.utils.safestring import SafeString, mark_safe

WIDTH = 120  # characters of a snippet
LOOK = 400  # matches looked at in one text

# Same length before and after, so that positions in the folded text are positions in the original.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def marked(text: str, words: list[str]) -> SafeString:
    """``text``, escaped, with every occurrence of ``words`` (folded) in <mark>."""
    out, last = [], 0
    for start, end in _matches(text, words):
        out += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
        last = end
    return mark_safe("".join([*out, escape(text[last:])]))


def snippet(text: str, words: list[str], width: int = WIDTH) -> SafeString:
    """About ``width`` characters of ``text`` around its richest place; its beginning when no word stands in it."""
    text = " ".join(text.split())
    matches = _matches(text, words)
    start = _richest(text, matches, width) if matches else 0
    start = max(0, min(start, len(text) - width))
    end = min(len(text), start + width)
    piece = marked(text[start:end], words)
    return mark_safe(f"{'……' if start else ''}{piece}{'……' if end < len(text) else ''}")


def _richest(text: str, matches: list[tuple[int, int]], width: int) -> int:
    """Where a window of ``width`` holds most different words; begins a little before the first of them."""
    best, best_count, first = matches[0][0], 0, 0
    for last, (_, end) in enumerate(matches):
        while end - matches[first][0] > width - 20:
            first += 1
        count = len({text[a:b] for a, b in matches[first : last + 1]})
        if count > best_count:
            best, best_count = matches[first][0], count
    return best - 15


def _matches(text: str, words: list[str]) -> list[tuple[int, int]]:
    if not words:
        return []
    folded = text.translate(_NARROW).lower()
    folded = folded if len(folded) == len(text) else text
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    found = []
    for match in pattern.finditer(folded):
        found.append(match.span())
        if len(found) == LOOK:
            break
    return found
