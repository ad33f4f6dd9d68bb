"""Titles whose lines end between words; titles in a sentence."""

import re
from html import unescape
from itertools import pairwise

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from gongkai.core.text import named
from gongkai.search.breaks import breaks

register = template.Library()
register.filter("named", named, is_safe=False)

SHORT = 10  # characters that fit a line of the narrowest page in the largest text
_PIECE = re.compile(r"(<[^>]*>)|&#?\w+;|.", re.DOTALL)
_PARTS_INSIDE = re.compile(r"[〕］】）》”’」』、，。；：！？,;:!?)\]·—-].")


@register.filter
def whole_words(title: str) -> SafeString:
    """A title (text, or safe HTML with <mark>) with <wbr> where its lines may end; the stylesheet forbids the other
    places. What is copied, searched and read aloud stays as it was."""
    html = conditional_escape(title)
    pieces = list(_PIECE.finditer(html))
    text = "".join(unescape(piece[0]) for piece in pieces if not piece[1])
    if len(text) <= SHORT:
        return mark_safe(html)
    places = [0, *breaks(text), len(text)]
    if not any(piece[1] for piece in pieces):
        return mark_safe("<wbr>".join(_whole(text[a:b]) for a, b in pairwise(places)))
    out, at = [], 0
    for piece in pieces:
        if not piece[1]:
            if at and at in places:
                out.append("<wbr>")
            at += len(unescape(piece[0]))
        out.append(piece[0])
    return mark_safe("".join(out))


def _whole(piece: str) -> str:
    """A piece of a title; inside one with a mark in it (〔2025〕8号) a browser would break, unless told."""
    if len(piece) <= SHORT + 2 and _PARTS_INSIDE.search(piece):
        return f'<span class="whole">{escape(piece)}</span>'
    return escape(piece)
