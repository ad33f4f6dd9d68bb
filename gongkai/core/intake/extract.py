"""Reads Word, PDF, OFD and spreadsheet files in a process of its own, with limits: a hostile file can neither hang nor eat
the memory of the program that asked (see core.intake.sandbox). Imports nothing of Django.

    python extract.py docx|docx-text|pdf|pdf-parts|ofd|pptx|sheet-text FILE → one JSON object
    python extract.py rows FILE HEAD → an object about the sheets (see ``rows``), then a sheet at a time an object with its
                                       name, and one JSON array a row
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

MEMORY = 1536 * 1024 * 1024
SECONDS = 40
PAGES = 500
CHARACTERS = 2_000_000
HTML = 10 * CHARACTERS
CELLS = 300_000
ROWS = 1_100_000  # of a sheet
WORDS_OF_A_STAMP = 30  # signs on a page that is a picture otherwise: its number, a stamp of the scanner


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.append(str(Path(__file__).parents[3]))
    how, path = sys.argv[1:3]
    if how == "rows":
        for row in rows(path, int(sys.argv[3])):
            print(json.dumps(row, ensure_ascii=False, default=_cell))
        return
    readers = {
        "docx": docx,
        "docx-text": docx_text,
        "pdf": pdf,
        "pdf-parts": pdf_parts,
        "ofd": ofd,
        "pptx": pptx,
        "sheet-text": sheet_text,
    }
    print(json.dumps(readers[how](path), ensure_ascii=False))


def docx(path: str) -> dict[str, Any]:
    """``html`` of a Word file and of its ``notes``; what was ``left`` out (kind → how many); words of its ``margins``."""
    import mammoth

    from gongkai.core.intake.word import MAP, written_out

    written = written_out(Path(path).read_bytes())
    result = mammoth.convert_to_html(
        io.BytesIO(written.content), style_map=MAP, include_default_style_map=False, ignore_empty_paragraphs=True
    )
    if len(result.value) > HTML:
        raise MemoryError(f"{len(result.value)} characters")  # too much, as one that did not fit
    html, _, notes = result.value.partition("<section>")
    return {"html": html, "notes": notes.replace("</section>", ""), "left": written.left, "margins": written.margins}


def docx_text(path: str) -> dict[str, Any]:
    """Every word of a Word file that ``docx`` gives."""
    import mammoth

    from gongkai.core.intake.word import written_out

    written = written_out(Path(path).read_bytes())
    return {"text": mammoth.extract_raw_text(io.BytesIO(written.content)).value[:CHARACTERS]}


def pdf(path: str) -> dict[str, Any]:
    """Text of each page."""
    import pypdfium2

    pages, length = [], 0
    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), PAGES)):
        text = document[number].get_textpage().get_text_range()
        pages.append(text)
        length += len(text)
        if length > CHARACTERS:
            break
    return {"pages": pages, "count": len(document)}


def ofd(path: str) -> dict[str, Any]:
    """Lines of each page; how many things are hidden; whether a page without text shows a picture; the numbers of pages
    that are ``scanned`` (one picture and nothing else)."""
    from gongkai.core.intake.ofd import read

    found = read(Path(path).read_bytes())
    pages = ["\n".join(page) for page in found.pages]
    text, scanned = "\n".join(pages)[:CHARACTERS], [number + 1 for number in found.scans]
    return {"pages": pages, "text": text, "hidden": found.hidden, "scan": found.pictures, "scanned": scanned}


def pdf_parts(path: str) -> dict[str, Any]:
    """``pages``: the parts of each page (see ``pdfpages.parts``); the ``count`` of pages in the file; the ``furniture``
    that stands on every page and is none of their words; the numbers of pages that are ``scanned`` (a picture without
    words), hold a ``pictured`` part beside their words, or are ``ruled`` like a table that could not be read as one."""
    import pypdfium2

    from gongkai.core.intake import pdfedges, pdfpages

    document = pypdfium2.PdfDocument(path)
    said: dict[str, Any] = {"count": len(document), "scanned": [], "pictured": [], "ruled": []}
    read: list[pdfedges.Page] = []
    length = 0
    for number in range(1, min(len(document), PAGES) + 1):
        page = document[number - 1]
        read.append(pdfedges.page_of(page))
        words, covered = len(read[-1].whole), _pictured(page)
        if words <= WORDS_OF_A_STAMP and covered >= (0.5 if words else 0.02):
            said["scanned"].append(number)
        elif covered >= 0.02:
            said["pictured"].append(number)
        length += words
        if length > CHARACTERS:
            break
    said["furniture"] = pdfedges.take_furniture(read)
    pdfedges.take_notes(read)
    said["pages"] = []
    for number, page in enumerate(read, 1):
        parts, is_ruled = pdfpages.parts(page)
        said["pages"].append(parts)
        said["ruled"] += [number] if is_ruled else []
    return said


def _pictured(page: Any) -> float:
    """The share of a page that its largest picture covers."""
    import pypdfium2.raw

    size = page.get_width() * page.get_height()
    items = islice(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), 50)
    bounds = (item.get_bounds() for item in items)
    return (
        max(((right - left) * (top - bottom) / size for left, bottom, right, top in bounds), default=0) if size else 0
    )


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


def rows(path: str, head: int) -> Iterator[Any]:
    """First the names of the sheets that are ``hidden`` or hold nothing but ``charts``, and the ``heads`` of the others:
    (name, first rows that say anything, at most ``head``). Then of each of these {"sheet": name} and its rows."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(path)
    sheet_of = cache(book.get_sheet_by_name) if len(book.sheet_names) == 1 else book.get_sheet_by_name
    seen = [sheet for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    shown = [sheet.name for sheet in seen if sheet.typ == SheetTypeEnum.WorkSheet]
    yield {
        "hidden": [sheet.name for sheet in book.sheets_metadata if sheet not in seen],
        "charts": [sheet.name for sheet in seen if sheet.name not in shown],
        "heads": [(name, list(islice(filter(_says, sheet_of(name).iter_rows()), head))) for name in shown],
    }
    for name in shown:
        yield {"sheet": name}
        yield from islice(_unmerged(sheet_of(name)), ROWS)


def _says(row: list[Any]) -> bool:
    return any(str(cell).strip() for cell in row if cell is not None)


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
