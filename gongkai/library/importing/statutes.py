"""The head of a law or regulation: adoption, promulgation and revision lines, order number, day of effect. Pure.

行政法规制定程序条例 art. 5: what the State Council makes is called 条例 (also 规定, 办法); ministries and local governments
may not call their rules 条例.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from gongkai.library.docnumber import find_all
from gongkai.library.importing.dates import first_date, read_date
from gongkai.library.importing.model import Block
from gongkai.library.titles import title_key

_HISTORY = re.compile(
    r"^[（(]?(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s*.{0,300}(?:通过|公布|发布|施行|修订|修正|修改|批准|颁布)[）)。\s]*$"
)
_EVENT = re.compile(r"[\s；]+(?=(?:根据)?(?:19|20)\d\d年\d{1,2}月)")
_CONGRESS = re.compile(r"日(?P<place>[一-鿿]{2,20}?)第[一二三四五六七八九十]+届(?P<body>人民代表大会(?:常务委员会)?)")
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百零〇]+条")
_EFFECT = re.compile(
    r"(?:本[法条例规定办法细则则决解释]{1,3}|自)?自?((?:19|20)\d\d年\d{1,2}月\d{1,2}日|公布之日|发布之日|印发之日)起?(?:开始)?(?:施行|实施|生效)"
)
_MAKERS = (
    (r"全国人民代表大会常务委员会", "全国人民代表大会常务委员会"),
    (r"全国人民代表大会(?!常)", "全国人民代表大会"),
    (r"最高人民法院", "最高人民法院"),
    (r"最高人民检察院", "最高人民检察院"),
    (r"中共中央、国务院|中共中央政治局|中共中央", "中共中央"),
    (r"国务院", "国务院"),
)


@dataclass
class StatuteHead:
    """``maker`` is the body under which the text is filed, ``enacted_by`` everybody who enacted it."""

    maker: str = ""
    enacted_by: str = ""
    number: str = ""
    formed_on: date | None = None
    approved_on: date | None = None
    effective_on: date | None = None
    first_on: date | None = None  # when it was first adopted or promulgated
    is_adopted: bool = False
    history: list[Block] = field(default_factory=list)


def articles(blocks: list[Block]) -> int:
    """How many articles (第n条) the blocks hold."""
    return sum(1 for block in blocks if _ARTICLE.match(block.text))


def read_head(title: str, blocks: list[Block]) -> StatuteHead:
    """Read what stands before the first article and in the last ones; marks the history lines to be set apart."""
    head = StatuteHead()
    for block in blocks[:12]:
        if _ARTICLE.match(block.text):
            break
        if title_key(block.text) == title_key(title):
            block.tag = "dropped"  # the title once more, behind the history
        elif block.tag == "p" and _HISTORY.match(block.text):
            block.tag = "history"
            block.text = _balanced(block.text)
            block.html = ""
            head.history.append(block)
    for block in head.history:
        for event in _EVENT.split(block.text):
            _read_event(head, event)
        for _, _, number in find_all(block.text):
            head.number = str(number)
        _maker(head, block.text)
    if not head.maker:
        _maker_by_title(head, title)
    head.effective_on = head.effective_on or _effect(blocks, head.first_on)
    return head


def _read_event(head: StatuteHead, event: str) -> None:
    """One day of the history: adopted or amended (the last counts), promulgated, approved by the congress above."""
    day = first_date(event)
    if day is None:
        return
    if re.search(r"通过|修正|修订|修改", event):
        head.formed_on, head.is_adopted = day, True
    elif re.search(r"公布|发布|颁布", event):
        head.formed_on = head.formed_on if head.is_adopted else day
    elif "批准" in event:
        head.approved_on = day
        return
    else:
        head.effective_on = day
        return
    head.first_on = head.first_on or day


def _maker(head: StatuteHead, line: str) -> None:
    stated = re.sub(r"《[^》]*》", "", line)
    for pattern, name in _MAKERS:
        if found := re.search(pattern, stated):
            head.maker = name
            head.enacted_by = "中共中央、国务院" if "、国务院" in found[0] else name
            return
    if (found := _CONGRESS.search(stated)) and not head.maker:
        head.maker = head.enacted_by = f"{found['place']}{found['body']}"


def _maker_by_title(head: StatuteHead, title: str) -> None:
    for pattern, name in _MAKERS:
        if re.match(pattern, title):
            head.maker = head.enacted_by = name
            return
    local = re.match(r"^.{2,8}?(?:省|市|县|区|州|盟|旗)", title)
    if re.search(r"条例$", title) and not local:
        head.maker = head.enacted_by = "国务院"
    elif re.match(r"^中华人民共和国.*法$", title):
        head.maker = head.enacted_by = "全国人民代表大会常务委员会"


def _effect(blocks: list[Block], formed_on: date | None) -> date | None:
    """The day the last articles say the text takes effect."""
    for block in reversed(blocks[-12:]):
        if found := _EFFECT.search(block.text):
            return formed_on if "之日" in found[1] else read_date(found[1])
    return None


def _balanced(line: str) -> str:
    """A history line without the bracket whose partner was lost."""
    line = line.strip(" \u3000")
    if line.endswith(("）", ")")) and line.count("（") + line.count("(") < line.count("）") + line.count(")"):
        line = line[:-1]
    return line.strip(" \u3000")
