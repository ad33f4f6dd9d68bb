"""What the importer does with a file: which reader its content goes to, and the sentence where there is none."""

from pathlib import Path

from gongkai.core.actions import Refused
from gongkai.core.intake import sniffing

# read by what they are called: any text could be either
PAGES = (".html", ".htm")
TEXTS = (".md", ".markdown", ".txt", *PAGES)
LINES = (".csv", ".jsonl", ".ndjson")
DOCUMENTS = (".docx", ".pdf", ".ofd")
OLD_DOCUMENTS = (".doc", ".rtf", ".odt", ".wordml")  # made into docx where LibreOffice is
OLD_TABLES = (".xls", ".ods", ".sheetml")
TABLES = (*LINES, ".xlsx", *OLD_TABLES)
PICTURES = (".jpg", ".png", ".tif", ".gif", ".webp", ".bmp")  # read where the extra ``ocr`` is
ARCHIVE = ".zip"
# what their content cannot tell from text with another ending
_TEXTUAL = (".txt", ".csv", ".html", ".xml", ".mht", ".ps", ".exe", "")
# what is called Word or WPS is often a web page or plain text
_NAMED_DOCUMENT = (".doc", ".docx", ".wps", ".rtf")

_READABLE = "可以导入 txt、md、html、docx、doc、wps、rtf、pdf、ofd，xlsx、xls、csv、jsonl 表格，或装有这些文件的 zip。"
UNKNOWN = f"不会读这种文件。{_READABLE}"
NO_DOCUMENT = "认不出里面的内容，文件可能已经损坏，或是更早的格式。请在 Word/WPS 里打开，另存为 docx 后再导入。"
EMPTY = "这是一个空文件，没有内容可以导入。请检查后重新放入。"
_PACKED = "不会解这种压缩包。请解压后导入文件夹，或改用 zip。"
_SLIDES = "演示文稿不能作为文稿导入。请另存为 PDF 后再导入，或改为作附件上传。"
_MEDIA = "音视频不能作为文稿导入。需要公开的请作附件上传。"
_REASONS = {
    ".exe": "这是可执行程序，不能导入。",
    ".mht": "这是网页存档（MHT），不会读。请在浏览器里另存为 html，或在 Word/WPS 里另存为 docx 后再导入。",
    **dict.fromkeys((".rar", ".7z", ".gz", ".bz2", ".xz", ".tar"), _PACKED),
    **dict.fromkeys((".ppt", ".pptx", ".odp"), _SLIDES),
    **dict.fromkeys((".mp3", ".mp4", ".wav", ".avi", ".wmv", ".mkv", ".flv"), _MEDIA),
}
_TURNS = (TEXTS, (*DOCUMENTS, *OLD_DOCUMENTS, ".wps"), (*TABLES, ".et"))


def kind_of(file: Path) -> str:
    """The reader's name for a file: one of TEXTS, DOCUMENTS, OLD_DOCUMENTS, TABLES, PICTURES or ARCHIVE, by its content wherever that can tell.
    Refused with the reason when nothing reads it."""
    if file.stat().st_size == 0:
        raise Refused(EMPTY)
    suffix = file.suffix.lower()
    with file.open("rb") as opened:
        found = sniffing.kind_of(opened, file.name)
    if found in _TEXTUAL and suffix in (*TEXTS, *LINES):
        return suffix
    if found in (*DOCUMENTS, *OLD_DOCUMENTS, *TABLES, *PICTURES, ARCHIVE) and found not in LINES:
        return found
    if found in (".html", ".txt") and suffix in _NAMED_DOCUMENT:
        return found
    if not found and suffix in _NAMED_DOCUMENT:
        raise Refused(NO_DOCUMENT)
    raise Refused(_REASONS.get(found, UNKNOWN))


def turn(file: Path) -> int:
    """In which order files are read, by their endings: texts, documents, tables; what they name as attachments comes
    after them."""
    suffix = file.suffix.lower()
    return next((turn for turn, known in enumerate(_TURNS) if suffix in known), len(_TURNS) + (suffix == ARCHIVE))
