"""Looks of a Word file that say something, under names for the converter: outline, alignment, bullets, numbers, blanks to
fill in, what styles underline, strike or raise. Pure."""

import re
from typing import Any

from gongkai.core.intake.holding.wordstyles import Styles, child
from gongkai.core.intake.package import attribute, drop, local
from gongkai.core.intake.word import runs
from gongkai.core.intake.word.numbering import Numbering, Place

MAP = """
p.h1 => h1:fresh
p.h2 => h2:fresh
p.h3 => h3:fresh
p.h4 => h4:fresh
p.center => p.center:fresh
p.right => p.right:fresh
p.notes => section > p:fresh
p.bullet1 => ul > li:fresh
p.bullet2 => ul > li > ul > li:fresh
p.bullet3 => ul > li > ul > li > ul > li:fresh
p.bullet4 => ul > li > ul > li > ul > li > ul > li:fresh
u => u
r[style-name='Strong'] => strong
"""
_DEEPEST_HEADING, _DEEPEST_BULLET, _LONGEST_HEADING = 4, 4, 60
_TITLES = {"title", "标题", "公文标题", "文件标题", "文章标题"}
_HEADING = re.compile(r"(?:heading|标题) ?([1-9])|([一二三四五六七八九])级标题")
_SENTENCE = re.compile(r"[。；;，,！!？?]$")
_ALIGNED = {"center": "center", "right": "right", "end": "right"}
_RAISED = ("u", "strike", "dstrike", "vertAlign", "em")  # what a style of signs may bring along
_LINKS = {"hyperlink", "followedhyperlink", "超链接", "已访问的超链接", "internet link", "internetlink"}
_WIDTHS = {"\t": 4, "\u3000": 2, "\u2003": 2}  # in half-width blanks


def apply(document: Any, styles: Styles, numbering: Numbering, noted: set[Any]) -> None:
    """Every paragraph bears a name of ``MAP`` or none. ``noted``: the paragraphs of notes."""
    outline = _Outline(styles)
    bullets: list[Place] = []  # the open lists of bullets, outermost first
    for paragraph in [e for e in document.iter() if local(e) == "p"]:
        properties = runs.properties_of(paragraph)
        place = numbering.of(properties)
        number = numbering.next(*place)
        if number:
            properties.addnext(runs.run(runs.space_of(paragraph), number))
        bullets = _opened(bullets, place) if numbering.is_bullet(place) else []
        name = f"bullet{len(bullets)}" if bullets else outline.name(paragraph, properties)
        _name(properties, "notes" if paragraph in noted else name)
        for run in [e for e in paragraph.iter() if local(e) == "r"]:
            _bring_along(run, styles)
        _show_blanks(paragraph)


def _opened(bullets: list[Place], place: Place) -> list[Place]:
    above = [other for other in bullets if other[1] < place[1]]
    return ([*above, place])[-_DEEPEST_BULLET:]


def _name(properties: Any, name: str) -> None:
    for element in [e for e in properties if local(e) in ("pStyle", "numPr")]:
        drop(element)
    if name:
        properties.insert(0, runs.made(runs.space_of(properties), "pStyle", val=name))


class _Outline:
    """Headings and alignment of paragraphs, by their own properties and their styles."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self._known: dict[str | None, tuple[int, str]] = {}

    def name(self, paragraph: Any, properties: Any) -> str:
        style = runs.value_of(properties, "pStyle") or self.styles.usual.get("paragraph")
        if style not in self._known:
            self._known[style] = self._depth(style), self._alignment(style)
        depth, alignment = self._known[style]
        own = runs.value_of(properties, "outlineLvl")
        depth = int(own) + 1 if own and own.isdecimal() else depth
        if 0 <= depth <= 9 and not any(local(a) == "tc" for a in paragraph.iterancestors()):
            words = runs.words_of(paragraph).strip()
            if depth == 0 or (len(words) <= _LONGEST_HEADING and not _SENTENCE.search(words)):
                return f"h{min(max(depth, 1), _DEEPEST_HEADING)}"
        jc = runs.value_of(properties, "jc")
        return _ALIGNED.get(jc, "") if jc else alignment

    def _depth(self, style: str | None) -> int:
        """1 to 9 of a heading, 0 of a title, -1 of body text."""
        for one in self.styles.chain(style):
            level = runs.value_of(child(one, "pPr"), "outlineLvl")
            if level and level.isdecimal():
                return int(level) + 1 if int(level) < 9 else -1
            name = (runs.value_of(one, "name") or "").strip().lower()
            if name in _TITLES:
                return 0
            if found := _HEADING.fullmatch(name):
                return int(found[1] or "零一二三四五六七八九".index(found[2]))
        return -1

    def _alignment(self, style: str | None) -> str:
        found = (runs.value_of(child(one, "pPr"), "jc") for one in self.styles.chain(style))
        return _ALIGNED.get(next((jc for jc in found if jc), ""), "")


def _bring_along(run: Any, styles: Styles) -> None:
    """Underlines, strokes and raised signs that the style of a run brings, as its own; marks of emphasis as emphasis."""
    properties = next((e for e in run if local(e) == "rPr"), None)
    if properties is None:
        return
    for style in styles.chain(runs.value_of(properties, "rStyle")):
        if (runs.value_of(style, "name") or "").lower() in _LINKS:
            break
        for element in child(style, "rPr") if child(style, "rPr") is not None else ():
            if local(element) in _RAISED and runs.value_of(properties, local(element)) is None:
                properties.append(runs.made(runs.space_of(run), local(element), **_val(element)))
    space = runs.space_of(run)
    if runs.is_on(properties, "dstrike") and runs.value_of(properties, "strike") is None:
        properties.append(runs.made(space, "strike"))
    if runs.is_on(properties, "em") and runs.value_of(properties, "i") is None:
        properties.append(runs.made(space, "i"))


def _val(element: Any) -> dict[str, str]:
    value = attribute(element, "val")
    return {} if value is None else {"val": value}


def _show_blanks(paragraph: Any) -> None:
    """An underlined row of blanks is a line to write on: it becomes ______."""
    row: list[Any] = []
    for run in [*(e for e in paragraph.iter() if local(e) == "r"), None]:
        if run is not None and runs.is_on(next((e for e in run if local(e) == "rPr"), None), "u"):
            row.append(run)
            continue
        _underscore(row)
        row = []


def _underscore(row: list[Any]) -> None:
    texts = [e for run in row for e in run if local(e) in ("t", "tab")]
    said = "".join(e.text or "" if local(e) == "t" else "\t" for e in texts)
    if said.strip() or sum(_WIDTHS.get(sign, 1) for sign in said) < 2:
        return
    for element in texts:
        blanks = element.text or "" if local(element) == "t" else "\t"
        text = runs.made(runs.space_of(element), "t")
        text.text = "_" * sum(_WIDTHS.get(sign, 1) for sign in blanks)
        runs.replace(element, text)
    for run in row:
        for line in [e for e in run[0] if local(e) == "u"]:
            drop(line)
