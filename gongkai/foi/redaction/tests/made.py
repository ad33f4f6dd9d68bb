"""Files for the tests: PDFs set by typst, PDFs written object by object, Word files written part by part."""

import io
import re
import zipfile
import zlib
from functools import cache
from importlib.resources import files

import pypdfium2 as pdfium
import typst
from docx import Document
from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


@cache
def _fonts():
    folder = str(files("manimgx_fonts_cjk").joinpath(""))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def typeset(markup: str) -> bytes:
    """A PDF of typst markup."""
    source = ('#set text(font: "Noto Sans CJK SC", size: 14pt)\n' + markup).encode()
    return typst.Compiler(source, font_paths=_fonts(), ignore_system_fonts=True).compile(source, format="pdf")


def raw_pdf(*objects: str, trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer <</Size {len(objects) + 1}/Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode(
        "latin-1"
    )


def stream(text: str, entries: str = "") -> str:
    return f"<<{entries}/Length {len(text)}>>stream\n{text}\nendstream"


def one_page(drawn: str, page: str = "", catalog: str = "", *more: str, trailer: str = "") -> bytes:
    """A PDF of one page of 400 × 300 points with Helvetica as /F; further objects are numbered from 6."""
    return raw_pdf(
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>> {page}>>",
        stream(drawn),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
        trailer=trailer,
    )


def said(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    return "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))


def everything(pdf: bytes) -> bytes:
    """The bytes of a PDF with what its streams hold unpacked."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL)
    unpacked = []
    for data in packed:
        try:
            unpacked.append(zlib.decompress(data))
        except zlib.error:
            unpacked.append(data)
    return pdf + b"".join(unpacked)


def blank_pages(count: int) -> bytes:
    document = pdfium.PdfDocument.new()
    for _ in range(count):
        document.new_page(100, 100)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def drawn(pdf: bytes, number: int = 0, scale: float = 1) -> Image.Image:
    return pdfium.PdfDocument(pdf)[number].render(scale=scale).to_pil().convert("L")


def png(size=(40, 20), color="red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx(body: str = "", parts: dict[str, bytes] | None = None, relations: str = "") -> bytes:
    """A Word file whose body is this XML, with further parts and relations of the document."""
    document = f"<w:document {W} {R}><w:body>{body}</w:body></w:document>"
    return replaced(
        saved(Document()),
        {"word/document.xml": document.encode(), **(parts or {})},
        relations,
    )


def replaced(file: bytes, parts: dict[str, bytes], relations: str = "") -> bytes:
    """A Word file with parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = parts.get(name, old.read(name))
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", relations.encode() + b"</Relationships>")
            new.writestr(name, content)
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return out.getvalue()


def relation(key: str, kind: str, target: str, more: str = "") -> str:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="{key}" Type="{kinds}/{kind}" Target="{target}" {more}/>'


def insides(file: bytes) -> str:
    """Names and contents of everything in a Word file."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return "\n".join(f"{name}\n{archive.read(name).decode('utf-8', 'replace')}" for name in archive.namelist())
