"""The heading of an order or announcement, which counts with 第n号: who issued it and its number. Pure."""

import re
import unicodedata

from gongkai.core.docnumber import parse
from gongkai.library.importing import issuer
from gongkai.library.importing.model import Document

_ISSUED = re.compile(r"^(?!.*(?:关于|的))(?P<organs>[一-鿿、]{0,60}?)(?P<word>令|公告|通告)$")
COUNTED = re.compile(
    r"^[（(]?(?:(?:19|20)\d\d年|[〔(\[](?:19|20)\d\d[〕)\]])?(?P<session>[〔(\[][一-鿿]{1,8}[〕)\]])?第[\d零〇一二三四五六七八九十百千]{1,7}号[）)]?$"
)
_LINES = 6  # of a heading: several organs one over the other, the word, the number


def take(document: Document) -> str:
    """Take 青禾县人民政府令, 第88号 off the top and keep number and organs as facts; the name of what was issued, "" when it
    is none. Several bodies may stand side by side or one over the other."""
    blocks = document.blocks
    organs: list[str] = []
    for position, block in enumerate(blocks[:_LINES]):
        text = unicodedata.normalize("NFKC", block.text).strip()
        number = parse(text)
        if number and number.ordinal and (issued := _ISSUED.match(number.mark)):
            organs += issuer.parted(re.split(rf"{issued['word']}(?=[^令公通]*$)", text)[0])
            return _taken(document, position + 1, organs, issued["word"], squeezed(text).removeprefix(number.mark))
        below = squeezed(blocks[position + 1].text) if position + 1 < len(blocks) else ""
        if (issued := _ISSUED.match(squeezed(text))) and COUNTED.match(below):
            organs += issuer.parted(text.rstrip(" 令公通告")) if issued["organs"] else []
            return _taken(document, position + 2, organs, issued["word"], below)
        if not issuer.SIGNER.match(squeezed(text)):
            return ""
        organs += issuer.parted(text)
    return ""


def _taken(document: Document, count: int, organs: list[str], word: str, counted: str) -> str:
    issued = f"{''.join(organs)}{word}"
    document.facts.setdefault("number", spelled(issued, counted))
    if organs:
        document.facts.setdefault("organ", "、".join(organs))
    del document.blocks[:count]
    return issued


def take_count(document: Document, title: str, organ: str) -> None:
    """Take a line 2024年第3号 under the title of an announcement of ``organ``."""
    found = re.search(r"(公告|通告|命令|令)$", title)
    if not found or not document.blocks or not COUNTED.match(below := squeezed(document.blocks[0].text)):
        return
    document.facts.setdefault("number", spelled(f"{organ}{found[1]}" if organ else "", below))
    del document.blocks[0]


def spelled(issued: str, counted: str) -> str:
    """云岭市人民政府令第88号; of a congress that counts anew each term, with the term."""
    number = parse(f"{issued}{counted}")
    return str(number) if number else f"{issued}{counted.strip('（）()')}"


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
