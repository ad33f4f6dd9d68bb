"""Who asks: kinds of applicants, and checks of their numbers. Pure: no Django.

Kinds are those of table 3 of the annual report (国办公开办函〔2021〕30号); resident identity numbers follow
GB 11643-1999, credit codes GB 32100-2015.
"""

import re
from collections.abc import Iterable
from datetime import date

APPLICANTS = {
    "person": "自然人",
    "enterprise": "商业企业",
    "research": "科研机构",
    "charity": "社会公益组织",
    "legal": "法律服务机构",
    "other": "其他组织",
}

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def identity_problem(number: str) -> str | None:
    """What is wrong with a resident identity number, as a sentence; None when its date and check digit hold."""
    number = number.strip().upper()
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit() or number[17] not in "0123456789X":
        return "身份证号码应为 18 位，最后一位可以是 X，请核对。"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "身份证号码里的出生日期不存在，请核对。"
    if born > date.today():
        return "身份证号码里的出生日期晚于今天，请核对。"
    if _CHECKS[sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True)) % 11] != number[17]:
        return "身份证号码的校验位不对，请逐位核对。"
    return None


def masked(value: str, keep_start: int = 1, keep_end: int = 0) -> str:
    """``value`` with its middle hidden: 李**, 110***********0011."""
    if len(value) <= keep_start + keep_end:
        return "*" * len(value)
    hidden = len(value) - keep_start - keep_end
    return value[:keep_start] + "*" * hidden + (value[-keep_end:] if keep_end else "")


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
