"""Titles as keys: the form in which a citation and the cited title meet. Pure: no Django."""

import re
import unicodedata

_COUNTRY = re.compile(r"^中华人民共和国")
_PUNCTUATION = re.compile(r"[\s《》〈〉<>“”\"'‘’·,，。、:：;；!！?？—\-－]+")


def title_key(title: str) -> str:
    """``title`` without country prefix, punctuation, width and spacing differences; at most 200 characters."""
    folded = unicodedata.normalize("NFKC", title)
    return _COUNTRY.sub("", _PUNCTUATION.sub("", folded)).lower()[:200]
