"""The head of a document: metadata tables and lines, bylines, title, document number. Pure."""

import re

from gongkai.core.text import line
from gongkai.library import rules
from gongkai.library.docnumber import normalise, parse
from gongkai.library.importing.dates import read_date
from gongkai.library.importing.labels import field_of, labelled, pairs, table_facts
from gongkai.library.importing.model import Block, Document
from gongkai.library.titles import title_key

_HEAD = 14  # blocks in which metadata may stand
_STACK = 50  # the same, one label or value a block
_LABEL = re.compile(r"^\W{0,3}([^:：\s]{2,12})\s*[:：]$")
_LETTERHEAD = re.compile(r"^[一-鿿\s]{3,40}文\s*件$")
_WRAPPED = re.compile(r"^(?P<number>[^《》]{5,40}号)?\s*《(?P<title>[^《》]{4,})》$")
_ENDS_TITLE = re.compile(r"的(?:通知|答复|函|复函|批复|报告|意见|决定|公告|通告|请示|通报|说明)$")
_TITLE_END = re.compile(
    rf"(?:{'|'.join(rules.GENRES)}|办法|细则|规定|条例|方案|预案|规划|计划|要点|规则|指南|目录|清单|制度|公示|年报|解读|法)(?:[（(〔][^）)〕]*[）)〕])?$"
)
_ORGAN_END = re.compile(r"(?:人民政府|办公室|办公厅|委员会|管委会|局|厅|部|院)$")
_GOES_ON = re.compile(r"(?:关于|有关|《|、|和|与|及|的|印发)")


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


def take_stacked(document: Document) -> dict[str, str]:
    """Take labels whose value stands under them (• 索引号: / 610728/2024-001005) off the head. Returns field → origin."""
    blocks, found = document.blocks[:_STACK], dict[int, tuple[str, str]]()
    for at, block in enumerate(blocks):
        if (label := _LABEL.match(block.text)) and (field := field_of(label[1])) is not None:
            below = blocks[at + 1].text if at + 1 < len(blocks) else ""
            repeats = below in [b.text for b in blocks[:at]]  # the title, behind an empty label
            found[at] = (field, "" if _LABEL.match(below) or repeats or len(below) > 80 else below)
    if len(found) < 3:
        return {}
    for at in sorted(found, reverse=True):
        field, value = found[at]
        if field and value:
            document.facts.setdefault(field, value)
        del document.blocks[at : at + (2 if value else 1)]
    return {field: "项目行" for field, value in found.values() if field and value}


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


def take_title(document: Document, statute_like: bool = False) -> str:
    """Take the title off the blocks: the stated one, else the first heading, else the first line that can be one.
    "" when the document has none."""
    blocks = document.blocks
    if len(blocks) > 2 and _LETTERHEAD.match(blocks[0].text):
        del blocks[0]
    title = line(document.facts.get("title", ""))
    if not title:
        title = _first_heading(blocks) or _first_line(blocks)
    title = tidy(title) if not document.facts.get("title") else re.sub(r"\s+", " ", title).strip()
    if wrapped := _WRAPPED.match(title):
        # 云政办发〔2024〕26号《……》 as a portal lists it
        if wrapped["number"] and parse(wrapped["number"]):
            document.facts.setdefault("number", wrapped["number"])
            del blocks[: int(bool(blocks) and title_key(blocks[0].text) == title_key(title))]
        title = wrapped["title"]
    key = title_key(title)
    while blocks and key:
        # the title may be repeated, or be broken into two or three lines
        for count in (1, 2, 3):
            if title_key("".join(b.text for b in blocks[:count])) == key:
                del blocks[:count]
                break
        else:
            break
    return title


def tidy(title: str) -> str:
    """A title on one line, without the blanks that only lay out: 中华人民共和国 行政处罚法."""
    title = re.sub(r"\s+", " ", line(title)).strip(" |\u3000")
    return re.sub(r"(?<=[一-鿿，。、）》”]) (?=[一-鿿（《“])", "", title)


def _first_heading(blocks: list[Block]) -> str:
    for block in blocks[:8]:
        if block.tag == "h1":
            return block.text
    return ""


def _first_line(blocks: list[Block]) -> str:
    for position, block in enumerate(blocks[:5]):
        if block.tag == "raw" or block.tag == "table" or parse(block.text):
            continue
        if not can_be_title(block.text):
            return ""
        parts = [block.text]
        while len(parts) < 3 and position + len(parts) < len(blocks) and not _WRAPPED.match(block.text):
            following = blocks[position + len(parts)].text
            if not (_unfinished(parts) or (_ENDS_TITLE.search(following) and not _TITLE_END.search("".join(parts)))):
                break
            if len(following) > 60 or not can_be_title(following, shortest=2) or parse(following):
                break
            parts.append(following)
        return "".join(parts)
    return ""


def _unfinished(parts: list[str]) -> bool:
    """Whether a line is only the first of a title's lines: 青禾县人民政府 / 关于…… / 的通知."""
    whole = "".join(parts)
    if re.search(r"关于(?:印发|转发|批转|公布|发布)", whole):
        return not re.search(rf"(?:{'|'.join(rules.GENRES)})(?:[（(〔][^）)〕]*[）)〕])?$", whole)
    if _TITLE_END.search(whole):
        return False
    return bool(_ORGAN_END.search(whole)) or "关于" in whole or bool(_GOES_ON.search(parts[-1][-2:]))


def can_be_title(line: str, shortest: int = 4) -> bool:
    """A line that can be a title: not too long, no sentence, no numbering, no salutation."""
    line = line.strip(" |")
    if not shortest <= len(line) <= 120 or line.endswith(("。", "：", ":", "；", ";", "，", ",")):
        return False
    if "。" in line or re.match(r"^(?:第[一二三四五六七八九十百]+[章节条]|[一二三四五六七八九十]+、|[(（])", line):
        return False
    return line.count("，") + line.count(",") + line.count("；") <= 3


def take_number(document: Document, known: str) -> str:
    """Take a line that is nothing but a 文号 off the head; of a ``known`` one every line that says it again."""
    number = ""
    for block in document.blocks[:4]:
        said = block.text.strip("（）() ")
        if block.tag != "p" or len(block.text) > 40 or not parse(said):
            continue
        if normalise(said) == normalise(number or known or said):
            document.blocks.remove(block)
            number = number or said
    return "" if known else number
