"""Files to documents. Word and PDF are read in a child process with limits (core.intake.sandbox)."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings

from gongkai.core.actions import Refused
from gongkai.core.html import clean, plain_text
from gongkai.core.intake import media, ocr, office, radicals, sandbox
from gongkai.core.intake.decode import decode
from gongkai.library import intake, leftout
from gongkai.library.importing import front, labels, lines, markdown, outline, page, pdf
from gongkai.library.importing.formats import DOCUMENTS, OLD_DOCUMENTS, PAGES, PICTURES
from gongkai.library.importing.model import Block, Document
from gongkai.library.vetting import listing

_NOTE_MARK = re.compile(r"〔\d{1,3}〕")
_OLD = "旧格式文件，这台机器上没有安装 LibreOffice，不会读。请在 Word/WPS 里另存为 docx 后再导入。"
BY_OCR = "正文由图片文字识别（OCR）得到，请对照原件核对。"
_NO_OCR = "请安装文字识别（make ocr）后再导入，或改为作附件上传。"
_OFD_SCAN = "这个 OFD 是扫描件，没有文字，页面又不是完整的一张图，不能识别。请转成 PDF 后再导入，或改为作附件上传。"
_OFD_EMPTY = "OFD 里没有读到文字，可能设有密码或已经损坏。请在阅读器里打开，另存为 PDF 后再导入。"
LIMIT = 20 * 1024 * 1024  # bytes of one text document


def read(file: Path, kind: str, folder: Path) -> Document:
    """The document in a file of this kind (see formats); what is made of an old one lies in ``folder``. Refused with a
    sentence when it cannot be read."""
    if kind in OLD_DOCUMENTS:
        return _read_file(_converted(file, kind, folder), ".docx")
    if kind in (*DOCUMENTS, *PICTURES):
        return _read_file(file, kind)
    if file.stat().st_size > LIMIT:
        raise Refused(f"文件超过 {LIMIT // 1024 // 1024} MB，不像一篇文稿。请拆分，或改为作附件上传。")
    return parse(f"{file.stem}{kind}", decode(file.read_bytes()))


def _converted(file: Path, kind: str, folder: Path) -> Path:
    """A docx made of an old file, under its name."""
    if not office.program():
        raise Refused(_OLD)
    check_size(file)
    made = office.convert(file, kind, folder)
    return made.rename(folder / f"{file.stem}.docx")


def check_size(file: Path) -> None:
    if file.stat().st_size > settings.UPLOAD_LIMIT:
        raise Refused(f"文件超过 {settings.UPLOAD_LIMIT // 1024 // 1024} MB，没有导入。请压缩图片或拆分后再导入。")


def _read_file(file: Path, kind: str) -> Document:
    """Word, PDF, OFD or a picture as one sees it; the file itself becomes an attachment."""
    check_size(file)
    with intake.visible(file, kind) as (copy, holdings):
        document = _READERS[kind](file.name, copy)
    if listing.hides(holdings):
        document.notices.append(f"文件里有隐藏内容，没有进入正文：{listing.in_words(holdings)}。原件不公开。")
    if kind in media.MEDIA_TYPES:
        document.file = file
    else:
        document.notices.append("原图的格式网页上打不开，没有附上。请转成 PDF 或 jpg 后另作附件上传。")
    return _fronted(document)


def _word(name: str, file: Path) -> Document:
    result = sandbox.extract("docx", file)
    blocks = page.blocks_of(radicals.plain(result["html"]))
    for block in blocks:
        block.text = _NOTE_MARK.sub("", block.text) if "#note-" in block.html else block.text
    outline.settle(blocks)
    if notes := clean(radicals.plain(result["notes"])):
        blocks.append(Block("raw", plain_text(notes), notes))
    return Document(name, blocks, notices=leftout.OF_FILE.of(result["left"], result["margins"]))


def _pdf(name: str, file: Path) -> Document:
    found = sandbox.extract("pdf-parts", file)
    return _pages(name, file, found)


def _pages(name: str, file: Path, found: dict[str, Any]) -> Document:
    """Pages as read, those that are scans by OCR where it is installed."""
    scanned = [number - 1 for number in found["scanned"]]
    if scanned and ocr.is_installed():
        return _recognised(name, found, ocr.read(file, scanned))
    if scanned and not pdf.says_something(found):
        raise Refused(f"文件里没有读到正文，是扫描件。{_NO_OCR}")
    return pdf.document(name, found)


def _picture(name: str, file: Path) -> Document:
    if not ocr.is_installed():
        raise Refused(f"这是图片，不识别就没有文字。{_NO_OCR}")
    read = ocr.read(file)
    return _recognised(name, pdf.pages([""] * (max(read.pages, default=0) + 1)), read)


def _recognised(name: str, found: dict[str, Any], read: ocr.Read) -> Document:
    """Pages with what was read in pictures in its place."""
    for number, text in read.pages.items():
        found["pages"][number] = [text]
    found["scanned"] = []
    if not pdf.says_something(found):
        raise Refused("图片或扫描件里没有认出文字。请改为作附件上传，或者把文字打成文稿再导入。")
    document = pdf.document(name, found)
    left = [f"还有 {read.left} 页没有识别，没有进入正文。请拆分后再导入，或自行补上。"] if read.left else []
    document.notices, document.by_ocr = [BY_OCR, *left, *document.notices], True
    return document


def _ofd(name: str, file: Path) -> Document:
    result = sandbox.extract("ofd", file)
    found = pdf.pages(result["pages"]) | {"scanned": result["scanned"]}
    if not result["scanned"] and not pdf.says_something(found):
        raise Refused(_OFD_SCAN if result["scan"] else _OFD_EMPTY)
    document = _pages(name, file, found)
    if result["hidden"]:
        document.notices.append(f"OFD 里有看不见的文字、注释或附件 {result['hidden']} 处，没有进入正文。原件不公开。")
        document.withheld = True
    return document


_READERS = {".docx": _word, ".pdf": _pdf, ".ofd": _ofd, **dict.fromkeys(PICTURES, _picture)}


def _fronted(document: Document) -> Document:
    """Take a metadata block (名称：值 paragraphs at the very top) off a document that has no empty lines."""
    count = 0
    for block in document.blocks:
        pair = labels.labelled(block.text) if block.tag == "p" and len(block.text) < 200 else None
        if pair is None or (count == 0 and pair[0] in ("attachments", "basis", "forwards")):
            break
        if pair[0] and pair[1]:
            document.facts.setdefault(pair[0], pair[1])
        count += 1
    if count >= 2:
        del document.blocks[:count]
    else:
        document.facts.clear()
    return document


def parse(name: str, text: str) -> Document:
    """The document in the text of a file called ``name``."""
    suffix = Path(name).suffix.lower()
    if suffix in PAGES:
        blocks, facts, left = page.page_blocks(text)
        return Document(name, blocks, facts, leftout.OF_PAGE.of(left))
    facts, rest, notices = front.split(text)
    blocks = markdown.to_blocks(rest) if suffix in (".md", ".markdown") else lines.to_blocks(rest)
    return Document(name, blocks, facts, notices)
