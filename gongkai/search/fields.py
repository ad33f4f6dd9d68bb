"""A Document as the fields of the index: words, facets, ranking weight, and what a hit shows."""

import json
from datetime import date
from functools import lru_cache

import tantivy
from pypinyin import Style, lazy_pinyin

from gongkai.search.documents import Document
from gongkai.search.segment import Segments, pairs, runs, segment, units, word_list, words
from gongkai.search.snippets import narrowed

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
    made.add_bytes("body", narrowed(document.body[:SHOWN]).encode())
    return made


def weight(document: Document) -> float:
    """What makes Tantivy, which multiplies the score by log2(2 + weight), multiply it by the preference."""
    return 2 ** preference(document.released_on, document.validity) - 2


def preference(released_on: date | None, validity: str) -> float:
    """A factor that mildly prefers the newer (one per cent a year) and what is in force; of an unknown day neither."""
    factor = 1 + 0.01 * (released_on.year - 2000 + released_on.month / 12) if released_on else 1.0
    if validity in ("repealed", "expired"):
        factor *= 0.85
    return max(factor, 0.5)


def _add(made: tantivy.Document, name: str, part: Segments) -> None:
    if part.fine:
        made.add_text(name, " ".join(part.fine))
        made.add_text(name, " ".join(part.longer))


def _add_facets(made: tantivy.Document, document: Document) -> None:
    made.add_unsigned("organ", document.organ)
    if document.released_on:
        made.add_unsigned("year", document.released_on.year)
    for name in ("kind", "theme", "item", "validity"):
        if value := getattr(document, name):
            made.add_text(name, value)
    if document.theme:
        made.add_text("top_theme", document.theme[:2])


def _card(document: Document) -> dict:
    return {
        "source": document.source,
        "pk": document.pk,
        "title": document.title,
        "url": document.url,
        "released_on": document.released_on and document.released_on.isoformat(),
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
    found = {word: sound(word) for word in {*title.fine, *title.longer, *words(document.keywords)} if len(word) > 1}
    found |= phrases(document.title)
    vocabulary = sorted(word for word in found if len(word) <= 14 and not word.isascii())
    sounds = []
    for word in vocabulary:
        full, initials = found[word]
        sounds += [f"{full}{MARK}{word}", f"{initials}{MARK}{word}", f"~{word[::-1]}"]
    made.add_text("phrases", " ".join(vocabulary))
    made.add_text("sounds", " ".join(sounds))


def phrases(title: str) -> dict[str, tuple[str, str]]:
    """One to three neighbouring words of ``title`` that could be asked for, and how they sound. None begins or ends
    with a particle, a number or a single character."""
    found = {}
    for run in runs(title):
        cut = units(run, word_list("particles"))
        outer = [len(word) > 1 and not word.isascii() and word not in word_list("particles") for word in cut]
        said = [sound(word) for word in cut]
        for start in range(len(cut)):
            for end in range(start + 1, min(start + 3, len(cut)) + 1):
                if outer[start] and outer[end - 1]:
                    full = "".join(full for full, _ in said[start:end])
                    found["".join(cut[start:end])] = full, "".join(initials for _, initials in said[start:end])
    return found


@lru_cache(maxsize=50_000)
def sound(text: str) -> tuple[str, str]:
    """``text`` in pinyin without tones, and its initials: ("xinxigongkai", "xxgk")."""
    syllables = [syllable for word in words(text) for syllable in lazy_pinyin(word, style=Style.NORMAL)]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)
