"""Where a line of Chinese may break, and a piece of text may begin: between words, never inside one. Pure: no Django.

A place is between words when two ways of cutting agree on it: the dictionary alone, and rjieba's guess at the names the
dictionary lacks. Dates, numbers with their unit and the year of a 文号 stay whole; a bracket or a mark stays with its
word, and so does a lone character (县, 的).
"""

import re
from itertools import accumulate

from gongkai.search import segment

_OPENING = frozenset("（(〔［[【《〈“‘「『")
_CLOSING = frozenset("）)〕］]】》〉”’」』，,。.；;：:、！!？?…—·％%")
_LEADING = frozenset("和与及或对为在将由向从以按因关第各本该")  # lone characters that belong to what follows
_DIGIT = "[0-9０-９]"
_SOLID = re.compile(
    rf"{_DIGIT}+年(?:{_DIGIT}+月)?(?:{_DIGIT}+日)?"
    rf"|[〔［[(（【]{_DIGIT}{{4}}[〕］\])）】]\s?第?{_DIGIT}+号"
    rf"|第?[0-9０-９.．,，%％-]*{_DIGIT}[%％]?[万亿千百十]?[\u4e00-\u9fff]?"
    r"|第[〇零一二三四五六七八九十百千]+[\u4e00-\u9fff]?"
    r"|[A-Za-zＡ-Ｚａ-ｚ0-9０-９.+/_-]+"
)


def breaks(text: str) -> list[int]:
    """The positions inside ``text`` at which a word ends and another begins."""
    guessed = segment.cut(text, guess=True)
    places = set(_ends(segment.cut(text, guess=False))) & set(_ends(guessed))
    for end, word in zip(_ends(guessed), guessed, strict=True):
        if len(word) == 1 and word.isalnum():
            places.discard(end if word in _LEADING else end - 1)
    for solid in _SOLID.finditer(text):
        at = solid.start() + (text[solid.start()] not in _OPENING)  # a 文号 keeps the word before its year
        places.difference_update(range(at, solid.end()))
    return sorted(at for at in places if 0 < at < len(text) and _may_part(text[at - 1], text[at]))


def _ends(words: list[str]) -> list[int]:
    return list(accumulate(map(len, words)))


def _may_part(before: str, after: str) -> bool:
    return before not in _OPENING and after not in _CLOSING and not after.isspace()
