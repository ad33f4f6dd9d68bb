"""Forms of a PDF (contents that a page calls by name) written out into the page, where their text can be taken out."""

from typing import Any

import pikepdf
from pikepdf import ContentStreamInstruction, Dictionary, Name, Operator

_DEPTH = 8
# operator → the kind of resource that its names mean
_NAMED = {
    "Do": "/XObject",
    "Tf": "/Font",
    "gs": "/ExtGState",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "scn": "/Pattern",
    "SCN": "/Pattern",
    "sh": "/Shading",
    "BDC": "/Properties",
    "DP": "/Properties",
}


def write_out(pdf: pikepdf.Pdf, page: Any) -> None:
    """Forms within forms as well, to a depth."""
    resources = Dictionary()
    for kind, rows in page.resources.items():
        resources[kind] = Dictionary(dict(rows.items())) if isinstance(rows, Dictionary) else rows
    page.obj.Resources = resources
    for depth in range(_DEPTH):
        out: list[Any] = []
        found = False
        for row in pikepdf.parse_content_stream(page):
            form = _form(row, resources)
            found |= form is not None
            out += [row] if form is None else _opened(form, resources, f"{depth}-{len(out)}")
        if not found:
            return
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(out))


def _form(row: Any, resources: Any) -> Any:
    if str(row.operator) != "Do":
        return None
    called = resources.get("/XObject", Dictionary()).get(str(row.operands[0]))
    return called if called is not None and called.get("/Subtype") == "/Form" else None


def _opened(form: Any, resources: Any, mark: str) -> list[Any]:
    """The instructions of a form where it is called; its resources under names of their own."""
    own = form.get("/Resources", resources)
    for kind in set(_NAMED.values()):
        rows = own.get(kind, Dictionary()) if own is not resources else Dictionary()
        for name, value in rows.items():
            if kind not in resources:
                resources[kind] = Dictionary()
            resources[kind][f"{name}-{mark}"] = value
    left, low, right, top = (float(part) for part in form.BBox)
    matrix = [float(part) for part in form.get("/Matrix", [1, 0, 0, 1, 0, 0])]
    rows = [_do("q"), _do("cm", *matrix), _do("re", left, low, right - left, top - low), _do("W"), _do("n")]
    inner = pikepdf.parse_content_stream(form)
    return [*rows, *(_renamed(row, own, mark) if own is not resources else row for row in inner), _do("Q")]


def _do(operator: str, *operands: float) -> Any:
    return ContentStreamInstruction(list(operands), Operator(operator))


def _renamed(row: Any, own: Any, mark: str) -> Any:
    kind = _NAMED.get(str(row.operator), "")
    known = own.get(kind, Dictionary()) if kind else Dictionary()
    if not len(known):
        return row
    last = len(row.operands) - 1
    operands = [
        Name(f"{value}-{mark}") if isinstance(value, Name) and str(value) in known and place in (0, last) else value
        for place, value in enumerate(row.operands)
    ]
    return ContentStreamInstruction(operands, row.operator)
