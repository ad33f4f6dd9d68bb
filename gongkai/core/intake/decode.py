"""Bytes of text files to text: UTF-8, GBK (GB 18030) and UTF-16, with or without a mark. Pure but for the refusal."""

import re

from gongkai.core.actions import Refused
from gongkai.core.intake import radicals

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_CHINESE = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u201f\x20-\x7e\\s]")
_MARKS = re.compile(r"[\u2010-\u201f\u3000-\u303f\uff00-\uffef]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(data: bytes) -> str:
    """The text of ``data`` with Unix line ends and without invisible characters. Refused when it is no text."""
    text = _decoded(data)
    if len(_CONTROL.findall(text[:20000])) > 4:
        raise Refused("这不是文本文件，无法读出文字。请确认文件没有改错扩展名。")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return radicals.plain(_CONTROL.sub("", _INVISIBLE.sub("", text)))


def _is_big5(data: bytes) -> bool:
    """Whether bytes that GB 18030 can read too are the Big5 of traditional Chinese: the characters of daily use stand in
    the first plane of either code, and only the right reading finds most of them there."""
    sample = data[:4000]
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    try:
        traditional, simplified = sample.decode("big5hkscs"), sample.decode("gb18030", errors="ignore")
    except UnicodeDecodeError:
        return False
    return _daily(traditional, "big5hkscs", 0xA4, 0xC6) > _daily(simplified, "gb2312", 0xB0, 0xD7)


def _daily(text: str, encoding: str, first: int, last: int) -> float:
    """The share of characters beyond ASCII whose lead byte in ``encoding`` is that of a character of daily use."""
    wide = [char.encode(encoding, errors="ignore")[:1] for char in text if char > "\x7f" and not _MARKS.match(char)]
    return sum(bool(lead) and first <= lead[0] <= last for lead in wide) / (len(wide) or 1)


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    head = data[:4000]
    if head.count(0) * 4 > len(head):  # UTF-16 without a mark: every other byte of Latin text and digits is zero
        encoding = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        return data.decode(encoding, errors="replace")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not encoding.startswith("utf-16") or len(_CHINESE.findall(text[:2000])) * 20 >= len(text[:2000]) * 19:
            if encoding == "gb18030" and _is_big5(data):
                break
            return text
    raise Refused("认不出文件的文字编码。请用记事本或 WPS 打开，另存为 UTF-8 编码后再导入。")
