"""Text of OFD files (GB/T 33190-2016), page by page. Pure: runs in the limited process (core.intake.extract).

Read are the text objects one sees, of the pages (7.5) and their templates (7.6), those in blocks and in composite objects
(13) included, each TextCode (11.3) at its place. The words of a template stand on the first page that has it.
"""

import math
import posixpath
from collections.abc import Iterator
from typing import Any, NamedTuple

from gongkai.core.intake import layout
from gongkai.core.intake.package import Unfit, attribute, files_of, local, parse, target_of

PAGES = 500
OBJECTS = 300_000
NESTED = 4  # composite objects in composite objects
Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)
_FORMATS = (b"\x89PNG", b"\xff\xd8", b"BM", b"II*\0", b"MM\0*", b"GIF8")
_SLACK = 1.0  # millimetres by which a picture may reach over what one sees of it


class Read(NamedTuple):
    """``pages``: the lines of each page. ``hidden``: text objects that are not seen, notes and files attached.
    ``pictures``: whether a page without text shows one. ``scans``: page from 0 → the one picture that is all of it."""

    pages: list[list[str]]
    hidden: int
    pictures: bool
    scans: dict[int, bytes]


def read(content: bytes) -> Read:
    """Every document in the file, in order. Parts that are not there or cannot be read are passed over."""
    package = _Package(files_of(content))
    pages = [page for root in package.documents() for page in package.pages_of(root)]
    return Read(pages, package.hidden, package.pictures, package.scans)


class _Package:
    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = {name.lstrip("/"): content for name, content in files.items()}
        self.hidden, self.pictures, self.left, self.count = 0, False, OBJECTS, 0
        self.scans: dict[int, bytes] = {}
        self.noted: set[str] = set()  # ids of pages with notes

    def part(self, base: str, target: str | None) -> tuple[str, Any]:
        """The name and tree of the part that ``base`` means by ``target``; ("", None) when it is not there or cannot be
        read (one that is encrypted)."""
        name = target_of(base, (target or "").strip()) if target else ""
        try:
            return (name, parse(self.files[name])) if name in self.files else ("", None)
        except Unfit:
            return "", None

    def documents(self) -> Iterator[tuple[str, Any]]:
        for element in parse(self.files["OFD.xml"]).iter():
            if local(element) == "DocRoot":
                name, document = self.part("OFD.xml", element.text)
                if document is not None:
                    yield name, document

    def pages_of(self, root: tuple[str, Any]) -> Iterator[list[str]]:
        name, document = root
        templates, units, pages = {}, {}, []
        for element in document.iter():
            kind = local(element)
            if kind == "TemplatePage":
                templates[element.get("ID")] = element.get("BaseLoc")
            elif kind in ("PublicRes", "DocumentRes"):
                units.update(self._units(name, element.text))
            elif kind == "PhysicalBox":
                units.setdefault(("page",), element.text)
            elif kind == "Page" and element.get("BaseLoc"):
                pages.append(element)
            elif kind in ("Annotations", "Attachments") and element.text:
                self.hidden += self._asides(name, element.text)
        for element in pages:
            self.count += 1
            if self.count > PAGES:
                return
            yield self._page(name, element, templates, units)

    def _page(self, document: str, listed: Any, templates: dict[str, Any], units: dict[Any, Any]) -> list[str]:
        name, page = self.part(document, listed.get("BaseLoc"))
        if page is None:
            return []
        words: list[layout.Word] = []
        own = dict(units)
        for element in page:
            if local(element) == "PageRes":
                own.update(self._units(name, element.text))
            elif local(element) == "Template":
                _, template = self.part(document, templates.pop(element.get("TemplateID"), None))
                words += self._words(template, _SAME, own, 0) if template is not None else ()
        words += self._words(page, _SAME, own, 0)
        if not words:
            self.pictures = self.pictures or any(local(element) == "ImageObject" for element in page.iter())
            if (scan := _scan(page, own)) and listed.get("ID") not in self.noted:
                self.scans[self.count - 1] = scan
        return layout.rows(words)

    def _units(self, document: str, target: str | None) -> dict[Any, Any]:
        """Composite graphic units of a resource file by their ids, its pictures by ("picture", id)."""
        name, tree = self.part(document, target)
        found: dict[Any, Any] = {}
        for element in tree.iter() if tree is not None else ():
            if local(element) == "CompositeGraphicUnit":
                found[element.get("ID")] = element
            elif local(element) == "MediaFile":
                file = target_of(name, posixpath.join(tree.get("BaseLoc") or "", (element.text or "").strip()))
                found["picture", element.getparent().get("ID")] = self.files.get(file, b"")
        return found

    def _asides(self, document: str, target: str) -> int:
        """How many notes that say something, or attached files, the list at ``target`` names."""
        name, tree = self.part(document, target)
        count = 0
        for element in tree.iter() if tree is not None else ():
            if local(element) == "Attachment":
                count += 1
            elif local(element) == "Page":
                self.noted.add(element.get("PageID"))
            elif local(element) == "FileLoc":
                _, notes = self.part(name, element.text)
                count += (
                    sum(local(note) == "Annot" and _says(note) for note in notes.iter()) if notes is not None else 0
                )
        return count

    def _words(self, element: Any, to_page: Matrix, units: dict[str, Any], depth: int) -> Iterator[layout.Word]:
        for child in element:
            kind = local(child)
            if kind in ("TextObject", "CompositeObject", "PageBlock", "Layer", "Content"):
                self.left -= 1
                if self.left < 0:
                    return
                if not _is_seen(child):
                    self.hidden += sum(_is_text(code) for code in child.iter())
                    continue
                if kind == "TextObject":
                    yield from _text(child, _placed(child, to_page))
                elif kind == "CompositeObject":
                    unit = units.get(child.get("ResourceID"))
                    if unit is not None and depth < NESTED:
                        yield from self._words(unit, _placed(child, to_page), units, depth + 1)
                else:
                    yield from self._words(child, to_page, units, depth)


def _scan(page: Any, units: dict[Any, Any]) -> bytes:
    """The picture that is all one sees of a page: one, whole and upright, with nothing that could lie over a part of it,
    which must not be read then. b"" of other pages."""
    things = list(_things(page))
    if len(things) != 1 or local(things[0]) != "ImageObject":
        return b""
    only, size = things[0], next((e.text for e in page.iter() if local(e) == "PhysicalBox"), units.get(("page",)))
    boxes = [_numbers(size, 4), _numbers(attribute(only, "Boundary"), 4)]
    content = units.get(("picture", only.get("ResourceID")), b"")
    if not all(boxes) or not content.startswith(_FORMATS) or any(local(child) == "Clips" for child in only):
        return b""
    left, top, wide, high = boxes[1]
    a, b, c, d, e, f = _numbers(attribute(only, "CTM"), 6) or (wide, 0, 0, high, 0, 0)
    upright = a > 0 and d > 0 and not (b or c or only.get("ImageMask")) and only.get("Alpha", "255") == "255"
    x, y = left + e, top + f
    over = max(max(left - x, top - y, x + a - left - wide, y + d - top - high) for left, top, wide, high in boxes)
    return content if upright and over <= _SLACK else b""


def _things(element: Any) -> Iterator[Any]:
    """What one sees in a page but its text; templates as a whole."""
    for child in element:
        if local(child) in ("Content", "Layer", "PageBlock") and _is_seen(child):
            yield from _things(child)
        elif local(child) in ("ImageObject", "PathObject", "CompositeObject", "Template") and _is_seen(child):
            yield child


def _is_text(element: Any) -> bool:
    return local(element) == "TextCode" and bool((element.text or "").strip())


def _says(note: Any) -> bool:
    """Whether a note holds words that the page does not: links and highlights only mark what stands there."""
    texts = [e for e in note.iter() if local(e) in ("TextCode", "Remark", "Parameter") and (e.text or "").strip()]
    return bool(texts) and note.get("Type") not in ("Link", "Highlight")


def _is_seen(element: Any) -> bool:
    """Visible (8.5), with an opacity, and a text filled or stroked."""
    if element.get("Visible") in ("false", "0") or element.get("Alpha") == "0":
        return False
    if local(element) != "TextObject":
        return True
    filled, stroked = element.get("Fill") not in ("false", "0"), element.get("Stroke") in ("true", "1")
    colour = next((child for child in element if local(child) == "FillColor"), None)
    faint = colour is not None and colour.get("Alpha") == "0"
    return stroked or (filled and not faint and _number(element.get("Size"), 1) > 0)


def _text(element: Any, to_page: Matrix) -> Iterator[layout.Word]:
    """The codes of a text object, each parted where signs stand far from each other or not on one line."""
    size = _number(element.get("Size"), 3.5)
    x, y = 0.0, 0.0
    for code in element:
        if local(code) != "TextCode" or not code.text:
            continue
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        across, down = _steps(code.get("DeltaX"), len(code.text)), _steps(code.get("DeltaY"), len(code.text))
        piece, left, foot, at = "", x, y, x
        for number, sign in enumerate(code.text):
            piece, at = piece + sign, x
            x, y = x + _of(across, number), y + _of(down, number)
            wide = number + 1 < len(code.text) and (x - at > size * 2 or abs(y - foot) > size * 0.4)
            if wide and not (_of(down, number) and not _of(across, number)):
                yield _word(piece, left, at + size, foot, size, to_page)
                piece, left, foot = "", x, y
        if piece:
            yield _word(piece, left, max(at + size, left), foot, size, to_page)


def _word(text: str, left: float, right: float, foot: float, size: float, to_page: Matrix) -> layout.Word:
    x, y = _moved(to_page, left, foot)
    end, _ = _moved(to_page, right, foot)
    height = size * (math.hypot(to_page[2], to_page[3]) or 1)
    return layout.Word(min(x, end), max(x, end), y, height, text)


def _steps(said: str | None, most: int) -> list[float]:
    """DeltaX or DeltaY: numbers, or "g 3 4.5" for three times 4.5 (11.3)."""
    found: list[float] = []
    words = iter((said or "").split())
    for word in words:
        if word == "g":
            count, step = int(_number(next(words, "0"), 0)), _number(next(words, "0"), 0)
            found += [step] * min(max(count, 0), most)
        else:
            found.append(_number(word, 0))
        if len(found) >= most:
            break
    return found


def _of(steps: list[float], number: int) -> float:
    return steps[number] if number < len(steps) else 0.0


def _placed(element: Any, to_page: Matrix) -> Matrix:
    """Where an object's own coordinates lie on the page: its CTM, then the corner of its boundary, then what it is in."""
    corner = [_number(word, 0) for word in (attribute(element, "Boundary") or "").split()]
    matrix = [_number(word, 0) for word in (attribute(element, "CTM") or "").split()]
    a, b, c, d, e, f = matrix if len(matrix) == 6 else _SAME
    x, y = corner[:2] if len(corner) >= 2 else (0.0, 0.0)
    e, f = e + x, f + y
    pa, pb, pc, pd, pe, pf = to_page
    return (
        a * pa + b * pc, a * pb + b * pd, c * pa + d * pc, c * pb + d * pd, e * pa + f * pc + pe, e * pb + f * pd + pf,
    )  # fmt: skip


def _numbers(said: str | None, count: int) -> list[float]:
    """As many numbers; none when there are more or less."""
    found = [_number(word, 0) for word in (said or "").split()]
    return found if len(found) == count else []


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _number(said: str | None, otherwise: float) -> float:
    try:
        value = float(said) if said else otherwise
    except ValueError:
        return otherwise
    return value if math.isfinite(value) else otherwise
