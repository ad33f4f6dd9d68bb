"""文号 (document numbers): parse, normalise, format. Pure: no Django.

GB/T 9704-2012 7.2.5: mark of the organ, year in six-point brackets 〔〕, serial number without leading zeros and
without 第, 号. Orders, announcements and minutes count with 第n号 alone.
"""

import re
import unicodedata
from dataclasses import dataclass

_BRACKETS = str.maketrans({"[": "〔", "]": "〕", "【": "〔", "】": "〕", "(": "〔", ")": "〕", "［": "〔", "］": "〕", "（": "〔", "）": "〕"})  # fmt: skip


@dataclass(frozen=True)
class DocNumber:
    mark: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.mark}〔{self.year}〕{self.serial}号"


_BRACKETED = re.compile(r"^(?P<mark>[^〔〕\d]{1,24}?)〔(?P<year>(?:19|20)\d\d)〕第?0*(?P<serial>\d{1,5})号$")


def parse(text: str) -> DocNumber | None:
    """A bracketed 文号 in any bracket style and width; None when ``text`` is not exactly one."""
    squeezed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)
    found = _BRACKETED.match(squeezed)
    return DocNumber(found["mark"], int(found["year"]), int(found["serial"])) if found else None


def normalise(text: str) -> str:
    """The form two spellings of one 文号 share; for what is not bracketed, the squeezed text."""
    number = parse(text)
    return str(number) if number else re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)
