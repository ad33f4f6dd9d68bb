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


_NUMBERS = re.compile(r"\d{11,}[Xx]?|\b0\d{2,3}-?\d{7,8}\b|[\w.+-]+@[\w-]+\.[\w.]+", re.ASCII)
BLACK = "■■"


def blacked_out(text: str, hidden: Iterable[str]) -> str:
    """``text`` without the values of ``hidden`` and without identity, telephone numbers and mail addresses."""
    for value in sorted((v.strip() for v in hidden), key=len, reverse=True):
        if len(value) > 1:
            text = text.replace(value, BLACK)
    return _NUMBERS.sub(BLACK, text)
