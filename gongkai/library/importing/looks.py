"""Looks of a web page that say something, as tags and classes that a cleaned text keeps; what cannot be kept is counted.
Works on the tree in front of the cleaning, which drops styles and what does not belong into a text. Pure."""

import re
from collections import Counter

from gongkai.core.intake import marks
from gongkai.core.numerals import chinese_number

_RENAMED = {"strike": "s", "del": "s", "ins": "u", "h5": "h4", "h6": "h4"} | dict.fromkeys(
    ("center", "article", "main", "address", "fieldset", "legend", "details", "summary", "header", "footer", "hgroup"),
    "div",
)
_MATHS = {"katex", "mathjax", "mathjax_display", "math-tex", "mjx-chtml"}
_MEDIA = {"video": "media", "audio": "media", "embed": "media", "object": "media", "iframe": "frame", "canvas": "chart"}
_ALIGNED = {"center": "center", "right": "right", "end": "right", "-webkit-center": "center", "-webkit-right": "right"}
_BLOCKS = ("p", "div", "table", "ul", "ol", "section", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
_CHINESE = re.compile(r"cjk-ideographic|(?:trad|simp)-chinese-|cjk-decimal")
_BLANK = re.compile("[ \t\xa0\u2002\u2003\u3000]+")


def settle(root) -> Counter[str]:
    """Change the tree below ``root``; what was left out (kind → how many)."""
    left: Counter[str] = Counter()
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or (element is not root and element.getparent() is None):
            continue
        if kind := _left_out(element):
            left[kind] += 1
            _replace(element, marks.FORMULA if kind == "formula" else "")
        elif element.tag in ("rt", "rp") or (element.tag in _MEDIA and element is not root):
            _replace(element, "")
        elif element.tag == "input" and element.get("type") in ("checkbox", "radio"):
            _replace(element, marks.TICKED if element.get("checked") is not None else marks.FREE)
        else:
            _settle(element)
    return left


def _left_out(element) -> str:
    """What is lost with an element that no text can hold; "" for others, and for frames of no size."""
    names = {name.lower() for name in (element.get("class") or "").split()}
    if element.tag in ("math", "mjx-container") or names & _MATHS:
        return "formula"
    if "0" in (element.get("width"), element.get("height")) or "display:none" in _style(element):
        return ""
    return _MEDIA.get(element.tag, "")


def _replace(element, text: str) -> None:
    for child in list(element.iterdescendants()):
        child.getparent().remove(child) if child.getparent() is not None else None
    element.text = text
    element.drop_tag()


def _settle(element) -> None:
    style, was = _style(element), element.tag
    if was in _RENAMED:
        element.tag = _RENAMED[was]
    aligned = re.search(r"text-align:([a-z-]+)", style)
    align = "center" if was == "center" else aligned[1] if aligned else (element.get("align") or "").lower()
    if (side := _ALIGNED.get(align)) and was != "table":
        _align(element, side)
    if was in ("span", "font"):
        _decorate(element, style)
    if was == "ol":
        _write_numbers(element, style)
    if element.tag == "u":
        _show_blanks(element)


def _style(element) -> str:
    return re.sub(r"\s", "", element.get("style") or "").lower()


def _align(element, side: str) -> None:
    """The class of a paragraph or cell; of what holds paragraphs, theirs where they say nothing else."""
    if element.tag in ("p", "td", "th"):
        element.set("class", side)
    elif element.tag == "div" and not any(child.tag in _BLOCKS for child in element.iterdescendants()):
        element.tag = "p"
        element.set("class", side)
    elif element.tag in ("div", "section"):
        for child in element.iterdescendants("p", "div"):
            if not child.get("align") and "text-align" not in _style(child):
                child.set("align", side)


def _decorate(element, style: str) -> None:
    line = re.search(r"text-decoration(?:-line)?:([a-z-]*)", style)
    raised = re.search(r"vertical-align:(super|sub)", style)
    if raised:
        element.tag = {"super": "sup", "sub": "sub"}[raised[1]]
    elif line and "underline" in line[1]:
        element.tag = "u"
    elif line and "line-through" in line[1]:
        element.tag = "s"
    elif "text-emphasis" in style and "none" not in style.partition("text-emphasis")[2][:12]:
        element.tag = "em"


def _write_numbers(element, style: str) -> None:
    """The items of a list in Chinese numbers, or without any, as paragraphs: a list would count them 1, 2, 3."""
    found = re.search(r"list-style(?:-type)?:([^;]*)", style)
    kind = found[1] if found else ""
    if not (_CHINESE.search(kind) or "none" in kind):
        return
    number = int(element.get("start") or 1) if (element.get("start") or "1").isdecimal() else 1
    for item in element.iterchildren("li"):
        if _CHINESE.search(kind):
            item.text = f"{chinese_number(number)}、{item.text or ''}"
            number += 1
        item.tag = "div" if any(child.tag in _BLOCKS for child in item.iterdescendants()) else "p"
    element.tag = "div"


def _show_blanks(element) -> None:
    """An underlined row of blanks is a line to write on: it becomes ______."""
    said = element.text_content()
    width = sum(2 if sign in "\u2003\u3000" else 1 for sign in said)
    if width >= 2 and not _BLANK.sub("", said):
        for child in list(element):
            element.remove(child)
        element.text, element.tag = "_" * width, "u"
