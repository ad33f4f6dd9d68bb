"""What changed between two texts, paragraph by paragraph and, inside a changed paragraph, word by word. Pure apart
from core.html: no database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from gongkai.core.html import plain_text

CONTEXT = 1  # unchanged paragraphs shown around a change
LONG = 1_000_000  # pairs to compare, above which precision gives way
_WORDS = re.compile(r"[0-9A-Za-z.,%]+|\s+|.", re.S)


@dataclass(frozen=True)
class Line:
    """A paragraph: ``kind`` same, added, removed, changed or gap (then ``skipped`` unchanged ones are left out);
    ``parts`` are (same|added|removed, text)."""

    kind: str
    parts: tuple[tuple[str, str], ...] = ()
    skipped: int = 0


def differences(old: str, new: str) -> list[Line]:
    """Lines of two cleaned HTML texts; empty when their words are the same."""
    before, after = _paragraphs(old), _paragraphs(new)
    if before == after:
        return []
    return list(_folded(list(_lines(before, after))))


def _paragraphs(html: str) -> list[str]:
    return [line for line in plain_text(html).split("\n") if line.strip()]


def _lines(before: list[str], after: list[str]) -> Iterator[Line]:
    # frequent paragraphs (cells of a long table) are no anchors in long texts: comparing each with each never ends
    long = len(before) * len(after) > LONG
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=long).get_opcodes():
        if op == "equal":
            yield from (Line("same", (("same", text),)) for text in before[a:b])
            continue
        gone, come = before[a:b], after[c:d]
        for n in range(max(len(gone), len(come))):
            if n < len(gone) and n < len(come):
                yield from _changed(gone[n], come[n])
            elif n < len(gone):
                yield Line("removed", (("removed", gone[n]),))
            else:
                yield Line("added", (("added", come[n]),))


def _changed(gone: str, come: str) -> Iterator[Line]:
    old, new = _WORDS.findall(gone), _WORDS.findall(come)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) * len(new) > LONG or matcher.ratio() < 0.4:
        yield Line("removed", (("removed", gone),))
        yield Line("added", (("added", come),))
        return
    parts: list[tuple[str, str]] = []
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            parts.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            parts.append(("removed", "".join(old[a:b])))
        if d > c:
            parts.append(("added", "".join(new[c:d])))
    yield Line("changed", tuple(parts))


def _folded(lines: list[Line]) -> Iterator[Line]:
    """Leave out unchanged paragraphs far from any change."""
    changed = [i for i, line in enumerate(lines) if line.kind != "same"]
    shown = {i + n for i in changed for n in range(-CONTEXT, CONTEXT + 1)}
    skipped = 0
    for i, line in enumerate(lines):
        if i in shown:
            if skipped:
                yield Line("gap", skipped=skipped)
            skipped = 0
            yield line
        else:
            skipped += 1
    if skipped:
        yield Line("gap", skipped=skipped)
