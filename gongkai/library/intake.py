"""Attachments on their way in: what a file is, by its content; whether it may be kept; its name made harmless; its words.

Every refusal is a sentence and leaves nothing behind.
"""

import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from gongkai.core import files
from gongkai.core.actions import Refused
from gongkai.core.html import clean, plain_text
from gongkai.core.intake import hidden, sandbox
from gongkai.core.intake.hidden import Holding
from gongkai.core.models import Blob
from gongkai.core.text import line
from gongkai.library import leftout
from gongkai.library.importing import pdf
from gongkai.library.importing.decode import decode
from gongkai.library.vetting import listing

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
UNPACKED_LIMIT = 400 * 1024 * 1024
RATIO_LIMIT = 150
ENTRIES_LIMIT = 5000
TEXT_LIMIT = 1_000_000

_BOMB = "这个文件解压后大得异常，为安全起见没有接收。请另存一份新的文件再上传。"
_MAGIC = (
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"GIF8", ".gif"),
    (b"ID3", ".mp3"),
    (b"\xff\xfb", ".mp3"),
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06")
_OLE = (
    (b"EncryptedPackage", ""),
    (b"WordDocument", ".doc"),
    (b"PowerPoint Document", ".ppt"),
    (b"Workbook", ".xls"),
    (b"Book", ".xls"),
)
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|\?xml|iframe|\?php)\b", re.IGNORECASE)
# text that programs show as something else: web pages saved as mail (MHTML), RTF, PostScript
_MAIL = re.compile(
    rb"^(?:MIME-Version:\s*\d|Content-Type:\s*(?:multipart|message|text/html))", re.IGNORECASE | re.MULTILINE
)
_FORMATTED = re.compile(rb"\s*(?:\{\\rtf|%!PS)", re.IGNORECASE)
_READERS = {".docx": "docx-text", ".pptx": "pptx", ".xlsx": "sheet-text", ".xls": "sheet-text"}


def suffix_of(media_type: str) -> str:
    """The ending of a file that is kept without its name; empty for a type that is not known."""
    return next((suffix for suffix, known in MEDIA_TYPES.items() if known == media_type), "")


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: its harmless name with the right ending, its type, the words one sees, and what it holds
    beside them."""

    name: str
    media_type: str
    text: str
    holdings: list[Holding]


def take(source: Any, name: str) -> tuple[Blob, str]:
    """Keep a file: an upload (anything with ``chunks()``) or a path. Returns its row and its name. Refused, with a
    sentence and nothing kept, when it may not be."""
    chunks = source.chunks() if hasattr(source, "chunks") else files.chunks_of(Path(source))
    try:
        with files.received(chunks, settings.UPLOAD_LIMIT) as file:
            seen = inspect(file.path, name)
            blob = files.store(file, seen.media_type, seen.text)
    except files.TooLarge:
        limit = settings.UPLOAD_LIMIT // 1024 // 1024
        raise Refused(f"文件超过 {limit} MB，没有接收。请压缩图片或拆分后再上传。", "file") from None
    listing.record(blob, seen.holdings, seen.text)
    return blob, seen.name


def inspect(path: Path, name: str) -> Inspected:
    """What a file is and says. Refused when it may not be kept."""
    if path.stat().st_size == 0:
        raise Refused("这是一个空文件，请检查后重新上传。", "file")
    suffix = sniff(path, name)
    return Inspected(clean_name(name, suffix), MEDIA_TYPES[suffix], *looked_into(path, suffix))


def looked_into(path: Path, suffix: str) -> tuple[str, list[Holding]]:
    """The words one sees in a file, for the index, and what it holds beside them. Refused when it is broken."""
    with visible(path, suffix) as (copy, holdings):
        return words(copy, suffix)[:TEXT_LIMIT], holdings


@contextmanager
def visible(path: Path, suffix: str) -> Iterator[tuple[Path, list[Holding]]]:
    """The file as one sees it, for whatever reads it (the file itself when it hides nothing), and what it holds."""
    media_type = MEDIA_TYPES.get(suffix, "")
    holdings = hidden.holdings(path, media_type)
    if not listing.hides(holdings):
        yield path, holdings
        return
    with tempfile.NamedTemporaryFile(suffix=suffix) as copy:
        copy.write(hidden.visible_copy(path, media_type))
        copy.flush()
        yield Path(copy.name), holdings


def sniff(path: Path, name: str = "") -> str:
    """The ending that the content of a file deserves."""
    with path.open("rb") as file:
        return sniff_open(file, name)


def sniff_open(file: BinaryIO, name: str = "") -> str:
    """The same of an open file, which need not be on disk."""
    head = file.read(8192)
    if b"%PDF-" in head[:1024]:
        _check_pdf(file)
        return ".pdf"
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(file)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _sniff_ole(file)
    for magic, suffix in _MAGIC:
        if head.startswith(magic):
            return suffix
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ".webp"
    if head[4:8] == b"ftyp":
        return ".mp4"
    if head.startswith(_PROGRAMS):
        raise Refused(f"这是可执行程序，不能作为附件。{ALLOWED}", "file")
    if head.startswith(_ARCHIVES):
        raise Refused(f"压缩包里的内容无法检查，不能直接上传。请解压后逐个上传。{ALLOWED}", "file")
    return _sniff_text(head, name)


def _check_pdf(file: BinaryIO) -> None:
    file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
    if b"%%EOF" not in file.read():
        raise Refused("这个 PDF 不完整，可能没有传完或保存时中断。请在本机打开确认后重新上传。", "file")


def _sniff_zip(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused(sandbox.UNREADABLE, "file") from None
    check_bomb(entries)
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("文件里含有宏，不能作为附件。请另存为不含宏的格式（docx、xlsx、pptx）后再上传。", "file")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("文件设有密码，公众无法打开。请取消密码后再上传。", "file")
    for part, suffix in (
        ("word/document.xml", ".docx"),
        ("xl/workbook.xml", ".xlsx"),
        ("ppt/presentation.xml", ".pptx"),
        ("OFD.xml", ".ofd"),
    ):
        if part in names:
            return suffix
    raise Refused(f"压缩包里的内容无法检查，不能直接上传。请解压后逐个上传。{ALLOWED}", "file")


def check_bomb(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that would unpack to too much, by what its directory says; nothing is unpacked."""
    total = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if (
        len(entries) > ENTRIES_LIMIT
        or total > UNPACKED_LIMIT
        or (total > 20 * 1024 * 1024 and total / packed > RATIO_LIMIT)
    ):
        raise Refused(_BOMB, "file")


def _sniff_ole(file: BinaryIO) -> str:
    file.seek(0)
    data = file.read()
    for stream, suffix in _OLE:
        if stream.decode().encode("utf-16-le") in data:
            if not suffix:
                raise Refused("文件设有密码，公众无法打开。请取消密码后再上传。", "file")
            return suffix
    raise Refused(f"认不出这是什么文件。{ALLOWED}", "file")


def _sniff_text(head: bytes, name: str) -> str:
    try:
        said = decode(head[:-4] if len(head) == 8192 else head).encode()
    except Refused:
        said = b""
    if _MARKUP.search(head) or _MARKUP.search(said) or _MAIL.search(said):
        raise Refused("网页、SVG 等文件里可能含有脚本，不能作为附件。请转为 PDF 或把内容粘贴到正文。", "file")
    if _FORMATTED.match(head) or _FORMATTED.match(said):
        raise Refused("RTF 等文件里可能有看不见的文字，无法检查。请另存为 docx 或 PDF 后再上传。", "file")
    if not said:
        raise Refused(f"认不出这是什么文件。{ALLOWED}", "file")
    return ".csv" if name.lower().endswith(".csv") else ".txt"


def words(path: Path, suffix: str) -> str:
    """The text of a file for the index; "" where there is none to read. Refused when the file is broken."""
    if suffix == ".pdf":
        return "\n".join(pdf_pages(path))
    if suffix in _READERS:
        return str(sandbox.extract(_READERS[suffix], path)["text"])
    if suffix in (".txt", ".csv"):
        with path.open("rb") as file:
            return decode(file.read(4 * TEXT_LIMIT))
    return ""


def pdf_pages(path: Path) -> list[str]:
    """Text of the pages of a PDF; a scanned one has none."""
    pages = sandbox.extract("pdf", path)["pages"]
    return [pdf.words_of(page) for page in pages]


def docx_to_html(source: Any) -> tuple[str, list[str]]:
    """A Word file as clean HTML for the editor, tables kept, and notices of what was left out. Refused when it is not
    a Word file."""
    chunks = source.chunks() if hasattr(source, "chunks") else files.chunks_of(Path(source))
    try:
        with files.received(chunks, settings.UPLOAD_LIMIT) as file:
            if sniff(file.path) != ".docx":
                raise Refused("请选择 Word 文件（.docx）。旧格式 .doc 请先用 Word 或 WPS 另存为 .docx。", "file")
            with visible(file.path, ".docx") as (copy, holdings):
                read = sandbox.extract("docx", copy)
    except files.TooLarge:
        limit = settings.UPLOAD_LIMIT // 1024 // 1024
        raise Refused(f"文件超过 {limit} MB，没有接收。请压缩图片或拆分后再导入。", "file") from None
    html = clean(_below_title(read["html"]) + read["notes"])
    if not plain_text(html):
        raise Refused("这个 Word 文件里没有读到文字。", "file")
    notices = leftout.OF_EDITOR.of(read["left"], read["margins"])
    if listing.hides(holdings):
        notices.append(f"文件里的隐藏内容没有导入：{listing.in_words(holdings)}。")
    return html, notices


def _below_title(html: str) -> str:
    """Headings one level down where several stand highest: a text has none above h2, its title stands elsewhere."""
    down = html.count("<h1>") > 1
    return re.sub(
        r"(</?h)([1-4])>", lambda tag: f"{tag[1]}{min(int(tag[2]) + 1, 4) if down else max(int(tag[2]), 2)}>", html
    )


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


def renamed(given: str, name: str) -> str:
    """What to say of a file that is something else than its ending said; empty when it is what it is called."""
    said, is_now = (Path(one).suffix.lower().replace(".jpeg", ".jpg") for one in (line(given), name))
    if said == is_now or said not in MEDIA_TYPES:
        return ""
    kind = {".txt": "纯文本", ".csv": "纯文本"}.get(is_now, f" {is_now[1:]} 格式")
    return f"“{line(given)[:100]}”的内容是{kind}，与扩展名不符，已按“{name}”接收，请打开核对。"


def below(folder: Path, name: str) -> Path:
    """The file ``name`` inside ``folder``. Refused when the name leads out of it or nowhere."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or Path(name).is_absolute():
        raise Refused(f"附件“{name[:60]}”不在文稿所在的文件夹里，没有导入。请把附件放在同一文件夹。", "attachments")
    if not path.is_file():
        raise Refused(f"找不到附件“{name[:60]}”，请确认它与文稿在同一文件夹。", "attachments")
    return path


def iter_names(stated: str) -> Iterator[str]:
    """File names of an ``附件：a.pdf；b.xlsx`` line."""
    for part in re.split(r"[；;、\n]+", stated):
        if part.strip():
            yield part.strip()
