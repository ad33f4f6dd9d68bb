"""The head of a law or regulation: adoption, promulgation and revision lines, order number, day of effect. Pure.

行政法规制定程序条例 art. 5: what the State Council makes is called 条例 (also 规定, 办法); ministries and local governments
may not call their rules 条例.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from gongkai.core.docnumber import find_all, parse
from gongkai.library.importing.dates import first_date, read_date
from gongkai.library.importing.model import Block
from gongkai.library.titles import title_key

_DAY = r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
_SINCE = r"自?(?:公布|发布|颁布)之日"
_HISTORY = re.compile(
    rf"^[（(]?(?:(?:根据|自)?{_DAY}|{_SINCE})\s*.{{0,1000}}(?:通过|公布|发布|施行|修订|修正|修改|批准|颁布)[）)。\s]*$"
)
# without articles, only a line that names who adopted it or by which order is a history
_ENACTED = re.compile(
    r"第[一二三四五六七八九十]+届[^。]*人民代表大会|人民代表大会第|(?:审判|检察)委员会第|令[^一-鿿]*第"
)
_SPREAD = re.compile(r"(?<=[\d年月]) +(?=[年月日\d])")  # 2022 年 8 月 31 日, as PDF gives it
_CLAUSE = re.compile(rf"自?{_DAY}(?:(?!自?{_DAY}).)*")
_PROMULGATED = re.compile(rf"^《.{{2,80}}》.{{0,20}}{_DAY}.{{2,200}}(?:现予|予以)(?:公布|发布|颁布)")
_CONGRESS = re.compile(
    r"(?:日[经由]?|已[经由])(?P<place>[一-鿿]{2,20}?)第[一二三四五六七八九十]+届(?P<body>人民代表大会(?:常务委员会)?)"
)
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百零〇]+条")
_FROM = rf"自({_DAY}|(?:公布|发布|印发|颁布|通过)之日)起?(?:正式|开始)?(?:施行|实施|生效|执行)"
_EFFECT = re.compile(rf"(?:本[法条例规定办法细则则决解释]{{1,3}}|自)?{_FROM.replace('自', '自?', 1)}")
# in what is no law, only a sentence about itself tells: 本通知自……起执行
_OWN_EFFECT = re.compile(
    rf"(?:本[一-鿿]{{0,4}}?(?:通知|[通公]告|办法|细则|规[定则程范]|制度|决定|意见|批复|标准|措施|方案|政策|条例|令)[，,]?|(?:现予|予以)(?:公布|发布)[，,]){_FROM}"
)
_COUNTY = re.compile(r"(?<!自治)[县区旗]人民(?:代表大会|政府)")
_ORDER = re.compile(r"(?:国务院|主席|[省市州]人民政府|自治区人民政府|部|委员会|总局|署|银行)令(?:(?:\d{4}年)?第|〔)")
_LAW = re.compile(r"(?:条例|法|办法|规定|规则|细则|决定|解释)(?:[（(].{1,8}[）)])?$")
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
    promulgated_on: date | None = None  # when it was first promulgated
    is_adopted: bool = False
    history: list[Block] = field(default_factory=list)


def articles(blocks: list[Block]) -> int:
    """How many articles (第n条) the blocks hold."""
    return sum(1 for block in blocks if _ARTICLE.match(block.text))


def read_head(title: str, blocks: list[Block]) -> StatuteHead:
    """Read what stands before the first article and in the last ones; marks the history lines to be set apart. Of a text
    without articles (a decision, a resolution) only a history that says who adopted it counts."""
    head = StatuteHead()
    count = articles(blocks)
    for block in blocks[:12]:
        text = _SPREAD.sub("", block.text)
        if _ARTICLE.match(text):
            break
        if count >= 2 and title_key(block.text) == title_key(title):
            block.tag = "dropped"  # the title once more, behind the history
        elif block.tag == "p" and _HISTORY.match(text) and (count >= 2 or _ENACTED.search(text)):
            block.tag = "history"
            block.text = _balanced(text)
            block.html = ""
            head.history.append(block)
    for block in head.history:
        _read_line(head, block.text)
        for _, _, number in find_all(block.text):
            head.number = str(number)
        _maker(head, block.text)
    if not head.history:
        _read_announcement(head, blocks)
    if not head.maker and (issued := parse(head.number)) and issued.mark.endswith("令"):
        head.maker = head.enacted_by = issued.mark.removesuffix("令")
    if not head.maker and count >= 5:
        _maker_by_title(head, title)
    return head


def is_statute(title: str, head: StatuteHead, number: str, count: int) -> bool:
    """Whether a text is a law, regulation or rule: enacted by a body that may make such (立法法), with ``count`` articles
    or as a decision on them. Counties and their departments make none."""
    if _COUNTY.search(head.maker) or _COUNTY.search(number):
        return False
    return bool(head.maker or _ORDER.search(number)) and (count >= 2 or bool(_LAW.search(title)))


def effect(blocks: list[Block], is_law: bool, made_on: date | None) -> date | None:
    """The day the text says it takes effect; ``made_on`` where that is the day it was promulgated."""
    pattern = _EFFECT if is_law else _OWN_EFFECT
    for block in reversed(blocks[-12:] if is_law else blocks):
        if block.tag != "history" and (found := pattern.search(re.sub(r"\s", "", block.text))):
            return made_on if "之日" in found[1] else read_date(found[1])
    return None


def _read_line(head: StatuteHead, line: str) -> None:
    """Every day of a line of the history and what happened on it."""
    line = re.sub(r"《[^》]*》", "", line)
    for clause in _CLAUSE.findall(line):
        _read_event(head, clause)
    if re.search(rf"{_SINCE}起?(?:施行|实施|生效)", line):
        head.effective_on = head.promulgated_on


def _read_event(head: StatuteHead, event: str) -> None:
    """One day of the history: adopted or amended (the last counts), promulgated, approved by the congress above."""
    day = first_date(event)
    if day is None:
        return
    if re.match(rf"自?{_DAY}起?\s*(?:施行|实施|生效)", event):
        head.effective_on = day
        return
    if re.match(r"(?:(?!通过|修正|修订).)*批准", event):  # 批准的《决定》修正: the day of the approval
        head.approved_on = day
        return
    if re.search(r"通过|修正|修订|修改", event):
        head.formed_on, head.is_adopted = day, True
    elif re.search(r"公布|发布|颁布", event):
        head.formed_on = head.formed_on if head.is_adopted else day
        head.promulgated_on = head.promulgated_on or day
    else:
        return
    head.first_on = head.first_on or day


def _read_announcement(head: StatuteHead, blocks: list[Block]) -> None:
    """What the announcement of a congress says: 《……条例》已于……通过，……批准，现予公布，自……起施行。 The orders of governments
    count by the day they are signed."""
    told = next((block.text for block in blocks[:3] if _PROMULGATED.match(block.text)), "")
    if told and _ENACTED.search(told):
        _read_line(head, told)
        _maker(head, told)


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


def _balanced(line: str) -> str:
    """A history line without the bracket whose partner was lost."""
    line = line.strip(" \u3000")
    if line.endswith(("）", ")")) and line.count("（") + line.count("(") < line.count("）") + line.count(")"):
        line = line[:-1]
    return line.strip(" \u3000")
