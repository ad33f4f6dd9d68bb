"""Citation resolver: a 《title》 or 文号 in a text becomes a link when the library holds that document, also when that
document arrives later; a repealed or expired target shows as such in the citing page."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from typing import NamedTuple

from gongkai.core import bulk
from gongkai.core.html import plain_text
from gongkai.library.docnumber import chinese_int, find_all
from gongkai.library.models import Citation, Record
from gongkai.library.titles import cite_key, title_key

_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》){2,150})》")
# 《甲》（以下简称《条例》）, 《甲》（国务院令第711号，以下简称“条例”）
_ALIAS = re.compile(
    r"《((?:[^《》]|《[^《》]*》){2,150})》\s*[（(](?:[^（()）]{0,60}[，,、]\s*)?(?:以下)?(?:简称|统称)(?:为)?\s*[:：]?\s*[“\"‘]?《?"
    r"([^《》“”\"’（()）]{1,30}?)》?[”\"’]?\s*[，,]?(?:下同)?\s*[)）]"
)
# short names that mean the one document of that sort which the text names
_SORTS = ("条例", "办法", "规定", "细则", "规则", "意见", "通知", "方案", "要点")
_ARTICLE = re.compile(r"^\s*(?:（[^（）]{0,30}）|\([^()]{0,30}\))?\s*第([一二三四五六七八九十百零〇]{1,7})条")
_SPLIT = re.compile(r"(<[^>]*>)")


class Span(NamedTuple):
    """Where a citation stands in a text, and the key of what it means."""

    start: int
    end: int
    by_number: bool
    key: str


def aliases(text: str) -> dict[str, str]:
    """Short names in a text → keys of what they mean: those it defines (以下简称《条例》), and 《条例》 where it names a
    single one."""
    named: dict[str, str] = {}
    if "简称" in text or "统称" in text:
        named = {title_key(short): cite_key(full) for full, short in _ALIAS.findall(text)}
    for sort in _SORTS:
        if sort not in named and f"《{sort}》" in text:
            whole = {cite_key(t) for t in _TITLE.findall(text) if t != sort and t.rstrip("）)").endswith(sort)}
            if len(whole) == 1:
                named[sort] = whole.pop()
    return named


def spans(text: str, short_names: dict[str, str]) -> Iterator[Span]:
    """Every citation in plain ``text``, in order of kind."""
    if "《" in text:
        for match in _TITLE.finditer(text):
            key = short_names.get(title_key(match[1])) or cite_key(match[1])
            if key:
                yield Span(match.start(), match.end(), False, key)
    if "号" in text:
        for start, end, number in find_all(text):
            yield Span(start, end, True, number.key)


def found_in(text: str) -> dict[tuple[bool, str], str]:
    """Citations in plain text: (by number, key) → the words of the first one."""
    cited: dict[tuple[bool, str], str] = {}
    for span in spans(text, aliases(text)):
        cited.setdefault((span.by_number, span.key[:200]), text[span.start : span.end])
    return cited


def resolve(records: Iterable[Record]) -> set[int]:
    """Store the citations of freshly released records, and point waiting citations of others at them. Returns the ids
    of the other records whose pages change."""
    records = list(records)
    texts = [(record, record.current) for record in records if record.current is not None]
    Citation.objects.filter(record__in=[record.pk for record, version in texts if version.number > 1]).delete()
    fresh = [
        Citation(record=record, by_number=by_number, key=key, text=words[:300])
        for record, version in texts
        for (by_number, key), words in found_in(plain_text(version.body)).items()
        if key not in (record.cite_key, record.number_key)
    ]
    _aim(fresh)
    bulk.insert_many(fresh)
    return _aim_waiting(records) - {record.pk for record in records}


def _aim(citations: list[Citation]) -> None:
    """Set the target of citations (not saved) where the library holds it, and clear it where it does not."""
    keys = {c.key for c in citations if not c.by_number}
    by_title: dict[str, list[tuple[int, int, str]]] = {}
    rows = Record.objects.released().filter(cite_key__in=keys).order_by("-released_at", "-pk")
    for pk, organ, exact, key in rows.values_list("pk", "organ_id", "title_key", "cite_key"):
        by_title.setdefault(key, []).append((pk, organ, exact))
    numbers = {c.key for c in citations if c.by_number}
    rows = Record.objects.released().filter(number_key__in=numbers).order_by("released_at", "pk")
    by_number = dict(rows.values_list("number_key", "pk"))
    for citation in citations:
        if citation.by_number:
            citation.target_id = by_number.get(citation.key)
        else:
            citation.target_id = _best(by_title.get(citation.key, ()), citation)


def _best(held: Iterable[tuple[int, int, str]], citation: Citation) -> int | None:
    """Of the documents (id, organ, exact title; newest first) that a citation may mean: the one with exactly that title,
    else the only one, else the newest of the same organ. Many organs issue 关于…的通知 of one name."""
    held = [row for row in held if row[0] != citation.record_id]
    words = title_key(citation.text)
    exact = [pk for pk, _, title in held if title == words or title == citation.key]
    if exact:
        return exact[0]
    if len(held) == 1:
        return held[0][0]
    return next((pk for pk, organ, _ in held if organ == citation.record.organ_id), None)


def _aim_waiting(records: list[Record]) -> set[int]:
    """Aim anew the citations in other records that mean ``records``; ids of the records in which they stand."""
    arrived = {record.pk for record in records}
    touched: set[int] = set()
    for by_number, keys in ((False, {r.cite_key for r in records}), (True, {r.number_key for r in records})):
        waiting = list(
            Citation.objects.filter(by_number=by_number, key__in=keys - {""})
            .exclude(record__in=arrived)
            .select_related("record")
            .only("by_number", "key", "text", "target", "record__organ")
        )
        before = {c.pk: c.target_id for c in waiting}
        _aim(waiting)
        moved = [c for c in waiting if c.target_id != before[c.pk]]
        bulk.update_each(moved, ["target"])
        touched |= {c.record_id for c in moved} | {c.record_id for c in waiting if c.target_id in arrived}
    return touched


def touched_by(records: Iterable[Record]) -> set[int]:
    """Ids of records that cite ``records``."""
    return set(Citation.objects.filter(target__in=list(records)).values_list("record_id", flat=True))


def linked(html: str, citations: Iterable[Citation]) -> str:
    """Cleaned ``html`` with its citations as links, and a mark behind those whose target is no longer in force.
    ``citations`` are those of the record, with their targets (select_related("target")): no query is made here."""
    targets = [(c, c.target) for c in citations if c.target is not None]
    held = {(c.by_number, c.key): target for c, target in targets if target.state == "released"}
    if not held:
        return html
    short_names = aliases(plain_text(html))
    pieces = _SPLIT.split(html)
    depth = 0
    for at, piece in enumerate(pieces):
        if piece.startswith("<"):
            depth += piece.startswith(("<a ", "<a>")) - piece.startswith("</a")
        elif depth == 0 and ("《" in piece or "号" in piece):
            pieces[at] = _linked_text(unescape(piece), short_names, held)
    return "".join(pieces)


def _linked_text(text: str, short_names: dict[str, str], held: dict[tuple[bool, str], Record]) -> str:
    out, done = [], 0
    for span in sorted(spans(text, short_names)):
        target = held.get((span.by_number, span.key[:200]))
        if target is None or span.start < done:
            continue
        article = _ARTICLE.match(text[span.end : span.end + 50])
        anchor = f"#art-{chinese_int(article[1])}" if article and target.kind == "statute" else ""
        words = escape(text[span.start : span.end], quote=False)
        out += [
            escape(text[done : span.start], quote=False),
            f'<a href="{target.get_absolute_url()}{anchor}">{words}</a>{_mark(target)}',
        ]
        done = span.end
    return "".join(out) + escape(text[done:], quote=False)


_MARKS = {"repealed": "已废止", "expired": "已失效", "pending": "尚未施行"}


def _mark(target: Record) -> str:
    words = _MARKS.get(target.validity)
    return f'<span class="tag void">{words}</span>' if words else ""
