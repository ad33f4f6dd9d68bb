"""What a person typed, as terms to look for."""

import re
from dataclasses import dataclass

from gongkai.core.actions import Refused
from gongkai.search.segment import fold, runs, segment, units, word_list, words

LONGEST = 200  # characters of a query
MOST = 30  # terms of a query; the rest of a pasted sentence adds nothing

_QUOTED = re.compile(r"[\"“”「『]([^\"“”「」『』]+)[\"“”」』]")
_NUMBER = re.compile(r"[〔\[(【{<〈]\s*((?:19|20)\d\d)\s*[〕\])】}>〉]\s*第?\s*0*(\d{1,5})\s*号?")


@dataclass(frozen=True)
class Term:
    """One thing to look for: a word, or with ``phrase`` a sequence of words. ``official`` are other words that will do
    as well. A term that is not ``required`` only helps the order."""

    text: str
    official: tuple[str, ...] = ()
    phrase: bool = False
    required: bool = True


def parse(query: str, synonyms: dict[str, tuple[str, ...]], exact: bool = False) -> list[Term]:
    """The terms of ``query``, in order; [] for an empty one. Refused with a sentence when nothing can be looked for.

    “…” is an exact phrase. Question words and particles count only when there is nothing else. A 文号 is looked for
    by year and serial in sequence, whatever its brackets.
    """
    query = fold(query).strip()
    if len(query) > LONGEST:
        raise Refused(f"检索词太长，最多 {LONGEST} 个字。请只留下最能说明内容的几个词再检索。", "q")
    if query and not runs(query):
        raise Refused("只有标点符号无法检索，请输入要查找的词语、标题或文号。", "q")
    if exact:
        return [Term(query, phrase=True)] if query else []
    terms = [Term(found, phrase=True) for found in _QUOTED.findall(query) if runs(found)]
    rest = _QUOTED.sub(" ", query)
    terms += [Term(f"{year} {serial}", phrase=True) for year, serial in _NUMBER.findall(rest)]
    for run in runs(_NUMBER.sub(" ", rest)):
        terms += _terms(run, synonyms)
    unique = list(dict.fromkeys(terms))[:MOST]
    if unique and not any(term.required for term in unique):
        return [Term(term.text, term.official, term.phrase) for term in unique]
    return unique


def _terms(run: str, synonyms: dict[str, tuple[str, ...]]) -> list[Term]:
    """The terms of a run of characters: everyday words first, where they begin and end with a word; then words."""
    found, start, plain = [], 0, ""
    ends = _word_ends(run)
    while start < len(run):
        everyday = _everyday_word(run, start, ends, synonyms)
        if everyday:
            found += [*_plain_terms(plain), Term(everyday, synonyms[everyday])]
            plain, start = "", start + len(everyday)
        else:
            plain, start = plain + run[start], start + 1
    return found + _plain_terms(plain)


def _word_ends(run: str) -> set[int]:
    ends, at = {0}, 0
    for word in segment(run).fine:
        at += len(word)
        ends.add(at)
    return ends


def _everyday_word(run: str, start: int, ends: set[int], synonyms: dict[str, tuple[str, ...]]) -> str | None:
    if start not in ends:
        return None
    return next(
        (run[start:end] for end in sorted(ends, reverse=True) if end > start and run[start:end] in synonyms), None
    )


def _plain_terms(text: str) -> list[Term]:
    noise = word_list("noise")
    return [
        Term(unit, phrase=len(words(unit)) > 1, required=unit not in noise and (len(unit) > 1 or unit.isdigit()))
        for unit in units(text, noise)
    ]
