"""Reads Word, PDF, OFD and spreadsheet files in a process of its own, with limits: a hostile file can neither hang nor eat
the memory of the program that asked (see core.intake.sandbox). Imports nothing of Django.

    python extract.py docx|docx-text|pdf|ofd|pptx|sheet-text FILE → one JSON object
    python extract.py rows FILE                                  → one JSON array a row of the first sheet
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

MEMORY = 1536 * 1024 * 1024
SECONDS = 40
PAGES = 500
FEW = 20  # signs: a page number, a stamp
CHARACTERS = 2_000_000
CELLS = 300_000
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='公文标题'] => h1:fresh
"""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.append(str(Path(__file__).parents[3]))
    how, path = sys.argv[1:3]
    if how == "rows":
        for row in rows(path):
            print(json.dumps(row, ensure_ascii=False, default=_cell))
        return
    readers = {"docx": docx, "docx-text": docx_text, "pdf": pdf, "ofd": ofd, "pptx": pptx, "sheet-text": sheet_text}
    print(json.dumps(readers[how](path), ensure_ascii=False))


def docx(path: str) -> dict[str, Any]:
    """HTML of a Word file with its automatic numbers, and how many pictures and formulas were left out."""
    import mammoth

    from gongkai.core.intake.numbering import written_out

    pictures = []

    def leave_out(image: Any) -> dict[str, str]:
        pictures.append(image.content_type)
        return {"src": ""}

    content, formulas = written_out(Path(path).read_bytes())
    result = mammoth.convert_to_html(
        io.BytesIO(content),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(leave_out),
        ignore_empty_paragraphs=True,
    )
    html = result.value.replace('<img src="" />', "")
    return {"html": html, "pictures": len(pictures), "formulas": formulas}


def docx_text(path: str) -> dict[str, Any]:
    import mammoth

    with open(path, "rb") as file:
        return {"text": mammoth.extract_raw_text(file).value[:CHARACTERS]}


def pdf(path: str) -> dict[str, Any]:
    """Text of each page, and the numbers (from 0) of those that are scanned."""
    import pypdfium2

    pages, scans, length = [], [], 0
    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), PAGES)):
        page = document[number]
        text = page.get_textpage().get_text_range()
        if len(text.strip()) < FEW and _is_scan(page, bool(text.strip())):
            scans.append(number)
        pages.append(text)
        length += len(text)
        if length > CHARACTERS:
            break
    return {"pages": pages, "scans": scans, "count": len(document)}


def _is_scan(page: Any, has_text: bool) -> bool:
    """Whether a page with hardly any text is a picture: with none any picture, with a number or stamp one that covers
    half of the page."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    width, height = page.get_size()
    needed = width * height / 2 if has_text else 0
    for picture in islice(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]), 50):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > needed:
            return True
    return False


def ofd(path: str) -> dict[str, Any]:
    """Lines of each page; how many things are hidden; whether a page shows nothing but a picture."""
    from gongkai.core.intake.ofd import read

    found = read(Path(path).read_bytes())
    pages = ["\n".join(page) for page in found.pages]
    return {"pages": pages, "text": "\n".join(pages)[:CHARACTERS], "hidden": found.hidden, "scan": found.pictures}


def pptx(path: str) -> dict[str, Any]:
    texts = []
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if re.fullmatch(r"ppt/slides/slide\d+\.xml", name):
                xml = archive.read(name).decode("utf-8", "replace")
                texts.append(" ".join(re.findall(r"<a:t>([^<]*)</a:t>", xml)))
    return {"text": "\n".join(texts)[:CHARACTERS]}


def sheet_text(path: str) -> dict[str, Any]:
    """Names and cells of the sheets that are not hidden."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_path(path)
    lines, cells = [], 0
    hidden = {sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible}
    for name in (name for name in book.sheet_names if name not in hidden):
        lines.append(name)
        for row in book.get_sheet_by_name(name).iter_rows():
            lines.append(" ".join(str(cell) for cell in row if cell not in ("", None)))
            cells += len(row)
            if cells > CELLS:
                break
    return {"text": "\n".join(line for line in lines if line)[:CHARACTERS]}


def rows(path: str) -> Any:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    yield from islice(_unmerged(sheet), 1_100_000)


def _unmerged(sheet: Any) -> Iterator[list[Any]]:
    """The rows; what a cell merged down a column says holds for every row of it."""
    first = (sheet.start or (0, 0))[1]  # rows begin with the first column that says anything
    merged = {
        (row, left - first): (top, left - first)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
        if left == right
        for row in range(top + 1, bottom + 1)
    }
    said: dict[tuple[int, int], Any] = {}
    heads = set(merged.values())
    for number, row in enumerate(sheet.iter_rows()):
        for column, cell in enumerate(row):
            if (number, column) in heads:
                said[number, column] = cell
            elif head := merged.get((number, column)):
                row[column] = said.get(head, cell)
        yield row


def _cell(value: Any) -> str:
    return value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "year") else str(value)


if __name__ == "__main__":
    main()
