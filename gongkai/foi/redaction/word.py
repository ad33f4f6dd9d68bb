"""Word files (docx): terms and paragraphs replaced by blocks, everything that is not text, layout or picture left out.

The parts are those of parcel.KEPT; within them revisions are settled (deletions gone, insertions accepted) and what is
hidden is removed as in every cleaned copy (core.intake.holding.docx), then targets of links, instructions of fields, content controls' data and descriptions of pictures. A
term is found over the borders of runs, cells and paragraphs, and in attributes, where WordArt keeps its text.
"""

import re
from collections import Counter
from typing import Any

from gongkai.core.intake.holding import docx
from gongkai.core.intake.holding.wordstyles import Styles
from gongkai.core.intake.package import BROKEN, Unfit, drop, files_of, local, parse, unwrap
from gongkai.foi.redaction import parcel as parcels
from gongkai.foi.redaction.marks import BLOCK, Marks, Survived, distinct, fold, spans
from gongkai.foi.redaction.parcel import Parcel

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
# by local name, whatever the namespace: later editions repeat the same names in their own
_GONE = """
sdtPr sdtEndPr customXmlPr smartTagPr bookmarkStart bookmarkEnd tblCaption tblDescription altChunk subDoc control object
OLEObject rt rubyPr softHyphen hlinkClick hlinkHover hlinkMouseOver extLst dataModelExt fldData ffData
"""
GONE = set(_GONE.split())
UNWRAPPED = {
    "hyperlink",
    "smartTag",
    "customXml",
    "sdt",
    "sdtContent",
    "fldSimple",
    "ruby",
    "rubyBase",
}
SETTINGS = {
    "evenAndOddHeaders", "mirrorMargins", "defaultTabStop", "autoHyphenation", "characterSpacingControl", "compat",
    "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator", "footnotePr", "endnotePr", "gutterAtTop",
    "drawingGridHorizontalSpacing", "drawingGridVerticalSpacing", "displayHorizontalDrawingGridEvery", "zoom",
    "displayVerticalDrawingGridEvery", "noPunctuationKerning", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter",
}  # fmt: skip
DESCRIPTIONS = {"descr", "title", "alt", "href", "tooltip", "tag", "author", "initials", "date", "userId"}
FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\s*(?:\\\*\s*[A-Za-z]+\s*)*")


def opened(content: bytes) -> Parcel:
    """The cleaned parcel, its text still as it was."""
    parcel = parcels.unpack(content)
    if parcel.parts[0].tree.tag.startswith(STRICT):
        raise Unfit("这是“严格 Open XML”格式的 Word 文件，不能直接遮盖。请另存为普通 docx，或者另存为 PDF 后遮盖。")
    if parcel.parts[0].tree.tag != f"{W}document":
        raise Unfit(BROKEN)
    styles = Styles(next((part.tree for part in parcel.parts if part.kind == "styles"), None))
    for part in parcel.parts:
        docx.clean(part.tree, styles)
        _clean(part)
        _crop(parcel, part)
    return parcel


def _clean(part: Any) -> None:
    if part.kind == "settings":
        for child in [child for child in part.tree if local(child) not in SETTINGS]:
            drop(child)
    for element in list(part.tree.iterdescendants()):
        name = local(element)
        if name in GONE or _points_nowhere(element, name, part):
            drop(element)
        elif name == "noBreakHyphen":
            element.tag, element.text = f"{W}t", "-"
        elif name == "instrText" and not FIELD.fullmatch(element.text or ""):
            element.text = ""
    for element in list(part.tree.iterdescendants()):
        if local(element) in UNWRAPPED:
            unwrap(element)
    for element in part.tree.iter():
        _strip(element, part)


def _strip(element: Any, part: Any) -> None:
    """Remove descriptions, marks of who edited when, and names of parts that are not taken over."""
    for key in list(element.attrib):
        name = key.rpartition("}")[2]
        lost = key.startswith(R) and element.get(key) not in part.targets
        if name in DESCRIPTIONS or name.startswith("rsid") or lost:
            del element.attrib[key]
    if local(element) in ("docPr", "cNvPr"):
        element.set("name", "")


def _crop(parcel: Parcel, part: Any) -> None:
    """What was cut off a picture is still in it: cut it off for good."""
    for cut in [e for e in part.tree.iter() if local(e) == "srcRect"]:
        blip = next((e for e in cut.getparent() if local(e) == "blip"), None)
        key = blip.get(f"{R}embed") if blip is not None else None
        edges = [int(cut.get(side, "0").rstrip("%") or 0) / 100_000 for side in ("l", "t", "r", "b")]
        if key in part.targets and any(edges):
            blip.set(f"{R}embed", parcels.cropped(parcel, part, key, edges))
        drop(cut)


def _points_nowhere(element: Any, name: str, part: Any) -> bool:
    """A picture, chart, header … whose part is not taken over."""
    if name not in ("drawing", "pict", "headerReference", "footerReference", "imagedata"):
        return False
    keys = [value for e in element.iter() for key, value in e.attrib.items() if key.startswith(R) and value]
    links = {value for e in element.iter() if local(e).startswith("hlink") for value in e.attrib.values()}
    return any(key not in part.targets for key in keys if key not in links)


def paragraphs(parcel: Parcel) -> list[Any]:
    """The paragraphs of the document outside of text boxes, in order, those in tables too."""
    return [
        p for p in parcel.parts[0].tree.iter(f"{W}p") if not any(local(a) == "txbxContent" for a in p.iterancestors())
    ]


def texts(element: Any) -> list[Any]:
    """The elements that hold what is read: of Word, of drawings, of formulas."""
    return [e for e in element.iter() if local(e) in ("t", "instrText") or (local(e) == "v" and e.text)]


def words(element: Any) -> str:
    return "".join(e.text or "" for e in texts(element))


def look(content: bytes) -> dict[str, Any]:
    """{"paragraphs": [text, …], "pictures": how many, "lost": how many are left out}."""
    parcel = opened(content)
    return {
        "paragraphs": [words(p) for p in paragraphs(parcel)],
        "pictures": len(parcel.pictures),
        "lost": parcel.lost,
    }


def count(content: bytes, terms: tuple[str, ...]) -> dict[str, Any]:
    """{"hits": {term: {paragraph from 1, or 0 for elsewhere: times}}, "unread": how many pictures}."""
    parcel = opened(content)
    hits: dict[str, Counter] = {term: Counter() for term in terms}
    own = {e: number for number, p in enumerate(paragraphs(parcel), start=1) for e in texts(p)}
    for part in parcel.parts:
        for term, at in _matches(texts(part.tree), terms):
            hits[term][own.get(at[0][0], 0)] += 1
    return {"hits": hits, "unread": len(parcel.pictures)}


def _matches(nodes: list[Any], terms: tuple[str, ...]) -> Any:
    """Every place where a term stands in the joined text of ``nodes``: the term, and (node, place) of its characters."""
    places = [(node, place) for node in nodes for place in range(len(node.text or ""))]
    for term, at in spans("".join(node.text or "" for node in nodes), terms):
        yield term, [places[place] for place in at]


def redact(content: bytes, marks: Marks) -> tuple[bytes, dict[str, Any]]:
    """The new file, checked, and {"pages": paragraphs, "unread": pictures, "lost": pictures left out}."""
    parcel = opened(content)
    own = paragraphs(parcel)
    if marks.paragraphs and marks.paragraphs[-1] >= len(own):
        raise Unfit(f"这份材料只有 {len(own)} 段，请刷新页面后重新选择。")
    for place in marks.paragraphs:
        for element in list(own[place].iter()):
            if local(element) in ("drawing", "pict") and not any(True for _ in element.iter(f"{W}p")):
                drop(element)
        for node in texts(own[place]):
            node.text = _blocks(node.text or "")
    for part in parcel.parts:
        _black_out(part.tree, marks.terms)
    redacted = parcels.pack(parcel)
    verify(redacted, marks)
    return redacted, {"pages": len(own), "unread": len(parcel.pictures), "lost": parcel.lost}


def _black_out(tree: Any, terms: tuple[str, ...]) -> None:
    """Within each paragraph first (a text box may stand between two characters of a line), then over everything."""
    inner = [[e for e in texts(p) if _paragraph(e) is p] for p in tree.iter() if local(p) == "p"]
    for nodes in (*inner, texts(tree)):
        black: dict[Any, set[int]] = {}
        for _, at in _matches(nodes, terms):
            for node, place in at:
                black.setdefault(node, set()).add(place)
        for node, places in black.items():
            node.text = "".join(BLOCK if place in places else sign for place, sign in enumerate(node.text))
    for element in tree.iter():
        for key, value in element.attrib.items():
            for _, at in spans(value, _within(element, key, terms)):
                value = "".join("_" if place in at else sign for place, sign in enumerate(value))
                element.set(key, value)


def _within(element: Any, key: str, terms: tuple[str, ...]) -> tuple[str, ...]:
    """The terms to be looked for in an attribute: all where it holds words, else those that no measure or name of a
    style can be taken for."""
    said = (local(element), key.rpartition("}")[2]) in (("textpath", "string"), ("lvlText", "val"))
    return tuple(term for term in terms if said or distinct(term))


def _paragraph(element: Any) -> Any:
    return next((a for a in element.iterancestors() if local(a) == "p"), None)


def _blocks(text: str) -> str:
    return "".join(sign if sign.isspace() else BLOCK for sign in text)


def verify(redacted: bytes, marks: Marks) -> None:
    """Survived when a term is anywhere in the parts of the redacted file, or a chosen paragraph still says something."""
    sure = tuple(term for term in marks.terms if distinct(term))
    for name, content in files_of(redacted).items():
        if name.endswith((".xml", ".rels")):
            tree = parse(content)
            _no_term(words(tree), marks.terms)
            _no_term("".join(tree.itertext()), sure)
            for element in tree.iter():
                if local(element) == "p":
                    _no_term("".join(e.text or "" for e in texts(element) if _paragraph(e) is element), marks.terms)
                for key, value in element.attrib.items():
                    _no_term(value, _within(element, key, marks.terms))
            if b"TargetMode" in content and name.endswith(".rels"):
                raise Survived("the file links to the outside")
        _no_term(name, sure)
        if any(term.encode(code) in content for term in sure for code in ("utf-8", "utf-16-le")):
            raise Survived("a term is in the file")
    own = paragraphs(opened(redacted))
    if any(fold(words(own[place]).replace(BLOCK, "")) for place in marks.paragraphs):
        raise Survived("a chosen paragraph still says something")


def _no_term(text: str, terms: tuple[str, ...]) -> None:
    plain = fold(text) if terms else ""
    if any(fold(term) in plain for term in terms):
        raise Survived("a term is in the file")
