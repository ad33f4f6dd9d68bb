"""Attachments on their way in: what a file is, by its content; whether it may be kept; its name made harmless; its words.

Every refusal is a sentence and leaves nothing behind.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from gongkai.core import files
from gongkai.core.actions import Refused
from gongkai.core.html import clean, plain_text
from gongkai.core.intake import hidden, sandbox
from gongkai.core.intake.decode import decode
from gongkai.core.intake.hidden import Holding
from gongkai.core.intake.media import MEDIA_TYPES, clean_name, sniff
from gongkai.core.models import Blob
from gongkai.core.text import line
from gongkai.library import leftout
from gongkai.library.importing import pdf
from gongkai.library.vetting import listing

TEXT_LIMIT = 1_000_000

_READERS = {".docx": "docx-text", ".ofd": "ofd", ".pptx": "pptx", ".xlsx": "sheet-text", ".xls": "sheet-text"}


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
    return [pdf.words_of(page) for page in sandbox.extract("pdf", path)["pages"]]


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
