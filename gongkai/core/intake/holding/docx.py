"""Word files: hidden text, tracked changes, comments and what else no page shows.

Copies have their revisions settled (deletions gone, insertions accepted), as one sees the text without marks.
"""

import re
from collections import defaultdict
from typing import Any

from gongkai.core.intake.holding import Holding, controls, fields, office, sample
from gongkai.core.intake.holding.office import Package, text_of
from gongkai.core.intake.holding.wordstyles import Styles, child, row_unseen
from gongkai.core.intake.package import Unfit, attribute, drop, local, unwrap

STORIES = ("officeDocument", "header", "footer", "footnotes", "endnotes", "diagramData", "diagramDrawing")
_PLACES = {"officeDocument": "正文", "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
DELETED = {"del", "moveFrom", "delText", "delInstrText", "cellDel"}
INSERTED = {"ins", "moveTo", "cellIns", "cellMerge", "numberingChange"}
_MARKS = re.compile(
    r"(?:.+Change|(?:comment|moveFrom|moveTo|customXml(?:Ins|Del|MoveFrom|MoveTo))Range(?:Start|End)|commentReference|"
    r"annotationRef|rsids|docVars?|trackRevisions|attachedTemplate|mailMerge|dataBinding|glossaryDocument|proofErr|permStart|permEnd|"
    r"conflictIns|conflictDel)"
)
_KNOWN = (
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
    "http://schemas.microsoft.com/office/",
    "urn:schemas-microsoft-com:",
)
_SEEN = {"t", "sym", "drawing", "pict", "object", "delText", "noBreakHyphen"}
_FIELDS = {"fldChar", "instrText", "rPr"}


def listed(content: bytes) -> list[Holding]:
    package = Package(content)
    styles, found = _styles(package), office.listed(package)
    stories = [(package.tree(name), package.parts[name]) for name in package.named(*STORIES)]
    said = "".join("".join(text_of(tree).split()) for tree, _ in stories)
    for tree, kind in stories:
        place = _PLACES.get(kind, "图形")
        found += _revisions(tree, place) + _hidden(tree, styles, place) + _beside(tree, kind)
        if words := fields.unshown(tree, said):
            found.append(Holding("text", True, len(words), f"{place}：域代码里的文字", sample(" ".join(words))))
        found += controls.listed(tree, said, place)
    if notes := [text_of(note) for note in _unused_notes(package)]:
        found.append(Holding("text", True, len(notes), "没有被引用的注释", sample(" ".join(notes))))
    for name in package.named("settings"):
        words = [attribute(e, "val") or "" for e in package.tree(name).iter() if local(e) == "docVar"]
        if any(words):
            found.append(Holding("data", True, len(words), "文档变量", sample(" ".join(words))))
    return sorted(found, key=lambda row: not row.hidden)


def stripped(content: bytes) -> bytes:
    package = Package(content)
    if {"afChunk", "aFChunk", "subDocument"} & set(package.aside.values()):
        raise Unfit("文件里嵌有另一份文件的内容，不能自动清理。请用 Word 打开，另存为新的 docx 后再上传。")
    styles = _styles(package)
    for note in _unused_notes(package):
        drop(note)
    for name in package.xml():
        if package.parts[name] in (*STORIES, "settings", "styles", "numbering"):
            clean(package.tree(name), styles)
    return package.pack()


def _unused_notes(package: Package) -> list[Any]:
    found = []
    for kind in ("footnote", "endnote"):
        trees = map(package.tree, package.named(*STORIES))
        used = {attribute(e, "id") for tree in trees for e in tree.iter() if local(e) == f"{kind}Reference"}
        for name in package.named(f"{kind}s"):
            found += controls.unused(package.tree(name), used)
    return found


def _styles(package: Package) -> Styles:
    names = package.named("styles")
    return Styles(package.tree(names[0]) if names else None)


def clean(tree: Any, styles: Styles) -> None:
    """Take out of one part what is hidden, settle its revisions, forget who wrote what when."""
    fields.dissolve(tree)
    controls.forget(tree)
    for row in _unseen_rows(tree):
        _drop_row(row)
    for run in [e for e in tree.iter() if local(e) == "r"]:
        if styles.unseen(run):
            _empty(run)
    for element in [e for e in tree.iter() if shape_hidden(e) or foreign(e)]:
        drop(element)
    settle(tree)
    for element in tree.iter():
        for key in [key for key in element.attrib if key.rpartition("}")[2].startswith("rsid")]:
            del element.attrib[key]


def settle(tree: Any) -> None:
    """Deletions gone, insertions accepted, every mark of an editing session gone."""
    for row in [e for e in tree.iter() if local(e) == "tr"]:
        if child(row, "trPr", "del") is not None:
            _drop_row(row)
    for cell in [e for e in tree.iter() if local(e) == "cellDel"]:
        _drop_cell(cell)
    for paragraph in [e for e in tree.iter() if local(e) == "p"]:
        _join(paragraph)
    for element in [e for e in tree.iter() if local(e) in DELETED or _MARKS.fullmatch(local(e))]:
        drop(element)
    for element in [e for e in tree.iter() if local(e) in INSERTED]:
        if len(element) and local(element) in ("ins", "moveTo"):
            unwrap(element)
        else:
            drop(element)


def _unseen_rows(tree: Any) -> list[Any]:
    return [e for e in tree.iter() if local(e) == "tr" and row_unseen(e) and (text_of(e).strip() or _drawn(e))]


def _drawn(element: Any) -> bool:
    return any(local(e) in ("drawing", "pict", "object") for e in element.iter())


def _drop_row(row: Any) -> None:
    """A table without rows is none."""
    table = row.getparent()
    drop(row)
    if table is not None and local(table) == "tbl" and not any(local(e) == "tr" for e in table.iter()):
        drop(table)


def _drop_cell(mark: Any) -> None:
    cell = next((a for a in mark.iterancestors() if local(a) == "tc"), None)
    if cell is None:
        return
    row = cell.getparent()
    drop(cell)
    if row is not None and not any(local(e) == "tc" for e in row.iter()):
        _drop_row(row)


def _join(paragraph: Any) -> None:
    """A paragraph whose mark was deleted runs on into the next; one without anything left is gone."""
    marks = child(paragraph, "pPr", "rPr")
    gone = marks is not None and any(local(e) in ("del", "moveFrom") for e in marks)
    following = paragraph.getnext()
    if not gone or following is None or local(following) != "p":
        return
    properties = child(following, "pPr")
    place = 0 if properties is None else 1
    for element in reversed([e for e in paragraph if local(e) != "pPr"]):
        following.insert(place, element)
    drop(paragraph)


def _empty(run: Any) -> None:
    """What a run shows is gone; the bounds of fields stay, so that no field loses its end."""
    for element in [e for e in run if local(e) not in _FIELDS]:
        drop(element)
    if not [e for e in run if local(e) != "rPr"]:
        drop(run)
        return
    for element in [
        e for e in run if local(e) == "instrText" and re.match(r"\s*(XE|TC|TA|RD|PRIVATE)\b", e.text or "")
    ]:
        element.text = ""


def _revisions(tree: Any, place: str) -> list[Holding]:
    kinds: dict[str, list[Any]] = defaultdict(list)
    for element in tree.iter():
        name = local(element)
        if name in DELETED | INSERTED and not any(local(a) in DELETED for a in element.iterancestors()):
            kinds["删除" if name in DELETED else "插入"].append(element)
    found = []
    for what, rows in kinds.items():
        words = " ".join(filter(None, (text_of(row) for row in rows)))
        found.append(Holding("revision", True, len(rows), f"{place}：修订（{what}）", sample(words)))
    return found


def _hidden(tree: Any, styles: Styles, place: str) -> list[Holding]:
    rows = _unseen_rows(tree)
    words, within = [text_of(row) or "（图形）" for row in rows], {e for row in rows for e in row.iter()}
    for run in (e for e in tree.iter() if local(e) == "r"):
        seen = [e for e in run if local(e) in _SEEN or local(e) == "AlternateContent"]
        text = text_of(run)
        if (
            seen
            and run not in within
            and (text.strip() or any(local(e) not in ("t", "delText") for e in seen))
            and styles.unseen(run)
        ):
            words.append(text or "（图形）")
    words += [text_of(e) or "（图形）" for e in tree.iter() if shape_hidden(e)]
    words += [text for e in tree.iter() if foreign(e) and (text := (e.text or "").strip())]
    return [Holding("text", True, len(words), f"{place}：隐藏文字", sample(" ".join(words)))] if words else []


def foreign(element: Any) -> bool:
    """An element of a vocabulary that no office program shows."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.startswith("{") and not tag[1:].startswith(_KNOWN) and element.getparent() is not None


def shape_hidden(element: Any) -> bool:
    """A drawing, or VML shape, that is switched off."""
    name = local(element)
    if name in ("inline", "anchor", "wsp", "pic"):
        marks = [e for e in element if local(e) in ("docPr", "cNvPr")]
        marks += [e for group in element if local(group) in ("nvPicPr",) for e in group if local(e) == "cNvPr"]
        return any((e.get("hidden") or "0").lower() in ("1", "true") for e in marks)
    style = (element.get("style") or "").replace(" ", "").lower() if name in ("shape", "rect", "group") else ""
    return "visibility:hidden" in style or "display:none" in style


def _beside(tree: Any, kind: str) -> list[Holding]:
    """Headers, footers, text boxes, page numbers: told."""
    found = []
    if kind in ("header", "footer") and (words := text_of(tree).strip()):
        found.append(Holding(kind, False, 1, _PLACES[kind], sample(words)))
    codes = [e for e in tree.iter() if local(e) in ("instrText", "fldSimple")]
    if any(re.match(r"\s*(PAGE|NUMPAGES)\b", e.text or attribute(e, "instr") or "") for e in codes):
        found.append(Holding("page_number", False, 1, _PLACES.get(kind, "正文")))
    boxes = [text_of(e) for e in tree.iter() if local(e) == "txbxContent" and text_of(e).strip()]
    if boxes:
        found.append(Holding("textbox", False, len(boxes), f"{_PLACES.get(kind, '正文')}：文本框", sample(boxes[0])))
    return found
