"""The foot of a document: who signed it and when; who wrote a report. Pure."""

import re
from datetime import date

from gongkai.library.importing.dates import last_date, read_date
from gongkai.library.importing.model import Block

_SIGNER = re.compile(
    r"^[一-鿿]{2,30}(?:人民政府|政府|办公室|办公厅|委员会|管委会|局|厅|部|委|院|署|中心|领导小组|街道办事处|指挥部|大队|支队|公司|学校|医院)$"
)
_CREDIT = re.compile(r"^(?:本报)?(?:通讯员|记者|编辑|责任编辑|责编|校对|审核|撰稿|供稿)\s*[:：]?\s*(?P<names>.{2,40})$")


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


def signature(blocks: list[Block]) -> tuple[str, date | None]:
    """(organ, day) signed at the foot; ("", None) without. Marks the lines so that they are set to the right."""
    for position in range(len(blocks) - 1, max(-1, len(blocks) - 9), -1):
        block = blocks[position]
        text = re.sub(r"\s", "", block.text)
        if (both := last_date(text)) and _SIGNER.match(both[0]):
            block.tag = "signature"
            return both
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
