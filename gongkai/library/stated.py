"""What a text says it does to other documents: repeal them, declare them void, amend them. Pure: no Django.

规章制定程序条例 (国令695号) art. 38, 39 and 国务院办公厅关于加强行政规范性文件制定和监督管理工作的通知 (国办发〔2018〕37号):
what replaces a document says so in its own text (同时废止), a clean-up lists the documents (决定废止下列规范性文件).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from gongkai.library.importing.dates import first_date
from gongkai.library.mentions import Span, aliases, spans

PARTIAL = "文中只涉及其中一部分，不是整件废止，请按原文另行处理。"
EXCEPTED = "文中写明有除外或者保留的内容，不是整件废止，请按原文另行处理。"
CONDITIONAL = "文中写的是今后或者有条件的废止，条件成就后再办理。"

LONGEST = 200_000  # characters that are read

WORDS = ("废止", "失效", "停止执行", "不再执行", "修改", "修订")  # without one of them nothing is repealed or amended
_VERB = re.compile(r"废止|宣布失效|(?<!继续)(?:予以|一并|同时|自行|即行)失效|停止执行|不再执行")
_AMENDS = re.compile(r"(?:作|做|作出|进行|予以|加以)(?:了)?(?:如下|以下|相应|部分)?修[改订]|修改为|决定(?:对)?修[改订]")
_LIST = re.compile(
    r"(?:下列|以下|如下|所列|附件).{0,40}(?:废止|失效|停止执行|修改)|(?:废止|失效|停止执行|修改).{0,20}(?:下列|以下|如下)"
    r"|(?:废止|失效|修改)的?(?:[\u4e00-\u9fff、]{0,12})(?:文件|规章|目录|清单)(?:目录|清单|名单|如下)?[（(]?[^。，]{0,12}[)）]?[：:]?$"
)
# what says that nothing is repealed by this text, or not yet
_PAST = re.compile(
    r"(?:已|已经|早已|此前|业已)(?:于[^，。]{0,20}|被[^，。]{0,40})?(?:予以|宣布)?(?:废止|失效)|(?:废止|失效)的《"
)
_DENIED = re.compile(r"(?:不|未|不得|不予|尚未|没有|是否|能否|可否)(?:予以|宣布|被|同时)?(?:废止|失效)")
_CONDITION = re.compile(
    r"(?:另行|届时|适时|逐步|待|俟|拟|建议|可以|应当|需要|如果|如有|一旦|符合.{0,20}的|之后|后(?:再|即|方|自行|相应|予以)?)[^，。]{0,30}?"
    r"(?:废止|失效|停止执行)|(?:废止|失效)(?:的?建议|条件|程序|机制|征求意见)|(?:提出|研究|再|再行)(?:予以)?(?:废止|失效)"
    r"|^(?:待|俟|如果|如|一旦)[^。]{0,80}(?:废止|失效)"
)
# behind the verb, where it only speaks of repealing: 废止4件, 废止、修改关系, 废止工作
_SPOKEN_OF = re.compile(
    r"(?:[、和或与及](?:宣布)?(?:失效|修改|修订|解读|清理|评估|备案))*(?:文件)?"
    r"(?:[\d一二两三四五六七八九十百]+余?[件部个]|关系|工作|情况|程序|机制|目录|清单|标准|条件)"
)
_EXCEPT = re.compile(r"除外|(?:继续|仍然?)(?:有效|执行|适用)|予以保留")
_PART = re.compile(
    r"^(?:[（(][^）)]*[)）])?\s*(?:的|中|中的)?\s*(?:第[\d一二三四五六七八九十百零〇、至和]+(?:条|款|项|章|节|部分)|附件|附表|部分"
    r"|(?:中|里)?(?:有关|关于|涉及|与).{0,40}?(?:规定|内容|条款|部分|条文)|(?:有关|相关)(?:规定|内容|条款))"
)
_SINCE = re.compile(r"自(?P<day>[^，。；]{4,20}?)(?:之日)?起(?:施行|实施|执行)?[，,]?[^，。；]{0,10}$")
_NEXT = re.compile(r"(?<=废止|失效|执行)[，,](?=[^，,]{0,20}《)")  # 《甲》废止，《乙》第五条废止: each by itself


@dataclass(frozen=True)
class Stated:
    """A document that the text repeals or amends (``predicate``: rules.TAKES_EFFECT): its words and the keys of its title
    and number (each may be ""), the sentence, the day where that states one, and why it is not to be carried out as it
    stands ("" where it is)."""

    predicate: str
    words: str
    title: str
    number: str
    sentence: str
    on: date | None = None
    why_not: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What is named, and to do what: the 文号 where it has one, else the title."""
        return self.predicate, self.number or self.title


def stated(text: str) -> list[Stated]:
    """What plain ``text`` (a line a paragraph) says it does, each document once, in its order."""
    text = text[:LONGEST]
    if not speaks(text):
        return []
    found: dict[tuple[str, str], Stated] = {}
    for one in _read(text):
        if one.key not in found or (found[one.key].why_not and not one.why_not):
            found[one.key] = one
    return list(found.values())


def speaks(text: str) -> bool:
    """Whether ``text``, plain or HTML, has one of WORDS."""
    return any(word in text for word in WORDS)


def _read(text: str) -> Iterator[Stated]:
    """Sentence by sentence; after one that opens a list (废止下列文件：) the lines that follow are of the list as long as
    they name documents."""
    short_names = aliases(text)
    listing, named_in_list = "", False
    for line in text.split("\n"):
        if not listing and not speaks(line):
            continue
        cited = _documents(line, short_names)
        if listing and (cited or not named_in_list or len(line) <= 20) and not _VERB.search(_without_titles(line)):
            named_in_list = named_in_list or bool(cited)
            yield from (_stated(listing, one, line, _partly(line, one)) for one in cited)
            continue
        opened = _opens(line)
        if opened and not cited:
            listing, named_in_list = opened, False
            continue
        listing = opened
        named_in_list = bool(opened)
        for sentence in re.findall(r"[^。；;！]+[。；;！]?", line):
            if opened and not _VERB.search(_without_titles(sentence)):  # 决定废止下列文件：1.《甲》；2.《乙》。
                items = _documents(sentence, short_names)
                yield from (_stated(opened, one, sentence, _partly(sentence, one)) for one in items)
            else:
                yield from _of_sentence(sentence, short_names, opened)
            opened = "" if sentence.endswith("。") else opened


def _opens(line: str) -> str:
    """The predicate of the list that a line opens, "" for one that opens none."""
    bare = _without_titles(line)
    if not _LIST.search(bare) or _PAST.search(bare) or _DENIED.search(bare) or len(line) > 300:
        return ""
    return "repeals" if re.search("废止|失效|停止执行", bare) else "amends"


def _of_sentence(sentence: str, short_names: dict[str, str], opened: str) -> Iterator[Stated]:
    """Piece by piece; 自…起，《甲》废止，《乙》同时废止 repeals both from that day."""
    on = None
    for piece in _NEXT.split(sentence):
        for one in _of_piece(piece, sentence, short_names, opened):
            on = one.on or on
            yield replace(one, on=on) if one.predicate == "repeals" else one


def _of_piece(sentence: str, whole: str, short_names: dict[str, str], opened: str) -> Iterator[Stated]:
    cited = _documents(sentence, short_names)
    bare = _without_titles(sentence)
    if not cited or _PAST.search(bare) or _DENIED.search(bare):
        return
    verb, predicate = _VERB.search(bare), "repeals"
    if verb is None:
        verb, predicate = _AMENDS.search(bare), "amends"
    if verb is None:
        return
    before = [one for one in cited if one.end <= verb.start()]
    after = [one for one in cited if one.start >= verb.end()]
    directly = after and re.fullmatch(r"[^，,。《]{0,20}", sentence[verb.end() : after[0].start])
    if not directly and _SPOKEN_OF.match(bare, verb.end()):
        return
    meant = after if directly else _of_clause(sentence, before)
    on = _day(sentence[: verb.start()]) if predicate == "repeals" else None
    for one in meant:
        why = "" if predicate == "amends" else _why_not(sentence, bare, one) or _excepted(whole)
        yield replace(_stated(opened or predicate, one, sentence, why, on), sentence=whole.strip()[:300])


def _of_clause(sentence: str, before: list[Span]) -> list[Span]:
    """Of the documents in front of the verb those in its clause: 根据《甲》，……，《乙》同时废止 repeals 乙. When its clause
    names none, the clause before it that does."""
    if not before:
        return []
    kept = [before[-1]]
    for one in reversed(before[:-1]):
        between = _without_brackets(sentence[one.end : kept[-1].start])
        if re.search("[，,：:]", between) and not re.fullmatch(r"\s*[，,]\s*(?:原|以及|和)?", between):
            break
        kept.append(one)
    return kept[::-1]


def _why_not(sentence: str, bare: str, one: Span) -> str:
    if _is_conditional(bare):
        return CONDITIONAL
    return _partly(sentence, one)


@lru_cache(64)  # asked for each of the documents of a sentence
def _is_conditional(bare: str) -> bool:
    return bool(_CONDITION.search(bare))


def _partly(sentence: str, one: Span) -> str:
    behind = sentence[one.end :].lstrip("）)】]〕")
    return _excepted(sentence) or (PARTIAL if _PART.match(behind) else "")


@lru_cache(64)
def _excepted(sentence: str) -> str:
    return EXCEPTED if _EXCEPT.search(_without_titles(sentence)) else ""


def _documents(text: str, short_names: dict[str, str]) -> list[Span]:
    """The documents named, a title with its 文号 as one that ends behind the brackets; what stands inside a title is its
    own affair."""
    found: list[Span] = []
    for span in sorted(spans(text, short_names)):
        if found and span.start < found[-1].end:
            continue
        if found and span.by_number and found[-1].beside == span.key and not found[-1].by_number:
            found[-1] = found[-1]._replace(end=span.end)
            continue
        found.append(span)
    return found


def _stated(predicate: str, one: Span, sentence: str, why_not: str = "", on: date | None = None) -> Stated:
    words = sentence[one.start : one.end]
    if not one.by_number and one.beside and words.count("（") > words.count("）"):
        words += "）"
    title, number = ("", one.key) if one.by_number else (one.key, one.beside)
    return Stated(predicate, words, title, number, sentence.strip()[:300], on, why_not)


def _day(before: str) -> date | None:
    since = _SINCE.search(_without_brackets(re.sub(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》", "", before)))
    return first_date(since["day"]) if since else None


def _without_titles(text: str) -> str:
    """``text`` with the words inside 《》 blanked, so that its places stay."""
    return re.sub(r"《(?:[^《》\n]|《[^《》\n]*》)*》", lambda found: "《" + "　" * (len(found[0]) - 2) + "》", text)


def _without_brackets(text: str) -> str:
    return re.sub(r"[（(][^（()）]*[)）]", "", text)
