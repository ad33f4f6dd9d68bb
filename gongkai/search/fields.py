"""A Document as the fields of the index: words, facets, ranking weight, and what a hit shows."""

import json
from functools import lru_cache

import tantivy
from pypinyin import Style, lazy_pinyin

from gongkai.search.documents import Document
from gongkai.search.segment import Segments, pairs, runs, segment, units, word_list, words

SHOWN = 20_000  # characters of a body kept for snippets
MARK = "\x1f"  # stands between sound and word in the field "sounds"


def key_of(source: str, pk: int) -> str:
    return f"{source}:{pk}"


def to_index(document: Document) -> tantivy.Document:
    """``document`` as Tantivy keeps it."""
    title, body = segment(document.title), segment(document.body)
    brief = segment(f"{document.keywords}\n{document.summary}")
    number = segment(f"{document.number}\n{document.index_number}")
    made = tantivy.Document()
    made.add_text("key", key_of(document.source, document.pk))
    for part in (title, number, brief, body):
        made.add_text("text", " ".join(part.fine))
    made.add_text("text", " ".join([*title.longer, *brief.longer, *body.longer]))
    _add(made, "title", title)
    _add(made, "brief", brief)
    _add(made, "number", number)
    made.add_text("pairs", " ".join(pairs(document.title)))
    _add_vocabulary(made, document, title)
    _add_facets(made, document)
    made.add_unsigned("released_at", max(document.released_at, 0))
    made.add_float("weight", weight(document))
    made.add_bytes("card", json.dumps(_card(document), ensure_ascii=False).encode())
    made.add_bytes("body", document.body[:SHOWN].encode())
    return made


def weight(document: Document) -> float:
    """A mild preference for the newer (one per cent a year) and for what is in force. Tantivy multiplies the score by
    log2(2 + weight)."""
    factor = 1 + 0.01 * (document.released_on.year - 2000 + document.released_on.month / 12)
    if document.validity in ("repealed", "expired"):
        factor *= 0.85
    return 2 ** max(factor, 0.5) - 2


def _add(made: tantivy.Document, name: str, part: Segments) -> None:
    if part.fine:
        made.add_text(name, " ".join(part.fine))
        made.add_text(name, " ".join(part.longer))


def _add_facets(made: tantivy.Document, document: Document) -> None:
    made.add_unsigned("organ", document.organ)
    made.add_unsigned("year", document.released_on.year)
    for name in ("kind", "item", "validity"):
        if value := getattr(document, name):
            made.add_text(name, value)
    for theme in {document.theme[:2], document.theme} - {""}:
        made.add_text("theme", theme)


def _card(document: Document) -> dict:
    return {
        "source": document.source,
        "pk": document.pk,
        "title": document.title,
        "url": document.url,
        "released_on": document.released_on.isoformat(),
        "organ": document.organ,
        "organ_name": document.organ_name,
        "kind": document.kind,
        "validity": document.validity,
        "number": document.number,
        "index_number": document.index_number,
        "summary": document.summary[:300],
    }


def _add_vocabulary(made: tantivy.Document, document: Document, title: Segments) -> None:
    """The words and phrases of the title and the keywords, and how they sound: “xinxigongkai␟信息公开”,
    “xxgk␟信息公开”, and back to front after a tilde, for a wrong character near the beginning."""
    found = {*title.fine, *title.longer, *phrases(document.title), *words(document.keywords)}
    found = {word for word in found if 2 <= len(word) <= 14 and not word.isascii() and not word.isdigit()}
    sounds = []
    for word in sorted(found):
        full, initials = sound(word)
        sounds += [f"{full}{MARK}{word}", f"{initials}{MARK}{word}", f"~{word[::-1]}"]
    made.add_text("phrases", " ".join(sorted(found)))
    made.add_text("sounds", " ".join(sounds))


def phrases(title: str) -> set[str]:
    """One to three neighbouring words of ``title`` that could be asked for: none begins or ends with a particle."""
    found = set()
    for run in runs(title):
        cut = units(run, word_list("particles"))
        for size in (1, 2, 3):
            for start in range(len(cut) - size + 1):
                piece = cut[start : start + size]
                if all(_begins_or_ends(word) for word in (piece[0], piece[-1])):
                    found.add("".join(piece))
    return found


def _begins_or_ends(word: str) -> bool:
    return len(word) > 1 and not word.isascii() and word not in word_list("particles")


def sound(word: str) -> tuple[str, str]:
    """``word`` in pinyin without tones, and its initials: ("xinxigongkai", "xxgk")."""
    syllables = [s for piece in words(word) for s in _syllables(piece)]
    return "".join(syllables), "".join(s[0] for s in syllables)


@lru_cache(maxsize=50_000)
def _syllables(word: str) -> list[str]:
    return lazy_pinyin(word, style=Style.NORMAL)
