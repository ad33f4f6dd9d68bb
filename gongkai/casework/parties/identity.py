"""Who asks: the documents that show it, checks of their numbers, what stays unsaid. Pure: no Django.

A natural person is of the kind ``PERSON``; every other kind a case type knows is an organisation. Numbers: resident identity cards GB 11643-1999;
residence permits of 港澳台 residents likewise, with the regions 81, 82, 83 (港澳台居民居住证申领发放办法);
permanent residence cards of foreigners since December 2023 likewise, with 9 first, before that three letters and twelve
digits (国家移民管理局，新版外国人永久居留身份证机读信息规则); credit codes GB 32100-2015. What no published rule
fixes is checked loosely: better a wrong number at the counter than an applicant turned away.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.organs.rules import code_problem

PERSON = "person"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


_BEGINNINGS = {"8[123]": "residence", "9[1-6]": "permanent"}  # 9 and then the province of issue


def identity_problem(number: str, document: str = "identity") -> str | None:
    """What is wrong with a number built like that of a resident identity card, as a sentence; None when its date and
    check digit hold and it belongs to ``document``."""
    label = DOCUMENTS[document].label
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return f"{label}号码应为 18 位，最后一位可以是 X，请核对。"
    belongs = next((kind for begin, kind in _BEGINNINGS.items() if re.match(begin, number)), "identity")
    if belongs != document:
        return f"这像是{DOCUMENTS[belongs].label}的号码，请核对，或者改选证件类型。"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return f"{label}号码里的出生日期不存在，请核对。"
    if born > date.today():
        return f"{label}号码里的出生日期晚于今天，请核对。"
    if _CHECKS[sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True)) % 11] != number[17]:
        return f"{label}号码的校验位不对，请逐位核对。"
    return None


def _shaped(pattern: str, sentence: str) -> Callable[[str], str | None]:
    return lambda number: None if re.fullmatch(pattern, number, re.ASCII) else sentence


def _permanent(number: str) -> str | None:
    if re.fullmatch(r"[A-Z]{3}\d{12}", number, re.ASCII):
        return None
    if re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return identity_problem(number, "permanent")
    return "外国人永久居留身份证号码为 9 开头的 18 位，2023 年以前的为 3 个字母加 12 位数字，请核对。"


def _credit(number: str) -> str | None:
    return code_problem(number) if len(number) == 18 else "请填写 18 位统一社会信用代码。"


@dataclass(frozen=True)
class Document:
    """``check`` gives what is wrong with a number (see ``normal``) as a sentence, or None; ``proof``: nothing can be
    checked, so a copy comes along."""

    label: str
    check: Callable[[str], str | None]
    person: bool = True
    proof: bool = False


# 条例 art. 29: proof of identity
DOCUMENTS = {
    "identity": Document("居民身份证", identity_problem),
    "hk_macao": Document(
        "港澳居民来往内地通行证",
        _shaped(r"[HM]\d{8}(\d{2})?", "港澳居民来往内地通行证号码为字母 H 或者 M 加 8 位数字，请核对。"),
    ),
    "taiwan": Document(
        "台湾居民来往大陆通行证",
        _shaped(r"\d{8}|\d{10}[A-Z]?", "台湾居民来往大陆通行证号码为 8 位数字，请核对，不填括号里的签发次数。"),
    ),
    "residence": Document("港澳台居民居住证", lambda number: identity_problem(number, "residence")),
    "permanent": Document("外国人永久居留身份证", _permanent),
    "passport": Document(
        "护照", _shaped(r"(?=.*\d)[A-Z0-9]{5,20}", "护照号码由 5 到 20 位字母和数字组成，请对照护照资料页核对。")
    ),
    "credit": Document("统一社会信用代码", _credit, person=False),
    "abroad": Document(
        "境外登记号码",
        lambda number: None if 2 <= len(number) <= 60 else "境外登记号码为 2 到 60 个字，请对照登记证书核对。",
        person=False,
        proof=True,
    ),
}


def usual(kind: str) -> str:
    """The document nearly every applicant of a kind has."""
    return "identity" if kind == PERSON else "credit"


def normal(number: str) -> str:
    """A number without the blanks and full-width characters it may be typed with."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def document_problem(kind: str, document: str) -> str | None:
    """Whether somebody of ``kind`` (empty: not known yet) can have ``document``."""
    found = DOCUMENTS.get(document)
    if found and kind and found.person != (kind == PERSON):
        have = "、".join(d.label for d in DOCUMENTS.values() if d.person == (kind == PERSON))
        return f"{'个人' if kind == PERSON else '单位'}的证件为{have}，请重新选择。"
    return None if found else "请从列表中选择证件类型。"


def number_problem(document: str, number: str) -> str | None:
    """What is wrong with the number of a document, as a sentence."""
    if not number:
        return "请填写证件号码：个人填身份证号码，单位填统一社会信用代码。"
    return DOCUMENTS[document].check(number)


def phone_problem(phone: str) -> str | None:
    """What is wrong with a telephone number, when one is given, as a sentence."""
    if phone.strip() and sum(c.isdigit() for c in phone) < 7:
        return "电话号码至少有 7 位数字，请核对；座机请加区号。"
    return None


def key_text(document: str, number: str) -> str:
    """What tells one applicant from another. Numbers of identity cards and credit codes are unique by themselves."""
    return number if document in ("identity", "credit") else f"{document}:{number}"


def name_text(name: str) -> str:
    """What is the same however a name is typed: without blanks, middle dots, width and case."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name)).casefold()


def masked(value: str, keep_start: int = 1, keep_end: int = 0) -> str:
    """``value`` with its middle hidden: 李**, 110***********0011."""
    if len(value) <= keep_start + keep_end:
        return "*" * len(value)
    hidden = len(value) - keep_start - keep_end
    return value[:keep_start] + "*" * hidden + (value[-keep_end:] if keep_end else "")


_BETWEEN = re.compile(r"[\s·•‧・･.]+")
_D = "[0-9０-９]"
_GAP = r"[\s\-－—]"  # what people put between the characters of a name or number
_NUMBERS = re.compile(
    rf"{_D}{{11,}}[XxＸｘ]?"
    rf"|(?<!{_D})1{_D}{{2}}{_GAP}?{_D}{{4}}{_GAP}?{_D}{{4}}(?!{_D})"  # mobile
    rf"|(?<!{_D}){_D}{{6}}{_GAP}?{_D}{{8}}{_GAP}?{_D}{{3}}[0-9０-９XxＸｘ]"  # identity
    rf"|(?<!{_D})[(（]?0{_D}{{2,3}}[)）]?{_GAP}?{_D}{{7,8}}(?!{_D})"  # landline
    r"|[A-Za-z0-9_.+-]+@[\w-]+\.[A-Za-z0-9_.]+"
)
BLACK = "■■"


def blacked_out(text: str, hidden: Iterable[str]) -> str:
    """``text`` without the values of ``hidden``, however spaced, and without identity, telephone numbers and mail
    addresses."""
    squeezed = {re.sub(_GAP, "", value) for value in hidden}
    for value in sorted(squeezed, key=len, reverse=True):
        if len(value) > 1:
            text = re.sub(f"{_GAP}*".join(map(re.escape, value)), BLACK, text, flags=re.IGNORECASE)
    return _NUMBERS.sub(BLACK, text)
