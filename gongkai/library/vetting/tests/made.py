"""Files that hide something, made for tests."""

import io

import docx
import openpyxl
from django.core.files.base import ContentFile
from openpyxl.comments import Comment

SECRET = "证人王某某住址在东街"
SEEN = "低保标准提高到每月七百三十元"


def word(*, hidden: bool = True, header: str = "", seen: str = SEEN) -> bytes:
    """A Word file that says ``seen``; with a run of hidden text; with a header."""
    document = docx.Document()
    document.core_properties.author = ""
    document.add_paragraph("关于低保标准的说明")
    paragraph = document.add_paragraph(f"{seen}。")
    if hidden:
        paragraph.add_run(SECRET).font.hidden = True
    if header:
        document.sections[0].header.paragraphs[0].text = header
    return _saved(document)


def sheet(*rows: tuple[str, ...], row: int = 0, column: str = "", sheet: str = "", comment: str = "") -> bytes:
    """A workbook of ``rows`` of which a row and a column are hidden; with a hidden sheet and a comment that say so much."""
    book = openpyxl.Workbook()
    book.properties.creator = None
    for values in rows:
        book.active.append(values)
    if row:
        book.active.row_dimensions[row].hidden = True
    if column:
        book.active.column_dimensions[column].hidden = True
    if sheet:
        other = book.create_sheet("底稿")
        other["A1"], other.sheet_state = sheet, "hidden"
    if comment:
        book.active["A1"].comment = Comment(comment, "")
    return _saved(book)


def upload(content: bytes, name: str) -> ContentFile:
    return ContentFile(content, name=name)


def _saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
