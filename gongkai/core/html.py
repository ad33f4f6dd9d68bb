"""Cleaning of HTML that comes from outside: on save, on paste, on import. Safe to show afterwards."""

import re
from html import unescape
from typing import Any

import nh3

from gongkai.core.text import seen

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "strong", "b", "em", "i", "u", "s", "sub", "sup", "blockquote",
    "ul", "ol", "li", "a", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "colgroup", "col",
    "img", "figure", "figcaption", "pre", "code", "dl", "dt", "dd", "section", "div", "span",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"id", "lang"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type"},
    "li": {"value"},
    "col": {"span"},
}
CLASSES = {"p": {"center", "right", "noindent"}, "td": {"center", "right"}, "th": {"center", "right"}}

_SETTINGS: dict[str, Any] = {
    "clean_content_tags": {"script", "style", "iframe", "object", "embed", "template", "svg", "math", "noscript"},
    "attributes": ATTRIBUTES,
    "allowed_classes": CLASSES,
    "url_schemes": {"http", "https", "mailto", "tel"},
    "link_rel": "noopener noreferrer",
    "strip_comments": True,
}
_cleaner = nh3.Cleaner(tags=TAGS, **_SETTINGS)
_reader = nh3.Cleaner(tags=TAGS | {"h1"}, **_SETTINGS)


def clean(html: str) -> str:
    """``html`` with only the tags, attributes and addresses that a document needs; no scripts, handlers or styles,
    nor characters that cannot be seen (core.text)."""
    return seen(_cleaner.clean(html))


def clean_page(html: str) -> str:
    """As ``clean``, but a page's own title (h1) stays one: for reading pages, not for showing."""
    return seen(_reader.clean(html))


_BLOCK_END = re.compile(
    r"</(?:p|h[1-6]|li|tr|div|section|table|blockquote|dt|dd|figcaption|caption)>|<br ?/?>|<hr ?/?>"
)
_CELL_END = re.compile(r"</t[dh]>")
_TAG = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>')  # attributes in double quotes, in which a ">" may stand
_BLANKS = re.compile(r"(?<![ \t\xa0])[ \t\xa0]*\n\s*")  # from the first blank, else each begins a search


def plain_text(html: str) -> str:
    """The words of cleaned ``html``: one line a block, cells separated by spaces, entities resolved."""
    text = _TAG.sub("", _CELL_END.sub(" ", _BLOCK_END.sub("\n", html)))
    return _BLANKS.sub("\n", unescape(text)).strip()


_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"""\ssrc\s*=\s*["']?\s*(?:https?://|/)[^\s"'>]""", re.IGNORECASE)


def empty_pictures(html: str) -> int:
    """How many pictures of cleaned ``html`` have no source a browser could ask for: none at all, or one that meant a
    file of somebody's computer."""
    return sum(not _SOURCE.search(picture) for picture in _PICTURE.findall(html))


def without_empty_pictures(html: str) -> str:
    """Cleaned ``html`` with those pictures left out, and the paragraphs and figures that held nothing else."""
    html = _PICTURE.sub(lambda found: found[0] if _SOURCE.search(found[0]) else "", html)
    return _HOLLOW.sub("", html)


_HOLLOW = re.compile(r"<(p|figure)(?: [^>]*)?>\s*</\1>")
