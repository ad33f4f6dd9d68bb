"""What a file is, told by its content. Whether such a file may be kept or read is for others to say."""

import os
import re
import zipfile
from typing import BinaryIO

from gongkai.core.actions import Refused
from gongkai.core.intake import sandbox
from gongkai.core.intake.decode import decode

UNPACKED_LIMIT = 400 * 1024 * 1024
RATIO_LIMIT = 150
ENTRIES_LIMIT = 5000
HEAD = 8192

_BOMB = "这个文件解压后大得异常，为安全起见没有接收。请另存一份新的文件再上传。"
_PASSWORD = "文件设有密码，公众无法打开。请取消密码后再上传。"  # noqa: S105
_MACROS = "文件里含有宏，不能作为附件。请另存为不含宏的格式（docx、xlsx、pptx）后再上传。"
_MAGIC = (
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"GIF8", ".gif"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
    (b"ID3", ".mp3"),
    (b"\xff\xfb", ".mp3"),
    (b"\x30\x26\xb2\x75", ".wmv"),
    (b"\x1a\x45\xdf\xa3", ".mkv"),
    (b"FLV\x01", ".flv"),
    (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"),
    (b"\x1f\x8b", ".gz"),
    (b"BZh", ".bz2"),
    (b"\xfd7zXZ", ".xz"),
    (b"PK\x05\x06", ".zip"),  # one that holds nothing
)
_RIFF = {b"WEBP": ".webp", b"WAVE": ".wav", b"AVI ": ".avi"}
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_PARTS = (
    ("word/document.xml", ".docx"),
    ("xl/workbook.xml", ".xlsx"),
    ("ppt/presentation.xml", ".pptx"),
    ("OFD.xml", ".ofd"),
)
_ODF = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
_OLE = (
    (b"EncryptedPackage", ""),
    (b"WordDocument", ".doc"),
    (b"PowerPoint Document", ".ppt"),
    (b"Workbook", ".xls"),
    (b"Book", ".xls"),
)
# Office files of 2003 in one XML file
_OFFICE_XML = ((b"schemas.microsoft.com/office/word/2003/wordml", ".wordml"), (b"microsoft-com:office:spreadsheet", ".sheetml"))  # fmt: skip
_PAGE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe)\b", re.IGNORECASE)
_MARKUP = re.compile(rb"<\s*(?:svg|\?xml|\?php)\b", re.IGNORECASE)
# web pages saved as mail (MHTML)
_MAIL = re.compile(
    rb"^(?:MIME-Version:\s*\d|Content-Type:\s*(?:multipart|message|text/html))", re.IGNORECASE | re.MULTILINE
)
_RTF = re.compile(rb"\s*\{\\rtf", re.IGNORECASE)
_POSTSCRIPT = re.compile(rb"\s*%!PS", re.IGNORECASE)


def kind_of(file: BinaryIO, name: str = "") -> str:
    """The ending that the content deserves, a web page's ".html" and a program's ".exe" among them; "" when nothing knows
    it. ``name`` tells text from csv. Refused when the file is broken, or has a password or macros."""
    head = file.read(HEAD)
    if b"%PDF-" in head[:1024]:
        _check_pdf(file)
        return ".pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip(file)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole(file)
    for magic, suffix in _MAGIC:
        if head.startswith(magic):
            return suffix
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return ".bmp"
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return ".mp4"
    if head[257:262] == b"ustar":
        return ".tar"
    return ".exe" if head.startswith(_PROGRAMS) else _text(head, name)


def _check_pdf(file: BinaryIO) -> None:
    file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
    if b"%%EOF" not in file.read():
        raise Refused("这个 PDF 不完整，可能没有传完或保存时中断。请在本机打开确认后重新上传。", "file")


def _zip(file: BinaryIO) -> str:
    """The kind of an Office package; ".zip" for any other archive, whose entries are for its reader to judge."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            first = b""
            # ODF 1.3 part 2, 3.3 wants it stored; other ways of packing have no limit on what a few bytes come to
            kind = next((entry for entry in entries if entry.filename == "mimetype"), None)
            if kind and kind.compress_type == zipfile.ZIP_STORED and not kind.flag_bits & 1:
                with archive.open(kind) as part:
                    first = part.read(100)
    except Exception:  # whatever a broken archive brings about
        raise Refused(sandbox.UNREADABLE, "file") from None
    found = _ODF.get(first.strip()) or next((suffix for part, suffix in _PARTS if part in names), ".zip")
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if found == ".zip" and not has_macros:
        return found
    check_bomb(entries)
    if has_macros:
        raise Refused(_MACROS, "file")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(_PASSWORD, "file")
    return found


def check_bomb(entries: list[zipfile.ZipInfo], sentence: str = _BOMB) -> None:
    """Refuse an archive that would unpack to too much, by what its directory says; nothing is unpacked."""
    total = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if (
        len(entries) > ENTRIES_LIMIT
        or total > UNPACKED_LIMIT
        or (total > 20 * 1024 * 1024 and total / packed > RATIO_LIMIT)
    ):
        raise Refused(sentence, "file")


def _ole(file: BinaryIO) -> str:
    file.seek(0)
    data = file.read()
    for stream, suffix in _OLE:
        if stream.decode().encode("utf-16-le") in data:
            if not suffix:
                raise Refused(_PASSWORD, "file")
            return suffix
    return ""


def _text(head: bytes, name: str) -> str:
    try:
        said = decode(head[:-4] if len(head) == HEAD else head).encode()
    except Refused:
        said = b""
    for part in (head, said):
        if office := next((suffix for mark, suffix in _OFFICE_XML if mark in part), ""):
            return office
        if _PAGE.search(part):
            return ".html"
        if _MARKUP.search(part):
            return ".xml"
    if _MAIL.search(said):
        return ".mht"
    if _RTF.match(head) or _RTF.match(said):
        return ".rtf"
    if _POSTSCRIPT.match(head) or _POSTSCRIPT.match(said):
        return ".ps"
    if not said:
        return ""
    return ".csv" if name.lower().endswith(".csv") else ".txt"
