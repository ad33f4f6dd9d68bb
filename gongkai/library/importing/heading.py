"""The heading of a document: letterhead, title, order or announcement with its number. Pure."""

import re
import unicodedata
from datetime import date

from gongkai.core.docnumber import DocNumber, find_all, parse
from gongkai.core.text import line
from gongkai.library import rules
from gongkai.library.importing import issuer, order
from gongkai.library.importing.issuer import ORGAN_END
from gongkai.library.importing.model import Block, Document
from gongkai.library.titles import title_key

_TITLE_END = re.compile(
    rf"(?:{'|'.join(rules.GENRES)}|答复|复函|令|办法|细则|规定|条例|方案|预案|规划|计划|要点|规则|指南|目录|清单|制度|公示|年报|解读|法)(?:[（(〔][^）)〕]*[）)〕])?$"
)
_GOES_ON_WITH = re.compile(r"(?:执行|实施|落实|完成|进展)情况|草案|的")
_GOES_ON = re.compile(r"(?:关于|有关|《|、|和|与|及|的|印发)")


_LETTERHEAD = re.compile(
    r"^[一-鿿、\s]{3,60}(?:政府|办公室|办公厅|委员会|管委会|党委|局|厅|部|委|院|会|中心|公司|学校)\s*文\s*件$"
)
_MARKED = re.compile(
    r"^(?:\d{6}|(?:绝密|机密|秘密)(?:\s*[★☆]?\s*\S{1,4})?|特急|加急|平急|特提|急件|(?:份号|密级|紧急程度|保密期限)\s*[:：].*)$"
)
_SIGNED_BY = re.compile(r"^\d{6}(?=\s*签)|签\s*发\s*人\s*[:：].{0,20}$")
_ATTACHED = re.compile(r"附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*[:：]?")  # over the title of an attachment
_IN_YEAR = re.compile(r"^[〔(【\[](\d{4})[〕)】\]]第?(\d{1,4})号$")
_ABOVE = 8
_LINES = 6  # of a title: several organs, what it is about
_QUOTED = re.compile(r"^《([^《》]{4,}(?:《[^《》]*》[^《》]*)*)》$")


def is_letterhead(text: str) -> bool:
    return bool(_LETTERHEAD.match(text.strip()))


def take_letterhead(document: Document) -> None:
    """Take what a paper bears over its title off the top (GB/T 9704-2012 7.2): copy number, secrecy, urgency, 签发人, and
    青禾县水务局文件 with the lines of other organs over it: who made it stands in the signature."""
    blocks = document.blocks
    for block in list(blocks[:6]):
        text = _SIGNED_BY.sub("", block.text).strip(" \u3000")
        if not text or _MARKED.match(text):
            blocks.remove(block)
        elif text != block.text and number_line(text):
            block.text, block.html = text, ""
    if len(blocks) > 2 and issuer.SIGNER.match(order.squeezed(blocks[0].text)) and number_line(blocks[1].text):
        del blocks[0]  # a letter: the name alone, without 文件
    for position, block in enumerate(blocks[:4]):
        text = block.text.strip()
        is_minutes = order.squeezed(text).endswith("会议纪要") and len(blocks) > position + 1
        if is_minutes and (counted := _IN_YEAR.match(order.squeezed(blocks[position + 1].text))):
            organs = order.squeezed("".join(above.text for above in blocks[: position + 1])).removesuffix("会议纪要")
            document.facts.setdefault("number", f"{organs}会议纪要〔{counted[1]}〕{counted[2]}号")
            document.facts.setdefault("organ", organs)
            del blocks[: position + 2]
            return
        if is_letterhead(text) or (position and text == "文件"):
            if all(ORGAN_END.search(above.text.strip()) for above in blocks[:position]):
                del blocks[: position + 1]
            return


def take_title(document: Document) -> str:
    """Take the title off the blocks: the stated one, else the first heading, else the first line that can be one.
    "" when the document has none. A number that stands in the title or in an order's heading becomes a fact."""
    blocks, facts = document.blocks, document.facts
    take_letterhead(document)
    issued = order.take(document)
    take_number(document)
    stated = line(facts.get("title", ""))
    title = stated or _first_heading(blocks) or _first_line(blocks)
    if issued and not stated and not _TITLE_END.search(title):
        title = _promulgated(blocks) or issued
    title, number = split_number(title)
    if number:
        facts.setdefault("number", number)
    title = re.sub(r"\s+", " ", title).strip() if stated else tidy(title)
    _drop_repeated(blocks, title_key(title))
    order.take_count(document, title, issuer.leading(title))
    return title


def _drop_repeated(blocks: list[Block], key: str) -> None:
    """The title may be repeated, with its number too, or be broken into two or three lines; what a page bears above it (a
    banner, its path) goes with it, but no text and no day."""
    kept = 1 if blocks and _ATTACHED.fullmatch(blocks[0].text.strip()) else 0
    above = _ABOVE
    while key and (end := _repeat(blocks[kept : kept + above + _LINES], key, above)):
        del blocks[kept : kept + end]
        above = 1


def _repeat(blocks: list[Block], key: str, above: int) -> int:
    """Behind which of the first blocks the title stands; 0 when it does not."""
    for start, block in enumerate(blocks[:above]):
        for count in range(1, _LINES + 1):
            if title_key(split_number("".join(b.text for b in blocks[start : start + count]))[0]) == key:
                return start + count
        if len(block.text) > 80 or re.search(r"。|[：:]$|年\d", block.text) or block.tag not in ("p", "h1", "h2", "h3"):
            break
    return 0


def split_number(title: str) -> tuple[str, str]:
    """(title, number) of 青府发〔2024〕3号《关于……的通知》, 关于……的通知（青府发〔2024〕3号）; the number "" without."""
    number, bare = "", title.strip()
    for start, end, found in find_all(bare):
        before, behind = bare[:start].rstrip("（( \u3000"), bare[end:].strip("）) \u3000")
        if not before and _QUOTED.match(behind):
            number, bare = str(found), behind
            break
        if not behind and _TITLE_END.search(before.rstrip("》")):
            number, bare = str(found), before
    if quoted := _QUOTED.match(bare):
        bare = quoted[1]
    return bare, number


def _promulgated(blocks: list[Block]) -> str:
    """The title of what an order puts into force: the 《name》 it speaks of that stands below as a line of its own."""
    for position, block in enumerate(blocks[1:14], 1):
        key = title_key(block.text)
        if key and any(f"《{block.text.strip()}》" in above.text for above in blocks[:position]):
            del blocks[position]
            return block.text
    return ""


def tellable(title: str, number: str, day: date | None) -> str:
    """青禾县人民政府公告 tells nothing among many of its name: 青禾县人民政府公告（2024年第3号）."""
    issued = parse(number) if number else None
    if issued is None or not issued.ordinal or title != issued.mark:
        return title
    year = issued.year or (day.year if day else None)
    return f"{title}（{f'{year}年' if year else ''}第{issued.serial}号）"


def tidy(title: str) -> str:
    """A title on one line, without the blanks that only lay out: 中华人民共和国 行政处罚法."""
    title = re.sub(r"\s+", " ", line(title)).strip(" |\u3000")
    return re.sub(r"(?<=[一-鿿，。、）》”]) (?=[一-鿿（《“\d])|(?<=\d) (?=[一-鿿])", "", title)


def _first_heading(blocks: list[Block]) -> str:
    for block in blocks[:8]:
        if block.tag == "h1":
            return block.text
    return ""


def _first_line(blocks: list[Block]) -> str:
    for position, block in enumerate(blocks[:5]):
        if block.tag in ("raw", "table") or number_line(block.text) or _ATTACHED.fullmatch(block.text.strip()):
            continue
        if not can_be_title(block.text):
            return ""
        parts = [block.text]
        while len(parts) < 3 + sum(bool(issuer.SIGNER.match(part)) for part in parts) and position + len(parts) < len(
            blocks
        ):
            following = blocks[position + len(parts)].text
            if not goes_on(parts, following):
                break
            if len(following) > 60 or not can_be_title(following, shortest=2) or number_line(following):
                break
            parts.append(following)
        return "".join(parts)
    return ""


def goes_on(parts: list[str], following: str) -> bool:
    """Whether a title whose lines so far are ``parts`` goes on with the line ``following``."""
    return _unfinished(parts) or _finishes(parts, following)


def _unfinished(parts: list[str]) -> bool:
    """Whether a line is only the first of a title's lines: 青禾县人民政府 / 关于…… / 的通知."""
    whole = split_number("".join(parts))[0]
    if whole.count("《") > whole.count("》"):
        return True
    if re.search(r"关于(?:印发|转发|批转|公布|发布)", whole):
        return not re.search(rf"(?:{'|'.join(rules.GENRES)})(?:[（(〔][^）)〕]*[）)〕])?$", whole)
    if _TITLE_END.search(whole):
        return False
    return bool(ORGAN_END.search(whole)) or "关于" in whole or bool(_GOES_ON.search(parts[-1][-2:]))


def _finishes(parts: list[str], following: str) -> bool:
    """Whether a line is the end of a title: 对……会议 / 第145号提案的答复, 2023年度部门 / 绩效评价报告, ……计划 / 执行情况的报告."""
    if not _TITLE_END.search(following) or len(following) > 40 or issuer.leading(following):
        return False
    return bool(_GOES_ON_WITH.match(following)) or not _TITLE_END.search(split_number("".join(parts))[0])


def can_be_title(line: str, shortest: int = 4) -> bool:
    """A line that can be a title: not too long, no sentence, no numbering, no salutation."""
    line = line.strip(" |")
    if not shortest <= len(line) <= 120 or line.endswith(("。", "：", ":", "；", ";", "，", ",")):
        return False
    if "。" in line or re.match(r"^(?:第[一二三四五六七八九十百]+[章节条]|[一二三四五六七八九十]+、|[(（])", line):
        return False
    return line.count("，") + line.count(",") + line.count("；") <= 3


def number_line(text: str) -> DocNumber | None:
    """The 文号 a line is; None when anything else stands in it, as the title it belongs to."""
    text = unicodedata.normalize("NFKC", text).strip("（）() ")
    number = parse(text)
    if number is None or number.ordinal:
        return number
    return number if next((start for start, _, _ in find_all(text)), 1) == 0 else None


def take_number(document: Document) -> None:
    """Take the lines that are nothing but a 文号 off the head; the first of them, in its standard form, is a fact."""
    number = ""
    for block in list(document.blocks[:4]):
        if block.tag == "p" and len(block.text) <= 40 and (found := number_line(block.text)):
            if number and str(found) != number:
                break
            number = str(found)
            document.facts.setdefault("number", number)
            if found.ordinal:
                document.facts.setdefault("organ", re.sub(r"(?:令|公告|通告)$", "", found.mark))
            document.blocks.remove(block)
