"""Metadata around a document: tables, lines and bylines at its head and foot. Pure."""

import re

from gongkai.core.docnumber import parse
from gongkai.library.importing import classify, labels
from gongkai.library.importing.dates import read_date
from gongkai.library.importing.issuer import ORGAN_END
from gongkai.library.importing.labels import labelled, pairs, table_facts
from gongkai.library.importing.model import Block, Document

_DAYS = ("released_at", "formed_on", "effective_on", "expires_on", "repealed_on")
_HEAD = 14  # blocks in which metadata may stand
_FOOT = 6
_PRINTED = re.compile(
    r"^(?:抄\s*送|主\s*送|报\s*送|印发机关|印制)"
)  # the last lines of a paper say who printed it and when


def take_facts(document: Document) -> dict[str, str]:
    """Take metadata tables, label lines and bylines off the head of the blocks; what the document's own block or meta
    tags already said stays. Returns field → origin for what was found."""
    origins: dict[str, str] = {}
    position = 0
    blocks = document.blocks
    for field, value in take_stacked(blocks).items():
        document.facts.setdefault(field, value)
        origins.setdefault(field, "项目行")
    while position < min(len(blocks), _HEAD):
        block = blocks[position]
        if block.tag == "table":
            facts, origin = table_facts(block.rows or []) or {}, "元数据表"
        elif len(block.text) > 160 or block.tag == "raw" or _PRINTED.match(block.text):
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
        _state(document, facts, origins, origin)
    return _take_foot(document) | origins


def _take_foot(document: Document) -> dict[str, str]:
    """Take lines of metadata off the foot, where some pages put them: 索引号：…　发布机构：…"""
    origins: dict[str, str] = {}
    for block in document.blocks[-_FOOT:]:
        facts = {} if block.tag == "raw" or len(block.text) > 160 else pairs(block.text)
        if block.tag == "table" and len(block.rows or []) <= _HEAD:
            facts = table_facts(block.rows or []) or {}
        if labels.is_telling(facts) and not _PRINTED.match(block.text):
            document.blocks.remove(block)
            _state(document, facts, origins, "文末项目")
    return origins


def _state(document: Document, facts: dict[str, str], origins: dict[str, str], origin: str) -> None:
    """The facts of a table or line become the document's; names of attachments, which the text has to state, a line."""
    if names := facts.pop("attachments", ""):
        document.blocks.append(Block("p", f"附件：{names}"))
    for field, value in facts.items():
        if field and _is_kept(field, value):
            document.facts.setdefault(field, value)
            origins.setdefault(field, origin)


def take_stacked(blocks: list[Block]) -> dict[str, str]:
    """Take labels with their values under them (索引号： / 610728/2024-001005) off the blocks."""
    alone = [labels.alone(block.text) for block in blocks]
    start = next((at for at in range(len(alone)) if alone[at] is not None and any(alone[at + 1 : at + 4])), None)
    facts: dict[str, str] = {}
    while start is not None and start < len(blocks) and (field := labels.alone(blocks[start].text)) is not None:
        del blocks[start]
        if start == len(blocks) or labels.alone(blocks[start].text) is not None:
            continue  # no value
        is_inside = start + 1 < len(blocks) and labels.alone(blocks[start + 1].text) is not None
        value = blocks[start].text.strip()
        if not is_inside and not _fits(field, value):
            break  # the text begins
        facts.setdefault(field, value)
        del blocks[start]
    return {field: value for field, value in facts.items() if field and _is_kept(field, value)}


def beside(blocks: list[Block], *, behind: bool = False) -> dict[str, str]:
    """The facts that tables and lines around an article state on its page. ``behind`` it only those count that can be
    nothing else: lists of other articles have days too."""
    facts = take_stacked(blocks)
    for block in blocks:
        if block.tag == "table":
            found = table_facts(block.rows or []) or {}
        else:
            # a moment without a label may be a clock
            is_labelled = re.search(r"[一-鿿]\s*[:：]|[一-鿿]\s*[】\]]", block.text)
            found = pairs(block.text) if len(block.text) <= 200 and is_labelled else {}
        if behind and not labels.is_telling(found):
            continue
        for field, value in found.items():
            if field and _is_kept(field, value):
                facts.setdefault(field, value)
    return facts


def _fits(field: str, value: str) -> bool:
    """Whether a line behind the last label is its value, or the text already."""
    if field in _DAYS:
        return read_date(value) is not None
    if field == "number":
        return parse(value) is not None
    return (field == "organ" and bool(ORGAN_END.search(value))) or (field == "index_number" and value[-1:].isdecimal())


def _is_kept(field: str, value: str) -> bool:
    """Whether the words under a label of a page say what the field holds: 废止日期 长期有效 is no day, 信息类别 公告 is a word of
    the site's own."""
    if field in _DAYS:
        return read_date(value) is not None
    coded = {"kind": classify.kind_code, "item": classify.item_code}.get(field)
    return bool(coded(value) if coded else value)


def _is_signed_date(document: Document, position: int) -> bool:
    """A line that is nothing but a date stays in the text when it stands under a signature, as in the notice in front of
    what it issues, or when the day of release is stated elsewhere."""
    text = document.blocks[position].text.strip()
    if "年" not in text or read_date(text) is None:
        return False
    above = document.blocks[position - 1].text.strip() if position else ""
    return "released_at" in document.facts or (len(above) <= 30 and bool(ORGAN_END.search(above)))


def _is_value(pair: tuple[str, str]) -> bool:
    # 依据：… and 转发：… open sentences too
    return len(pair[1]) <= 60 and not pair[1].endswith("。")
