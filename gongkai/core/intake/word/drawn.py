"""What is drawn in a Word file: boxes and shapes give their paragraphs, the rest is counted and left out. Pure."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from gongkai.core.intake import marks
from gongkai.core.intake.package import attribute, drop, local
from gongkai.core.intake.word import runs

_DRAWINGS = ("drawing", "pict", "object")
_BLOCKS = ("p", "tbl", "sdt")
# what a drawing holds → what is said of it
_KINDS = {
    "pic": "picture",
    "imagedata": "picture",
    "chart": "chart",
    "relIds": "diagram",
    "contentPart": "ink",
    "videoFile": "media",
    "audioFile": "media",
    "webVideoPr": "media",
    "OLEObject": "object",
    "objectEmbed": "object",
    "control": "control",
}


def settle(tree: Any) -> Counter[str]:
    """Words of boxes and shapes stand as paragraphs behind the paragraph that holds them; in front of the first one that
    says anything, for there they are the letterhead. Returns how many of what were left out."""
    left: Counter[str] = Counter()
    early = _early(tree)
    last: dict[Any, Any] = {}  # paragraph → what was put behind it last
    ends: dict[Any, set[Any]] = {}  # the other way round: a box within a box ends behind both
    for drawing in [e for e in tree.iter() if local(e) in _DRAWINGS]:
        holder = next((a for a in drawing.iterancestors() if local(a) == "p"), None)
        for block in list(_blocks(drawing)) if holder is not None else ():
            if holder in early:
                holder.addprevious(block)
            else:
                before = last.get(holder, holder)
                before.addnext(block)
                ends[block] = {*ends.pop(before, ()), holder}
                last |= dict.fromkeys(ends[block], block)
        found = _left(drawing)
        if found["formula"]:
            text = runs.made(runs.space_of(drawing), "t")
            text.text = marks.FORMULA
            drawing.addprevious(text)
        left += found
        drop(drawing)
    return left


def _early(tree: Any) -> set[Any]:
    """The paragraphs up to the first that says anything outside of boxes."""
    found = set()
    for paragraph in (e for e in tree.iter() if local(e) == "p"):
        if any(local(a) in _DRAWINGS for a in paragraph.iterancestors()):
            continue
        found.add(paragraph)
        boxed = {t for e in paragraph.iter() if local(e) in _DRAWINGS for t in e.iter()}
        if any(local(e) == "t" and (e.text or "").strip() and e not in boxed for e in paragraph.iter()):
            break
    return found


def _blocks(drawing: Any) -> Iterator[Any]:
    """The paragraphs and tables of the boxes in a drawing, and its other words as paragraphs of their own; boxes within
    boxes stay in theirs."""
    space, inside = runs.space_of(drawing), set()
    for box in [e for e in drawing.iter() if local(e) == "txbxContent"]:
        if box in inside:
            continue
        inside |= set(box.iter())
        yield from [e for e in box if local(e) in _BLOCKS]
    for element in [e for e in drawing.iter() if e not in inside]:
        words = ""
        if local(element) == "textpath":
            words = element.get("string") or ""
        elif local(element) == "p":  # of DrawingML
            words = runs.words_of(element)
        if words.strip():
            yield runs.paragraph(space, words)


def _left(drawing: Any) -> Counter[str]:
    found = Counter(kind for e in drawing.iter() if (kind := _KINDS.get(local(e))))
    if programs := [attribute(e, "ProgID") or "" for e in drawing.iter() if local(e) == "OLEObject"]:
        equations = sum(program.startswith("Equation") for program in programs)
        found -= Counter(object=equations)
        found["formula"] += equations
        found -= Counter(picture=found["picture"])  # how the object looks
    return found
