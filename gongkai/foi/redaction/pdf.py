"""PDF files: a redacted one is a new document of pictures.

Every page, marked or not, becomes a picture. A copied page would bring along what its resources share with the marked
ones: pictures of other pages, fonts whose tables list the characters in the order in which the document used them. Of
text, notes, layers, attachments, links, scripts, bookmarks, properties and earlier versions nothing can be left, since
nothing of the old file is taken over but what the eye sees.
"""

import ctypes
import io
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c
from PIL import Image, ImageDraw

from gongkai.foi.redaction.marks import Box, Marks, Survived, Unfit, distinct, fold, spans

PAGES = 300
DPI, SHOWN_DPI = 200, 96
PIXELS = 30_000_000  # of one page; a larger one is drawn coarser
QUALITY = 80
PAD = 0.8  # points around the characters of a word
PICTURE = 0.2  # share of a page that a picture must cover to be worth a word of warning
NOTES = {c.FPDF_ANNOT_TEXT, c.FPDF_ANNOT_POPUP, c.FPDF_ANNOT_LINK, c.FPDF_ANNOT_FILEATTACHMENT}

ENCRYPTED = "这个 PDF 设有密码，打不开。请取消密码后重新上传。"
BROKEN = "这个 PDF 打不开，可能没有传完整或已经损坏。请在本机打开确认后重新保存，再上传一次。"


@dataclass(frozen=True)
class Page:
    """``text``: its characters in the order of the file; ``rects``: of each character its rectangle in fractions of the
    shown page, None where it has none; ``pictured``: whether pictures cover a good part of it."""

    text: str
    rects: list[tuple[float, float, float, float] | None]
    pictured: bool


def open_pdf(content: bytes) -> Any:
    """The document. Unfit when it is none, is encrypted or has too many pages."""
    try:
        document = pdfium.PdfDocument(content)
        count = len(document)
    except pdfium.PdfiumError as error:
        raise Unfit(ENCRYPTED if error.err_code == c.FPDF_ERR_PASSWORD else BROKEN) from None
    if not count:
        raise Unfit(BROKEN)
    if count > PAGES:
        raise Unfit(f"这个 PDF 有 {count} 页，一份最多 {PAGES} 页，请拆分后分别上传。")
    document.init_forms()
    return document


def load(document: Any, number: int) -> Any:
    """A page as it will be seen: notes and links gone, filled-in fields and stamps made part of it."""
    try:
        page = document[number]
        for place in reversed(range(c.FPDFPage_GetAnnotCount(page))):
            note = c.FPDFPage_GetAnnot(page, place)
            kind = c.FPDFAnnot_GetSubtype(note) if note else c.FPDF_ANNOT_POPUP
            c.FPDFPage_CloseAnnot(note)
            if kind in NOTES:
                c.FPDFPage_RemoveAnnot(page, place)
        if c.FPDFPage_GetAnnotCount(page):
            page = _flattened(document, page, number)
    except pdfium.PdfiumError:
        raise Unfit(f"第 {number + 1} 页读不出来，可能已经损坏。请另存为新的 PDF 后再上传。") from None
    if min(page.get_size()) < 1 or max(page.get_size()) > 20_000:
        raise Unfit(f"第 {number + 1} 页的尺寸不正常，请另存为新的 PDF 后再上传。")
    return page


def _flattened(document: Any, page: Any, number: int) -> Any:
    """The page with highlights, stamps, typed-over text and form fields made part of it; what cannot be is removed. Not
    ``page.flatten()``, which works in documents with a form only."""
    if c.FPDFPage_Flatten(page, c.FLAT_NORMALDISPLAY) == c.FLATTEN_FAIL:
        for place in reversed(range(c.FPDFPage_GetAnnotCount(page))):
            c.FPDFPage_RemoveAnnot(page, place)
    page.close()
    return document[number]


def picture(page: Any, dpi: int) -> Image.Image:
    width, height = page.get_size()
    scale = min(dpi / 72, math.sqrt(PIXELS / (width * height)))
    return page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False).to_pil().convert("RGB")


def show(content: bytes, number: int) -> bytes:
    """Page ``number`` (from 1) as JPEG, for the officer to look at."""
    with open_pdf(content) as document:
        if not 1 <= number <= len(document):
            raise Unfit("没有这一页。")
        return _jpeg(picture(load(document, number - 1), SHOWN_DPI))


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def look(content: bytes) -> dict[str, Any]:
    """{"pages": [[width, height], …]} in points."""
    with open_pdf(content) as document:
        return {"pages": [[round(side) for side in load(document, n).get_size()] for n in range(len(document))]}


def read_pages(document: Any, placed: bool = True) -> list[Page]:
    return [read_page(load(document, number), placed) for number in range(len(document))]


def read_page(page: Any, placed: bool = True) -> Page:
    """``placed``: with the places of the characters, which take most of the time."""
    text = page.get_textpage()
    codes = [c.FPDFText_GetUnicode(text, place) for place in range(text.count_chars())]
    characters = [chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes]
    rects = [_rect(page, text, place) if placed else None for place in range(len(codes))]
    return Page("".join(characters), rects, _pictured(page))


def _rect(page: Any, text: Any, place: int) -> tuple[float, float, float, float] | None:
    """Where a character stands: its drawn shape and its place in the line, together, with a margin."""
    loose, (left, right, low, high) = c.FS_RECTF(), (ctypes.c_double() for _ in range(4))
    known = c.FPDFText_GetLooseCharBox(text, place, loose)
    drawn = c.FPDFText_GetCharBox(text, place, left, right, low, high)
    if not (known and drawn):
        return None
    x = (min(loose.left, left.value) - PAD, max(loose.right, right.value) + PAD)
    y = (min(loose.bottom, low.value) - PAD, max(loose.top, high.value) + PAD)
    corners = [_shown(page, x[i], y[j]) for i in (0, 1) for j in (0, 1)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


GRID = 1_000_000


def _shown(page: Any, x: float, y: float) -> tuple[float, float]:
    """A point of the page's own coordinates in fractions of the shown page, turned and cropped as it is shown."""
    across, down = ctypes.c_int(), ctypes.c_int()
    c.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, across, down)
    return across.value / GRID, down.value / GRID


def _pictured(page: Any) -> bool:
    width, height = page.get_size()
    share = 0.0
    for item in page.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE], max_depth=5):
        left, low, right, high = item.get_bounds()
        share += abs((right - left) * (high - low)) / (width * height)
    return share >= PICTURE


def found(pages: list[Page], terms: tuple[str, ...]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Every place where a term stands, also over the end of a page: the term, and (page from 0, place) of its characters."""
    places = [(number, place) for number, page in enumerate(pages) for place in range(len(page.text))]
    for term, at in spans("".join(page.text for page in pages), terms):
        yield term, [places[place] for place in at]


def count(content: bytes, terms: tuple[str, ...]) -> dict[str, Any]:
    """{"hits": {term: {page from 1: times}}, "unread": pages with pictures or without text}."""
    with open_pdf(content) as document:
        pages = read_pages(document, placed=False)
    hits: dict[str, Counter] = {term: Counter() for term in terms}
    for term, places in found(pages, terms):
        hits[term][places[0][0] + 1] += 1
    return {"hits": hits, "unread": unread(pages)}


def unread(pages: list[Page]) -> list[int]:
    """Pages (from 1) on which words may stand that cannot be searched."""
    return [number for number, page in enumerate(pages, start=1) if page.pictured or not fold(page.text)]


def boxes_of(pages: list[Page], marks: Marks) -> dict[int, list[Box]]:
    """What is to be blackened, by page from 1: the given boxes, and the lines of characters of the terms found."""
    boxes: dict[int, list[Box]] = {}
    for box in marks.boxes:
        if box.page > len(pages):
            raise Unfit(f"方框在第 {box.page} 页，这份材料只有 {len(pages)} 页，请核对。")
        boxes.setdefault(box.page, []).append(box)
    for term, places in found(pages, marks.terms):
        for number, group in groupby(places, key=lambda at: at[0]):
            rects = [pages[number].rects[place] for _, place in group]
            if None in rects:
                raise Unfit(f"第 {number + 1} 页的“{term}”找不到它的位置，请用方框遮盖，并从词语里去掉。")
            boxes.setdefault(number + 1, []).extend(Box(number + 1, *bar) for bar in _bars(rects))
    return boxes


def _bars(rects: list[Any]) -> list[tuple[float, float, float, float]]:
    """The rectangles of a word's characters, those that stand side by side made one: gaps tell of letters too."""
    bars: list[tuple[float, float, float, float]] = []
    for rect in rects:
        if bars and _side_by_side(bars[-1], rect):
            last = bars.pop()
            rect = (*map(min, last[:2], rect[:2]), *map(max, last[2:], rect[2:]))
        bars.append(rect)
    return bars


def _side_by_side(one: Any, two: Any) -> bool:
    """In one line (or column), not further apart than the line is high. In fractions of the page, which will do."""
    for along, over in ((0, 1), (1, 0)):
        shared = min(one[over + 2], two[over + 2]) - max(one[over], two[over])
        gap = max(one[along], two[along]) - min(one[along + 2], two[along + 2])
        size = min(one[over + 2] - one[over], two[over + 2] - two[over])
        if shared > size / 2 and gap < 1.5 * size:
            return True
    return False


def redact(content: bytes, marks: Marks) -> tuple[bytes, dict[str, Any]]:
    """The new document, checked, and {"pages": how many, "unread": …}. Survived when the check finds anything."""
    out = io.BytesIO()
    with open_pdf(content) as source, pdfium.PdfDocument.new() as target:
        sheets = [load(source, number) for number in range(len(source))]
        pages = [read_page(sheet) for sheet in sheets]
        boxes = boxes_of(pages, marks)
        for number, sheet in enumerate(sheets, start=1):
            image = picture(sheet, DPI)
            for box in boxes.get(number, ()):
                ImageDraw.Draw(image).rectangle(_pixels(box, image), fill="black")
            _add(target, _jpeg(image), sheet.get_size())
            sheet.close()
        target.save(out)
    verify(content, out.getvalue(), marks)
    return out.getvalue(), {"pages": len(pages), "unread": unread(pages)}


def _pixels(box: Box, image: Image.Image) -> tuple[int, int, int, int]:
    width, height = image.size
    return (
        math.floor(box.x0 * width),
        math.floor(box.y0 * height),
        math.ceil(box.x1 * width),
        math.ceil(box.y1 * height),
    )


def _add(target: Any, jpeg: bytes, size: tuple[float, float]) -> None:
    page = target.new_page(*size)
    image = pdfium.PdfImage.new(target)
    image.load_jpeg(io.BytesIO(jpeg), inline=True)
    image.set_matrix(pdfium.PdfMatrix().scale(*size))
    page.insert_obj(image)
    page.gen_content()
    page.close()


# Names in the structure of a PDF that stand for something besides pictures on pages.
_MORE = (
    b"/Font|/Annots?|/AcroForm|/JavaScript|/JS|/AA|/OpenAction|/Outlines|/EmbeddedFiles?|/Filespec|/OCProperties|/Metadata|"
    b"/StructTreeRoot|/PieceInfo|/Names|/Prev|/Encrypt|/Thumb"
)


def verify(original: bytes, redacted: bytes, marks: Marks) -> None:
    """Survived unless the redacted PDF is nothing but pictures, as many as the original has pages, and black wherever
    the terms stood and the boxes lie."""
    bare = re.sub(rb"stream\r?\n.*?endstream", b"", redacted, flags=re.DOTALL)
    if more := re.search(rb"(?:" + _MORE + rb")(?![A-Za-z])", bare):
        raise Survived(f"the redacted file holds {more[0].decode()}")
    if bare.count(b"%%EOF") != 1:
        raise Survived("the redacted file holds an earlier version")
    with open_pdf(original) as before, open_pdf(redacted) as after:
        if len(before) != len(after):
            raise Survived("pages were lost")
        boxes = boxes_of(read_pages(before), marks)
        for number in range(1, len(after) + 1):
            _verify_page(after[number - 1], boxes.get(number, []), number)
    for term in filter(distinct, marks.terms):
        if any(term.encode(code) in bare for code in ("utf-8", "utf-16-be", "gb18030")):
            raise Survived("a term is in the file")


def _verify_page(page: Any, boxes: list[Box], number: int) -> None:
    if page.get_textpage().count_chars() or {item.type for item in page.get_objects()} != {c.FPDF_PAGEOBJ_IMAGE}:
        raise Survived(f"page {number} holds more than a picture")
    grey = picture(page, DPI // 2).convert("L") if boxes else None
    for box in boxes:
        left, top, right, low = _pixels(box, grey)
        inner = (max(0, left) + 2, max(0, top) + 2, min(right, grey.width) - 2, min(low, grey.height) - 2)
        if inner[0] < inner[2] and inner[1] < inner[3] and max(grey.crop(inner).tobytes()) > 60:
            raise Survived(f"page {number} is not black where it should be")
    page.close()
