"""The part of a file that a request asks for (RFC 9110 section 14). No Django."""

import re

PART = re.compile(r"(\d*)-(\d*)", re.ASCII)
HUGE = 18  # digits; larger than any file, and a number of any length is still read quickly


class NotSatisfiable(Exception):
    """The range lies behind the end of the file (RFC 9110 section 15.5.17)."""


def wanted(header: str, size: int) -> range | None:
    """The bytes that a Range header asks of a file of ``size`` bytes; None when the whole is to be sent: another unit, no
    range by the grammar, several parts (a server need not send these apart, section 14.2), or an empty file, of which no
    part can be named. Raises NotSatisfiable."""
    unit, _, parts = header.partition("=")
    named = [part for one in parts.split(",") if (part := one.strip(" \t"))]
    match = PART.fullmatch(named[0]) if len(named) == 1 else None
    if unit.strip().lower() != "bytes" or match is None or not any(match.groups()) or not size:
        return None
    first, last = (_number(digits) if digits else None for digits in match.groups())
    if first is None:  # the last so many bytes
        first, last = max(size - (last or 0), 0), size - 1
    elif last is not None and last < first:
        return None
    if first >= size:
        raise NotSatisfiable
    return range(first, size if last is None else min(last + 1, size))


def _number(digits: str) -> int:
    return int(digits.lstrip("0")[:HUGE] or "0")
