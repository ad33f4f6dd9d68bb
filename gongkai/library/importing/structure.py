"""Blocks to the HTML of a body: chapters, sections, articles with their anchors, numbered headings, tables. Pure."""

import re
from html import escape

from gongkai.core.docnumber import chinese_int
from gongkai.library.importing.model import Block

_N = "[一二三四五六七八九十百零〇]{1,9}"
_PART = re.compile(rf"^第{_N}编[\s　]*")
_CHAPTER = re.compile(rf"^第{_N}章[\s　]*")
_SECTION = re.compile(rf"^第{_N}节[\s　]*")
_ARTICLE = re.compile(rf"^第(?P<n>{_N})条(?:之(?P<sub>{_N}))?(?P<gap>[\s　]*)")
_FIRST = re.compile(rf"^{_N}[、．.][\s　]*")
_SECOND = re.compile(rf"^[（(]{_N}[）)][\s　]*")
_THIRD = re.compile(r"^\d{1,2}[.、．](?!\d)[\s　]*")
_ATTACHMENTS = re.compile(r"^附\s*件?\s*[:：]")
_COUNTED = re.compile(rf"^(?:(\d{{1,2}})[.、．](?!\d)|({_N})、|[（(]({_N}|\d{{1,2}})[）)])")
_SENTENCE = re.compile(r"[。；;！!？?：:，,]$")
_RUN_IN = re.compile(rf"^((?:[（(]{_N}[）)]|{_N}、)[^。；：:！？，]{{2,24}}。)(?=.)")
_LONGEST_HEADING = 50
_HEADING_TAGS = ("h1", "h2", "h3", "h4")

# Headings run into one paragraph, parted only by blanks (Chinese text has none of its own).
_MARK = re.compile(rf"(?<=\s)(?=(?:{_N}、|[（(]{_N}[）)]|\d{{1,2}}[.．、](?!\d))\S)")


def body(blocks: list[Block]) -> str:
    """The HTML of a body. Not cleaned: the caller cleans everything that is kept."""
    blocks = [piece for block in blocks for piece in _split(block)]
    in_articles = sum(1 for block in blocks if _ARTICLE.match(block.text)) >= 2
    has_parts = any(_PART.match(block.text) for block in blocks)
    if not any(
        block.tag in _HEADING_TAGS or _FIRST.match(block.text) or _CHAPTER.match(block.text) for block in blocks
    ):
        _lift_headings(blocks)
    _mark_attachments(blocks)
    seen: set[str] = set()
    return "\n".join(filter(None, (_render(block, in_articles, has_parts, seen) for block in blocks)))


def _mark_attachments(blocks: list[Block]) -> None:
    """The names of attachments under 附件：1.… are numbered, but no headings (GB/T 9704-2012 7.3.4). A name may run over
    several lines; what counts anew is the text of an attachment."""
    last: int | None = None  # number of the name above, 0 behind a bare 附件：, None outside of a list
    for position, block in enumerate(blocks):
        label = _ATTACHMENTS.match(block.text.strip()) if block.tag == "p" else None
        if label:
            name = block.text.strip()[label.end() :].strip()
            last = (_counted(name) or -1) if name else 0
        elif last is None or block.tag != "p":
            last = None
        elif _counted(block.text) == last + 1:
            last += 1
        elif not _runs_on(blocks, position, last + 1):
            last = None
        if last is not None:
            block.tag = "listed"


def _counted(text: str) -> int:
    """The number in front of a name; 0 without."""
    found = _COUNTED.match(text.strip())
    number = (found[1] or found[2] or found[3]) if found else ""
    return int(number) if number.isdecimal() else chinese_int(number) if number else 0


def _runs_on(blocks: list[Block], position: int, following: int) -> bool:
    """Whether a line belongs to the name above: the next number stands right below."""
    below = blocks[position + 1] if position + 1 < len(blocks) else None
    return following > 1 and below is not None and below.tag == "p" and _counted(below.text) == following


def _lift_headings(blocks: list[Block]) -> None:
    """In a text without any numbered heading, short lines that end without punctuation between long paragraphs are its
    headings (newspapers)."""
    for before, block, behind in zip(blocks, blocks[1:], blocks[2:], strict=False):
        long_around = all(b.tag == "p" and len(b.text) >= 60 for b in (before, behind))
        if long_around and block.tag == "p" and len(block.text) <= 24 and not _SENTENCE.search(block.text):
            block.tag = "h2"


def _render(block: Block, in_articles: bool, has_parts: bool, seen: set[str]) -> str:
    text = block.text.strip()
    inner = block.html or escape(text, quote=False)
    if block.tag == "dropped":
        return ""
    if block.tag == "table":
        return _table(block)
    if block.tag == "raw":
        return block.html
    if block.tag == "signature":
        return f'<p class="right">{inner}</p>'
    if block.tag == "history":
        return f'<p class="center">{inner}</p>'
    if heading := _heading(text, block.tag, in_articles, has_parts):
        return f"<{heading}>{escape(spaced(text), quote=False) if not block.html else inner}</{heading}>"
    if in_articles and (found := _ARTICLE.match(text)):
        return _article(block, found, seen)
    if not in_articles and not block.html and (found := _RUN_IN.match(text)):
        return f"<p><strong>{escape(found[1], quote=False)}</strong>{escape(text[found.end() :], quote=False)}</p>"
    return f'<p class="{block.align}">{inner}</p>' if block.align else f"<p>{inner}</p>"


def _heading(text: str, tag: str, in_articles: bool, has_parts: bool) -> str:
    """h2, h3 or h4 where ``text`` is a heading; "" where it is not."""
    if tag == "h1":
        return "h2"
    is_short = len(text) <= _LONGEST_HEADING and not _SENTENCE.search(text) and "。" not in text
    if is_short:
        if _PART.match(text):
            return "h2"
        if _CHAPTER.match(text):
            return "h3" if has_parts else "h2"
        if _SECTION.match(text):
            return "h4" if has_parts else "h3"
    if tag in _HEADING_TAGS:
        return tag
    if in_articles or not is_short or tag == "listed":
        return ""
    if _FIRST.match(text):
        return "h2"
    if _SECOND.match(text):
        return "h3"
    return "h4" if _THIRD.match(text) and len(text) <= 30 and not text.endswith(("元", "%")) else ""


def _article(block: Block, found: re.Match[str], seen: set[str]) -> str:
    """第三十三条 → <p id="art-33">; an article quoted later in the text gets no second anchor."""
    anchor = f"art-{chinese_int(found['n'])}" + (f"-{chinese_int(found['sub'])}" if found["sub"] else "")
    attribute = "" if anchor in seen else f' id="{anchor}"'
    seen.add(anchor)
    if block.html:
        return f"<p{attribute}>{block.html}</p>"
    number = block.text[: found.end()].strip()
    return f"<p{attribute}><strong>{number}</strong>　{escape(block.text[found.end() :].strip(), quote=False)}</p>"


def spaced(heading: str) -> str:
    """第一章 总 则 → 第一章　总则: a blank inside a two-character name only lays it out."""
    found = _PART.match(heading) or _CHAPTER.match(heading) or _SECTION.match(heading)
    if not found:
        return heading
    name = heading[found.end() :]
    if re.fullmatch(r"\S[\s　]+\S", name):
        name = re.sub(r"\s|　", "", name)
    return f"{found[0].strip()}　{name}" if name else found[0].strip()


def _split(block: Block) -> list[Block]:
    """A paragraph in which headings were run together, parted where a blank stands before a numbering, behind a heading
    or behind the end of a sentence. Nothing is added or left out."""
    if block.tag != "p" or block.html or len(block.text) < 400 or len(_MARK.findall(block.text)) < 3:
        return [block]
    pieces = list(re.split(r"\s+(?=\S)", block.text))
    merged: list[str] = []
    for piece in pieces:
        starts = bool(re.match(rf"(?:{_N}、|[（(]{_N}[）)]|\d{{1,2}}[.．、](?!\d))", piece))
        if merged and not starts and not _ends(merged[-1]):
            merged[-1] += " " + piece
        else:
            merged.append(piece)
    return [Block("p", piece) for piece in merged]


def _ends(piece: str) -> bool:
    """Whether a piece is complete: a sentence that ended, or a numbered heading."""
    numbered = _FIRST.match(piece) or _SECOND.match(piece) or _THIRD.match(piece)
    return piece.endswith(("。", "；", "：", ":", "！", "？", "”")) or (
        bool(numbered) and len(piece) <= _LONGEST_HEADING
    )


def _table(block: Block) -> str:
    if block.html:
        return block.html
    rows = block.rows or []
    head = "".join(f'<th scope="col">{escape(cell, quote=False)}</th>' for cell in rows[0])
    lines = ["<tr>" + "".join(f"<td>{escape(cell, quote=False)}</td>" for cell in row) + "</tr>" for row in rows[1:]]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
