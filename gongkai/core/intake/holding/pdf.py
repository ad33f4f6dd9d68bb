"""PDF files: annotations, attachments, form values, hidden text and layers, persons in properties.

A copy keeps what one sees: stamps, highlights and filled-in fields become part of the page, notes and attachments are
gone. It is written anew from what is still referred to, so earlier states of the file are gone as well.
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

from gongkai.core.intake.holding import Holding, image, pdfasides, pdfforms, pdflayers, pdftext, people, sample
from gongkai.core.intake.holding.pdfcover import Bounds
from gongkai.core.intake.package import BROKEN, Unfit

# seen only by who opens them, or not at all
_NOTES = {"/Text", "/Popup", "/FileAttachment", "/Sound", "/Movie", "/RichMedia", "/Screen", "/3D", "/Redact", "/Caret"}
_PLAIN = {"/Link", "/Widget", "/PrinterMark", "/TrapNet"}
_STATES = 5  # of a file, that are looked into
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
    rows = _of_state(content)
    for old in _earlier(content):
        rows += _lost(old, content, rows)
    return sorted(rows, key=lambda row: not row.hidden)


def _of_state(content: bytes) -> list[Holding]:
    """What one state of a file holds."""
    document, pdf = pdftext.open_pdf(content), opened(content)
    try:
        rows = [*pdfasides.listed(pdf, _said(document, 3)), *_attachments(pdf), *_fields(pdf), *_pictures(pdf)]
        for number, page in enumerate(pdf.pages, start=1):
            rows += _annotations(page, number)
        for number, name in pdflayers.used(pdf, pdflayers.off(pdf)):
            rows.append(Holding("text", True, 1, f"第 {number} 页：关闭的图层“{name}”"))
        if texts := _replaced(pdf):
            rows.append(Holding("text", True, len(texts), "与显示不同的替换文字", sample(" ".join(texts))))
        notes = _bars(pdf)
    except (pikepdf.PdfError, RuntimeError, AttributeError, TypeError, KeyError):
        raise Unfit(BROKEN) from None
    for number in range(len(document)):
        page = document[number]
        words = [text for _, text, _ in pdftext.found(page, notes.get(number, []))]
        if words:
            rows.append(Holding("text", True, len(words), f"第 {number + 1} 页：看不见的文字", sample("".join(words))))
        page.close()
    return rows


def _said(document: Any, pages: int) -> str:
    return "\n".join(document[n].get_textpage().get_text_range() for n in range(min(pages, len(document))))


def _replaced(pdf: pikepdf.Pdf) -> list[str]:
    """Replacement texts that say something the pages do not show."""
    texts = pdfasides.replacements(pdf)
    if not texts:
        return []
    out = io.BytesIO()
    pdf.save(out)
    bare = opened(out.getvalue())
    pdfasides.drop_replacements(bare)
    bare.save(out := io.BytesIO())
    shown = pdftext.open_pdf(out.getvalue())
    return pdfasides.unlike(texts, _said(shown, len(shown)))


def _earlier(content: bytes) -> list[bytes]:
    """The earlier states of a file that was saved by appending, latest first."""
    ends = [match.end() for match in re.finditer(rb"%%EOF", content)][:-1]
    return [content[:end] for end in reversed(ends[-_STATES:])]


def _lost(old: bytes, content: bytes, rows: list[Holding]) -> list[Holding]:
    """What an earlier state says that the present one does not."""
    try:
        before, now = pdftext.open_pdf(old), pdftext.open_pdf(content)
        shown = pdfasides.plain(_said(now, len(now)))
        lines = [line for line in _said(before, len(before)).splitlines() if pdfasides.plain(line) not in shown]
        known = {(row.code, row.sample) for row in rows}
        more = [row.sample for row in _of_state(old) if row.hidden and (row.code, row.sample) not in known]
    except Unfit:  # the first part of a file made for the web is no state
        return []
    words = " ".join(filter(None, map(str.strip, lines + more)))
    return [Holding("data", True, 1, "文件里留着的旧版本", sample(words))] if words else []


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


def _bars(pdf: pikepdf.Pdf) -> dict[int, list[Bounds]]:
    """Page from 0 → the boxes that annotations blacken."""
    found: dict[int, list[Bounds]] = {}
    for number, page in enumerate(pdf.pages):
        for note in page.obj.get("/Annots", []):
            if _blackens(note):
                left, low, right, top = map(float, note.Rect)
                found.setdefault(number, []).append((min(left, right), min(low, top), max(left, right), max(low, top)))
    return found


def _blackens(note: Any) -> bool:
    """A rectangle filled with a colour, or a highlight as good as black, drawn without transparency."""
    if "/Rect" not in note or int(note.get("/F", 0)) & _UNSEEN or float(note.get("/CA", 1)) < 1:
        return False
    kind, fill, ink = note.get("/Subtype"), note.get("/IC", []), [float(part) for part in note.get("/C", [])]
    black = len(ink) in (1, 3) and max(ink) <= 0.15
    return (kind in ("/Square", "/Redact") and len(fill) > 0) or (kind == "/Highlight" and black)


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
    content = _without_text(content)
    pdf = opened(content)
    try:
        _settle_annotations(pdf)
        if layers := pdflayers.off(pdf):
            pdflayers.cut(pdf, layers)
        if _replaced(pdf):
            pdfasides.drop_replacements(pdf)
        _forget(pdf)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
    except (pikepdf.PdfError, RuntimeError, AttributeError, TypeError, KeyError):
        raise Unfit(BROKEN) from None
    return out.getvalue()


def _without_text(content: bytes) -> bytes:
    """Without the text that no one sees; forms that hold such text are written out into their pages first."""
    document, pdf = pdftext.open_pdf(content), opened(content)
    notes = _bars(pdf)
    found = {n: pdftext.found(document[n], notes.get(n, [])) for n in range(len(document))}
    if not any(found.values()):
        return content
    if within := [number for number, rows in found.items() if any(row.holder is not None for row, *_ in rows)]:
        for number in within:
            pdfforms.write_out(pdf, pdf.pages[number])
        pdf.save(out := io.BytesIO())
        document = pdftext.open_pdf(out.getvalue())
    pdftext.remove(document, notes)
    document.save(out := io.BytesIO())
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
    pdfasides.forget(pdf)
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
