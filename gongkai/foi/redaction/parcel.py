"""A Word file as a parcel of parts: unpacked with limits, and packed anew from the few kinds of parts it needs."""

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from PIL import Image

from gongkai.core.intake.package import BROKEN, Unfit, files_of, parse, relations

PIXELS = 60_000_000

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# Kinds of parts that are taken over; of all others (comments, properties, embedded files, own data, fonts, previews,
# charts, macros, links to the outside) nothing is.
KEPT = {
    "styles": f"{WORD}.styles+xml",
    "numbering": f"{WORD}.numbering+xml",
    "settings": f"{WORD}.settings+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "header": f"{WORD}.header+xml",
    "footer": f"{WORD}.footer+xml",
    "footnotes": f"{WORD}.footnotes+xml",
    "endnotes": f"{WORD}.endnotes+xml",
}


@dataclass
class Part:
    """One XML part. ``targets``: the ids by which it names other parts → the kind and number of those."""

    kind: str
    tree: Any
    targets: dict[str, tuple[str, int]] = field(default_factory=dict)


@dataclass
class Parcel:
    """The first part is the document; ``pictures`` are re-encoded (bytes, ending)."""

    parts: list[Part]
    pictures: list[tuple[bytes, str]]
    lost: int = 0  # pictures that could not be taken over


def unpack(content: bytes) -> Parcel:
    files = files_of(content)
    start = next((r.target for r in relations(files, "") if r.kind == "officeDocument"), None)
    if start not in files:
        raise Unfit(BROKEN)
    parcel, places = Parcel([], []), {start: 0}
    queue = [("document", start)]
    for kind, name in queue:  # grows while it is walked
        part = Part(kind, parse(files[name]))
        parcel.parts.append(part)
        for what, target, key in relations(files, name):
            if what == "image" and target in files:
                _add_picture(parcel, part, key, files[target])
            elif what in KEPT and target in files:
                if target not in places:
                    places[target] = len(queue)
                    queue.append((what, target))
                part.targets[key] = ("part", places[target])
    return parcel


def _add_picture(parcel: Parcel, part: Part, key: str, content: bytes) -> None:
    """The pixels only, without what a camera or a program wrote beside them."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"]) as image:
            if image.width * image.height > PIXELS:
                raise ValueError
            lossy, out = image.format == "JPEG", io.BytesIO()
            bare = image.convert("RGB") if lossy else image.convert("RGBA")
            bare.info.clear()
            bare.save(out, "JPEG" if lossy else "PNG", **({"quality": 90} if lossy else {}))
    except Exception:  # whatever a broken or hostile picture brings about: it is left out and counted
        parcel.lost += 1
        return
    part.targets[key] = ("picture", len(parcel.pictures))
    parcel.pictures.append((out.getvalue(), "jpeg" if lossy else "png"))


def cropped(parcel: Parcel, part: Part, key: str, edges: list[float]) -> str:
    """The id of a new picture: the one under ``key`` without its edges (left, top, right, low: shares of its size)."""
    content, ending = parcel.pictures[part.targets[key][1]]
    image = Image.open(io.BytesIO(content))
    left, top, right, low = (max(0.0, edge) for edge in edges)
    corners = (left * image.width, top * image.height, (1 - right) * image.width, (1 - low) * image.height)
    if corners[0] + 1 > corners[2] or corners[1] + 1 > corners[3]:
        corners = (0, 0, 1, 1)
    out = io.BytesIO()
    image.crop(corners).save(out, ending.upper(), **({"quality": 90} if ending == "jpeg" else {}))
    new = f"rIdCut{len(parcel.pictures)}"
    part.targets[new] = ("picture", len(parcel.pictures))
    parcel.pictures.append((out.getvalue(), ending))
    return new


def _tidy(parcel: Parcel) -> set[int]:
    """Forget the ids that a part does not name any more; the places of the pictures that are still used."""
    for part in parcel.parts:
        named = {value for e in part.tree.iter() for key, value in e.attrib.items() if key.startswith(f"{{{OFFICE}}}")}
        implied = {key for key, (what, place) in part.targets.items() if what == "part" and _implied(parcel, place)}
        part.targets = {key: target for key, target in part.targets.items() if key in named | implied}
    targets = [target for part in parcel.parts for target in part.targets.values()]
    return {place for what, place in targets if what == "picture"}


def _implied(parcel: Parcel, place: int) -> bool:
    return parcel.parts[place].kind not in ("header", "footer")


def pack(parcel: Parcel) -> bytes:
    """The parcel as a docx with names, dates and properties of its own."""
    pictures, out = _tidy(parcel), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)

        put("[Content_Types].xml", _content_types(parcel))
        put("_rels/.rels", _relations_file([(f"{OFFICE}/officeDocument", _name(parcel, 0), "rId1")]))
        for place, part in enumerate(parcel.parts):
            name = _name(parcel, place)
            put(name, etree.tostring(part.tree, xml_declaration=True, encoding="UTF-8", standalone=True))
            if part.targets:
                put(f"word/_rels/{posixpath.basename(name)}.rels", _relations_file(_targets(parcel, part)))
        for place in sorted(pictures):
            content, ending = parcel.pictures[place]
            put(f"word/media/image{place}.{ending}", content)
    return out.getvalue()


def _name(parcel: Parcel, place: int) -> str:
    return f"word/{parcel.parts[place].kind}{place or ''}.xml"


def _targets(parcel: Parcel, part: Part) -> list[tuple[str, str, str]]:
    rows = []
    for key, (what, place) in part.targets.items():
        if what == "picture":
            rows.append((f"{OFFICE}/image", f"media/image{place}.{parcel.pictures[place][1]}", key))
        else:
            kind = parcel.parts[place].kind
            rows.append((f"{OFFICE}/{kind}", posixpath.basename(_name(parcel, place)), key))
    return rows


def _relations_file(rows: list[tuple[str, str, str]]) -> bytes:
    root = etree.Element(f"{{{RELATIONS}}}Relationships", nsmap={None: RELATIONS})
    for kind, target, key in rows:
        etree.SubElement(root, f"{{{RELATIONS}}}Relationship", Id=key, Type=kind, Target=target)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _content_types(parcel: Parcel) -> bytes:
    root = etree.Element(f"{{{TYPES}}}Types", nsmap={None: TYPES})
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    for ending, kind in (("rels", rels), ("xml", "application/xml"), ("png", "image/png"), ("jpeg", "image/jpeg")):
        etree.SubElement(root, f"{{{TYPES}}}Default", Extension=ending, ContentType=kind)
    for place, part in enumerate(parcel.parts):
        kind = f"{WORD}.document.main+xml" if not place else KEPT[part.kind]
        etree.SubElement(root, f"{{{TYPES}}}Override", PartName=f"/{_name(parcel, place)}", ContentType=kind)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
