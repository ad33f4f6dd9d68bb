"""A paragraph of a docx as data: what its own properties, its style and the styles below that say of its layout."""

from collections.abc import Iterable, Iterator
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from gongkai.casework.letters import template

ALIGNS = {ALIGN.CENTER: "center", ALIGN.RIGHT: "right", ALIGN.LEFT: "left"}


def line_of(paragraph: Paragraph) -> dict[str, Any]:
    """One paragraph: alignment, indents in points, runs of text with font, size, weight and colour."""
    return {
        "align": ALIGNS.get(_layout(paragraph, "alignment"), "justify"),
        "first": _points(_layout(paragraph, "first_line_indent")),
        "left": _points(_layout(paragraph, "left_indent")),
        "right": _points(_layout(paragraph, "right_indent")),
        "keep": bool(_layout(paragraph, "keep_with_next")),
        "begins": bool(_layout(paragraph, "page_break_before")),
        "runs": [_run(run, paragraph) for run in paragraph.runs if run.text],
    }


def _run(run: Any, paragraph: Paragraph) -> dict[str, Any]:
    owners = [run, *([run.style] if run.style else []), *_styles(paragraph)]
    size = next((o.font.size for o in owners if o.font.size), template.SIZE)
    color = next((o.font.color.rgb for o in owners if o.font.color is not None and o.font.color.rgb), None)
    return {
        "text": run.text,
        "font": next((name for owner in owners if (name := _east_asian(owner))), template.BODY),
        "size": size.pt,
        "bold": bool(next((o.font.bold for o in owners if o.font.bold is not None), False)),
        "color": f"#{color}" if color else "#000000",
    }


def _styles(paragraph: Paragraph) -> Iterator[Any]:
    style = paragraph.style
    while style is not None:
        yield style
        style = style.base_style


def _layout(paragraph: Paragraph, name: str) -> Any:
    owners: Iterable[Any] = (paragraph, *_styles(paragraph))
    return next((value for owner in owners if (value := getattr(owner.paragraph_format, name)) is not None), None)


def _points(length: Any) -> float:
    return length.pt if length is not None else 0.0


def _east_asian(owner: Any) -> str | None:
    properties = owner._element.rPr
    fonts = properties.rFonts if properties is not None else None
    return fonts.get(qn("w:eastAsia")) if fonts is not None else None
