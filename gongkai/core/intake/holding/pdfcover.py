"""What lies under and over the text of a PDF page: rectangles, pictures, clips. Pure but for PDFium.

Rectangles and pictures are looked up by horizontal bands of the page, so that a page of many drawings stays cheap.
"""

import ctypes
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as c

BAND = 20.0  # points
THIN = 3.0  # points: a line, not a bar
CORNERS = 6  # segments of a rectangle
SCAN = 0.5  # share of the page from which pictures are a scan, whose text lies under it on purpose
SHARE = 0.8  # of a sign that must be covered
WHITE = (255, 255, 255)
Bounds = tuple[float, float, float, float]


@dataclass
class Thing:
    """An object of a page: ``bounds`` left, low, right, top on the page, None where they cannot be told; ``place`` in the
    order of drawing; ``index`` among those that stand in no form."""

    raw: Any
    kind: int
    bounds: Bounds | None
    holder: Any
    place: int = 0
    index: int = 0


def colour(raw: Any) -> tuple[int, int, int, int]:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not c.FPDFPageObj_GetFillColor(raw, *(ctypes.byref(part) for part in parts)):
        return (0, 0, 0, 255)
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def filled(row: Thing) -> bool:
    mode, stroked = ctypes.c_int(), c.FPDF_BOOL()
    c.FPDFPath_GetDrawMode(row.raw, ctypes.byref(mode), ctypes.byref(stroked))
    return bool(mode.value != c.FPDF_FILLMODE_NONE)


def clip(raw: Any) -> Bounds | None:
    """The box of the clip of an object; None where nothing is cut off (PDFium forgets clips that cut nothing)."""
    path, box = c.FPDFPageObj_GetClipPath(raw), None
    for number in range(max(0, c.FPDFClipPath_CountPaths(path))):
        points = []
        for step in range(c.FPDFClipPath_CountPathSegments(path, number)):
            x, y = ctypes.c_float(), ctypes.c_float()
            segment = c.FPDFClipPath_GetPathSegment(path, number, step)
            if c.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            xs, ys = zip(*points, strict=True)
            here = (min(xs), min(ys), max(xs), max(ys))
            box = here if box is None else meet(box, here)
    return box


def meet(one: Bounds, two: Bounds) -> Bounds:
    return max(one[0], two[0]), max(one[1], two[1]), min(one[2], two[2]), min(one[3], two[3])


def area(box: Bounds) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


class Layers:
    """The filled paths and pictures of a page by band; ``notes``: boxes that annotations lay over it."""

    def __init__(self, page: Any, rows: list[Thing], notes: list[Bounds]) -> None:
        self.page, self.notes = page, notes
        self.bands: dict[int, list[Thing]] = defaultdict(list)
        self._opaque: dict[int, bool] = {}
        pictures = [row for row in rows if row.kind == c.FPDF_PAGEOBJ_IMAGE]
        left, low, right, top = page.get_bbox()
        shares = sum(area(row.bounds) for row in pictures if row.bounds) / max(1.0, (right - left) * (top - low))
        self.scanned = shares > SCAN
        for row in rows:
            if row.kind != c.FPDF_PAGEOBJ_TEXT and row.bounds and self._solid(row):
                edges = clip(row.raw)
                box = meet(row.bounds, edges) if edges else row.bounds
                if min(box[2] - box[0], box[3] - box[1]) >= THIN:
                    row.bounds = box
                    for band in range(int(max(box[1], low) // BAND), int(min(box[3], top) // BAND) + 1):
                        self.bands[band].append(row)

    @staticmethod
    def _solid(row: Thing) -> bool:
        if row.kind == c.FPDF_PAGEOBJ_PATH:
            return filled(row)
        return row.kind in (c.FPDF_PAGEOBJ_IMAGE, c.FPDF_PAGEOBJ_SHADING)

    def behind(self, row: Thing) -> tuple[int, int, int] | None:
        """The colour that a text lies on; None where it cannot be told."""
        if row.bounds is None:
            return None
        x, y = (row.bounds[0] + row.bounds[2]) / 2, (row.bounds[1] + row.bounds[3]) / 2
        for under in reversed(self.bands.get(int(y // BAND), ())):
            box = under.bounds
            if under.place < row.place and box and box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                plain = under.kind == c.FPDF_PAGEOBJ_PATH and self.bar(under)
                return colour(under.raw)[:3] if plain else None
        return WHITE

    def bar(self, row: Thing) -> bool:
        """Whether a thing is opaque all over its bounds."""
        if row.place not in self._opaque:
            self._opaque[row.place] = self._covering(row)
        return self._opaque[row.place]

    def _covering(self, row: Thing) -> bool:
        if c.FPDFPageObj_HasTransparency(row.raw):
            return False
        if row.kind == c.FPDF_PAGEOBJ_PATH:
            return colour(row.raw)[3] == 255 and c.FPDFPath_CountSegments(row.raw) <= CORNERS
        return row.kind == c.FPDF_PAGEOBJ_IMAGE and not self.scanned and _opaque(self.page, row.raw)

    def over(self, row: Thing) -> list[Bounds]:
        """The boxes that are laid over a part of a text after it was written."""
        if row.bounds is None:
            return []
        middle = int((row.bounds[1] + row.bounds[3]) / 2 // BAND)
        found = [n for n in self.notes if area(meet(n, row.bounds))]
        for later in self.bands.get(middle, ()):
            if later.place > row.place and later.bounds and area(meet(later.bounds, row.bounds)) and self.bar(later):
                found.append(later.bounds)
        return found


def covered(box: Bounds, bars: list[Bounds]) -> bool:
    """Whether nothing to speak of can be seen of ``box``."""
    whole = area(box)
    return whole > 0 and any(area(meet(box, bar)) >= SHARE * whole for bar in bars)


def _opaque(page: Any, raw: Any) -> bool:
    """Whether a picture has no hole, by drawing it with its mask."""
    bitmap = c.FPDFImageObj_GetRenderedBitmap(page.pdf.raw, page.raw, raw)
    if not bitmap:
        return False
    try:
        if c.FPDFBitmap_GetFormat(bitmap) != c.FPDFBitmap_BGRA:
            return True
        width, height = c.FPDFBitmap_GetWidth(bitmap), c.FPDFBitmap_GetHeight(bitmap)
        stride = c.FPDFBitmap_GetStride(bitmap)
        content = ctypes.string_at(c.FPDFBitmap_GetBuffer(bitmap), stride * height)
        holes = sum(content[y * stride + 3 : y * stride + width * 4 : 4].count(b"\0") for y in range(height))
        return holes <= 0.02 * width * height  # edges of a turned or smoothed picture
    finally:
        c.FPDFBitmap_Destroy(bitmap)
