"""Words of an office file beside its text: of controls and form fields, second versions for old programs, descriptions of
pictures, notes nobody refers to. Pure."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from gongkai.core.intake.holding import Holding, sample
from gongkai.core.intake.holding.office import text_of
from gongkai.core.intake.package import attribute, drop, local

_SAYS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]|\d{6}|@")
# what programs write where older ones cannot show a chart or a slicer
_NOTICE = re.compile("此图表|此形状表示|This chart|This shape represents", re.IGNORECASE)
_HELP = {"helpText", "statusText"}
_NAMES = {"alias", "tag"}
_CHOICES = {"listItem": "displayText", "listEntry": "val"}
_DESCRIBED = {"docPr", "cNvPr", "shape", "rect", "group", "tblCaption", "tblDescription"}
Versions = tuple[Any, Any, str]


def _unseen(element: Any) -> str:
    """What a control or form field says where no page shows it."""
    name = local(element)
    if name not in _HELP | _NAMES:
        return ""
    text = (attribute(element, "val") or "").strip()
    return text if name in _HELP or _SAYS.search(text) else ""


def _versions(element: Any) -> Versions | None:
    """(what is shown, what old programs show, the words that only the latter has); None where they say the same."""
    choice = next((e for e in element if local(e) == "Choice"), None)
    fallback = next((e for e in element if local(e) == "Fallback"), None)
    if choice is None or fallback is None or _NOTICE.match(text_of(fallback).strip()):
        return None
    texts = [e.get("string") for e in fallback.iter() if local(e) == "textpath" and e.get("string")]
    shown, words = "".join(text_of(choice).split()), [text_of(fallback), *texts]
    only = [text for text in words if text.strip() and "".join(text.split()) not in shown]
    return (choice, fallback, " ".join(only)) if only else None


def listed(tree: Any, said: str, place: str) -> Iterator[Holding]:
    """Of one part; ``said``: what its file shows, without blanks."""
    if words := unshown(tree, said):
        yield Holding("text", True, len(words), f"{place}：控件和后备内容里的文字", sample(" ".join(words)))
    yield from told(tree, place)


def unshown(tree: Any, said: str) -> list[str]:
    """What controls and second versions say that is not among what is ``said`` (without blanks)."""
    found = []
    for element in tree.iter():
        if (text := _unseen(element)) and "".join(text.split()) not in said:
            found.append(text)
        elif local(element) == "AlternateContent" and (versions := _versions(element)):
            found.append(versions[2])
    return found


def forget(tree: Any) -> None:
    """Take that out; the boxes of a second version say what the first one does."""
    for element in [e for e in tree.iter() if _unseen(e)]:
        drop(element)
    for element in [e for e in tree.iter() if local(e) == "AlternateContent"]:
        if versions := _versions(element):
            _repeat(*versions[:2])


def _repeat(choice: Any, fallback: Any) -> None:
    boxes, copies = ([e for e in branch.iter() if local(e) == "txbxContent"] for branch in (choice, fallback))
    if len(boxes) != len(copies) or not boxes or text_of(fallback) != "".join(map(text_of, copies)):
        drop(fallback)
        return
    for box, copy in zip(boxes, copies, strict=True):
        copy[:] = [deepcopy(e) for e in box]


def told(tree: Any, place: str) -> Iterator[Holding]:
    """Choices, tooltips and descriptions of pictures."""
    hints, texts = [], []
    for element in tree.iter():
        name = local(element)
        if name in _CHOICES:
            hints.append(attribute(element, _CHOICES[name]) or "")
        elif name == "hyperlink":
            hints.append(attribute(element, "tooltip") or "")
        elif name in _DESCRIBED:
            keys = ("val",) if name.startswith("tbl") else ("descr", "title", "alt")
            texts += [element.get(key) or "" if key != "val" else attribute(element, key) or "" for key in keys]
    for code, words in (("hint", hints), ("alternative", texts)):
        if said := [text for text in dict.fromkeys(words) if text.strip()]:
            yield Holding(code, False, len(said), place, sample("、".join(said)))


def unused(notes: Any, used: set[str | None]) -> list[Any]:
    """Notes that nothing refers to and that say something."""
    rows = [e for e in notes if local(e) in ("footnote", "endnote") and not attribute(e, "type")]
    return [row for row in rows if attribute(row, "id") not in used and text_of(row).strip()]
