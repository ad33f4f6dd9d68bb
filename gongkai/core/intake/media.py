"""Which files are taken from outside at all: what a file is, by its content; its name made harmless."""

import re
from pathlib import Path
from typing import BinaryIO

from gongkai.core.actions import Refused
from gongkai.core.intake import sniffing
from gongkai.core.text import line

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".ofd": "application/ofd",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
}
ALLOWED = (
    "允许的类型：PDF、OFD、Word、Excel、PowerPoint、图片（jpg、png、gif、webp）、音视频（mp3、mp4）、纯文本和 csv。"
)

_NO_PACKAGE = f"压缩包里的内容无法检查，不能直接上传。请解压后逐个上传。{ALLOWED}"
_NO_PAGE = "网页、SVG 等文件里可能含有脚本，不能作为附件。请转为 PDF 或把内容粘贴到正文。"
_NO_FORMATTED = "RTF 等文件里可能有看不见的文字，无法检查。请另存为 docx 或 PDF 后再上传。"
_UNWANTED = {
    ".exe": f"这是可执行程序，不能作为附件。{ALLOWED}",
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".bz2", ".xz"), _NO_PACKAGE),
    **dict.fromkeys((".odt", ".ods", ".odp"), _NO_PACKAGE),
    **dict.fromkeys((".html", ".xml", ".mht", ".wordml", ".sheetml"), _NO_PAGE),
    **dict.fromkeys((".rtf", ".ps"), _NO_FORMATTED),
}


def suffix_of(media_type: str) -> str:
    """The ending of a file that is kept without its name; empty for a type that is not known."""
    return next((suffix for suffix, known in MEDIA_TYPES.items() if known == media_type), "")


def sniff(path: Path, name: str = "") -> str:
    """The ending that the content of a file deserves. Refused when such a file may not be kept."""
    with path.open("rb") as file:
        return sniff_open(file, name)


def sniff_open(file: BinaryIO, name: str = "") -> str:
    """The same of an open file, which need not be on disk."""
    found = sniffing.kind_of(file, name)
    if found not in MEDIA_TYPES:
        raise Refused(_UNWANTED.get(found, f"认不出这是什么文件。{ALLOWED}"), "file")
    return found


def clean_name(name: str, suffix: str) -> str:
    """A file name that is only a name: no folders, control or direction characters; at most 200 bytes, with the ending
    its content deserves."""
    name = line(re.split(r"[/\\]", name)[-1])
    name = re.sub(r'[<>:"|?*]', "_", re.sub(r"\s+", " ", name)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    known = {".jpeg", ".htm", ".html", ".exe", ".wps", ".et", ".dps", *MEDIA_TYPES}
    if not dot or f".{ending.lower()}" not in known:
        stem = name
    stem = stem.strip(" .") or "附件"
    while len(f"{stem}{suffix}".encode()) > 200:
        stem = stem[:-1]
    return f"{stem.strip(' .')}{suffix}"
