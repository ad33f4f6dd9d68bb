"""Chinese text → words, once and in one way: at indexing and at asking. Pure: no Django.

Text is folded (NFKC, lower case, traditional characters as simplified ones), cut into the longest words of the dictionary (rjieba's and ours, data/words.txt),
and every long word is cut again into its smallest words, so that 公开 is found in 政府信息公开. No guessing of unknown
words: a name the dictionary lacks becomes single characters, always the same ones, and is found as a phrase.
Punctuation ends a word and is dropped; therefore a 文号 is the same words in every bracket style.
"""

import math
import re
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import rjieba
from opencc import OpenCC

DATA = Path(__file__).parent / "data"
LONGEST = 300_000  # characters of one text that are indexed; more is a table dump, not reading matter


class Segments(NamedTuple):
    """``fine``: the text as a sequence of smallest words, nothing left out, for phrases. ``longer``: the words of three
    and more characters that stand in it, and those in the middle of a doubled one, for single words and ranking."""

    fine: list[str]
    longer: list[str]


def fold(text: str) -> str:
    """``text`` in one width, case and script; punctuation as it may be."""
    return simplified((unicodedata.normalize("NFKC", text) if _ODD.search(text) else text).lower())


def simplified(text: str) -> str:
    """``text`` with each traditional character as its simplified one, as long as before: 個 is 个 and 后 as much 後 as 后.
    Character by character, so that any piece of a text becomes the same as it does in the whole."""
    found, table = _traditional()
    return text if found.isdisjoint(text) else text.translate(table)


@cache
def _traditional() -> tuple[frozenset[str], dict[int, str]]:
    """The traditional characters of the blocks that fonts and names use, and the simplified one of each."""
    every = [chr(code) for first, last in _HAN for code in range(first, last + 1)]
    simple = OpenCC("t2s").convert("\n".join(every)).split("\n")
    table = {char: one for char, one in zip(every, simple, strict=True) if char != one}
    return frozenset(table), str.maketrans(table)


_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF))  # CJK Unified Ideographs, extensions A and B


# Anything but what NFKC leaves alone and ordinary Chinese punctuation. Looking costs a tenth of normalising.
_ODD = re.compile(r"[^ -~\n\r\t\u3400-\u9fff，。、；：？！（）《》〈〉【】〔〕“”‘’·—]")


def segment(text: str) -> Segments:
    """The words of ``text``."""
    fine: list[str] = []
    longer: list[str] = []
    has_word, before = _jieba().has_word, ""
    for word in words(text[:LONGEST]):
        inner = None if len(word) < 3 else _known_parts.get(word) or parts(word)
        first = word if inner is None else inner.fine[0]
        # A word of the dictionary that two others hide: 复议机关 in 行政复议 机关.
        if len(before) + len(first) > 2 and has_word(before + first):
            longer.append(before + first)
        if inner is None:
            fine.append(word)
        else:
            fine += inner.fine
            longer += inner.longer
        before = fine[-1]
    return Segments(fine, longer)


def words(text: str) -> list[str]:
    """``text`` as its longest dictionary words, without punctuation."""
    return [word for word in _jieba().cut(fold(text), False) if word[0].isalnum()]


def cut(text: str, *, guess: bool) -> list[str]:
    """``text`` as it stands in pieces, nothing left out; ``guess``: with names that the dictionary lacks."""
    return _jieba().cut(text, guess)


def units(text: str, leave: frozenset[str]) -> list[str]:
    """Words of ``text``, with neighbouring single characters put together (a name the dictionary lacks: 青禾县). Words
    of ``leave`` stay alone."""
    found: list[str] = []
    for run in runs(text):
        joined = False
        for word in words(run):
            single = len(word) == 1 and not word.isascii() and word not in leave
            if single and joined:
                found[-1] += word
            else:
                found.append(word)
            joined = single
    return found


def pairs(text: str) -> list[str]:
    """Overlapping pairs of characters of each run between punctuation: any piece of ``text`` is a phrase of them."""
    return [a + b for run in runs(text) for a, b in pairwise(run)]


def runs(text: str) -> list[str]:
    """Pieces of ``text`` between punctuation and blanks, folded."""
    return _RUN.findall(fold(text))


_RUN = re.compile(r"[^\W_]+")


_known_parts: dict[str, Segments] = {}  # of dictionary words, so it does not grow beyond the dictionary


def parts(word: str) -> Segments:
    """What is inside a dictionary word: its smallest words, and the longer ones whose ends are ends of these. Latin
    words and numbers stay whole."""
    if word.isascii():
        return Segments([word], [])
    if word in _known_parts:
        return _known_parts[word]
    if _DOUBLED.fullmatch(word):
        _known_parts[word] = _doubled(word)
        return _known_parts[word]
    fine = _smallest(word)
    ends = [0]
    for piece in fine:
        ends.append(ends[-1] + len(piece))
    inside = {word[a:b] for i, a in enumerate(ends) for b in ends[i + 1 :] if b - a > 2}
    _known_parts[word] = Segments(fine, sorted(w for w in inside if w == word or _jieba().has_word(w)))
    return _known_parts[word]


_DOUBLED = re.compile(r"(.)\1(.)\2")


def _doubled(word: str) -> Segments:
    """What is inside a doubled word: 永永 and 远远 as they are asked for, 永远 in their middle."""
    halves = [small for half in (word[:2], word[2:]) for small in words(half)]
    return Segments(halves, [inner for inner in (word, word[1:3]) if _jieba().has_word(inner)])


def _smallest(word: str) -> list[str]:
    """Cut ``word`` into the likeliest two or more dictionary words, and those again, down to two characters."""
    if len(word) < 3 or word.isascii():
        return [word]
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(word) + 1):
        best.append(
            max(
                (best[start][0] + _likelihood(word[start:end]), [*best[start][1], word[start:end]])
                for start in range(end)
                if end - start < len(word) and (end - start == 1 or _jieba().has_word(word[start:end]))
            )
        )
    pieces = best[-1][1]
    if all(len(piece) == 1 for piece in pieces):
        return [word]
    return [small for piece in pieces for small in _smallest(piece)]


def _likelihood(word: str) -> float:
    # For a word of the dictionary suggest_freq answers its frequency (plus one). Ours beat the general ones.
    return math.log(_jieba().suggest_freq(word) / 60_000_000) + 5 * (word in _own())


@cache
def _jieba() -> rjieba.Jieba:
    jieba = rjieba.Jieba()
    for word in own_words():
        jieba.add_word(word, None, None)
    return jieba


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of data/<name>.txt."""
    return frozenset((DATA / f"{name}.txt").read_text(encoding="utf-8").split())


@cache
def _own() -> frozenset[str]:
    return frozenset(own_words())


def own_words() -> list[str]:
    """The words of data/words.txt."""
    lines = (DATA / "words.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
