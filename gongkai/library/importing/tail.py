"""The foot of a document: who signed it and when; who wrote a report. Pure."""

import re
from datetime import date

from gongkai.library.importing.dates import last_date, read_date
from gongkai.library.importing.issuer import SIGNER, parted
from gongkai.library.importing.model import Block

_PERSON = re.compile(
    r"^[一-鿿]{0,14}?(?:省长|市长|州长|盟长|县长|区长|旗长|主席|主任|部长|局长|总理|院长|署长|行长)[一-鿿]{2,4}$"
)
_CREDIT = re.compile(
    r"^(?:本报)?(?:通讯员|记者|编辑|责任编辑|责编|校对|审核|撰稿|供稿)"
    r"(?P<names>(?:\s*[:：]\s*|\s+).{2,40}|[一-鿿·]{2,4}(?:[\s、].{1,30})?)$"  # 编辑王某, not 校对工作由某科承担
)
_STAMP = re.compile(r"^[（(](?:代|盖|公|印)?章[)）]$")
_FOOT = 6
_JOINED = 8  # organs that sign together


def mark_signatures(blocks: list[Block]) -> None:
    """Set signatures to the right: a day under one organ or several, at the foot or in front of what is issued."""
    for position in range(len(blocks)):
        organs, _, lines = _signed_at(blocks, position)
        for block in lines if organs else ():
            block.tag = "signature"


def signature(blocks: list[Block]) -> tuple[list[str], date | None]:
    """(organs, day) signed; ([], None) without. A notice's own signature stands in front of what it forwards or issues,
    so the first counts; a day that nobody signed counts at the foot only. Marks the lines, to be set to the right."""
    found = [(position, *_signed_at(blocks, position)) for position in range(len(blocks))]
    signed = next((row for row in found if len(row[3]) > 1 or row[1]), None)
    foot = next((row for row in reversed(found[-8:]) if row[2]), None)
    if (own := signed or foot) is None:
        return _undated(blocks)
    for block in own[3]:
        block.tag = "signature"
    return own[1], own[2]


def _undated(blocks: list[Block]) -> tuple[list[str], None]:
    """The organs that signed without a day, or with one that is none: the last lines that are names and nothing else."""
    organs: list[str] = []
    for block in reversed(blocks[max(1, len(blocks) - _FOOT) :]):
        named = _organs(block) if block.tag == "p" else []
        if organs and not named:
            break
        organs = named + organs
        if named:
            block.tag = "signature"
    return organs, None


def byline(blocks: list[Block]) -> str:
    """The organ that stands alone under the title, as over a report read to an assembly; "" without."""
    for block in blocks[:3]:
        text = re.sub(r"^[—-]{1,3}.{4,60}?[会议]上(?=.)", "", _bare(block))  # ——2025年1月8日在……会议上
        if block.tag == "p" and len(text) <= 30 and SIGNER.match(text):
            return text
    return ""


def _signed_at(blocks: list[Block], position: int) -> tuple[list[str], date | None, list[Block]]:
    """(organs, day, lines) of a signature whose last line stands at ``position``; no day when none does."""
    block = blocks[position]
    text = _bare(block)
    if block.tag not in ("p", "signature") or len(text) > 60:
        return [], None, []
    if (both := last_date(text)) and SIGNER.match(both[0]):
        return [both[0]], both[1], [block]
    day = _day_of(block)
    if day is None:
        return [], None, []
    organs: list[str] = []
    lines = [block]
    for above in reversed(blocks[max(0, position - _JOINED) : position]):
        named = _organs(above) if above.tag in ("p", "signature") else []
        if not named and not _STAMP.match(_bare(above)) and (organs or not _PERSON.match(_bare(above))):
            break
        lines.append(above)
        organs = named + organs
    return organs, day, lines


def _organs(block: Block) -> list[str]:
    """The organs a line names: one, spaced out or not, or several side by side."""
    return [organ for organ in parted(block.text) if SIGNER.match(organ)]


def _day_of(block: Block) -> date | None:
    return read_date(block.text) if len(_bare(block)) <= 24 and ":" not in block.text else None


def _bare(block: Block) -> str:
    return re.sub(r"\s", "", block.text)


def credits(blocks: list[Block]) -> str:
    """The reporters named at the foot; their lines are set to the right."""
    author = ""
    for block in blocks[-5:]:
        if block.tag == "p" and len(block.text) <= 40 and (found := _CREDIT.match(block.text.strip("（）() "))):
            block.tag = "signature"
            if "编" not in block.text[:3]:
                author = author or found["names"].strip(" :：")
    return author
