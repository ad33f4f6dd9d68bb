"""Word files rewritten so that a converter that knows little of Word (``mammoth``) loses no word of them.

Automatic numbers become text, text boxes paragraphs, notes paragraphs at the end; looks that say something (alignment,
outline, bullets, blanks to fill in) become styles named in ``MAP``. What cannot come along is counted (``Written.left``).
"""

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from gongkai.core.intake.holding.wordstyles import Styles
from gongkai.core.intake.package import attribute, drop, files_of, local, parse, relations, unwrap
from gongkai.core.intake.word import drawn, grid, looks, notes, runs, signs
from gongkai.core.intake.word.numbering import Numbering

MAP = looks.MAP
_MARGIN_SIGNS = re.compile(r"[第共页\d\s/\-—–－·•|]+")
_MARGINS = ("headerReference", "footerReference")
_FOREIGN = {"altChunk": "part", "subDoc": "part"}


@dataclass
class Written:
    """The Word file for the converter, what does not come along (kind → how many), the words of its headers and footers
    that its text does not say."""

    content: bytes
    left: Counter[str] = field(default_factory=Counter)
    margins: list[str] = field(default_factory=list)


def written_out(content: bytes) -> Written:
    """The file with everything that can be text as text. Unfit when it is broken."""
    files = files_of(content)
    main = next((row.target for row in relations(files, "") if row.kind == "officeDocument"), "")
    if main not in files:
        return Written(content)
    linked = {row.kind: row.target for row in relations(files, main)}
    trees = {kind: parse(files[name]) for kind, name in linked.items() if name in files and kind in _READ}
    document, written = parse(files[main]), Written(b"")
    styles = Styles(trees.get("styles"))
    for tree in (document, *(trees[kind] for kind in notes.PARTS if kind in trees)):
        written.left += _settle(tree)
    noted = notes.move(document, {kind: trees[kind] for kind in notes.PARTS if kind in trees})
    grid.settle(document)
    looks.apply(document, styles, Numbering.read(trees.get("numbering"), styles), noted)
    written.margins = _margins(files, main, document)
    files[main] = etree.tostring(document, encoding="utf-8")
    files.pop(linked.get("numbering", ""), None)  # written out
    written.content = _packed(files)
    return written


_READ = ("styles", "numbering", *notes.PARTS)


def _settle(tree: Any) -> Counter[str]:
    """What the converter cannot read becomes paragraphs and runs that it can; what is left out."""
    left: Counter[str] = Counter()
    for element in [e for e in tree.iter() if local(e) in _FOREIGN]:
        left[_FOREIGN[local(element)]] += 1
        drop(element)
    for element in [e for e in tree.iter() if local(e) == "AlternateContent"]:
        _choose(element)
    return left + drawn.settle(tree) + runs.mark_formulas(tree) + signs.settle(tree)


def _choose(element: Any) -> None:
    """One of several versions: that which draws, for a box is drawn anew in it; else that for every program."""
    versions = [e for e in element if local(e) in ("Choice", "Fallback")]
    choices = [e for e in versions if local(e) == "Choice"]
    draws = [e for e in choices if any(local(d) in ("drawing", "pict", "object") for d in e.iter())]
    best = next(iter(draws or [e for e in versions if local(e) == "Fallback"] or choices), None)
    for version in [e for e in element if e is not best]:
        drop(version)
    if best is not None:
        unwrap(best)
    unwrap(element)


def _margins(files: dict[str, bytes], main: str, document: Any) -> list[str]:
    """The words of headers and footers that are shown, besides page numbers and what the text says itself."""
    targets = {row.key: row.target for row in relations(files, main)}
    shown: dict[str, None] = {}
    for section in [e for e in document.iter() if local(e) == "sectPr"]:
        has_first = any(local(e) == "titlePg" for e in section)
        for reference in [e for e in section if local(e) in _MARGINS]:
            if has_first or attribute(reference, "type") != "first":
                shown[targets.get(attribute(reference, "id") or "", "")] = None
    said = _bare(runs.words_of(document))
    words = (" ".join(runs.words_of(parse(files[name])).split()) for name in shown if name in files)
    return list(dict.fromkeys(one for one in words if _bare(one) not in said))


def _bare(words: str) -> str:
    return _MARGIN_SIGNS.sub("", words)


def _packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()
