"""Bytes of a file that belong to nothing a program shows: behind its end, before its beginning, between its entries."""

import io
import struct
import zipfile
from collections.abc import Iterator

from gongkai.core.intake.holding import Holding, sample

_ENTRY, _END = 30, 22  # bytes of a zip's local header and of the record that ends it
_DESCRIPTOR = 24  # at most, behind an entry written in one go
_BLANK = b"\0\r\n\t \x1a"


def listed(kind: str, content: bytes) -> list[Holding]:
    """One holding for all such bytes; whoever cleans writes the file anew without them. Not of old office formats."""
    if kind in ("docx", "xlsx", "pptx"):
        rows = _of_zip(content)
    elif kind == "pdf":
        rows = iter((content[: max(0, content.find(b"%PDF-"))], content[content.rfind(b"%%EOF") + 5 :]))
    elif kind == "image":
        rows = iter((content[_end_of_picture(content) :],))
    else:
        return []
    said = b"\n".join(filter(None, (row.strip(_BLANK) for row in rows)))
    return [Holding("data", True, 1, "文件头尾以外的数据", sample(said.decode("utf-8", "ignore")))] if said else []


def _of_zip(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries, start = sorted(archive.infolist(), key=lambda entry: entry.header_offset), archive.start_dir
        yield archive.comment
    place = 0
    for entry in entries:
        gap = content[place : entry.header_offset]
        yield gap if len(gap) > _DESCRIPTOR else b""
        name, extra = struct.unpack("<HH", content[entry.header_offset + 26 : entry.header_offset + _ENTRY])
        place = entry.header_offset + _ENTRY + name + extra + entry.compress_size
    gap = content[place:start]
    yield gap if len(gap) > _DESCRIPTOR else b""
    end = content.rfind(b"PK\x05\x06")
    yield content[end + _END + int.from_bytes(content[end + 20 : end + _END], "little") :]


def _end_of_picture(content: bytes) -> int:
    """Behind the last byte of a JPEG, PNG or WebP; the end of what is none of these."""
    if content.startswith(b"\xff\xd8"):
        scan = content.find(b"\xff\xda")
        end = content.find(b"\xff\xd9", scan) if scan > 0 else -1
        return end + 2 if end > 0 else len(content)
    if content.startswith(b"\x89PNG"):
        end = content.find(b"IEND")
        return end + 8 if end > 0 else len(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return 8 + int.from_bytes(content[4:8], "little")
    return len(content)
