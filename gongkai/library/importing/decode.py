"""Bytes of text files to text: UTF-8, GBK (GB 18030) and UTF-16, with or without a mark. Pure but for the refusal."""

import re

from gongkai.core.actions import Refused

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_CHINESE = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u201f\x20-\x7e\\s]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(data: bytes) -> str:
    """The text of ``data`` with Unix line ends and without invisible characters. Refused when it is no text."""
    text = _decoded(data)
    if len(_CONTROL.findall(text[:20000])) > 4:
        raise Refused("这不是文本文件，无法读出文字。请确认文件没有改错扩展名。")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return _CONTROL.sub("", _INVISIBLE.sub("", text))


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
            if encoding == "gb18030" and _is_big5(data[:4000], text[:2000]):
                break
            return text
    raise Refused("认不出文件的文字编码。请用记事本或 WPS 打开，另存为 UTF-8 编码后再导入。")


def _is_big5(data: bytes, text: str) -> bool:
    """Whether bytes that GB 18030 reads as rare characters are common ones of Big5."""
    return (
        _common(text, "gb2312", 0xB0, 0xD7) < 0.6
        and _common(data.decode("big5", errors="ignore"), "big5", 0xA4, 0xC6) > 0.9
    )


def _common(text: str, encoding: str, first: int, last: int) -> float:
    """The part of the Chinese characters that stand in the common rows of a national table."""
    chinese = re.findall("[\u3400-\u9fff]", text)
    coded = [char.encode(encoding, errors="ignore") for char in chinese]
    return sum(bool(code) and first <= code[0] <= last for code in coded) / max(1, len(chinese))
