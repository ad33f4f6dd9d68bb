"""Text of a PDF that no one sees: invisible, transparent, tiny, white on white, outside of the page, under a bar.

A text layer under or over a scan is not hidden: it says what the picture shows, and search and screen readers need it.
"""

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from gongkai.core.intake.package import BROKEN, Unfit

PAGES, OBJECTS = 2000, 400_000
ENCRYPTED = "这个 PDF 设有密码，打不开。请取消密码后重新上传。"
WHITE, SLACK, TINY = 250, 1.0, 1.0
Bounds = tuple[float, float, float, float]


@dataclass
class Thing:
    """An object of a page: ``bounds`` left, low, right, top; None inside a form, where they mean something else."""

    raw: Any
    kind: int
    bounds: Bounds | None
    holder: Any


def open_pdf(content: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(content)
        count = len(document)
    except pdfium.PdfiumError as error:
        raise Unfit(ENCRYPTED if error.err_code == c.FPDF_ERR_PASSWORD else BROKEN) from None
    if not count:
        raise Unfit(BROKEN)
    if count > PAGES:
        raise Unfit(f"这个 PDF 有 {count} 页，一份最多检查 {PAGES} 页，请拆分后分别上传。")
    return document


def things(page: Any) -> list[Thing]:
    found: list[Thing] = []
    for obj in page.get_objects(max_depth=8):
        try:
            bounds = None if obj.container is not None else obj.get_bounds()
        except pdfium.PdfiumError:
            bounds = None
        found.append(Thing(obj.raw, obj.type, bounds, obj.container.raw if obj.container is not None else None))
        if len(found) > OBJECTS:
            raise Unfit("这个 PDF 的一页过于复杂，没有检查。请另存为普通格式后再上传。")
    return found


def hidden(page: Any) -> list[tuple[Thing, str]]:
    """The text objects of a page that no one sees, and what they say."""
    rows = things(page)
    pictures = [row for row in rows if row.kind == c.FPDF_PAGEOBJ_IMAGE]
    box, found, words = page.get_bbox(), [], page.get_textpage()
    for place, row in enumerate(rows):
        if row.kind == c.FPDF_PAGEOBJ_TEXT and _unseen(rows, place, pictures, box):
            text = _text(row.raw, words)
            if text.strip("\0 \r\n\t\u3000\ufffe"):
                found.append((row, text))
    return found


def _unseen(rows: list[Thing], place: int, pictures: list[Thing], box: Bounds) -> bool:
    row = rows[place]
    mode, colour = c.FPDFTextObj_GetTextRenderMode(row.raw), _colour(row.raw)
    if mode in (c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP) or colour[3] == 0:
        return not _scanned(row, pictures)
    if row.bounds is None:
        return False
    left, low, right, top = row.bounds
    if right <= box[0] or left >= box[2] or top <= box[1] or low >= box[3]:
        return True
    if _height(row.raw) <= TINY:
        return True
    if min(colour[:3]) >= WHITE and mode == c.FPDF_TEXTRENDERMODE_FILL:
        return not any(_touches(other, row) for other in rows[:place] if other.kind != c.FPDF_PAGEOBJ_TEXT)
    return any(_bar(other, row) for other in rows[place + 1 :] if other.kind == c.FPDF_PAGEOBJ_PATH)


def _scanned(row: Thing, pictures: list[Thing]) -> bool:
    """Whether a picture stands where the text does."""
    if row.bounds is None:
        return bool(pictures)
    return any(picture.bounds is None or _within(row.bounds, picture.bounds, 6) for picture in pictures)


def _within(inner: Bounds, outer: Bounds, slack: float = SLACK) -> bool:
    lows = inner[0] >= outer[0] - slack and inner[1] >= outer[1] - slack
    return lows and inner[2] <= outer[2] + slack and inner[3] <= outer[3] + slack


def _touches(other: Thing, row: Thing) -> bool:
    if other.bounds is None or row.bounds is None:
        return True
    across, up = (row.bounds[0] + row.bounds[2]) / 2, (row.bounds[1] + row.bounds[3]) / 2
    covers = other.bounds[0] <= across <= other.bounds[2] and other.bounds[1] <= up <= other.bounds[3]
    if not covers or other.kind != c.FPDF_PAGEOBJ_PATH:
        return covers
    return _filled(other) and min(_colour(other.raw)[:3]) < WHITE


def _filled(row: Thing) -> bool:
    mode, stroked = ctypes.c_int(), c.FPDF_BOOL()
    c.FPDFPath_GetDrawMode(row.raw, ctypes.byref(mode), ctypes.byref(stroked))
    return mode.value != c.FPDF_FILLMODE_NONE


def _bar(other: Thing, row: Thing) -> bool:
    """A filled opaque rectangle over the whole text: it looks blackened and is not."""
    if other.bounds is None or row.bounds is None or not _within(row.bounds, other.bounds):
        return False
    whole = _filled(other) and _colour(other.raw)[3] == 255 and not c.FPDFPageObj_HasTransparency(other.raw)
    return bool(whole) and c.FPDFPath_CountSegments(other.raw) <= 6


def _colour(raw: Any) -> tuple[int, int, int, int]:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not c.FPDFPageObj_GetFillColor(raw, *(ctypes.byref(part) for part in parts)):
        return (0, 0, 0, 255)
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _height(raw: Any) -> float:
    size, matrix = ctypes.c_float(), c.FS_MATRIX()
    if not c.FPDFTextObj_GetFontSize(raw, ctypes.byref(size)) or not c.FPDFPageObj_GetMatrix(raw, ctypes.byref(matrix)):
        return 12.0
    return abs(size.value) * max(abs(matrix.a) + abs(matrix.b), abs(matrix.c) + abs(matrix.d))


def _text(raw: Any, words: Any) -> str:
    length = c.FPDFTextObj_GetText(raw, words.raw, None, 0)
    buffer = (ctypes.c_ushort * max(1, length // 2 + 1))()
    c.FPDFTextObj_GetText(raw, words.raw, buffer, length)
    return bytes(buffer).decode("utf-16-le", "ignore").rstrip("\0")


def remove(document: Any) -> None:
    """Take the hidden text out of every page."""
    for number in range(len(document)):
        page = document[number]
        rows = [row for row, _ in hidden(page)]
        for row in rows:
            gone = (
                c.FPDFPage_RemoveObject(page.raw, row.raw)
                if row.holder is None
                else c.FPDFFormObj_RemoveObject(row.holder, row.raw)
            )
            if gone:
                c.FPDFPageObj_Destroy(row.raw)
        if rows:
            page.gen_content()
        page.close()
