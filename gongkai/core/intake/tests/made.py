"""Files for the tests: Word, Excel and PowerPoint files written part by part, PDFs object by object."""

import io
import zipfile

import pikepdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def rels(*rows: tuple[str, str, str]) -> str:
    """(id, kind, target); a kind without slashes is one of Office."""
    made = "".join(
        f'<Relationship Id="{key}" Type="{kind if "/" in kind else f"{R}/{kind}"}" Target="{target}"/>'
        for key, kind, target in rows
    )
    return f'<Relationships xmlns="{RELS}">{made}</Relationships>'


def package(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    types += 'ContentType="application/xml"/><Default Extension="rels" ContentType='
    types += '"application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {"[Content_Types].xml": types, **parts}.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The entries of a file made by ``package``."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def core(**values: str) -> str:
    return f"<coreProperties>{''.join(f'<{k}>{v}</{k}>' for k, v in values.items())}</coreProperties>"


def docx(body: str, styles: str = "", properties: str = "", ns: str = W, **parts: str) -> bytes:
    """A Word file of this body. ``parts``: kind of relation → its XML."""
    rows = [("s", "styles", "styles.xml"), *((kind, kind, f"{kind}.xml") for kind in parts)]
    made = {
        "_rels/.rels": rels(("d", "officeDocument", "word/document.xml"), ("c", CORE, "docProps/core.xml")),
        "docProps/core.xml": properties or core(creator="青坪县水务局"),
        "word/document.xml": f'<w:document xmlns:w="{ns}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{ns}">{styles}</w:styles>',
        "word/_rels/document.xml.rels": rels(*rows),
    }
    return package(made | {f"word/{kind}.xml": content for kind, content in parts.items()})


def p(*runs: str, style: str = "", mark: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    marked = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{named}{marked}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, format: str = "") -> str:
    return f"<w:r><w:rPr>{format}</w:rPr><w:t>{text}</w:t></w:r>"


def xlsx(rows: str, before: str = "", after: str = "", sheets: str = "", names: str = "", **parts: str) -> bytes:
    """An Excel file: a visible sheet 公开表 of these rows; ``sheets``: the state of a second one, 底稿, with one cell.
    ``parts``: kind of relation of the first sheet → its XML."""
    second = f'<sheet name="底稿" sheetId="2" state="{sheets}" r:id="b"/>' if sheets else ""
    more = [("b", "worksheet", "worksheets/sheet2.xml")] if sheets else []
    made = {
        "_rels/.rels": rels(("d", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="公开表" sheetId="1" r:id="a"/>'
        f"{second}</sheets>{names}</workbook>",
        "xl/_rels/workbook.xml.rels": rels(("a", "worksheet", "worksheets/sheet1.xml"), *more),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}" xmlns:r="{R}">{before}<sheetData>{rows}</sheetData>'
        f"{after}</worksheet>",
        "xl/worksheets/_rels/sheet1.xml.rels": rels(*((kind, kind, f"../{kind}.xml") for kind in parts)),
    }
    if sheets:
        made["xl/worksheets/sheet2.xml"] = (
            f'<worksheet xmlns="{S}"><sheetData>{row(1, cell("A1", "TOKEN秘密"))}</sheetData></worksheet>'
        )
    return package(made | {f"xl/{kind}.xml": content for kind, content in parts.items()})


def row(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}" {more}>{"".join(cells)}</row>'


def cell(place: str, text: str, more: str = "") -> str:
    return f'<c r="{place}" t="inlineStr" {more}><is><t>{text}</t></is></c>'


def slides(*texts: str, off: int = 0, notes: str = "", shape: str = "") -> bytes:
    """A PowerPoint file; slide ``off`` (from 1) is hidden; ``notes`` stand with the first."""
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="s{n}"/>' for n in range(1, len(texts) + 1))
    made = {
        "_rels/.rels": rels(("d", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": rels(
            *((f"s{n}", "slide", f"slides/slide{n}.xml") for n in range(1, len(texts) + 1))
        ),
    }
    for n, text in enumerate(texts, start=1):
        show = 'show="0"' if n == off else ""
        made[f"ppt/slides/slide{n}.xml"] = (
            f'<p:sld xmlns:p="{P}" xmlns:a="{A}" {show}><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p>'
            f"</p:txBody></p:sp>{shape}</p:spTree></p:sld>"
        )
    if notes:
        made["ppt/slides/_rels/slide1.xml.rels"] = rels(("n", "notesSlide", "../notesSlides/notesSlide1.xml"))
        made["ppt/notesSlides/notesSlide1.xml"] = (
            f'<p:notes xmlns:p="{P}" xmlns:a="{A}"><a:p><a:r><a:t>{notes}</a:t></a:r><a:fld><a:t>1</a:t></a:fld></a:p></p:notes>'
        )
    return package(made)


def pdf(drawn: str, change=None) -> bytes:
    """A PDF of one page of 400 × 300 points with Helvetica as /F; ``change(pdf, page)`` may add to it."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, 400, 300],
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)),
        Contents=made.make_stream(drawn.encode()),
    )
    made.pages.append(pikepdf.Page(made.make_indirect(page)))
    if change:
        change(made, made.pages[0].obj)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def everything(content: bytes) -> bytes:
    """All bytes of a file with what is packed in it unpacked: entries of a zip, streams and strings of a PDF."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"".join(archive.read(name) + name.encode() for name in archive.namelist())
    with pikepdf.open(io.BytesIO(content)) as document:
        streams = [obj for obj in document.objects if isinstance(obj, pikepdf.Stream)]
        unpacked = [obj.read_bytes() for obj in streams if obj.get("/Subtype") != "/Image"]
        return b"".join(unpacked) + "".join(repr(obj) for obj in document.objects).encode() + content
