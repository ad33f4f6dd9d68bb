"""Pages of a PDF as read to a document: lines joined to paragraphs, tables kept, what was left out told. Pure."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from gongkai.core.intake import radicals
from gongkai.library.importing import issuer, lines
from gongkai.library.importing.lines import Row
from gongkai.library.importing.model import Block, Document

_NUMBER = re.compile(r"[-—－–·\s]*(\d{1,4})[-—－–·\s]*")
_COUNTED = re.compile(r"第\s*\d{1,4}\s*页(?:\s*[，,/／]?\s*共\s*\d{1,4}\s*页)?")
_TABLE = "\x00{}"  # stands for a table among lines: no line says it
_LISTED = 20  # page numbers in one sentence
_TOLD = {
    "scanned": "只有图片，上面的文字没有进入正文，见附件原文；要能检索，请先做文字识别。",
    "pictured": "上的图片没有进入正文，见附件原文。",
    "ruled": "上的表格没有能够按表格读出，文字按行排列，请与附件原文核对。",
}
Rows = list[list[dict[str, Any]]]


def words_of(text: str) -> str:
    """Words as a PDF gives them, with plain line ends and characters."""
    return radicals.plain(text.replace("\r\n", "\n").replace("\ufffe", ""))


def pages(texts: list[str]) -> dict[str, Any]:
    """What ``document`` takes, of pages that are nothing but text."""
    return {"pages": [[text] for text in texts], "count": len(texts), **{kind: [] for kind in _TOLD}}


def says_something(read: dict[str, Any]) -> bool:
    return any(not isinstance(part, str) or part.strip() for parts in read["pages"] for part in parts)


def document(name: str, read: dict[str, Any]) -> Document:
    """The document in what ``extract.py pdf-parts`` read."""
    rows: list[Row] = []
    tables: list[Rows] = []
    full = lines.full(
        line for parts in read["pages"] for part in parts if isinstance(part, str) for line in _split(part)
    )
    for number, parts in enumerate(read["pages"], 1):
        texts = {place: said for place, part in enumerate(parts) if (said := _rows(part, full)) is not None}
        for place, end in ((min(texts, default=0), 0), (max(texts, default=0), -1)):
            if place in texts and _ends_in_number(texts[place], end, number, read["count"]):
                del texts[place][end]
        for place, part in enumerate(parts):
            if place in texts:
                rows += texts[place]
            elif "notes" in part:
                rows += [Row(words_of(note).strip(), aside=True) for note in part["notes"]]
            else:
                _add_table(tables, rows, part)
    blocks = [_block(tables[int(row[1:])]) if row.startswith("\x00") else Block("p", row) for row in lines.join(rows)]
    return Document(name, blocks, notices=_notices(read))


def _split(text: str) -> list[str]:
    return [row.strip(" \u3000") for row in words_of(text).split("\n")]


def _rows(part: Any, full: int) -> list[Row] | None:
    """The lines of a part of a page, those whose places are not known by the length of a ``full`` one; None of a part that
    is no text."""
    if isinstance(part, str):
        return lines.measured(_split(part), full)
    if "lines" in part:
        return [Row(words_of(text).strip(" \u3000"), goes_on, begins) for text, goes_on, begins in part["lines"]]
    if "table" in part and all(issuer.SIGNER.match(cell) for row in part["table"] for cell in row if cell):
        return [Row("　".join(filter(None, row)), begins=True) for row in part["table"]]  # organs that sign together
    return None


def _ends_in_number(rows: list[Row], end: int, page: int, count: int) -> bool:
    """Whether the first (0) or last (-1) line is the number of its page; a bare number elsewhere, or of no page, is text.
    Empty lines at that end go."""
    while rows and not rows[end].text:
        del rows[end]
    line = rows[end].text if rows else ""
    found = _NUMBER.fullmatch(line)
    if not found:
        return bool(_COUNTED.fullmatch(line))
    return not line.isdecimal() or (0 < int(line) <= count and abs(int(line) - page) <= count // 2 + 1)


def _add_table(tables: list[Rows], rows: list[Row], part: Any) -> None:
    """A table that goes on at the top of the next page is one; its head is not repeated."""
    plain = part.get("table", []) if isinstance(part, dict) else []
    table = part if not plain else [[{"text": cell, "colspan": 1, "rowspan": 1} for cell in row] for row in plain]
    last = next((row.text for row in reversed(rows) if row.text and not row.aside), "")
    if last.startswith("\x00") and _width(tables[-1]) == _width(table):
        tables[-1] += table[1:] if table[0] == tables[-1][0] else table
        return
    rows.append(Row(_TABLE.format(len(tables)), begins=True))
    tables.append(table)


def _width(table: Rows) -> int:
    return sum(cell["colspan"] for cell in table[0])


def _block(table: Rows) -> Block:
    """A table; what its cells say in several lines is one."""
    said = [
        [{**cell, "text": "".join(map(str.strip, words_of(cell["text"]).split("\n")))} for cell in row] for row in table
    ]
    rows = [[cell["text"] for cell in row] for row in said]
    text = "\n".join(" ".join(row) for row in rows)
    if all(cell["colspan"] == cell["rowspan"] == 1 for row in said for cell in row):
        return Block("table", text, rows=rows)
    html = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in said)
    return Block("table", text, f"<table><tbody>{html}</tbody></table>", rows)


def _cell(cell: dict[str, Any]) -> str:
    spans = "".join(f' {name}="{cell[name]}"' for name in ("colspan", "rowspan") if cell[name] > 1)
    return f"<td{spans}>{escape(cell['text'], quote=False)}</td>"


def _notices(read: dict[str, Any]) -> list[str]:
    told = [f"第 {_listed(read[kind])} 页{sentence}" for kind, sentence in _TOLD.items() if read[kind]]
    if said := read.get("furniture"):
        told.append(f"每页重复的页眉页脚“{'”“'.join(said)[:200]}”没有进入正文。")
    if (count := len(read["pages"])) < read["count"]:
        told.append(f"文件有 {read['count']} 页，只读了前 {count} 页，其余的没有进入正文，见附件原文。")
    return told


def _listed(numbers: Sequence[int]) -> str:
    said = "、".join(map(str, numbers[:_LISTED]))
    return f"{said} 等 {len(numbers)}" if len(numbers) > _LISTED else said
