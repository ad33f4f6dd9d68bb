"""The lines under a hit: the place in a text where most of the words stand, with the words marked. Safe HTML."""

import re
from html import escape
from itertools import islice

from django.utils.safestring import SafeString, mark_safe

from gongkai.search.breaks import breaks
from gongkai.search.segment import simplified

WIDTH = 120  # characters of a snippet
LOOK = 400  # matches looked at in one text

# Full-width letters and digits, one for one, so that positions stay what they are.
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_NARROW = {code: code - 0xFEE0 for a, z in ("０９", "ＡＺ", "ａｚ") for code in range(ord(a), ord(z) + 1)}


def narrowed(text: str) -> str:
    """``text`` with letters and digits of ordinary width; as long as before."""
    return text.translate(_NARROW) if _WIDE.search(text) else text


class Marker:
    """Marks ``words`` (folded) in texts."""

    def __init__(self, words: list[str]) -> None:
        longest_first = sorted(words, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, longest_first))) if words else None

    def marked(self, text: str) -> SafeString:
        """``text``, escaped, with every occurrence of the words in <mark>."""
        return mark_safe(_marked(text, self._matches(narrowed(text))))

    def snippet(self, text: str, width: int = WIDTH) -> SafeString:
        """About ``width`` characters of (narrowed) ``text`` around its richest place; its beginning when no word stands
        in it."""
        text = _BLANKS.sub(" ", text.strip())
        matches = self._matches(text)
        start = _richest(text, matches, width) if matches else 0
        start = max(0, min(start, len(text) - width))
        end = min(len(text), start + width)
        start = _word_start(text, start, min((a for a, _ in matches if a >= start), default=start))
        end = _word_end(text, end, max((b for _, b in matches if b <= end), default=0))
        inside = [(a - start, b - start) for a, b in matches if start <= a and b <= end]
        piece = _marked(text[start:end], inside)
        return mark_safe(f"{'……' if start else ''}{piece}{'……' if end < len(text) else ''}")

    def _matches(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand, the first LOOK places."""
        if self.pattern is None:
            return []
        folded = text.lower()
        folded = simplified(folded if len(folded) == len(text) else text)
        return [match.span() for match in islice(self.pattern.finditer(folded), LOOK)]


_BLANKS = re.compile(r"\s+")
_NEAR = 30  # characters looked at on either side of a place for the words there


def _word_start(text: str, at: int, latest: int) -> int:
    """The first place from ``at`` on, not after ``latest``, where a word begins; else the last one before it."""
    begins = [
        place for place in _near(text, at) if place <= latest and (text[place].isalnum() or text[place] in "《“〔")
    ]
    return next((place for place in begins if place >= at), begins[-1] if begins else at) if at else 0


def _word_end(text: str, at: int, earliest: int) -> int:
    """The last place up to ``at``, not before ``earliest``, where a word ends."""
    return max((place for place in _near(text, at) if earliest <= place <= at), default=at) if at < len(text) else at


def _near(text: str, at: int) -> list[int]:
    """The places between words around ``at``."""
    first = max(0, at - _NEAR)
    return [first + place for place in breaks(text[first : at + _NEAR])]


def _marked(text: str, matches: list[tuple[int, int]]) -> str:
    out, last = [], 0
    for start, end in matches:
        out += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
        last = end
    return "".join([*out, escape(text[last:])])


def _richest(text: str, matches: list[tuple[int, int]], width: int) -> int:
    """Where a window of ``width`` holds most different words; begins a little before the first of them."""
    best, best_count, first = matches[0][0], 0, 0
    for last, (_, end) in enumerate(matches):
        while end - matches[first][0] > width - 20 and first < last:
            first += 1
        count = len({text[a:b] for a, b in matches[first : last + 1]})
        if count > best_count:
            best, best_count = matches[first][0], count
    return best - 15
