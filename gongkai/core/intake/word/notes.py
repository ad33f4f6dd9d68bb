"""Footnotes and endnotes of a Word file: marks 〔1〕 in the text, the notes as paragraphs at its end. Pure."""

from typing import Any

from gongkai.core.intake.package import attribute, drop, local, unwrap
from gongkai.core.intake.word import runs

PARTS = ("footnotes", "endnotes")
_REFERENCES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_BLOCKS = ("p", "tbl", "sdt")


def move(document: Any, parts: dict[str, Any]) -> set[Any]:
    """Put the notes that the text refers to behind it, in the order of their marks. Returns their paragraphs."""
    held = {(kind, attribute(note, "id")): note for kind, tree in parts.items() for note in tree}
    body = next((e for e in document if local(e) == "body"), None)
    numbers: dict[Any, int] = {}
    moved: set[Any] = set()
    last = 0
    for reference in [e for e in document.iter() if local(e) in _REFERENCES]:
        note = held.get((_REFERENCES[local(reference)], attribute(reference, "id")))
        if note is None or body is None:
            drop(reference)
            continue
        is_new = note not in numbers
        has_own_mark = (attribute(reference, "customMarkFollows") or "0").lower() in ("1", "true", "on")
        if is_new:
            last += not has_own_mark
            numbers[note] = 0 if has_own_mark else last
        number = 0 if has_own_mark else numbers[note]
        _mark(reference, number)
        if is_new:
            moved |= _put(body, note, number)
    return moved


def _mark(reference: Any, number: int) -> None:
    """〔1〕 raised and linked in the place of a reference; a mark of the author's own stays as it is."""
    run = reference.getparent()
    drop(reference)
    if not number:
        return
    space = runs.space_of(run)
    mark = runs.run(space, f"〔{number}〕")
    mark.insert(0, runs.made(space, "rPr"))
    mark[0].append(runs.made(space, "vertAlign", val="superscript"))
    link = runs.made(space, "hyperlink", anchor=f"note-{number}")
    link.append(mark)
    if any(local(a) == "hyperlink" for a in run.iterancestors()):
        link = mark
    run.addprevious(link)


def _put(body: Any, note: Any, number: int) -> set[Any]:
    """The paragraphs of a note at the end of the body, the first with its mark."""
    for element in [e for e in note.iter() if local(e) in ("footnoteRef", "endnoteRef")]:
        drop(element)
    for link in [e for e in note.iter() if local(e) == "hyperlink"]:
        unwrap(link)  # its address is of another part
    blocks = [e for e in note if local(e) in _BLOCKS]
    last = body[-1] if len(body) and local(body[-1]) == "sectPr" else None
    for block in blocks:
        body.append(block) if last is None else last.addprevious(block)
    paragraphs = [p for block in blocks for p in block.iter() if local(p) == "p"]
    if paragraphs and number:
        first, space = paragraphs[0], runs.space_of(body)
        place = 1 if len(first) and local(first[0]) == "pPr" else 0
        first.insert(place, runs.made(space, "bookmarkStart", name=f"note-{number}"))
        first.insert(place + 1, runs.run(space, f"〔{number}〕"))
    return set(paragraphs)
