"""Files that applicants send along: few, small, of kinds an office can open, told by their content."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from gongkai.core import vault
from gongkai.core.actions import Refused
from gongkai.foi.models import Enclosure, Request, Supplement

MOST = 5
LARGEST = 10 * 1024 * 1024
KINDS = "PDF、图片（JPG、PNG）、Word、Excel 或文本文件"
_OOXML = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAGIC = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True)
class Upload:
    name: str
    media_type: str
    content: bytes


def take(files: Iterable[Any]) -> list[Upload]:
    """Uploaded files, checked; Refused with a sentence that names the file."""
    files = list(files)
    if len(files) > MOST:
        raise Refused(f"附件最多 {MOST} 个，您选了 {len(files)} 个，请减少后重新选择。", "files")
    return [_take(file) for file in files]


def _take(file: Any) -> Upload:
    name = PurePosixPath(file.name.replace("\\", "/")).name[:120]
    if file.size > LARGEST:
        raise Refused(f"附件“{name}”超过 {LARGEST >> 20} MB，请压缩或拆分后重新选择。", "files")
    content = file.read()
    if not content:
        raise Refused(f"附件“{name}”是空文件，请重新选择。", "files")
    media_type = sniff(content)
    if media_type is None:
        raise Refused(f"附件“{name}”的内容不是{KINDS}，请另存为 PDF 后重新选择。", "files")
    return Upload(name, media_type, content)


def sniff(content: bytes) -> str | None:
    """The media type that the content itself tells; None for what we do not take."""
    for magic, media_type in _MAGIC.items():
        if content.startswith(magic):
            return media_type
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return "text/plain" if _is_text(content) else None


def _office_type(content: bytes) -> str | None:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    return next((media_type for part, media_type in _OOXML.items() if part in names), None)


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(c.isprintable() or c in "\r\n\t\ufeff\u3000" for c in text)
    return False


def enclose(request: Request, files: Sequence[Upload], supplement: Supplement | None = None) -> None:
    """Keep ``files`` with a request; within an action."""
    for file in files:
        Enclosure.objects.create(
            request=request,
            supplement=supplement,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            key=vault.keep(file.content),
        )
