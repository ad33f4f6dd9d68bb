"""The foot of a document: who signed it and when; who wrote a report. Pure."""

import re
from datetime import date

from gongkai.library.importing.dates import read_date
from gongkai.library.importing.model import Block

_SIGNER = re.compile(
    r"^[一-鿿]{2,30}(?:人民政府|政府|办公室|办公厅|委员会|管委会|局|厅|部|委|院|署|中心|领导小组|街道办事处|指挥部|大队|支队|公司|学校|医院)$"
)
_CREDIT = re.compile(
    r"^(?:本报)?(?:通讯员|记者|编辑|责任编辑|责编|校对|审核|撰稿|供稿)\s*[:：]?\s*(?P<names>(?!.*(?:由|负责|承担)).{2,40})$"
)
_ISSUES = re.compile(r"印发|转发|批转|公布|发布")


def mark_signatures(blocks: list[Block]) -> None:
    """Set signatures inside a document to the right, as those of a notice in front of what it issues: a day under one
    organ or several."""
    for position, block in enumerate(blocks):
        above = position - 1
        if block.tag != "p" or len(block.text) > 16 or read_date(re.sub(r"\s", "", block.text)) is None:
            continue
        while above >= 0 and blocks[above].tag == "p" and _SIGNER.match(re.sub(r"\s", "", blocks[above].text)):
            blocks[above].tag = block.tag = "signature"
            above -= 1


def signature(blocks: list[Block], title: str) -> tuple[str, date | None]:
    """(organ, day) signed at the foot, of a notice that issues or forwards another text in front of that; ("", None)
    without. Marks the lines so that they are set to the right."""
    at_the_foot = _at_the_foot(blocks)
    return (_issuing(blocks) or at_the_foot) if _ISSUES.search(title) else at_the_foot


def _issuing(blocks: list[Block]) -> tuple[str, date | None] | None:
    """The first signature that was marked."""
    signed = next((at for at, block in enumerate(blocks) if block.tag == "signature"), len(blocks))
    organ = re.sub(r"\s", "", blocks[signed].text) if signed < len(blocks) else ""
    days = (read_date(re.sub(r"\s", "", block.text)) for block in blocks[signed + 1 : signed + 5])
    return next(((organ, day) for day in days if day), None) if _SIGNER.match(organ) else None


def _at_the_foot(blocks: list[Block]) -> tuple[str, date | None]:
    for position in range(len(blocks) - 1, max(-1, len(blocks) - 9), -1):
        block = blocks[position]
        text = re.sub(r"\s", "", block.text)
        both = re.match(
            r"^(.{4,30}?)((?:19|20)\d\d年\d{1,2}月\d{1,2}日|[〇零○一二三四五六七八九]{4}年.{1,2}月.{1,3}日)$", text
        )
        if both and _SIGNER.match(both[1]):
            block.tag = "signature"
            return both[1], read_date(both[2])
        day = read_date(text) if len(text) <= 16 else None
        if day is None:
            continue
        block.tag = "signature"
        above = blocks[position - 1] if position else None
        if above is not None and _SIGNER.match(re.sub(r"\s", "", above.text)):
            above.tag = "signature"
            return re.sub(r"\s", "", above.text), day
        return "", day
    return "", None


def credits(blocks: list[Block]) -> str:
    """The reporters named at the foot; their lines are set to the right."""
    author = ""
    for block in blocks[-5:]:
        if block.tag == "p" and len(block.text) <= 40 and (found := _CREDIT.match(block.text.strip("（）() "))):
            block.tag = "signature"
            if "编" not in block.text[:3]:
                author = author or found["names"].strip()
    return author
