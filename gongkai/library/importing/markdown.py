"""Markdown to blocks. Pure."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gongkai.core.html import plain_text
from gongkai.library.importing import lines
from gongkai.library.importing.model import Block

# Chinese paragraphs are indented with blanks, so indentation makes no code block; HTML stays text.
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("code")


def to_blocks(text: str) -> list[Block]:
    """Headings, paragraphs, tables; lists and quotations as they are. A line of a paragraph that ends before the width
    of the page is a paragraph of its own, as Chinese writers mean it."""
    blocks: list[Block] = []
    tokens = _parser.parse(_COMMENT.sub("", text))
    at = 0
    while at < len(tokens):
        end = _end(tokens, at)
        blocks += _block(tokens[at:end])
        at = end
    return blocks


def _end(tokens: Sequence[Token], at: int) -> int:
    depth = 0
    for position in range(at, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position + 1
    return len(tokens)


def _block(tokens: Sequence[Token]) -> Iterator[Block]:
    first = tokens[0]
    if first.type == "heading_open":
        inline = _inline(tokens[1].children or [])
        yield Block(f"h{min(int(first.tag[1]), 4)}", plain_text(inline), _rich(inline))
    elif first.type == "paragraph_open":
        yield from _paragraphs(tokens[1].children or [])
    elif first.type == "table_open":
        rows = _rows(tokens)
        yield Block("table", "\n".join(" ".join(row) for row in rows), rows=rows)
    elif first.type != "hr":
        html = _parser.renderer.render(tokens, _parser.options, {})
        yield Block("raw", plain_text(html), html)


def _paragraphs(children: Sequence[Token]) -> Iterator[Block]:
    pieces: list[list[Token]] = [[]]
    for token in children:
        if token.type in ("softbreak", "hardbreak"):
            pieces.append([])
        else:
            pieces[-1].append(token)
    texts = [plain_text(_inline(piece)) for piece in pieces]
    if any("|" in text for text in texts):
        yield from lines.to_blocks("\n".join(texts))
        return
    html = [_inline(piece) for piece in pieces]
    if lines.is_wrapped(texts) or _is_wrapped_paragraph(texts):
        yield Block("p", "".join(texts), _rich("".join(html)))
    else:
        yield from (Block("p", text, _rich(inline)) for text, inline in zip(texts, html, strict=True) if text)


def _is_wrapped_paragraph(texts: Sequence[str]) -> bool:
    """Whether one paragraph was broken by an editor: every line but the last is long and alike."""
    body = [len(text) for text in texts[:-1]]
    return bool(body) and min(body) > 30 and max(body) - min(body) <= 8 and len(texts[-1]) <= max(body) + 4


def _rich(inline: str) -> str:
    """Inline HTML where it says more than its text."""
    return inline if "<" in inline else ""


def _rows(tokens: Sequence[Token]) -> list[list[str]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(plain_text(_inline(token.children or [])))
    return rows


def _inline(children: Sequence[Token]) -> str:
    return _parser.renderer.render([Token("inline", "", 0, children=list(children))], _parser.options, {})
