"""Asking the index: what matches, in what order, how many of each facet.

A document matches when it holds every required term, or when its title holds what was typed as it stands. When nothing
matches, the spelling is corrected; when there is nothing to correct, most of the terms will do. What comes first is
said by where the words stand: title, then number, then keywords and summary, then the text; newer and valid documents
a little before others.
"""

import json
import math
import time
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.utils.safestring import SafeString
from tantivy import Occur, Query

from gongkai.core.actions import Refused
from gongkai.organs.models import Organ
from gongkai.organs.rules import path_after
from gongkai.search import index, outbox, spelling, synonyms
from gongkai.search.ask import Term, parse
from gongkai.search.documents import SOURCES
from gongkai.search.fields import key_of
from gongkai.search.index import FACETS, SCHEMA
from gongkai.search.segment import pairs, parts, runs, segment, words
from gongkai.search.snippets import Marker

DEEPEST = 500  # the last hit that can be paged to
TITLE, NUMBER, BRIEF, TITLE_AS_TYPED = 4.0, 6.0, 1.5, 2.0
Filters = dict[str, list]


@dataclass(frozen=True)
class Hit:
    source: str
    pk: int
    title: str
    url: str
    released_on: date | None
    organ_name: str
    kind: str
    validity: str
    number: str
    index_number: str
    score: float
    title_html: SafeString
    snippet_html: SafeString


@dataclass(frozen=True)
class Results:
    """What a search found. ``query`` is what was looked for: the corrected spelling when what was ``asked`` found
    nothing. ``loose``: no document holds all the words, these hold most. ``ready``: there is
    an index. ``facets``: facet → [(code, count)]."""

    asked: str
    query: str
    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, list[tuple[str | int, int]]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    loose: bool = False
    took_ms: float = 0.0
    ready: bool = True

    @property
    def corrected(self) -> bool:
        return self.query != self.asked


@index.sound()
def search(
    query: str,
    *,
    site_path: str = "",
    filters: Filters | None = None,
    order: str = "relevance",
    field: str = "all",
    exact: bool = False,
    offset: int = 0,
    limit: int = 10,
    facets: bool = True,
) -> Results:
    """Search for ``query`` among the records of the organs below ``site_path`` (all, when empty).

    ``filters``: facet → accepted codes; ``order``: "relevance" or "date"; ``field``: "all" or "title"; ``exact``: the
    query as one phrase; ``facets``: count them. Raises Refused, with a sentence, for a query that cannot be looked for, and
    Broken while the index cannot be read.
    """
    began = time.perf_counter()
    known = synonyms.in_use()
    terms = parse(query, known, exact)
    if not terms:
        return Results(asked=query, query=query)
    asking = opened(filters or {}, site_path, field)
    if asking is None:
        return Results(asked=query, query=query, ready=False)
    results = Results(asked=query, query=query)
    match = asking.strict(terms, query)
    found = asking.page(terms, match, query, order, offset, limit)
    if not found.total and not exact:
        results, terms, match = _second_try(asking, results, terms, known)
        found = asking.page(terms, match, results.query, order, offset, limit)
    return replace(
        results,
        total=found.total,
        hits=found.hits,
        facets=asking.facets(match) if facets else {},
        words=_marked_words(terms),
        suggestions=_suggestions(asking, results, terms, found.total),
        took_ms=(time.perf_counter() - began) * 1000,
    )


def _second_try(
    asking: "Asking", results: Results, terms: list[Term], known: dict[str, tuple[str, ...]]
) -> tuple[Results, list[Term], Query]:
    """Nothing holds every term: correct the spelling, else be content with most of the terms."""
    if corrected := spelling.correct(asking.searcher, results.asked):
        better = parse(corrected, known)
        match = asking.strict(better, corrected)
        if asking.count(match):
            return replace(results, query=corrected), better, match
    match = asking.relaxed(terms)
    return replace(results, loose=asking.count(match) > 0), terms, match


def _suggestions(asking: "Asking", results: Results, terms: list[Term], total: int) -> list[str]:
    """Other things to look for when little was found: the official words, the corrected spelling."""
    if total > 3 and not results.loose:
        return []
    found = [official for term in terms for official in term.official]
    if not results.corrected and (corrected := spelling.correct(asking.searcher, results.asked)):
        found.append(corrected)
    if results.loose:
        found += [term.text for term in terms if term.required and not term.phrase]
    there = [text for text in dict.fromkeys(found) if text != results.query and asking.count(asking.term(Term(text)))]
    return there[:5]


def _marked_words(terms: list[Term]) -> list[str]:
    """What to mark in a hit: the words as asked, the official words, and the smaller words inside."""
    found: list[str] = []
    for term in terms:
        for text in (term.text, *term.official):
            found += [*runs(text), *segment(text).fine]
    return list(dict.fromkeys(word for word in found if len(word) > 1 or word.isdigit()))


def opened(filters: Filters, site_path: str, field: str = "all") -> "Asking | None":
    """The index, to be asked under these filters; None while there is none. What is withheld is read first: a document
    is in the index as it is now, or not found."""
    made = restrictions(filters, site_path)
    reader = index.reader()
    return Asking(reader.searcher, field, made) if reader else None


def restrictions(filters: Filters, site_path: str) -> dict[str, Query]:
    """Facet (and "site", "withheld") → the query its chosen values make."""
    made = {}
    if keys := [key_of(source, pk) for source, pk in outbox.withheld()]:
        barred = Query.term_set_query(SCHEMA, "key", keys)
        made["withheld"] = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, barred)])
    for name, values in filters.items():
        try:
            chosen = [_chosen(name, FACETS[name](value)) for value in values]
        except (KeyError, TypeError, ValueError, OverflowError):
            raise Refused("筛选条件不正确，请从页面上的选项中选择。", name) from None
        if chosen:
            made[name] = _any(chosen)
    if site_path:
        within = Organ.objects.filter(path__gte=site_path, path__lt=path_after(site_path)).values_list("pk", flat=True)
        made["site"] = Query.term_set_query(SCHEMA, "organ", list(within))
    return made


def _chosen(facet: str, value: str | int) -> Query:
    field = "top_theme" if facet == "theme" and len(str(value)) == 2 else facet
    return Query.term_query(SCHEMA, field, value, "basic")


class Asking:
    """One searcher, one field and one set of filters; builds and runs the queries of one search."""

    def __init__(self, searcher, field: str, restrictions: dict[str, Query]) -> None:
        self.searcher = searcher
        self.field = "title" if field == "title" else "text"
        self.restrictions = restrictions

    def strict(self, terms: list[Term], query: str) -> Query:
        """Every required term, or a title in which the query stands as typed."""
        every = _all([self.term(term) for term in terms if term.required])
        typed = pairs(query)
        if len(runs(query)) == 1 and len(typed) > 1:
            return _any([every, _sequence("pairs", typed)])
        return every

    def relaxed(self, terms: list[Term]) -> Query:
        """Most of the smallest words."""
        each = [self.term(term) for term in terms if term.official]
        small = dict.fromkeys(word for term in terms if not term.official for word in segment(term.text).fine)
        each += [_sequence(self.field, [word]) for word in small if len(word) > 1 or len(small) == 1]
        return _some(each, math.floor(len(each) * 0.6))

    def sharing(self, terms: list[Term], enough: int, limit: int) -> list[Hit]:
        """The ``limit`` documents that have most of ``terms``. A hit's score is the share of what the ``enough`` rarest
        terms say that stands in its text, and once more in its title, times the preference (fields)."""
        weights = [self._rarity(term) for term in terms]
        whole = sum(sorted(weights, reverse=True)[:enough])
        counted = [
            Query.const_score_query(self.term(term, field), weight / whole)
            for term, weight in zip(terms, weights, strict=True)
            for field in ("text", "title")
        ]
        found = self.searcher.search(self._restricted(_some(counted, 1)), limit, weight_by_field="weight")
        return self._shown(found.hits, Marker(_marked_words(terms)))

    def _rarity(self, term: Term) -> float:
        """Inverse document frequency, as BM25 has it."""
        having = self.count(self.term(term)) if term.official else self.searcher.doc_freq("text", term.text)
        return math.log(1 + (self.searcher.num_docs - having + 0.5) / (having + 0.5))

    def term(self, term: Term, field: str = "") -> Query:
        """Documents with the term or one of its official words."""
        field = field or self.field
        return _any([_unit(field, term.text, term.phrase), *(_unit(field, o) for o in term.official)])

    def knows(self, phrase: str) -> bool:
        """Whether a document has ``phrase`` in its vocabulary; what the index holds may be of one that is gone."""
        return self.count(Query.term_query(SCHEMA, "phrases", phrase, "basic")) > 0

    def count(self, match: Query) -> int:
        return self.searcher.search(self._restricted(match), 1).count

    def page(self, terms: list[Term], match: Query, query: str, order: str, offset: int, limit: int) -> "Page":
        """The hits of a page and how many there are in all; what the source no longer shows is not among them."""
        limit = max(1, min(limit, DEEPEST - offset))
        if order == "date":
            by: dict[str, str] = {"order_by_field": "released_at"}
            asked = self._restricted(match)
        else:
            by = {"weight_by_field": "weight"}
            asked = self._scored(terms, match, query)
        found = self.searcher.search(asked, limit, offset=min(offset, DEEPEST), **by)
        hits = self._shown(found.hits, Marker(_marked_words(terms)))
        return Page(max(found.count - len(found.hits) + len(hits), 0), hits if offset < DEEPEST else [])

    def facets(self, match: Query) -> dict[str, list[tuple[str | int, int]]]:
        """Counts of each facet's values among what matches, under the filters of the other facets."""
        free = [name for name in FACETS if name not in self.restrictions]
        answers = self.searcher.aggregate(self._restricted(match), {name: _terms_of(name) for name in free})
        for name in FACETS:
            if name not in free:
                answers |= self.searcher.aggregate(self._restricted(match, leave=name), {name: _terms_of(name)})
        counts = {
            name: [(FACETS[name](bucket["key"]), bucket["doc_count"]) for bucket in answers[name]["buckets"]]
            for name in FACETS
        }
        counts["theme"] = _with_top_themes(counts["theme"])
        return counts

    def _restricted(self, match: Query, leave: str = "") -> Query:
        others = [query for name, query in self.restrictions.items() if name != leave]
        return _all([match, *(Query.const_score_query(query, 0.0) for query in others)])

    def _scored(self, terms: list[Term], match: Query, query: str) -> Query:
        """``match`` with what lifts a document: the words in its title, number, keywords and summary."""
        lifts: list[Query] = []
        for term in terms:
            for text in (term.text, *term.official):
                lifts.append(Query.boost_query(_unit("title", text, term.phrase), TITLE))
                lifts.append(Query.boost_query(_unit("brief", text, term.phrase), BRIEF))
        if numbers := [word for word in segment(query).fine if word.isdigit()]:
            lifts.append(Query.boost_query(_sequence("number", numbers), NUMBER))
        if typed := pairs(query):
            lifts.append(Query.boost_query(_sequence("pairs", typed), TITLE_AS_TYPED))
        return Query.boolean_query([(Occur.Must, self._restricted(match)), *((Occur.Should, lift) for lift in lifts)])

    def _shown(self, found: list, marker: Marker) -> list[Hit]:
        cards = []
        for score, address in found:
            stored = self.searcher.doc(address)
            cards.append((score, json.loads(stored.get_first("card")), stored.get_first("body")))
        visible = {
            (source, pk)
            for source in {card["source"] for _, card, _ in cards}
            if source in SOURCES
            for pk in SOURCES[source].visible([card["pk"] for _, card, _ in cards if card["source"] == source])
        }
        return [
            _hit(card, bytes(body).decode(errors="ignore"), score or 0.0, marker)
            for score, card, body in cards
            if (card["source"], card["pk"]) in visible
        ]


class Page(NamedTuple):
    total: int
    hits: list[Hit]


def _hit(card: dict, body: str, score: float, marker: Marker) -> Hit:
    return Hit(
        source=card["source"],
        pk=card["pk"],
        title=card["title"],
        url=card["url"],
        released_on=date.fromisoformat(card["released_on"]) if card["released_on"] else None,
        organ_name=card["organ_name"],
        kind=card["kind"],
        validity=card["validity"],
        number=card["number"],
        index_number=card["index_number"],
        score=round(float(score), 3),
        title_html=marker.marked(card["title"]),
        snippet_html=marker.snippet(body or card["summary"]),
    )


def _with_top_themes(counts: list[tuple[str | int, int]]) -> list[tuple[str | int, int]]:
    """Counts of subthemes, and what they sum up to for the themes above."""
    tops: dict[str, int] = {}
    for code, count in counts:
        tops[str(code)[:2]] = tops.get(str(code)[:2], 0) + count
    return [*tops.items(), *((code, count) for code, count in counts if len(str(code)) > 2)]


def _terms_of(facet: str) -> dict:
    return {"terms": {"field": facet, "size": 500}}


def _unit(field: str, text: str, phrase: bool = False) -> Query:
    """``text`` in ``field``: as a ``phrase``, the sequence of its smallest words; else each of its words."""
    if phrase:
        return _sequence(field, segment(text).fine)
    return _all([_word(field, word) for word in words(text)] or [Query.empty_query()])


def _word(field: str, word: str) -> Query:
    if word in parts(word).longer:
        return Query.term_query(SCHEMA, field, word, "freq")
    return _sequence(field, segment(word).fine)


def _sequence(field: str, words_: list[str]) -> Query:
    if not words_:
        return Query.empty_query()
    if len(words_) == 1:
        return Query.term_query(SCHEMA, field, words_[0], "freq")
    return Query.phrase_query(SCHEMA, field, [*words_])


def _all(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])


def _some(queries: list[Query], needed: int) -> Query:
    should = [(Occur.Should, query) for query in queries]
    return Query.boolean_query(should, minimum_number_should_match=max(1, needed))


def _any(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
