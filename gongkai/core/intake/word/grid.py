"""Tables of a Word file, so that the converter counts their columns right. Pure."""

from typing import Any

from gongkai.core.intake.package import attribute, drop, local
from gongkai.core.intake.word import runs

_WIDEST = 63  # columns, as Word allows


def settle(tree: Any) -> None:
    """Bookmarks nobody refers to are gone, for between rows they keep cells from merging; columns that a row leaves out
    are an empty cell; cells merged in the old way span columns."""
    wanted = {attribute(e, "anchor") for e in tree.iter() if local(e) == "hyperlink"}
    codes = " ".join(e.text or "" for e in tree.iter() if local(e) == "instrText")
    for mark in [e for e in tree.iter() if local(e) in ("bookmarkStart", "bookmarkEnd")]:
        name = attribute(mark, "name")
        is_wanted = name in wanted or (name and f'"{name}"' in codes)
        if not is_wanted or local(mark.getparent()) in ("tbl", "tr", "tc"):
            drop(mark)
    for row in [e for e in tree.iter() if local(e) == "tr"]:
        _fill(row)
        _merge(row)


def _fill(row: Any) -> None:
    properties = next((e for e in row if local(e) == "trPr"), None)
    cells = [e for e in row if local(e) == "tc"]
    for name, behind in (("gridBefore", False), ("gridAfter", True)):
        width = runs.value_of(properties, name) or "0"
        if cells and width.isdecimal() and 0 < int(width) <= _WIDEST:
            cell = _empty(runs.space_of(row), width)
            cells[-1].addnext(cell) if behind else cells[0].addprevious(cell)


def _empty(space: str, width: str) -> Any:
    cell = runs.made(space, "tc")
    cell.append(runs.made(space, "tcPr"))
    cell[0].append(runs.made(space, "gridSpan", val=width))
    cell.append(runs.made(space, "p"))
    return cell


def _merge(row: Any) -> None:
    head: Any = None
    for cell in [e for e in row if local(e) == "tc"]:
        properties = runs.properties_of(cell)
        merged = runs.value_of(properties, "hMerge")
        if merged is None or merged == "restart" or head is None:
            head = cell if merged == "restart" else None
            continue
        span = sum(_span(runs.properties_of(e)) for e in (head, cell))
        at = runs.properties_of(head)
        for old in [e for e in at if local(e) == "gridSpan"]:
            drop(old)
        at.append(runs.made(runs.space_of(row), "gridSpan", val=str(min(span, _WIDEST))))
        drop(cell)


def _span(properties: Any) -> int:
    value = runs.value_of(properties, "gridSpan") or "1"
    return int(value) if value.isdecimal() else 1
