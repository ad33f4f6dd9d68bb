"""Words → docx (a template filled in) → PDF. The PDF is set from the paragraphs of the docx, so both say the same.

What comes from outside is never interpreted: in the docx every mark of XML and of the template language is written as
a character reference; to the typesetter the letter is handed as data, not as source.
"""

import html
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any

import pypdfium2
import typst
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docxtpl import DocxTemplate

from gongkai.casework.letters import fonts, stamping, template
from gongkai.casework.letters.paragraphs import line_of
from gongkai.core.actions import Refused

_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST = 255  # characters of a property of a docx
_MARKS = str.maketrans({mark: f"&#{ord(mark)};" for mark in "{}%#"})


def draw(
    words: dict[str, Any],
    *,
    source: bytes | None = None,
    on: datetime | None = None,
    seal: stamping.Seal | None = None,
) -> tuple[bytes, bytes]:
    """The letter as (docx, PDF). ``words``: field of template.FIELDS → text, or list of texts, and the lines of a reply
    form (回函), which follows on a new page; ``source`` is the
    office's own template; ``on`` the moment written into the PDF; ``seal`` lies over organ and date. What no font can
    print is □ in both."""
    words = fonts.boxed(words, unprintable(words))
    docx = fill(words, source or template.official())
    if seal:
        docx = stamping.stamp(docx, seal, words["日期"])
    if reply := words.get("回函"):
        docx = template.with_reply(docx, list(map(writable, reply)))
    setting = partial(typeset, title=words["标题"], author=words["机关"], on=on, seal=seal)
    return _fitted(docx, setting)


def _fitted(docx: bytes, setting: Callable[[bytes], bytes]) -> tuple[bytes, bytes]:
    """docx and PDF with the lines as far apart as prescribed; closer, but no closer than needed, where that saves a
    page, so that none is begun for a contact note or a seal (GB/T 9704-2012, 7.3.5.5)."""
    usual = docx, setting(docx)
    least = _pages(usual[1])
    if least == 1 or not (closest := template.closer(docx, template.LINES[-1])):
        return usual
    if _pages(pdf := setting(closest)) == least:
        return usual
    for lines in template.LINES[1:-1]:
        closer = template.closer(docx, lines)
        if _pages(fitting := setting(closer)) < least:
            return closer, fitting
    return closest, pdf


def _pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def unprintable(words: Any) -> set[str]:
    """The characters of texts (within lists and dicts) that a letter shows as □."""
    return fonts.unprintable(writable("".join(fonts.texts(words))))


def fill(words: dict[str, Any], source: bytes) -> bytes:
    """A template with every field replaced by its text."""
    filled = DocxTemplate(io.BytesIO(source))
    about = filled.get_docx().core_properties
    for name in ("comments", "subject", "keywords", "category", "identifier", "language", "title", "author"):
        setattr(about, name, "")  # what the template's own properties say is about the template; none is filled in
    filled.render({name: _literal(words[name]) for name in template.FIELDS}, template.Environment())
    title, organ = writable(words["标题"])[:LONGEST], writable(words["机关"])[:LONGEST]
    about.title, about.author, about.last_modified_by = title, organ, organ
    template.hold_together(filled.docx)
    out = io.BytesIO()
    filled.save(out)
    return out.getvalue()


def _literal(value: str | list[str]) -> str | list[str]:
    if isinstance(value, list):
        return [str(_literal(text)) for text in value]
    return html.escape(writable(value), quote=False).translate(_MARKS)


def writable(text: str) -> str:
    """``text`` with one kind of line end and without what no document can hold (control characters, halves of pairs) or
    nobody sees (marks of direction, joiners, blanks without width)."""
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def typeset(
    docx: bytes,
    *,
    title: str,
    author: str,
    on: datetime | None = None,
    seal: stamping.Seal | None = None,
    system_fonts: bool = True,
) -> bytes:
    """The paragraphs and tables of ``docx``, and the ``seal`` where it is stamped there, as PDF/A-2 with embedded fonts. A
    character that no font has is set as □."""
    document = Document(io.BytesIO(docx))
    blocks, pitch = list(_blocks(document, seal)), template.line_height(document).pt
    data = {"title": title, "author": author, "blocks": blocks, "pitch": pitch}
    data["picture"] = list(seal.picture) if seal else []
    return lay_out(_layout_source(), data, on=on, system_fonts=system_fonts)


def lay_out(layout: bytes, data: dict[str, Any], *, on: datetime | None = None, system_fonts: bool = True) -> bytes:
    """``data`` set by a typst ``layout``, which reads it as JSON from ``sys.inputs.letter``, with the official fonts:
    ``fonts`` by name, ``heavy`` those whose strokes are to be made thicker, ``body`` and ``numbers`` the usual ones.
    What no document can hold is left out, what no font has is set as □."""
    data = _each(data)
    chosen = {
        **fonts.boxed(data, fonts.unprintable("".join(fonts.texts(data)), system_fonts)),
        "fonts": fonts.by_name(system_fonts),
        "heavy": fonts.heavy(system_fonts),
        "body": template.BODY,
        "numbers": template.NUMBERS,
    }
    return _compile(layout, chosen, system_fonts, (on or datetime.now(UTC)).replace(microsecond=0))


def _each(value: Any) -> Any:
    """``value`` with every text within it made writable."""
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, list | tuple):
        return [_each(part) for part in value]
    return {name: _each(part) for name, part in value.items()} if isinstance(value, dict) else value


def _compile(layout: bytes, data: dict[str, Any], system_fonts: bool, on: datetime) -> Any:
    """Characters that can be shown one by one may yet not be shown together; those are boxed as they are found. In the
    end PDF that is not PDF/A."""
    compiler = typst.Compiler(layout, font_paths=fonts.installed(system_fonts), ignore_system_fonts=True)
    for _ in range(fonts.TRIES):
        letter = json.dumps(data, ensure_ascii=False)
        try:
            return compiler.compile(
                layout, format="pdf", sys_inputs={"letter": letter}, pdf_standards="a-2u", timestamp=on
            )
        except typst.TypstError as error:
            data = fonts.boxed(data, fonts.undisplayed(error))
    return compiler.compile(layout, format="pdf", sys_inputs={"letter": json.dumps(data)}, timestamp=on)


@cache
def _layout_source() -> bytes:
    return files("gongkai.casework.letters").joinpath("data/letter.typ").read_bytes()


def _blocks(document: Any, seal: stamping.Seal | None = None) -> Iterator[dict[str, Any]]:
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield {"rows": [[list(map(line_of, cell.paragraphs)) for cell in row.cells] for row in part.rows]}
        else:
            line = line_of(part)
            yield {**line, "seal": seal.on(line)} if seal and stamping.is_stamped(part) else line


def words_of(docx: bytes) -> str:
    """Everything a docx says in its body, paragraph by paragraph."""
    body = Document(io.BytesIO(docx)).element.body
    return "\n".join(
        "".join(node.text or "" if node.tag == qn("w:t") else "\n" for node in p.iter(qn("w:t"), qn("w:br")))
        for p in body.iter(qn("w:p"))
    )


def check(source: bytes) -> None:
    """Refused unless a letter can be drawn from an office's template and the PDF says all that the docx says."""
    template.check(source)
    words: dict[str, Any] = {name: f"样例{name}" for name in template.FIELDS}
    words |= {name: [f"样例{name}"] for name in template.LISTS}
    try:
        docx = fill(words, source)
        said = "".join(run["text"] for line in _lines(_blocks(Document(io.BytesIO(docx)))) for run in line["runs"])
        typeset(docx, title="样例", author="样例")
    except Exception as error:
        raise Refused("用这个模板不能生成文书，请对照标准模板修改后再上传。", "file") from error
    if _bare(words_of(docx)) != _bare(said) or any(f"样例{name}" not in said for name in template.REQUIRED):
        raise Refused("模板里有文本框、修订或控件，其中的文字不会出现在 PDF 里，请改成普通段落后再上传。", "file")


def _lines(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if "rows" in block:
            yield from (line for row in block["rows"] for cell in row for line in cell)
        else:
            yield block


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
