"""Files that people send along: few, small, of kinds an office can open, told by their content. They are in memory until
they are encrypted (core.uploads)."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from gongkai.core.actions import Refused
from gongkai.core.intake import media

MOST = 5
LARGEST = 10 * 1024 * 1024
TAKEN = {".pdf", ".ofd", ".doc", ".docx", ".xls", ".xlsx", ".txt", ".jpg", ".png"}
KINDS = "PDF、图片（jpg、png）、Word、Excel 或者文本"
SCANNED, SCANNED_KINDS = {".pdf", ".jpg", ".png"}, "PDF 或者图片（jpg、png）"


@dataclass(frozen=True)
class Upload:
    name: str
    media_type: str
    content: bytes


def take(uploads: Iterable[Any], most: int = MOST, largest: int = LARGEST) -> list[Upload]:
    """Uploaded files, checked; Refused with a sentence that names the file."""
    uploads = list(uploads)
    if len(uploads) > most:
        raise Refused(f"附件最多 {most} 个，您选了 {len(uploads)} 个，请减少后重新选择。", "files")
    return [_take(upload, TAKEN, KINDS, largest) for upload in uploads]


def take_scan(upload: Any) -> Upload:
    """A scanned paper, checked the same way; Refused without a field."""
    return _take(upload, SCANNED, SCANNED_KINDS)


def _take(upload: Any, taken: set[str], kinds: str, largest: int = LARGEST) -> Upload:
    shown, only = media.clean_name(upload.name, "")[:60], f"只接收{kinds}，请另存为 PDF 后重新选择。"
    if upload.size > largest:
        raise Refused(f"附件“{shown}”超过 {largest >> 20} MB，请压缩或者拆分后重新选择。", "files")
    content = upload.read()
    try:
        if not content:
            raise Refused("这是一个空文件，请重新选择。")
        suffix = media.sniff_open(BytesIO(content), upload.name)
        if suffix not in taken:
            raise Refused(only)
    except Refused as refusal:
        raise Refused(f"附件“{shown}”：{refusal.message.replace(media.ALLOWED, only)}", "files") from None
    return Upload(media.clean_name(upload.name, suffix), media.MEDIA_TYPES[suffix], content)
