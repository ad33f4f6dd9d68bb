"""Files of a folder to documents. Word and PDF are read in a child process with limits (core.intake.sandbox)."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from gongkai.core.actions import Refused
from gongkai.core.intake import sandbox
from gongkai.library import intake
from gongkai.library.importing import front, labels, lines, markdown, page
from gongkai.library.importing.decode import decode
from gongkai.library.importing.model import Block, Document

TEXTS = (".md", ".markdown", ".txt", ".html", ".htm")
FILES = (".docx", ".pdf")
TABLES = (".xlsx", ".xls", ".csv", ".jsonl", ".ndjson")
_PAGE_NUMBER = re.compile(r"^\s*[-—－–]?\s*\d{1,4}\s*[-—－–]?\s*$")
LIMIT = 20 * 1024 * 1024  # bytes of one text document
ASIDE = {"附件", "attachments"}  # folders whose files belong to documents


def files_below(path: Path) -> Iterator[Path]:
    """Documents in a folder and its folders, texts before Word and PDF, in order of name; a file is itself."""
    if path.is_file():
        yield path
        return
    found = [
        file
        for file in path.rglob("*")
        if file.is_file()
        and file.suffix.lower() in TEXTS + FILES
        and not file.name.startswith((".", "~$"))
        and not ASIDE & set(file.relative_to(path).parts[:-1])
    ]
    yield from sorted(found, key=lambda f: (f.suffix.lower() in FILES, str(f)))


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
    """Word or PDF; the file itself becomes an attachment."""
    if file.stat().st_size > settings.UPLOAD_LIMIT:
        raise Refused(f"文件超过 {settings.UPLOAD_LIMIT // 1024 // 1024} MB，没有导入。请压缩图片或拆分后再导入。")
    kind = intake.sniff(file)
    if kind == ".docx":
        result = sandbox.extract("docx", file)
        notices = [f"有 {result['pictures']} 张图片没有进入正文，见附件原文。"] if result["pictures"] else []
        return _fronted(Document(file.name, page.fragment_blocks(result["html"]), notices=notices))
    if kind == ".pdf":
        rows: list[str] = []
        for text in intake.pdf_pages(file):
            rows += [row.strip(" \u3000") for row in text.split("\n") if not _PAGE_NUMBER.match(row)]
        paragraphs = lines.join_wrapped(rows)
        return _fronted(Document(file.name, [Block("p", paragraph) for paragraph in paragraphs]))
    raise Refused("文件内容不是 Word（docx）或 PDF，请确认没有改错扩展名。")


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
        return Document(name, *page.page_blocks(text))
    facts, rest, notices = front.split(text)
    blocks = markdown.to_blocks(rest) if suffix in (".md", ".markdown") else lines.to_blocks(rest)
    return Document(name, blocks, facts, notices)
