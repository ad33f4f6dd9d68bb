"""Files of a folder to documents. Word and PDF are read in a child process with limits (core.intake.sandbox)."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from gongkai.core.actions import Refused
from gongkai.core.html import clean, plain_text
from gongkai.core.intake import sandbox
from gongkai.library import intake, leftout
from gongkai.library.importing import front, labels, lines, markdown, outline, page, pdf, radicals
from gongkai.library.importing.decode import decode
from gongkai.library.importing.model import Block, Document
from gongkai.library.vetting import listing

TEXTS = (".md", ".markdown", ".txt", ".html", ".htm")
FILES = (".docx", ".pdf")
TABLES = (".xlsx", ".xls", ".csv", ".jsonl", ".ndjson")
_NOTE_MARK = re.compile(r"〔\d{1,3}〕")
LIMIT = 20 * 1024 * 1024  # bytes of one text document
ASIDE = {"附件", "attachments"}  # folders whose files belong to documents


def files_below(path: Path) -> Iterator[Path]:
    """The files in a folder and its folders, in order of name: texts, then Word and PDF, then tables, then what cannot
    be read; a file is itself."""
    if path.is_file():
        yield path
        return
    found = [
        file
        for file in path.rglob("*")
        if file.is_file()
        and not file.name.startswith((".", "~$"))
        and not ASIDE & set(file.relative_to(path).parts[:-1])
    ]
    yield from sorted(found, key=lambda f: (_turn(f), str(f)))


def _turn(file: Path) -> int:
    suffix = file.suffix.lower()
    return next((turn for turn, known in enumerate((TEXTS, FILES, TABLES)) if suffix in known), 3)


def read(file: Path) -> Document:
    """The document in a file. Refused with a sentence when it cannot be read."""
    suffix = file.suffix.lower()
    if suffix in FILES:
        return _read_file(file)
    if suffix not in TEXTS:
        raise Refused("不会读这种文件。可以导入 txt、md、html、docx、pdf，或 xlsx、csv、jsonl 表格。")
    if file.stat().st_size > LIMIT:
        raise Refused(f"文件超过 {LIMIT // 1024 // 1024} MB，不像一篇文稿。请拆分，或改为作附件上传。")
    return parse(file.name, decode(file.read_bytes()))


def _read_file(file: Path) -> Document:
    """Word or PDF as one sees it; the file itself becomes an attachment."""
    if file.stat().st_size > settings.UPLOAD_LIMIT:
        raise Refused(f"文件超过 {settings.UPLOAD_LIMIT // 1024 // 1024} MB，没有导入。请压缩图片或拆分后再导入。")
    kind = intake.sniff(file)
    if kind not in FILES:
        raise Refused("文件内容不是 Word（docx）或 PDF，请确认没有改错扩展名。")
    with intake.visible(file, kind) as (copy, holdings):
        document = (
            _word(file.name, copy) if kind == ".docx" else pdf.document(file.name, sandbox.extract("pdf-parts", copy))
        )
    if listing.hides(holdings):
        document.notices.append(f"文件里有隐藏内容，没有进入正文：{listing.in_words(holdings)}。原件不公开。")
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
    if suffix in (".html", ".htm"):
        blocks, facts, left = page.page_blocks(text)
        return Document(name, blocks, facts, leftout.OF_PAGE.of(left))
    facts, rest, notices = front.split(text)
    blocks = markdown.to_blocks(rest) if suffix in (".md", ".markdown") else lines.to_blocks(rest)
    return Document(name, blocks, facts, notices)
