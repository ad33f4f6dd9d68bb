"""文号 (document numbers): find, parse, normalise, format. Pure: no Django.

Two families:

* 机关代字〔年〕序号号 — GB/T 9704-2012 7.2.5: mark of the organ, year in six-point brackets, serial number without
  leading zeros and without 第. Written in the wild with every kind of bracket, width and spacing.
* 第n号 — orders, announcements and minutes count with 第n号 alone: 国务院令第711号, 财政部公告2019年第39号. Their mark is
  the issuing body and what it issues; the serial is sometimes in Chinese numerals.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_OPEN, _CLOSE = "〔[【(［（﹝〖〈<「『{｛", "〕]】)］）﹞〗〉>」』}｝"
_BRACKETS = str.maketrans(_OPEN + _CLOSE, "〔" * len(_OPEN) + "〕" * len(_CLOSE))
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_NUMERALS = "零〇一二三四五六七八九十百千"
_ISSUED = "令|公告|通告|纪要|决定|公报"  # what is counted with 第n号
_YEAR = r"(?:19|20)\d\d"
_LETTER = r"[^\W\d_]"  # of any script: 工信部联科, 发改办高技, GB

# 云环（交）罚决字: a part of the mark in brackets
_PART = rf"{_LETTER}{{1,4}}〕{_LETTER}{{0,8}}[字罚决告许审函复处]"
_BRACKETED = re.compile(rf"(?P<mark>{_LETTER}{{1,24}}(?:〔{_PART})?)〔(?P<year>{_YEAR})年?〕第?(?P<serial>\d{{1,6}})号")
_ORDINAL = re.compile(
    rf"(?P<mark>{_LETTER}{{0,36}}(?:{_ISSUED}))〔?(?:(?P<year>{_YEAR})年?)?〕?"
    rf"第(?P<serial>\d{{1,6}}|[{_NUMERALS}]{{1,7}})号〕?"
)
# in running text the end of a 文号 is sought first; its mark is what stands before
_GAP = r"[ \t\u3000\xa0]*"
# 5号, and the 5 of 5、6号
_SERIAL = rf"第?{_GAP}\d{{1,6}}(?:{_GAP}号|(?=(?:{_GAP}[、，,]{_GAP}\d{{1,6}})+{_GAP}号))"
_IN_YEAR = rf"[{re.escape(_OPEN)}]{_GAP}(?P<year>{_YEAR}){_GAP}年?{_GAP}[{re.escape(_CLOSE)}]"
_TAIL = re.compile(
    rf"{_IN_YEAR}{_GAP}{_SERIAL}"
    rf"|(?P<open>[(（])?(?:{_YEAR}{_GAP}年{_GAP})?第{_GAP}(?:\d{{1,6}}|[{_NUMERALS}]{{1,7}}){_GAP}号(?(open)[)）])"
)
# …〔2021〕5号、6号 and …〔2021〕5号、〔2022〕6号: the mark goes on
_MORE = re.compile(rf"{_GAP}[、，,和及与或]{_GAP}(?P<span>(?:{_IN_YEAR}{_GAP})?{_SERIAL}(?![楼院线路门店库车令]))")
_RUN = re.compile(rf"{_LETTER}+(?:[(（]{_PART.replace('〕', '[)）]')})?{_GAP}$")
_SPACED = re.compile(rf"(?:{_LETTER}{_GAP})+$")  # 渝 府 发
# words that stand before a 文号 in a sentence and are no part of its mark
_LEAD = re.compile(
    r".*(?:根据|按照|依照|依据|参照|遵照|对照|落实|贯彻|执行|转发|印发|下发|下达|发布|公布|颁布|颁发|报送|废止|失效|修改|修订|"
    r"替代|代替|取代|停止|撤销|变更|通过|批准|同意|核准|作出|送达|收到|出具|取得|违反|适用|引用|施行|实施|包括|其中|编号|标题|题为|"
    r"文件|文号|通知|意见|办法|规定|方案|决定|批复|简称|以及|关于|号文|见|按|的|了|是|把|被)"
)
_FIRST = re.compile(r"^(?:以|与|及|或|由|据|对(?!外)|在|因|为|至|经(?![开管信济贸]))+(?=..)")
# may begin the mark of a place as well (原州, 自贡, 和政): then what follows names a body
_UNSURE = re.compile(
    r"^[原自从依将于并即如同和另](?![政府办党委人教财民发水农林卫公环住交文审市县州区监税统应退医建城规])(?=..)"
)
_FORMER = re.compile(r"^原(?![州阳平])(?=..)")  # 原卫生部令; orders name their maker in full
_BODY = re.compile(
    r".*(?:人民政府|政府|办公室|办公厅|委员会|管委会|国务院|总局|[省市县区州旗][^省市县区州旗]{2,12}?[局厅院]|"
    r"(?:财政|教育|民政|司法|公安|商务|水利|自然资源|生态环境|交通运输|农业农村|社会保障|信息化|建设)部)(?!办?[发字函])(?=..)"
)
_NATION = re.compile(r"(?!中华人民共和国).+?(?=中华人民共和国|国务院令|主席令)")
_CONJUNCTION = re.compile(r"^号?(?:和|与|及|或|同)(?=.)")
_COUNTRY = re.compile(r"^中华人民共和国(?=..)")


@dataclass(frozen=True)
class DocNumber:
    """One 文号. ``ordinal`` tells the 第n号 family; only there may ``year`` be missing."""

    mark: str
    year: int | None
    serial: int
    ordinal: bool = False

    def __str__(self) -> str:
        if self.ordinal:
            return f"{self.mark}{f'{self.year}年' if self.year else ''}第{self.serial}号"
        return f"{self.mark}〔{self.year}〕{self.serial}号"

    @property
    def key(self) -> str:
        """The form under which every spelling of this number meets: 中华人民共和国国务院令 is 国务院令."""
        return _COUNTRY.sub("", str(self)) if self.ordinal else str(self)


def parse(text: str) -> DocNumber | None:
    """A 文号 of either family in any bracket style, width and spacing; None when ``text`` is not exactly one."""
    squeezed = _squeeze(text)
    found = _BRACKETED.fullmatch(squeezed)
    ordinal = found is None
    found = found or _ORDINAL.fullmatch(squeezed)
    if found is None:
        return None
    year = int(found["year"]) if found["year"] else None
    serial = chinese_int(found["serial"])
    mark = found["mark"].replace("〔", "（").replace("〕", "）")
    return DocNumber(mark, year, serial, ordinal) if serial else None


def normalise(text: str) -> str:
    """The form two spellings of one 文号 share; for what is not a 文号, the squeezed text."""
    number = parse(text)
    return number.key if number else _squeeze(text)


def find_all(text: str) -> Iterator[tuple[int, int, DocNumber]]:
    """Every 文号 in running text, as (start, end, number) in order; words before the mark are left out. Of …〔2021〕5号、6号
    the second is 6号."""
    text = text.translate(_WIDE_DIGITS)
    done = 0
    for tail in _TAIL.finditer(text):
        if tail.start() < done:
            continue
        behind = text[max(0, tail.start() - 40) : tail.start()]
        before = _RUN.search(behind)
        if before is None:
            continue
        if len(before[0].rstrip()) == 1:
            before = _SPACED.search(behind) or before
        mark = _bare_mark(before[0].rstrip(), behind[: before.start()][-1:], ordinal=tail["year"] is None)
        start = tail.start() - (len(before[0]) - len(before[0].rstrip())) - len(mark)
        words = text[start : tail.end()]
        number = parse(words if words.endswith(("号", ")", "）")) else f"{words}号") if mark else None
        if number:
            yield start, tail.end(), number
            for more in _more(text, tail.end(), number) if not number.ordinal else ():
                done = more[1]
                yield more


def _more(text: str, at: int, first: DocNumber) -> Iterator[tuple[int, int, DocNumber]]:
    """The numbers that share the mark of ``first``, which ends at ``at``."""
    while found := _MORE.match(text, at):
        year = int(found["year"]) if found["year"] else first.year
        digits = re.search(r"\d+(?=\D*$)", found["span"])
        at = found.end()
        if digits and int(digits[0]):
            yield found.start("span"), at, DocNumber(first.mark, year, int(digits[0]))


def _bare_mark(mark: str, preceding: str, *, ordinal: bool) -> str:
    """The end of a run of letters that is the mark; ``preceding`` stands in front of the run."""
    if lead := _LEAD.match(mark):
        mark = mark[lead.end() :]
    elif preceding.isdecimal():
        mark = re.sub(r"^[年月日号条款项]", "", mark)  # 1995年9月4日国务院令
    elif day := re.match(r".*[一二三四五六七八九十]日", mark):
        mark = mark[day.end() :]
    if mark.startswith("号") or preceding in tuple("》)）”〕"):
        mark = _CONJUNCTION.sub("", mark)
    mark = (_FORMER if ordinal else _UNSURE).sub("", _FIRST.sub("", mark.lstrip()))
    if found := (_NATION if ordinal else _BODY).match(mark):
        mark = mark[found.end() :]
    return re.sub(r"^[(（][^)）]*[)）]", "", mark).lstrip()


def chinese_int(text: str) -> int:
    """711, 七百一十一, 二〇 → int; Arabic digits pass through. ValueError on anything else."""
    if text.isdecimal():
        return int(text)
    digits = "零一二三四五六七八九"
    text = text.replace("〇", "零")
    if not set("十百千") & set(text):
        return int("".join(str(digits.index(c)) for c in text))
    total, digit = 0, 0
    for char in text:
        if char in digits:
            digit = digits.index(char)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
    return total + digit


def _squeeze(text: str) -> str:
    bare = re.sub(r"[\s\u200b\ufeff]+", "", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFKC", bare).translate(_BRACKETS)  # what blanks kept apart may combine
