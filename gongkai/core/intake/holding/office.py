"""What Word, Excel and PowerPoint files have in common: parts, properties, comments, embedded files, packing anew.

Only parts that are reached by relations of known kinds are taken over into a cleaned copy; what is dropped and says
something is listed. Names are local ones, whatever the namespace (strict and later editions).
"""

import io
import posixpath
import re
import zipfile
from typing import Any

from lxml import etree

from gongkai.core.intake.holding import Holding, image, people, properties, sample
from gongkai.core.intake.package import (
    BROKEN,
    Unfit,
    attribute,
    drop,
    files_of,
    local,
    outside,
    parse,
    relations,
    relations_name,
    target_of,
)

_KEPT = """
officeDocument core-properties extended-properties extendedProperties styles stylesWithEffects numbering settings
webSettings fontTable font theme themeOverride header footer footnotes endnotes image hdphoto chart chartEx
chartUserShapes chartColorStyle chartStyle diagramData diagramLayout diagramQuickStyle diagramColors diagramDrawing
hyperlink worksheet chartsheet sharedStrings drawing vmlDrawing table sheetMetadata slide slideLayout slideMaster
presProps viewProps tableStyles video audio media
"""
KEPT = set(_KEPT.split())
# dropped without a word: no content of the document
_IDLE = {"printerSettings", "thumbnail", "calcChain", "attachedTemplate"}
_IDLE |= {"notesMaster", "handoutMaster", "tags", "volatileDependencies", "keyMapCustomizations", "customXmlProps"}
COMMENTS = {"comments", "threadedComment", "threadedComments"}
_NAMES = {"people", "person", "persons", "commentAuthors", "authors"}  # beside comments
_IDLE |= {"commentsExtended", "commentsIds", "commentsExtensible", "notesSlide"}
_FILES = {"package", "oleObject", "control", "activeXControlBinary", "ctrlProp", "afChunk", "aFChunk", "subDocument"}
_CACHES = {
    "pivotCacheDefinition": "数据透视表缓存",
    "pivotCacheRecords": "数据透视表缓存",
    "pivotTable": "",
    "slicerCache": "切片器缓存",
    "externalLink": "外部链接缓存",
    "connections": "数据连接",
    "queryTable": "数据查询",
    "revisionHeaders": "共享工作簿的修订记录",
    "revisionLog": "共享工作簿的修订记录",
    "usernames": "共享工作簿的用户",
}
_FILLED = {"pivotCacheDefinition", "pivotCacheRecords", "externalLink", "slicerCache"}  # empty ones are nothing
_WORDS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]|\d{6}|@")
_NAMED = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]|@")  # attributes: codes have long numbers too
_PROPERTIES = ("core-properties", "extended-properties", "extendedProperties")
_CUSTOM = {"custom-properties", "customProperties"}
_LISTS = {"externalReferences", "pivotCaches", "custDataLst", "oleObjects", "controls", "tableParts", "legacyDrawings"}


class Package:
    """An office file opened: ``parts`` of known kinds by name → kind, ``trees`` of those that are XML."""

    def __init__(self, content: bytes) -> None:
        self.files = files_of(content)
        self.parts: dict[str, str] = {}
        self.aside: dict[str, str] = {}
        self.trees: dict[str, Any] = {}
        self._reach()

    def _reach(self) -> None:
        queue = [("", "")]
        for name, _ in queue:  # grows while it is walked
            for relation in relations(self.files, name):
                target = relation.target
                if not target or target not in self.files or target in self.parts:
                    continue
                if relation.kind in KEPT:
                    self.parts[target] = relation.kind
                    queue.append((target, relation.kind))
                else:
                    self.aside.setdefault(target, relation.kind)
        for name in [name for name in self.aside if name in self.parts]:
            del self.aside[name]
        self._reach_aside()
        if not self.named("officeDocument"):
            raise Unfit(BROKEN)

    def _reach_aside(self) -> None:
        queue = list(self.aside)
        for name in queue:  # grows while it is walked
            for relation in relations(self.files, name):
                if relation.target in self.files and relation.target not in self.parts | self.aside:
                    self.aside[relation.target] = relation.kind
                    queue.append(relation.target)
        for name in self.files:
            known = name in self.parts or name in self.aside or name == "[Content_Types].xml"
            if not known and not name.endswith((".rels", "/")):
                self.aside[name] = ""

    def named(self, *kinds: str) -> list[str]:
        return [name for name, kind in self.parts.items() if kind in kinds]

    def tree(self, name: str) -> Any:
        if name not in self.trees:
            self.trees[name] = parse(self.files[name])
        return self.trees[name]

    def start(self) -> str:
        return self.named("officeDocument")[0]

    def target(self, name: str, key: str | None) -> str:
        """The part that part ``name`` refers to by id ``key``; "" when there is none."""
        return next((r.target for r in relations(self.files, name) if r.key == key and r.target in self.files), "")

    def xml(self) -> list[str]:
        """The known parts that are XML."""
        return [name for name in self.parts if name.endswith((".xml", ".vml"))]

    def said(self) -> str:
        """All words of the known parts, but for the properties."""
        names = [name for name in self.xml() if self.parts[name] not in _PROPERTIES]
        return "".join("".join(self.tree(name).itertext()) for name in names)

    def remove(self, name: str) -> None:
        """Leave a part out of the copy."""
        self.parts.pop(name, None)
        self.trees.pop(name, None)
        self.aside[name] = "removed"

    def pack(self) -> bytes:
        """The known parts that are still reached, as a package with the same names."""
        for name in self.named(*_PROPERTIES):
            properties.forget(self.tree(name))
        for element in _left_out(self):
            drop(element)
        for name in self.xml():
            _forget(self, name)
        self._only_reached()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_entry("[Content_Types].xml"), _types(self))
            for name in ("", *self.parts):
                if name:
                    archive.writestr(_entry(name), self._bytes(name))
                if rows := _relations_file(self, name):
                    archive.writestr(_entry(relations_name(name)), rows)
        return out.getvalue()

    def _bytes(self, name: str) -> bytes:
        if name in self.trees:
            return etree.tostring(self.trees[name], xml_declaration=True, encoding="UTF-8", standalone=True)
        if self.parts[name] in ("image", "hdphoto"):
            return _bare(self.files[name])
        return self.files[name]

    def _only_reached(self) -> None:
        reached, queue = set(), [""]
        for name in queue:  # grows while it is walked
            for relation in relations(self.files, name):
                if relation.target in self.parts and relation.target not in reached and relation.kind in KEPT:
                    reached.add(relation.target)
                    queue.append(relation.target)
        self.parts = {name: kind for name, kind in self.parts.items() if name in reached}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _types(package: Package) -> bytes:
    tree = parse(package.files.get("[Content_Types].xml", b""))
    for row in list(tree):
        if local(row) == "Override" and row.get("PartName", "").lstrip("/") not in package.parts:
            drop(row)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _relations_file(package: Package, name: str) -> bytes:
    source = package.files.get(relations_name(name))
    if source is None:
        return b""
    tree = parse(source)
    for row in list(tree):
        kind = row.get("Type", "").rpartition("/")[2]
        outside = row.get("TargetMode") == "External"
        stays = kind in ("hyperlink", "image") if outside else target_of(name, row.get("Target", "")) in package.parts
        if not stays or kind not in KEPT:
            drop(row)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True) if len(tree) else b""


def _forget(package: Package, name: str) -> None:
    """Take out what points to parts that are left out."""
    lost = {
        r.key
        for r in relations(package.files, name)
        if (r.target and r.target not in package.parts) or (r.kind not in KEPT and r.kind != "hyperlink")
    }
    if not lost:
        return
    for element in list(package.tree(name).iter()):
        keys = [key for key, value in element.attrib.items() if "relationships" in key and value in lost]
        for key in keys if local(element) == "pageSetup" else ():
            del element.attrib[key]
        if keys and local(element) != "pageSetup" and element.getparent() is not None:
            _drop_pointer(element)


def _drop_pointer(element: Any) -> None:
    picture = next((e for e in element.iter() if local(e) == "pic"), None)
    parent = element.getparent()
    frame = next((a for a in element.iterancestors() if local(a) == "graphicFrame"), None)
    if local(element) == "oleObj" and picture is not None and frame is not None:
        frame.getparent().replace(frame, picture)  # what one sees of an embedded file
        return
    drop(element)
    if local(parent) in _LISTS and not len(parent):
        drop(parent)


def _left_out(package: Package) -> list[Any]:
    """Series and points that a chart keeps without showing them."""
    charts = map(package.tree, package.named("chart", "chartEx"))
    return [e for tree in charts for e in tree.iter() if local(e).startswith("filtered")]


def _bare(content: bytes) -> bytes:
    """A picture without what was written beside its pixels, or as it is when there is nothing or it cannot be read."""
    try:
        return image.stripped(content) if any(h.hidden for h in image.listed(content)) else content
    except Unfit:
        return content


def text_of(element: Any) -> str:
    return "".join(e.text or "" for e in element.iter() if local(e) in ("t", "delText") or (local(e) == "v" and e.text))


def listed(package: Package) -> list[Holding]:
    """Properties, pictures, comments, embedded files and data that no page shows."""
    said = package.said()
    found: list[Holding] = []
    for name in package.named(*_PROPERTIES):
        found += properties.listed(package.tree(name), said)
    for name in package.named("settings"):
        for address in (address for kind, address in outside(package.files, name) if kind == "attachedTemplate"):
            found += properties.of_template(address)
    for name in package.named("image"):
        try:
            found += image.listed(package.files[name], f"文件里的图片 {posixpath.basename(name)}")
        except Unfit:
            continue
    if kept := _left_out(package):
        found.append(Holding("data", True, len(kept), "图表里没有显示的系列", sample(" ".join(map(text_of, kept)))))
    for name, kind in package.aside.items():
        if kind in _CUSTOM:
            found += properties.listed(parse(package.files[name]), said)
        elif row := _aside(package, name, kind, said):
            found.append(row)
    return found


def _aside(package: Package, name: str, kind: str, said: str) -> Holding | None:
    """What a part that is not taken over says."""
    content = package.files[name]
    if kind in _FILES:
        return Holding("attachment", True, 1, f"内嵌的文件 {posixpath.basename(name)}")
    if kind in _IDLE or not content.strip():
        return None
    tree = _tree_of(content)
    if tree is None:
        return Holding("data", True, 1, f"文件包里的 {posixpath.basename(name)}")
    if kind in COMMENTS:
        rows = [e for e in tree.iter() if local(e) in ("comment", "threadedComment", "cm")]
        words = " ".join("".join(row.itertext()) for row in rows)
        return Holding("comment", True, len(rows), "批注", sample(words)) if rows else None
    if kind in _NAMES:
        names = [v for e in tree.iter() for k, v in e.attrib.items() if k in ("name", "displayName") or "author" in k]
        persons = [value for value in names if people.is_person(value)]
        return Holding("metadata", True, len(persons), "批注人名单", sample("、".join(persons))) if persons else None
    if kind == "externalLink":
        for address in (address for _, address in outside(package.files, name) if people.named_in(address)):
            return Holding("metadata", True, 1, "链接的工作簿的路径", sample(address))
    if kind in _CACHES:
        values = [attribute(e, "v") or e.text or "" for e in tree.iter() if local(e) in ("s", "n", "v", "d")]
        where = _CACHES[kind]
        return (
            Holding("data", True, 1, where, sample(" ".join(values)))
            if where and (values or kind not in _FILLED)
            else None
        )
    texts = [t.strip() for t in tree.itertext() if _WORDS.search(t)]
    texts += [v.strip() for e in tree.iter() for v in e.attrib.values() if _NAMED.search(v)]
    words = " ".join(text for text in texts if text not in said)
    return Holding("data", True, 1, f"文件包里的 {posixpath.basename(name)}", sample(words)) if words else None


def _tree_of(content: bytes) -> Any:
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"\xff\xfe<", b"\xfe\xff")):
        return None
    try:
        return parse(content)
    except Unfit:
        return None
