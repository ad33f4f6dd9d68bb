"""Layers of a PDF that are switched off: what they hold is in the file, and one click shows it."""

from collections.abc import Iterator
from typing import Any

import pikepdf

_PAINT = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"}
_DRAW = _PAINT | {"Tj", "TJ", "'", '"', "Do", "sh", "INLINE IMAGE"}
_DEPTH = 8


def off(pdf: pikepdf.Pdf) -> dict[tuple[int, int], str]:
    """Number of the object of each layer that is off → its name."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return {}
    usual = properties.get("/D", pikepdf.Dictionary())
    rows = list(usual.get("/OFF", []))
    if str(usual.get("/BaseState", "")) == "/OFF":
        shown = {row.objgen for row in usual.get("/ON", [])}
        rows += [row for row in properties.get("/OCGs", []) if row.objgen not in shown]
    return {row.objgen: str(row.get("/Name", "")) for row in rows if isinstance(row, pikepdf.Dictionary)}


def used(pdf: pikepdf.Pdf, layers: dict[tuple[int, int], str]) -> Iterator[tuple[int, str]]:
    """(page from 1, name of the layer) of what is drawn on a layer that is off."""
    for number, page in enumerate(pdf.pages if layers else (), start=1):
        for name in dict.fromkeys(_scan(page.obj, layers, None)):
            yield number, name


def cut(pdf: pikepdf.Pdf, layers: dict[tuple[int, int], str]) -> None:
    """Take out what is drawn on the layers that are off."""
    for page in pdf.pages:
        for _ in _scan(page.obj, layers, pdf):
            pass
    if "/OCProperties" in pdf.Root:
        del pdf.Root.OCProperties


def _layer(mark: Any, layers: dict[tuple[int, int], str]) -> str | None:
    """The name of the layer that a mark means, if it is off; of a group of layers the first that is."""
    if not isinstance(mark, pikepdf.Dictionary):
        return None
    if mark.objgen in layers:
        return layers[mark.objgen]
    group = mark.get("/OCGs")
    rows = [group] if isinstance(group, pikepdf.Dictionary) else list(group or [])
    names = [layers[row.objgen] for row in rows if row.objgen in layers]
    return names[0] if names and len(names) == len(rows) else None


def _scan(holder: Any, layers: dict[tuple[int, int], str], pdf: pikepdf.Pdf | None, depth: int = 0) -> Iterator[str]:
    """Names of the layers that are off and drawn on in a page or form; with ``pdf`` what is drawn is taken out."""
    resources = holder.get("/Resources", pikepdf.Dictionary())
    objects = resources.get("/XObject", pikepdf.Dictionary())
    off_objects = {key: name for key, obj in objects.items() if (name := _layer(obj.get("/OC"), layers)) is not None}
    marks = resources.get("/Properties", pikepdf.Dictionary())
    out, found = _sorted(pikepdf.parse_content_stream(holder), layers, marks, off_objects)
    yield from found
    if pdf is not None and found:
        _write(holder, pikepdf.unparse_content_stream(out), pdf)
        for key in off_objects:
            del objects[key]
    for obj in objects.values() if depth < _DEPTH else ():
        if obj.get("/Subtype") == "/Form":
            yield from _scan(obj, layers, pdf, depth + 1)


def _sorted(rows: Any, layers: dict[tuple[int, int], str], marks: Any, off_objects: dict[str, str]) -> Any:
    """The instructions without those that draw on layers that are off, and the names of these layers."""
    stack: list[str | None] = []
    out, found = [], []
    for row in rows:
        operator, operands = str(row.operator), row.operands
        if operator in ("BDC", "BMC"):
            named = operator == "BDC" and str(operands[0]) == "/OC" and isinstance(operands[1], pikepdf.Name)
            stack.append(_layer(marks.get(str(operands[1])) if named else None, layers))
        name = next((name for name in stack if name is not None), None)
        if operator == "EMC" and stack:
            stack.pop()
        if operator == "Do" and name is None:
            name = off_objects.get(str(operands[0]))
        if name is None or operator not in _DRAW:
            out.append(row)
            continue
        found.append(name)
        if operator in _PAINT:
            out.append(pikepdf.ContentStreamInstruction([], pikepdf.Operator("n")))
    return out, found


def _write(holder: Any, content: bytes, pdf: pikepdf.Pdf) -> None:
    if isinstance(holder, pikepdf.Stream):
        holder.write(content)
    else:
        holder.Contents = pdf.make_stream(content)
