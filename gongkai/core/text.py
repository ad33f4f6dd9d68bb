"""Names and titles as they are typed, pasted and imported: without what cannot be seen. Pure: no Django.

Taken out are control and format characters (direction marks and overrides, zero-width blanks and joiners, soft hyphens),
variation selectors, fillers that draw nothing, lone surrogates and code points that are no characters. They make two
names that look alike differ, turn the reading direction, and break files and searches. Private-use characters stay: old
encodings keep rare surnames there; and so do unassigned ones, which may be letters newer than this Python's tables.
"""

import re
import unicodedata

# Default_Ignorable_Code_Point that no category names (Unicode, DerivedCoreProperties.txt), and the braille blank
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff"
_NO_CHARACTERS = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_FORMATS = (
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
_UNSEEN = re.compile(f"[{_CONTROLS}{_FORMATS}{_FILLERS}{_NO_CHARACTERS}]")
_BLANK = re.compile(r"[^\S \u3000]+")  # every other blank, line ends with them
_OTHER_MARKS = str.maketrans("《》〈〉", "〈〉《》")
_INDENT = re.compile(r"[^\S\n\u3000]")


def line(text: str) -> str:
    """``text`` in one line, composed (NFC), without what cannot be seen; every blank is a plain or an ideographic one,
    and none stands at an end. Applied twice it changes nothing more."""
    return _BLANK.sub(" ", _seen(text)).strip()


def lines(text: str) -> str:
    """The same of a text of several lines, which stay."""
    return _INDENT.sub(" ", _seen(text).replace("\r\n", "\n").replace("\r", "\n"))


def named(title: str) -> str:
    """``title`` as it is named in a sentence: 《…》, the marks inside it 〈…〉, as GB/T 15834 has it; one that stands in
    marks as a whole is left as it is."""
    if re.fullmatch("《[^《》]*》", title):
        return title
    return f"《{title.translate(_OTHER_MARKS)}》"


def seen(text: str) -> str:
    """``text`` without what cannot be seen, otherwise as it was."""
    return _UNSEEN.sub("", text)


def _seen(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", seen(text))
