"""PowerPoint files: hidden slides, hidden shapes, speaker's notes, comments."""

import re
from typing import Any

from gongkai.core.intake.holding import Holding, controls, office, sample
from gongkai.core.intake.holding.office import Package, text_of
from gongkai.core.intake.package import drop, local, parse


def listed(content: bytes) -> list[Holding]:
    package = Package(content)
    found = office.listed(package)
    for number, (_, name) in enumerate(_slides(package), start=1):
        tree = package.tree(name)
        if _off(tree):
            words = text_of(tree).strip()
            found.append(Holding("slide" if words else "empty", bool(words), 1, f"第 {number} 张幻灯片", sample(words)))
        shapes = [text_of(e) or "（图形）" for e in _hidden_shapes(tree)]
        if shapes:
            where = f"第 {number} 张幻灯片：隐藏的图形"
            found.append(Holding("text", True, len(shapes), where, sample(" ".join(shapes))))
        found += controls.listed(tree, "", f"第 {number} 张幻灯片")
    for name, kind in package.aside.items():
        if kind == "notesSlide" and (words := _said(parse(package.files[name]))):
            place = "".join(re.findall(r"\d+", name.rpartition("/")[2]))
            found.append(Holding("notes", True, 1, f"备注页 {place}", sample(words)))
    return sorted(found, key=lambda row: not row.hidden)


def _said(tree: Any) -> str:
    """Notes without the fields of slide numbers and dates."""
    return "".join(e.text or "" for e in tree.iter() if local(e) == "t" and local(e.getparent()) != "fld").strip()


def _slides(package: Package) -> list[tuple[Any, str]]:
    start = package.start()
    rows = [e for e in package.tree(start).iter() if local(e) == "sldId" and _key(e)]
    found = [(row, package.target(start, _key(row))) for row in rows]
    return [(row, name) for row, name in found if name]


def _key(element: Any) -> str | None:
    return next((value for key, value in element.attrib.items() if "relationships" in key), None)


def _off(tree: Any) -> bool:
    return (tree.get("show") or "1").lower() in ("0", "false")


def _hidden_shapes(tree: Any) -> list[Any]:
    """Shapes, pictures and frames switched off in the selection pane."""
    marks = [e for e in tree.iter() if local(e) == "cNvPr" and (e.get("hidden") or "0").lower() in ("1", "true")]
    return [mark.getparent().getparent() for mark in marks if mark.getparent().getparent() is not None]


def stripped(content: bytes) -> bytes:
    package = Package(content)
    gone = set()
    for row, name in _slides(package):
        if _off(package.tree(name)):
            gone.add(row.get("id"))
            drop(row)
            package.remove(name)
            continue
        controls.forget(package.tree(name))
        for shape in _hidden_shapes(package.tree(name)):
            drop(shape)
    for element in list(package.tree(package.start()).iter()):
        if (local(element) == "sldId" and element.get("id") in gone) or local(element) in (
            "custShowLst",
            "notesMasterIdLst",
            "handoutMasterIdLst",
        ):  # sections name the slides too
            drop(element)
    return package.pack()
