"""Titles as keys: the forms in which a citation and the cited title meet. Pure: no Django."""

import re
import unicodedata

_COUNTRY = re.compile(r"^中华人民共和国")
_PUNCTUATION = re.compile(r"[\s《》〈〉<>“”\"'‘’·,，。、:：;；!！?？—\-－]+")
# 重庆市人民政府办公厅关于… is cited as 《关于…》, and 关于印发《办法》的通知 as 《办法》
_ISSUER = re.compile(
    r"^[一-鿿]{2,40}?(?:政府|办公厅|办公室|委员会|管委会|局|厅|部|委|院|会|署|行|中心|组|国务院)(?=关于)"
)
_FORWARD = re.compile(r"^关于(?:印发|发布|公布|颁布)(.{4,}?)的(?:通知|公告|通告|决定|命令|令)$")


def title_key(title: str) -> str:
    """``title`` without country prefix, punctuation, width and spacing differences; at most 200 characters."""
    folded = unicodedata.normalize("NFKC", title)
    return _COUNTRY.sub("", _PUNCTUATION.sub("", folded)).lower()[:200]


def cite_key(title: str) -> str:
    """The form in which citations of a document meet, however they name it: without the issuing body before 关于, and
    the thing itself where a notice only puts it into force."""
    key = _ISSUER.sub("", title_key(title))
    if found := _FORWARD.match(key):
        key = _COUNTRY.sub("", found[1])
    return key
