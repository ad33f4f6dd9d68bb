"""The head of a document: metadata tables and lines, bylines, title, document number. Pure."""

import re

from gongkai.library.importing.dates import read_date
from gongkai.library.importing.labels import labelled, pairs, table_facts
from gongkai.library.importing.model import Document

_HEAD = 14  # blocks in which metadata may stand
_ORGAN_END = re.compile(r"(?:人民政府|办公室|办公厅|委员会|管委会|局|厅|部|院)$")


def take_facts(document: Document) -> dict[str, str]:
    """Take metadata tables, label lines and bylines off the head of the blocks; what the document's own block or meta
    tags already said stays. Returns field → origin for what was found."""
    origins: dict[str, str] = {}
    position = 0
    blocks = document.blocks
    while position < min(len(blocks), _HEAD):
        block = blocks[position]
        if block.tag == "table":
            facts, origin = table_facts(block.rows or []) or {}, "元数据表"
        elif len(block.text) > 160 or block.tag == "raw":
            facts, origin = {}, ""
        else:
            pair = labelled(block.text)
            facts = {} if _is_signed_date(document, position) else pairs(block.text)
            origin = "来源行"
            if not facts and pair is not None and pair[0] not in ("body", "title", "attachments") and _is_value(pair):
                facts, origin = ({pair[0]: pair[1]} if pair[0] else {"": pair[1]}), "项目行"
        if not facts:
            if len(block.text) > 160:
                break
            position += 1
            continue
        del blocks[position]
        for field, value in facts.items():
            if field and value:
                document.facts.setdefault(field, value)
                origins.setdefault(field, origin)
    return origins


def _is_signed_date(document: Document, position: int) -> bool:
    """A line that is nothing but a date stays in the text when it stands under a signature, as in the notice in front of
    what it issues, or when the day of release is stated elsewhere."""
    text = document.blocks[position].text.strip()
    if "年" not in text or read_date(text) is None:
        return False
    above = document.blocks[position - 1].text.strip() if position else ""
    return "released_at" in document.facts or (len(above) <= 30 and bool(_ORGAN_END.search(above)))


def _is_value(pair: tuple[str, str]) -> bool:
    # 依据：… and 转发：… open sentences too
    return len(pair[1]) <= 60 and not pair[1].endswith("。")
