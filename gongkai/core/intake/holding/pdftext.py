"""Text of a PDF that no one sees: invisible, transparent, tiny, of the colour behind it, outside of the page or its
clip, under a bar or a picture.

A text layer under or over a scan is not hidden: it says what the picture shows, and search and screen readers need it.
"""

import ctypes
from collections import defaultdict
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c
from PIL import Image, ImageChops

from gongkai.core.intake.holding.cellformats import near
from gongkai.core.intake.holding.pdfcover import Bounds, Layers, Thing, clip, colour, covered
from gongkai.core.intake.package import BROKEN, Unfit

PAGES, OBJECTS = 2000, 400_000
ENCRYPTED = "这个 PDF 设有密码，打不开。请取消密码后重新上传。"
HALF = "有文字被色块盖住一部分，没有删除，不能自动清理。请在原文件里删去这些文字后重新导出 PDF，或者把这一页转为图片。"
SLACK, TINY = 1.0, 1.0
Found = tuple[Thing, str, list[int]]  # what no one sees of a text, and the places of its signs that are seen
_BLANK = "\0 \r\n\t\u3000\ufffe"


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
    index = 0
    for place, obj in enumerate(page.get_objects(max_depth=8)):
        holder = obj.container
        try:
            bounds = obj.get_bounds() if holder is None else _placed(obj.get_bounds(), holder)
        except pdfium.PdfiumError:
            bounds = None
        found.append(Thing(obj.raw, obj.type, bounds, holder.raw if holder is not None else None, place, index))
        index += holder is None
        if place > OBJECTS:
            raise Unfit("这个 PDF 的一页过于复杂，没有检查。请另存为普通格式后再上传。")
    return found


def _placed(bounds: Bounds, holder: Any) -> Bounds:
    """Bounds within a form, as bounds on the page."""
    while holder is not None:
        m = c.FS_MATRIX()
        c.FPDFPageObj_GetMatrix(holder.raw, m)
        corners = [(x, y) for x in (bounds[0], bounds[2]) for y in (bounds[1], bounds[3])]
        xs, ys = zip(*((m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f) for x, y in corners), strict=True)
        bounds, holder = (min(xs), min(ys), max(xs), max(ys)), holder.container
    return bounds


def found(page: Any, notes: list[Bounds]) -> list[Found]:
    """The text objects of a page that no one sees, or not all of. ``notes``: boxes that annotations lay over it."""
    rows = things(page)
    layers, words = Layers(page, rows, notes), page.get_textpage()
    result: list[Found] = []
    pictures, box = [row for row in rows if row.kind == c.FPDF_PAGEOBJ_IMAGE], page.get_bbox()
    half: dict[int, tuple[Thing, list[Bounds]]] = {}
    for row in (row for row in rows if row.kind == c.FPDF_PAGEOBJ_TEXT):
        if _unseen(row, layers, pictures, box):
            result.append((row, _text(row.raw, words), []))
        elif row.bounds and (bars := layers.over(row)):
            half[ctypes.addressof(row.raw.contents)] = (row, bars)
    result += _half_covered(words, half) if half else []
    return [one for one in result if one[1].strip(_BLANK)]


def _half_covered(words: Any, half: dict[int, tuple[Thing, list[Bounds]]]) -> list[Found]:
    """What bars cover of texts, sign by sign."""
    under: dict[int, list[str]] = defaultdict(list)
    kept: dict[int, list[int]] = defaultdict(list)
    for place in range(words.count_chars()):
        raw = c.FPDFText_GetTextObject(words.raw, place)
        key = ctypes.addressof(raw.contents) if raw else 0
        if key in half and (sign := words.get_text_range(place, 1)).strip(_BLANK):
            if covered(words.get_charbox(place), half[key][1]):
                under[key].append(sign)
            else:
                kept[key].append(place)
    return [(half[key][0], "".join(signs), kept[key]) for key, signs in under.items()]


def _unseen(row: Thing, layers: Layers, pictures: list[Thing], box: Bounds) -> bool:
    mode, ink = c.FPDFTextObj_GetTextRenderMode(row.raw), colour(row.raw)
    if mode in (c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP) or ink[3] == 0:
        return not _scanned(row, pictures)
    if row.bounds is None:
        return False
    if _apart(row.bounds, box) or _height(row.raw) <= TINY:
        return True
    edges = clip(row.raw) if row.holder is None else None
    if edges and _apart(row.bounds, edges):
        return True
    if mode != c.FPDF_TEXTRENDERMODE_FILL:
        return False
    ground = layers.behind(row)
    return ground is not None and near(ink[:3], ground)


def _apart(one: Bounds, other: Bounds) -> bool:
    return one[2] <= other[0] or one[0] >= other[2] or one[3] <= other[1] or one[1] >= other[3]


def _scanned(row: Thing, pictures: list[Thing]) -> bool:
    """Whether a picture stands where the text does."""
    if row.bounds is None:
        return bool(pictures)
    return any(picture.bounds is None or _within(row.bounds, picture.bounds, 6) for picture in pictures)


def _within(inner: Bounds, outer: Bounds, slack: float = SLACK) -> bool:
    lows = inner[0] >= outer[0] - slack and inner[1] >= outer[1] - slack
    return lows and inner[2] <= outer[2] + slack and inner[3] <= outer[3] + slack


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


def remove(document: Any, notes: dict[int, list[Bounds]]) -> None:
    """Take the hidden text out of every page; none may stand in a form. Unfit where the page would look different when
    a text is parted, of which a bar covers some signs."""
    for number in range(len(document)):
        page = document[number]
        rows = found(page, notes.get(number, []))
        parted = any(kept for *_, kept in rows)
        before, words = _drawn(page) if parted else None, page.get_textpage()
        for row, _, kept in sorted(rows, key=lambda one: -one[0].index):
            for place in kept:
                sign = _sign(document, words, row.raw, place)
                c.FPDFPage_InsertObjectAtIndex(page.raw, sign, row.index)
            if row.holder is None and c.FPDFPage_RemoveObject(page.raw, row.raw):
                c.FPDFPageObj_Destroy(row.raw)
        if rows:
            page.gen_content()
        if before and not _alike(before, _drawn(page)):
            raise Unfit(f"第 {number + 1} 页{HALF}")
        page.close()


def _sign(document: Any, words: Any, raw: Any, place: int) -> Any:
    """One sign of a text as a text of its own, at the same place."""
    size, matrix, x, y = ctypes.c_float(), c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    c.FPDFTextObj_GetFontSize(raw, ctypes.byref(size))
    c.FPDFPageObj_GetMatrix(raw, ctypes.byref(matrix))
    c.FPDFText_GetCharOrigin(words.raw, place, ctypes.byref(x), ctypes.byref(y))
    made = c.FPDFPageObj_CreateTextObj(document.raw, c.FPDFTextObj_GetFont(raw), size)
    text = ctypes.create_string_buffer(f"{words.get_text_range(place, 1)}\0".encode("utf-16-le"))
    c.FPDFText_SetText(made, ctypes.cast(text, ctypes.POINTER(c.FPDF_WCHAR)))
    c.FPDFPageObj_SetMatrix(made, c.FS_MATRIX(matrix.a, matrix.b, matrix.c, matrix.d, x.value, y.value))
    c.FPDFPageObj_SetFillColor(made, *colour(raw))
    return made


def _drawn(page: Any) -> Image.Image:
    return page.render(scale=1).to_pil().convert("L")


def _alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two drawings differ by no more than the smoothing of edges."""
    strong = sum(ImageChops.difference(one, other).histogram()[64:])
    return strong <= one.width * one.height * 0.0002
