"""PDF files: annotations, attachments, form values, hidden text and layers, persons in properties.

A copy keeps what one sees: stamps, highlights and filled-in fields become part of the page, notes and attachments are
gone. It is written anew from what is still referred to, so earlier states of the file are gone as well.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

from gongkai.core.intake.holding import Holding, image, pdflayers, pdftext, people, sample
from gongkai.core.intake.package import BROKEN, Unfit, local, parse

# seen only by who opens them, or not at all
_NOTES = {"/Text", "/Popup", "/FileAttachment", "/Sound", "/Movie", "/RichMedia", "/Screen", "/3D", "/Redact", "/Caret"}
_PLAIN = {"/Link", "/Widget", "/PrinterMark", "/TrapNet"}
_UNSEEN = 0x02 | 0x20  # flags of annotations: hidden, no view
_BLIND = "表单里的内容没有保存显示样式，不能自动清理。请打开 PDF，用“打印为 PDF”另存后再上传。"


def opened(content: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise Unfit(pdftext.ENCRYPTED) from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Unfit(BROKEN) from None


def listed(content: bytes) -> list[Holding]:
    document, pdf = pdftext.open_pdf(content), opened(content)
    try:
        found = [*_properties(pdf), *_attachments(pdf), *_fields(pdf), *_pictures(pdf)]
        for number, page in enumerate(pdf.pages, start=1):
            found += _annotations(page, number)
        for number, name in pdflayers.used(pdf, pdflayers.off(pdf)):
            found.append(Holding("text", True, 1, f"第 {number} 页：关闭的图层“{name}”"))
    except (pikepdf.PdfError, RuntimeError, AttributeError, TypeError, KeyError):
        raise Unfit(BROKEN) from None
    for number in range(len(document)):
        page = document[number]
        words = [text for _, text in pdftext.hidden(page)]
        if words:
            found.append(Holding("text", True, len(words), f"第 {number + 1} 页：看不见的文字", sample("".join(words))))
        page.close()
    return sorted(found, key=lambda row: not row.hidden)


def _properties(pdf: pikepdf.Pdf) -> Iterator[Holding]:
    facts: Any = pdf.docinfo
    rows = [(key.lstrip("/"), str(facts[key])) for key in facts if key in ("/Author", "/Manager", "/Company")]
    rows += [("XMP", name) for name in _xmp(pdf)]
    for key, value in dict.fromkeys(rows):
        label = {"Author": "作者", "Manager": "主管", "Company": "单位", "XMP": "作者（XMP）"}[key]
        if value.strip():
            person = people.is_person(value, company=key == "Company")
            yield Holding("metadata" if person else "organ", person, 1, f"文件属性：{label}", sample(value))


def _xmp(pdf: pikepdf.Pdf) -> list[str]:
    """Names of persons' fields in the XMP packet."""
    if not isinstance(pdf.Root.get("/Metadata"), pikepdf.Stream):
        return []
    try:
        tree = parse(pdf.Root.Metadata.read_bytes().strip(b"\0 \r\n\t"))
    except Unfit:
        return []
    fields = [e for e in tree.iter() if local(e) in ("creator", "Author", "LastModifiedBy", "Manager", "contributor")]
    names = ["".join(e.itertext()).strip() for e in fields]
    kept = ("Author", "creator")
    return names + [v for e in tree.iter() for k, v in e.attrib.items() if k.rpartition("}")[2] in kept]


def _attachments(pdf: pikepdf.Pdf) -> Iterator[Holding]:
    for name in pdf.attachments:
        yield Holding("attachment", True, 1, "PDF 附件", sample(name))
    if "/AcroForm" in pdf.Root and "/XFA" in pdf.Root.AcroForm:
        yield Holding("data", True, 1, "动态表单（XFA）")


def _fields(pdf: pikepdf.Pdf) -> Iterator[Holding]:
    form = pdf.Root.get("/AcroForm", pikepdf.Dictionary())
    queue, seen = [(field, "") for field in form.get("/Fields", [])], set()
    for field, above in queue:  # grows while it is walked
        if field.objgen != (0, 0) and field.objgen in seen:
            continue
        seen.add(field.objgen)
        name = ".".join(filter(None, (above, str(field.get("/T", "")))))
        value = field.get("/V")
        if isinstance(value, pikepdf.String | pikepdf.Array) and (text := _words(value).strip()):
            yield Holding("form_value", True, 1, f"表单域“{name[:40]}”", sample(text))
        queue += [(kid, name) for kid in field.get("/Kids", [])]


def _words(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, pikepdf.Array) else str(value)


def _annotations(page: Any, number: int) -> Iterator[Holding]:
    rows: dict[str, list[str]] = {}
    for note in page.obj.get("/Annots", []):
        kind, words = str(note.get("/Subtype", "")), str(note.get("/Contents", "")).strip()
        unseen = bool(int(note.get("/F", 0)) & _UNSEEN) and "/AP" in note and kind != "/Widget"
        if kind == "/FileAttachment":
            rows.setdefault("attachment", []).append(words)
        elif (
            kind in ("/FreeText", "/Stamp", "/Redact")
            or unseen
            or (kind not in _PLAIN and (words or str(note.get("/RC", "")).strip()))
        ):
            rows.setdefault("annotation", []).append(words)
        elif kind not in _PLAIN and people.is_person(str(note.get("/T", ""))):
            rows.setdefault("annotation", []).append(str(note.get("/T", "")))
    for code, found in rows.items():
        what = "附件" if code == "attachment" else "注释"
        yield Holding(code, True, len(found), f"第 {number} 页：{what}", sample(" ".join(found)))


def _jpegs(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Image" and obj.get("/Filter") == "/DCTDecode":
            yield obj


def _pictures(pdf: pikepdf.Pdf) -> Iterator[Holding]:
    for obj in _jpegs(pdf):
        try:
            yield from image.listed(obj.read_raw_bytes(), "PDF 里的照片")
        except Unfit:
            continue


def stripped(content: bytes) -> bytes:
    document = pdftext.open_pdf(content)
    pages = range(len(document))
    if any(pdftext.hidden(document[number]) for number in pages):
        pdftext.remove(document)
        out = io.BytesIO()
        document.save(out)
        content = out.getvalue()
    pdf = opened(content)
    try:
        _settle_annotations(pdf)
        if layers := pdflayers.off(pdf):
            pdflayers.cut(pdf, layers)
        _forget(pdf)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
    except (pikepdf.PdfError, RuntimeError, AttributeError, TypeError, KeyError):
        raise Unfit(BROKEN) from None
    return out.getvalue()


def _settle_annotations(pdf: pikepdf.Pdf) -> None:
    """What annotations show becomes part of the page; links stay."""
    links = []
    for page in pdf.pages:
        notes = [note for note in page.obj.get("/Annots", []) if _shown(note)]
        links.append([note for note in notes if note.get("/Subtype") == "/Link"])
        if "/Annots" in page.obj:
            page.obj.Annots = pikepdf.Array([note for note in notes if note.get("/Subtype") != "/Link"])
    if pdf.Root.get("/AcroForm", pikepdf.Dictionary()).get("/Fields"):
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")
    for page, kept in zip(pdf.pages, links, strict=True):
        _delete(page.obj, ("/Annots",))
        if kept:
            page.obj.Annots = pikepdf.Array(kept)


def _shown(note: Any) -> bool:
    kind = str(note.get("/Subtype", ""))
    if kind == "/Link":
        _delete(note, ("/Contents", "/T"))
        return True
    if kind == "/Widget":
        words = str(note.V) if isinstance(note.get("/V"), pikepdf.String) else ""
        if "/AP" not in note and words.strip() and not words.isascii():
            raise Unfit(_BLIND)
        return True
    return kind not in _NOTES and not int(note.get("/F", 0)) & _UNSEEN and "/AP" in note


def _forget(pdf: pikepdf.Pdf) -> None:
    """Attachments, forms, scripts, properties of persons."""
    whole = ("/AcroForm", "/Metadata", "/AF", "/Collection", "/PieceInfo", "/AA", "/OpenAction", "/Perms", "/DSS")
    _delete(pdf.Root, whole)
    _delete(pdf.Root.get("/Names", pikepdf.Dictionary()), ("/EmbeddedFiles", "/JavaScript"))
    for page in pdf.pages:
        _delete(page.obj, ("/AA", "/Metadata", "/PieceInfo", "/AF", "/Thumb"))
    kept = ("/Title", "/CreationDate", "/ModDate", "/Producer")
    facts: Any = pdf.docinfo
    _delete(facts, [key for key in facts if key not in kept])
    for obj in list(_jpegs(pdf)):
        raw = obj.read_raw_bytes()
        try:
            if any(row.hidden for row in image.listed(raw)):
                obj.write(image.stripped(raw), filter=pikepdf.Name.DCTDecode)
        except Unfit:
            continue


def _delete(dictionary: Any, keys: Iterable[str]) -> None:
    for key in keys:
        if key in dictionary:
            del dictionary[key]
