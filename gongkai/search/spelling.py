"""The index's own vocabulary: words and phrases of released titles. Corrects a wrong character, understands pinyin,
completes what is being typed.

The vocabulary is two fields of the index (see search.fields), so it changes with the documents and needs no upkeep.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from gongkai.search.fields import MARK, sound
from gongkai.search.segment import fold, own_words, runs, units, word_list

MOST = 400  # entries looked at for one beginning, commonest first
LONGEST_RUN = 24  # characters of a run that are corrected
LONGEST_PHRASE = 10

_LETTERS = re.compile(r"[a-z' ]{2,40}")


def correct(searcher, query: str) -> str | None:
    """``query`` with a wrong character put right, or turned from pinyin into words; None when nothing better is known.
    Only what stands in the index is proposed."""
    query = fold(query).strip()
    if is_pinyin(query):
        return from_pinyin(searcher, query)
    better = query
    for run in runs(query):
        if len(run) <= LONGEST_RUN and not run.isascii() and (mended := _mend(searcher, run)):
            better = better.replace(run, mended, 1)
    return better if better != query else None


def complete(searcher, typed: str, known: Callable[[str], bool] = lambda text: True, limit: int = 6) -> list[str]:
    """Words and phrases that begin with what is ``typed``, in characters or pinyin; commonest first, only the
    ``known``."""
    typed = fold(typed).strip()
    found = _said(searcher, _squeezed(typed)) if is_pinyin(typed) else _starting(searcher, "".join(runs(typed)))
    best: dict[str, int] = {}
    for text, count in found:
        best[text] = max(count, best.get(text, 0))
    return list(islice(filter(known, sorted(best, key=lambda text: (-best[text], len(text)))), limit))


def is_pinyin(query: str) -> bool:
    """Whether ``query`` is letters only."""
    return bool(_LETTERS.fullmatch(query)) and len(_squeezed(query)) > 1


def from_pinyin(searcher, query: str) -> str | None:
    """The commonest words that sound like ``query``: as a whole, by initials, else word by word."""
    letters = _squeezed(query)
    whole = _exactly_said(searcher, letters)
    if whole:
        return whole
    found, start = [], 0
    while start < len(letters):
        for end in range(len(letters), start + 1, -1):
            if end - start > 3 and (word := _exactly_said(searcher, letters[start:end])):
                found.append(word)
                start = end
                break
        else:
            return None
    return " ".join(found)


def _exactly_said(searcher, letters: str) -> str | None:
    if said := _said(searcher, letters + MARK):
        return max(said, key=lambda entry: (entry[1], len(entry[0])))[0]
    return next((word for word in own_words() if letters in sound(word) and _stands(searcher, word)), None)


def _said(searcher, letters: str) -> list[tuple[str, int]]:
    terms = searcher.terms_with_prefix("sounds", letters, limit=MOST)
    return [(term.split(MARK)[1], count) for term, count in terms if MARK in term]


def _starting(searcher, start: str) -> list[tuple[str, int]]:
    return searcher.terms_with_prefix("phrases", start, limit=MOST) if start else []


def _stands(searcher, text: str) -> bool:
    return searcher.doc_freq("phrases", text) > 0 or searcher.doc_freq("text", text) > 0


def _mend(searcher, run: str) -> str | None:
    """``run`` with one stretch replaced by a known phrase of the same length; the longest stretch first."""
    whole = _nearest(searcher, run) if len(run) <= LONGEST_PHRASE else None
    if whole:
        return whole
    for start, end in _suspicious_stretches(searcher, run):
        if known := _nearest(searcher, run[start:end]):
            return run[:start] + known + run[end:]
    return None


def _suspicious_stretches(searcher, run: str) -> Iterator[tuple[int, int]]:
    """Stretches of two to eight characters that touch a word the index does not hold, longest first."""
    at, doubtful = 0, set()
    for unit in units(run, word_list("particles")):
        if not _stands(searcher, unit):
            doubtful |= set(range(at, at + len(unit)))
        at += len(unit)
    for size in range(min(8, len(run)), 1, -1):
        for start in range(len(run) - size + 1):
            if doubtful & set(range(start, start + size)):
                yield start, start + size


def _nearest(searcher, text: str) -> str | None:
    """The commonest known phrase that differs from ``text`` in one character, or sounds the same."""
    if len(text) < 2 or text.isascii() or _stands(searcher, text):
        return None
    near = {known: count for known, count in _near(searcher, text) if known != text and len(known) == len(text)}
    return max(near, key=lambda known: near[known]) if near else None


def _near(searcher, text: str) -> Iterator[tuple[str, int]]:
    yield from _said(searcher, sound(text)[0] + MARK)
    if len(text) == 2:
        return  # one of two characters is too little to know a word by
    for wrong in range(len(text)):
        before, after = text[:wrong], text[wrong + 1 :]
        if len(before) >= len(after):
            known: Iterable[tuple[str, int]] = _starting(searcher, before)
        else:
            backwards = searcher.terms_with_prefix("sounds", f"~{after[::-1]}", limit=MOST)
            known = ((term[:0:-1], count) for term, count in backwards)
        yield from (entry for entry in known if entry[0][:wrong] == before and entry[0][wrong + 1 :] == after)


def _squeezed(letters: str) -> str:
    return letters.replace(" ", "").replace("'", "").replace("ü", "v")
