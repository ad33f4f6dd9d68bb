"""Office files as packages of parts: unpacked with limits, their XML parsed without bringing anything from outside."""

import io
import posixpath
import zipfile
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

UNPACKED, ENTRIES = 200 * 1024 * 1024, 3000
BROKEN = "这个文件打不开，可能没有传完整或已经损坏。请在本机打开确认后重新保存，再上传一次。"
TOO_LARGE = "这个文件解压后大得异常，没有处理。请另存一份新的文件，或者另存为 PDF 后再上传。"
DTD = "这个文件的内部结构不正常，没有处理。请另存为 PDF 后再上传。"


class Unfit(ValueError):
    """A file that cannot be worked on; the message is a sentence for the officer."""


class Relation(NamedTuple):
    """What a part refers to: the last word of the type, the part inside the package ("" outside), the id."""

    kind: str
    target: str
    key: str


def parse(content: bytes) -> Any:
    """An XML tree that brought nothing from outside and expands nothing."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unfit(BROKEN) from None
    if tree.getroottree().docinfo.doctype:
        raise Unfit(DTD)
    return tree


def files_of(content: bytes) -> dict[str, bytes]:
    """Name → content of every entry of a zip file."""
    files, total = {}, 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES:
                raise Unfit(TOO_LARGE)
            for entry in entries:
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise Unfit(BROKEN)  # no Office program packs so, and a few bytes come to gigabytes at once
                with archive.open(entry) as file:
                    files[entry.filename] = file.read(UNPACKED - total + 1)
                total += len(files[entry.filename])
                if total > UNPACKED:
                    raise Unfit(TOO_LARGE)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise error if isinstance(error, Unfit) else Unfit(BROKEN) from None
    except Exception as error:  # zlib.error and its like: whatever a broken archive brings about
        raise Unfit(BROKEN) from error
    return files


def relations_name(name: str) -> str:
    """The name of the part that holds the relations of part ``name`` ("" the package itself)."""
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def target_of(name: str, target: str) -> str:
    """The part that part ``name`` means by ``target``."""
    folder = posixpath.dirname(name)
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def relations(files: dict[str, bytes], name: str) -> list[Relation]:
    """What part ``name`` refers to, inside and outside of the package."""
    source = files.get(relations_name(name))
    found = []
    for relation in parse(source) if source else ():
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        outside = relation.get("TargetMode") == "External"
        target = "" if outside else target_of(name, relation.get("Target", ""))
        found.append(Relation(kind, target, relation.get("Id", "")))
    return found


def outside(files: dict[str, bytes], name: str) -> list[tuple[str, str]]:
    """(kind, address) of what part ``name`` refers to outside of the package."""
    source = files.get(relations_name(name))
    rows = [row for row in (parse(source) if source else ()) if row.get("TargetMode") == "External"]
    return [(str(row.get("Type", "")).rpartition("/")[2], row.get("Target", "")) for row in rows]


def local(element: Any) -> str:
    """The local name of an element: later editions and the strict edition repeat the same names in their own
    namespaces. "" for what is no element."""
    return _bare(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(4096)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def attribute(element: Any, name: str) -> str | None:
    """The attribute with this local name, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def drop(element: Any) -> None:
    """Remove an element and what is in it, not the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def unwrap(element: Any) -> None:
    """Put what is in an element into its place."""
    parent, place = element.getparent(), element.getparent().index(element)
    for child in reversed(list(element)):
        parent.insert(place, child)
    parent.remove(element)
