"""Files of a folder to documents. Word and PDF are read in a child process with limits (library.intake)."""

from collections.abc import Iterator
from pathlib import Path

from gongkai.core.actions import Refused
from gongkai.library.importing import front, lines, markdown, page
from gongkai.library.importing.decode import decode
from gongkai.library.importing.model import Block, Document

TEXTS = (".md", ".markdown", ".txt", ".html", ".htm")
FILES = (".docx", ".pdf")
TABLES = (".xlsx", ".xls", ".csv", ".jsonl", ".ndjson")
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
    """The document in a text file. Refused with a sentence when it cannot be read."""
    if file.stat().st_size > LIMIT:
        raise Refused(f"文件超过 {LIMIT // 1024 // 1024} MB，不像一篇文稿。请拆分，或改为作附件上传。")
    return parse(file.name, decode(file.read_bytes()))


def parse(name: str, text: str) -> Document:
    """The document in the text of a file called ``name``."""
    suffix = Path(name).suffix.lower()
    if suffix in (".html", ".htm"):
        blocks, facts = page.page_blocks(text)
        return Document(name, blocks, facts)
    facts, rest, notices = front.split(text)
    blocks: list[Block] = markdown.to_blocks(rest) if suffix in (".md", ".markdown") else lines.to_blocks(rest)
    return Document(name, blocks, facts, notices)
