"""Orders and announcements, counted with 第n号 under the name of what they are: 云岭市人民政府令 / 第88号. Pure.

规章制定程序条例 art. 30, 31: an order that publishes a rule bears number, name, day of adoption and of effect.
"""

import re

from gongkai.library.importing.dates import read_date
from gongkai.library.importing.model import Block, Document

_HEAD = re.compile(
    r"^(?P<maker>[一-鿿]{2,30}?)(?P<what>令|公告|通告)(?P<number>[（(〔]?第[\d一二三四五六七八九十百〇零]{1,6}号[)）〕]?)?$"
)
_NUMBER = re.compile(r"^[（(〔]?(第[\d一二三四五六七八九十百〇零]{1,6}号)[)）〕]?$")
_PUBLISHES = re.compile(r"^《(?P<title>.{4,80}?)》.{0,160}(?:公布|发布|颁布)")


def take(document: Document) -> dict[str, str]:
    """Take the head of an order off the blocks. Its number, its maker and its day go to the facts, and the title of what
    it publishes, else its own with its number. Returns field → origin; empty for another document."""
    blocks = document.blocks
    found = _HEAD.match(_bare(blocks[0])) if len(blocks) >= 2 else None
    if found is None:
        return {}
    number, taken = found["number"], 1
    if number is None:
        below = _NUMBER.match(_bare(blocks[1]))
        if below is None:
            return {}
        number, taken = below[1], 2
    number = f"{found['maker']}{found['what']}{number.strip('（）()〔〕')}"
    published = next((hit for block in blocks[taken : taken + 3] if (hit := _PUBLISHES.match(block.text))), None)
    stated = {"number": number, "organ": found["maker"], "title": published["title"] if published else number}
    if published and (day := _signed_on(blocks[taken : taken + 8])):
        stated["formed_on"] = day
    del blocks[:taken]
    for field, words in stated.items():
        document.facts.setdefault(field, words)
    return dict.fromkeys(stated, "公布令" if published else "标题行")


def _bare(block: Block) -> str:
    return re.sub(r"\s", "", block.text) if block.tag != "table" else ""


def _signed_on(blocks: list[Block]) -> str:
    """The day under an order, in front of what it publishes."""
    return next((text for block in blocks if read_date(text := _bare(block))), "")
