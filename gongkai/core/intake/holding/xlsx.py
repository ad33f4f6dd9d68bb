"""Excel files: hidden sheets, rows and columns, comments, caches.

A copy keeps the sheets one sees; cells of hidden rows and columns are emptied. When anything was removed, formulas become
the values they show: a formula could still reach for what is gone.
"""

import re
from collections.abc import Iterator
from typing import Any

from gongkai.core.intake.holding import Holding, controls, hints, office, sample, sheets
from gongkai.core.intake.holding.cellformats import Formats
from gongkai.core.intake.holding.office import Package, text_of
from gongkai.core.intake.holding.sheets import Sheet
from gongkai.core.intake.package import Unfit, drop, local, relations

_UNSAVED = (
    "工作簿里有公式没有保存计算结果，清理后会看不到数。请用 Excel 或 WPS 打开，保存一次后再上传；或者把公式粘贴为数值。"
)
_CACHED = {"externalLink", "pivotCacheDefinition", "pivotCacheRecords", "connections", "queryTable"}


def listed(content: bytes) -> list[Holding]:
    package = Package(content)
    found = office.listed(package)
    strings, formats = _strings(package), _formats(package)
    for row, name in _sheets(package):
        title = row.get("name") or ""
        sheet = _sheet(package, name, strings, formats)
        if _off(row):
            words = " ".join(filter(None, (sheet.text(cell) for cell in sheet.cells()))) or _drawn(package, name)
            where = f"工作表“{title}”"
            found.append(Holding("sheet" if words else "empty", bool(words), 1, where, sample(words)))
        else:
            found += [*_of_sheet(sheet, title), *hints.listed(sheet, title)]
    for name in package.named("drawing"):
        found += [*_of_drawing(package.tree(name)), *controls.listed(package.tree(name), "", "图形")]
    found += hints.names(package.tree(package.start()))
    return sorted(found, key=lambda row: not row.hidden)


def _of_sheet(sheet: Sheet, title: str) -> Iterator[Holding]:
    rows, columns, others = sheet.hidden()
    for label, code, found in (("行", "row", rows), ("列", "column", columns)):
        for key, cells in found.items():
            words = " ".join(filter(None, (sheet.text(cell) for cell in cells)))
            where = f"工作表“{title}”第 {key if code == 'row' else sheets.letters(key)} {label}"
            if words:
                yield Holding(code, True, len(cells), where, sample(words))
            else:
                yield Holding("empty", False, 1, where)
    if others:
        words = " ".join(map(sheet.unseen_text, others))
        yield Holding("text", True, len(others), f"工作表“{title}”：不显示的单元格", sample(words))
    for element in sheet.tree.iter():
        if local(element) in ("oddHeader", "evenHeader", "firstHeader") and element.text:
            yield Holding("header", False, 1, f"工作表“{title}”：页眉", sample(element.text))
        elif local(element) in ("oddFooter", "evenFooter", "firstFooter") and element.text:
            yield Holding("footer", False, 1, f"工作表“{title}”：页脚", sample(element.text))


def _of_drawing(tree: Any) -> Iterator[Holding]:
    hidden = [text_of(e) or "（图形）" for e in _hidden_shapes(tree)]
    if hidden:
        yield Holding("text", True, len(hidden), "隐藏的图形", sample(" ".join(hidden)))
    elif words := text_of(tree).strip():
        yield Holding("textbox", False, 1, "文本框", sample(words))


def _hidden_shapes(tree: Any) -> list[Any]:
    marks = [e for e in tree.iter() if local(e) == "cNvPr" and (e.get("hidden") or "0").lower() in ("1", "true")]
    return [mark.getparent().getparent() for mark in marks]


def _drawn(package: Package, name: str) -> str:
    """Words of the drawings of a sheet, or that there are some."""
    drawings = [r.target for r in relations(package.files, name) if r.kind == "drawing" and r.target in package.parts]
    return " ".join(text_of(package.tree(d)) or "（图形）" for d in drawings if len(package.tree(d)))


def _first(package: Package, kind: str) -> Any:
    names = package.named(kind)
    return package.tree(names[0]) if names else None


def _formats(package: Package) -> Formats:
    return Formats(_first(package, "styles"), _first(package, "theme"))


def _sheet(package: Package, name: str, strings: list[Any], formats: Formats) -> Sheet:
    tables = [r.target for r in relations(package.files, name) if r.kind == "table" and r.target in package.parts]
    return Sheet(package.tree(name), strings, formats, map(package.tree, tables))


def _strings(package: Package) -> list[Any]:
    tree = _first(package, "sharedStrings")
    return [e for e in tree if local(e) == "si"] if tree is not None else []


def _sheets(package: Package) -> list[tuple[Any, str]]:
    start = package.start()
    rows = [e for e in package.tree(start).iter() if local(e) == "sheet"]
    keys = [next((v for k, v in row.attrib.items() if "relationships" in k), None) for row in rows]
    return [(row, package.target(start, key)) for row, key in zip(rows, keys, strict=True)]


def _off(row: Any) -> bool:
    return (row.get("state") or "visible").lower() != "visible"


def stripped(content: bytes) -> bytes:
    package = Package(content)
    strings, formats = _strings(package), _formats(package)
    rows = _sheets(package)
    gone = [place for place, (row, _) in enumerate(rows) if _off(row)]
    kept = [(row, _sheet(package, name, strings, formats)) for row, name in rows if not _off(row) and name]
    removed = bool(gone) or bool(_CACHED & set(package.aside.values()))
    for _, sheet in kept:
        removed |= sheet.empty_hidden()
    if removed:
        for _, sheet in kept:
            if not sheet.settle():
                raise Unfit(_UNSAVED)
    _remove_sheets(package, rows, gone)
    _forget_strings(strings, [sheet for _, sheet in kept])
    for name in package.named("drawing", "vmlDrawing"):
        _clean_drawing(package.tree(name), package.parts[name])
    for name in package.named("table") if removed else ():  # its heads repeat cells
        package.remove(name)
    return package.pack()


def _remove_sheets(package: Package, rows: list[tuple[Any, str]], gone: list[int]) -> None:
    """Out of the workbook, with the names that mean them; the places by which it counts sheets move up."""
    titles = [rows[place][0].get("name") or "" for place in gone]
    tree = package.tree(package.start())
    for place in gone:
        row, name = rows[place]
        drop(row)
        if name:
            package.remove(name)
    _forget_names(package, tree, titles, gone)
    for name in package.xml() if gone else ():
        if package.parts[name] in ("worksheet", "chart", "drawing"):
            _forget_titles(package.tree(name), titles)


def _forget_names(package: Package, tree: Any, titles: list[str], gone: list[int]) -> None:
    for element in [e for e in tree.iter() if local(e) == "definedName"]:
        here = element.get("localSheetId")
        words, linked = element.text or "", "externalLink" in package.aside.values()
        outside = linked and re.search(r"\[\d+\]", words)  # another workbook, whose values are gone
        if (
            (here and int(here) in gone)
            or any(title in words for title in titles)
            or outside
            or hints.kept_aside(element)
        ):
            drop(element)
        elif here:
            element.set("localSheetId", str(int(here) - sum(place < int(here) for place in gone)))
    for element in list(tree.iter()):
        if local(element) == "workbookView" and gone:
            for key in ("activeTab", "firstSheet"):
                element.attrib.pop(key, None)
        empty = local(element) == "definedNames" and not len(element)
        if empty or local(element) in ("fileSharing", "customWorkbookViews"):
            drop(element)


def _forget_titles(tree: Any, titles: list[str]) -> None:
    """Rules, lists and links that mean a sheet that is gone; charts keep the values they show."""
    for element in list(tree.iter()):
        words = "".join(element.itertext()) + (element.get("location") or "") if isinstance(element.tag, str) else ""
        if not any(title and title in words for title in titles):
            continue
        name = local(element)
        if name in ("dataValidation", "cfRule", "hyperlink", "ext", "sparkline"):
            drop(element)
        elif name == "f" and element.getparent() is not None and local(element.getparent()).endswith("Ref"):
            element.text = ""


def _forget_strings(strings: list[Any], kept: list[Sheet]) -> None:
    """Empty the shared strings that no cell of the copy shows."""
    used = {int(v) for sheet in kept for cell in sheet.cells() if cell.get("t") == "s" and (v := sheet.value(cell))}
    for place, element in enumerate(strings):
        if place not in used:
            for child in list(element):
                drop(child)


def _clean_drawing(tree: Any, kind: str) -> None:
    if kind == "vmlDrawing":  # the boxes of comments
        notes = [e for e in tree.iter() if local(e) == "ClientData" and e.get("ObjectType") == "Note"]
        for note in notes:
            drop(note.getparent())
        return
    controls.forget(tree)
    for shape in _hidden_shapes(tree):
        anchor = next((a for a in shape.iterancestors() if local(a).endswith("Anchor")), None)
        lone = anchor is not None and shape.getparent() is anchor
        drop(anchor if lone else shape)
