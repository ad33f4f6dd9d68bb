"""The citations of a released text as links."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from html import escape, unescape
from itertools import accumulate, zip_longest

from gongkai.core.docnumber import chinese_int
from gongkai.core.html import plain_text
from gongkai.library.mentions import Span, aliases, spans
from gongkai.library.models import Citation, Record

_SPLIT = re.compile(r'(<[^>"]*(?:"[^"]*"[^>"]*)*>)')
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
_INLINE = {"span", "b", "strong", "em", "i", "u", "s", "sub", "sup"}  # what may cut a citation in pieces
_ARTICLE = re.compile(r"^\s*(?:（[^（）]{0,30}）|\([^()]{0,30}\))?\s*第([一二三四五六七八九十百零〇]{1,7})条")
_MARKS = {"repealed": "已废止", "expired": "已失效", "pending": "尚未施行"}


class _Held:
    """What a text cites and the library shows."""

    def __init__(self, html: str, citations: Iterable[Citation]) -> None:
        self.rows = {(c.by_number, c.key): c for c in citations if c.target is not None}
        self.rows = {key: c for key, c in self.rows.items() if c.target.state == "released"}
        self.short_names = aliases(plain_text(html)) if self.rows else {}

    def meant(self, span: Span) -> Citation | None:
        """A title goes by the 文号 that stands beside it, else the one that does throughout the text; by itself only
        when no one document of that number is held. A 文号 given out twice goes by the title beside it."""
        row = self.rows.get((span.by_number, span.key[:200]))
        if span.by_number:
            titled = self.rows.get((False, span.beside[:200]))
            return row or (titled if titled and titled.target.number_key == span.key else None)
        number = span.beside or (row.number if row else "")
        if number and (numbered := self.rows.get((True, number))):
            return numbered
        return row if row and (not span.beside or row.number == span.beside) else None


def linked(html: str, citations: Iterable[Citation]) -> str:
    """Cleaned ``html`` with its citations as links, and a mark behind those whose target is no longer in force or came
    later. ``citations`` are those of the record, with their targets (select_related("target")): no query is made here.
    A citation that inline tags cut in pieces is linked too; the words never change."""
    held = _Held(html, citations)
    if not held.rows:
        return html
    pieces = _SPLIT.split(html)
    run: list[int] = []  # the pieces of one run of text, tags within it not counted
    inside_link = 0
    for at, piece in enumerate(pieces):
        if not piece.startswith("<"):
            if piece and not inside_link:
                run.append(at)
            continue
        if (name := _name(piece)) == "a":
            inside_link += -1 if piece.startswith("</") else 1
        if name not in _INLINE:
            _link_run(pieces, run, held)
            run = []
    _link_run(pieces, run, held)
    return "".join(pieces)


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1] if found else ""


def _link_run(pieces: list[str], places: list[int], held: _Held) -> None:
    """Put links into the text of a run: into its pieces, or round the tags between them."""
    run = _Run(pieces, places)
    if "《" not in run.text and "号" not in run.text:
        return
    found: list[tuple[Span, Citation]] = []
    for span in sorted(spans(run.text, held.short_names)):
        citation = held.meant(span)
        if citation is not None and (not found or span.start >= found[-1][0].end):
            found.append((span, citation))
    for (span, citation), following in zip_longest(found, found[1:]):
        # the 文号 beside a title, when it is a link too, says for both what is to be known
        said_next = following and span.beside == following[0].key and citation.target_id == following[1].target_id
        mark = "" if said_next else _mark(citation)
        run.link(span, _opening(citation, run.text[span.end : span.end + 50]), f"</a>{mark}")
    run.write()


class _Run:
    """Text that stands together, in ``places`` of ``pieces``, with inline tags between them."""

    def __init__(self, pieces: list[str], places: list[int]) -> None:
        self.pieces, self.places = pieces, places
        self.texts = [unescape(pieces[place]) for place in places]
        self.starts = [0, *accumulate(map(len, self.texts))]
        self.text = "".join(self.texts)
        self.tags: dict[int, list[tuple[int, str]]] = {}  # which text → (place in it, tag), in order

    def link(self, span: Span, opening: str, closing: str) -> None:
        """One link where it would be well-formed, else one in each piece: none closes what it did not open."""
        first, last = bisect_right(self.starts, span.start) - 1, bisect_right(self.starts, span.end - 1) - 1
        at, to = span.start - self.starts[first], span.end - self.starts[last]
        around = _enclosing(self.pieces, self.places[first], self.places[last], at == 0, to == len(self.texts[last]))
        if around is None:
            for part in range(first, last + 1):
                begins, ends = at if part == first else 0, to if part == last else len(self.texts[part])
                self.tags.setdefault(part, []).append((begins, opening))
                self.tags[part].append((ends, closing if part == last else "</a>"))
            return
        left, right = around
        if left < self.places[first]:
            self.pieces[left] = opening + self.pieces[left]
        else:
            self.tags.setdefault(first, []).append((at, opening))
        if right > self.places[last]:
            self.pieces[right] += closing
        else:
            self.tags.setdefault(last, []).append((to, closing))

    def write(self) -> None:
        for part, tags in self.tags.items():
            text, out, done = self.texts[part], list[str](), 0
            for place, tag in tags:
                out += [escape(text[done:place], quote=False), tag]
                done = place
            self.pieces[self.places[part]] = "".join(out) + escape(text[done:], quote=False)


def _enclosing(pieces: list[str], first: int, last: int, at_start: bool, at_end: bool) -> tuple[int, int] | None:
    """(first, last) piece that one link from ``first`` to ``last`` goes round, taking in the tags next to it that open
    or close what is open at its edges; None when no such link is well-formed."""
    unopened, unclosed = [], list[str]()
    for piece in pieces[first : last + 1]:
        if piece.startswith("</"):
            unclosed.pop() if unclosed else unopened.append(_name(piece))
        elif piece.startswith("<"):
            unclosed.append(_name(piece))
    left, right = first - _step(pieces, first, -1, len(unopened)), last + _step(pieces, last, 1, len(unclosed))
    if (unopened and (not at_start or left == first)) or (unclosed and (not at_end or right == last)):
        return None
    return left, right


def _step(pieces: list[str], at: int, way: int, count: int) -> int:
    """How many pieces to go from ``at`` until ``count`` tags that open (going back) or close (going on) are taken in;
    0 when other text or another tag comes first."""
    steps = 0
    while count:
        steps += 1
        place = at + way * steps
        if not 0 <= place < len(pieces):
            return 0
        piece = pieces[place]
        if not piece:
            continue
        if not piece.startswith("<") or _name(piece) not in _INLINE or piece.startswith("</") != (way > 0):
            return 0
        count -= 1
    return steps


def _opening(citation: Citation, behind: str) -> str:
    target: Record = citation.target
    article = _ARTICLE.match(behind)
    anchor = f"#art-{chinese_int(article[1])}" if article and target.kind == "statute" else ""
    return f'<a href="{target.get_absolute_url()}{anchor}">'


def _mark(citation: Citation) -> str:
    """What is to be known of a target before one follows the link."""
    target = citation.target
    words = [_MARKS[target.validity]] if target.validity in _MARKS else []
    if target.is_younger_than(citation.record):
        words.append("晚于本文件" if citation.by_number else "后来的版本")
    return "".join(f'<span class="tag void">{word}</span>' for word in words)
