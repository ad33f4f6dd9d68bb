"""What a PDF carries beside its pages: properties, scripts, data of editing programs, replacement texts, earlier states.

``forget`` takes them out of a copy; earlier states are gone because a copy is written anew.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

from gongkai.core.intake.holding import Holding, people, properties, sample
from gongkai.core.intake.package import Unfit, local, parse

_NAMES = {"/Author": "作者", "/Manager": "主管", "/Company": "单位"}
_TEXTS = {"/Title": "标题", "/Subject": "主题", "/Keywords": "关键词"}
_OF_PROGRAMS = re.compile(
    r"/(Creator|Producer|CreationDate|ModDate|Trapped|SourceModified|PTEX|GTS_|AAPL|XPressPrivate)"
)
_XMP_NAMES = {"creator", "Author", "LastModifiedBy", "Manager", "contributor"}
_XMP_TEXTS = {"title": "标题", "description": "备注", "subject": "关键词", "Keywords": "关键词"}
_ACTUAL = re.compile(rb"/ActualText\s*(\((?:\\.|[^\\)])*\)|<[0-9A-Fa-f\s]*>)", re.DOTALL)
_THUMB = 200  # pixels from which words in a small picture of a page can be read


def plain(text: str) -> str:
    """Letters and signs of a text only, for comparing."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())


def listed(pdf: pikepdf.Pdf, said: str) -> Iterator[Holding]:
    """``said``: the words of the first pages, which a title may repeat."""
    yield from dict.fromkeys((*_facts(pdf, plain(said)), *_packets(pdf, plain(said))))
    if codes := [code for holder in _holders(pdf) for code in _scripts(holder)]:
        yield Holding("data", True, len(codes), "脚本", sample(" ".join(codes)))
    objects = list(pdf.objects)
    kept = [obj for obj in objects if isinstance(obj, pikepdf.Dictionary | pikepdf.Stream)]
    if private := [words for obj in kept if "/PieceInfo" in obj for words in _said(obj.PieceInfo)]:
        yield Holding("data", True, len(private), "编辑程序留下的数据", sample(" ".join(private)))
    if lost := _lost_pages(pdf):
        yield Holding("data", True, len(lost), "不在页序里的页面")
    if large := [page for page in pdf.pages if _large(page.obj.get("/Thumb"))]:
        yield Holding("data", True, len(large), "页面缩略图")
    if texts := [str(obj.Alt) for obj in kept if isinstance(obj.get("/Alt"), pikepdf.String)]:
        yield Holding("alternative", False, len(texts), "图片", sample("、".join(texts)))


def _read(stream: Any) -> bytes:
    """What a stream holds; nothing where its packing is broken or unknown, as a reader shows nothing then."""
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return b""


def _lost_pages(pdf: pikepdf.Pdf) -> list[Any]:
    """Pages that bookmarks or tags still mean, and that no reader comes to."""
    pages = {page.obj.objgen for page in pdf.pages}
    rows = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/Page"]
    return [row for row in rows if row.objgen not in pages and "/Contents" in row]


def _facts(pdf: pikepdf.Pdf, said: str) -> Iterator[Holding]:
    facts: Any = pdf.docinfo
    for key in facts:
        value = str(facts[key]) if isinstance(facts[key], pikepdf.String) else ""
        if key in _NAMES:
            yield from properties.of_name(_NAMES[key], value, company=key == "/Company")
        elif not _OF_PROGRAMS.match(key) and not (key == "/Title" and plain(value) in said):
            yield from properties.of_text(_TEXTS.get(key, key.lstrip("/")), value)


def _packets(pdf: pikepdf.Pdf, said: str) -> Iterator[Holding]:
    """XMP, of the document, of pages and of pictures."""
    for obj in pdf.objects:
        if not isinstance(obj, pikepdf.Stream) or obj.get("/Type") != "/Metadata":
            continue
        try:
            tree = parse(_read(obj).strip(b"\0 \r\n\t"))
        except Unfit:
            continue
        rows = [(local(e), " ".join("".join(e.itertext()).split())) for e in tree.iter()]
        rows += [(key.rpartition("}")[2], value) for e in tree.iter() for key, value in e.attrib.items()]
        for name, value in rows:
            if name in _XMP_NAMES:
                yield from properties.of_name("作者（XMP）", value)
            elif name in _XMP_TEXTS and not (name == "title" and plain(value) in said):
                yield from properties.of_text(f"{_XMP_TEXTS[name]}（XMP）", value)


def _holders(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """What may carry actions: the document, its pages, annotations and fields."""
    yield pdf.Root
    yield pdf.Root.get("/Names", pikepdf.Dictionary())
    yield from pdf.Root.get("/AcroForm", pikepdf.Dictionary()).get("/Fields", [])
    for page in pdf.pages:
        yield page.obj
        yield from page.obj.get("/Annots", [])


def _scripts(holder: Any, depth: int = 0) -> Iterator[str]:
    """The scripts of the actions of a holder, or of an action and what follows it."""
    if not isinstance(holder, pikepdf.Dictionary) or depth > 4:
        return
    value: dict[str, Any] = dict(holder.items())
    code = value.get("/JS")
    if isinstance(code, pikepdf.Stream):
        yield _read(code).decode("utf-8", "replace")
    elif isinstance(code, pikepdf.String):
        yield str(code)
    for key in ("/OpenAction", "/A", "/Next", "/JavaScript"):
        yield from _scripts(value.get(key), depth + 1)
    for key in ("/Names", "/Kids", "/Next"):
        for row in value.get(key, []) if isinstance(value.get(key), pikepdf.Array) else ():
            yield from _scripts(row, depth + 1)
    actions = value.get("/AA")
    for action in dict(actions.items()).values() if isinstance(actions, pikepdf.Dictionary) else ():
        yield from _scripts(action, depth + 1)


def _said(value: Any, depth: int = 0) -> Iterator[str]:
    """Words and streams that programs keep for themselves, but for dates."""
    if isinstance(value, pikepdf.Stream):
        yield "（数据）"
    elif isinstance(value, pikepdf.String):
        if not str(value).startswith("D:") and any(map(str.isalpha, str(value))):
            yield str(value)
    elif isinstance(value, pikepdf.Dictionary) and depth < 4:
        for one in dict(value.items()).values():
            yield from _said(one, depth + 1)


def _large(thumb: Any) -> bool:
    return (
        isinstance(thumb, pikepdf.Stream) and max(int(thumb.get("/Width", 0)), int(thumb.get("/Height", 0))) >= _THUMB
    )


def _contents(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The streams that draw: of pages and of forms."""
    for page in pdf.pages:
        source: Any = page.obj.get("/Contents", [])
        yield from source if isinstance(source, pikepdf.Array | list) else [source]
    yield from (obj for obj in pdf.objects if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Form")


def replacements(pdf: pikepdf.Pdf) -> list[str]:
    """Texts that stand for what the page shows, for who searches, copies or listens."""
    found = [str(pikepdf.Object.parse(text)) for one in _contents(pdf) for text in _ACTUAL.findall(_read(one))]
    named = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and "/ActualText" in obj]
    return found + [str(obj.ActualText) for obj in named]


def unlike(texts: Iterable[str], shown: str) -> list[str]:
    """Of replacement texts those that say something the pages (``shown``, read without them) do not."""
    rows = [(text, plain(text)) for text in texts]
    shown = plain(shown)
    return [text for text, bare in rows if len(bare) > 1 and bare not in shown]


def drop_replacements(pdf: pikepdf.Pdf) -> None:
    for stream in list(_contents(pdf)):
        source = _read(stream)
        if _ACTUAL.search(source):
            stream.write(_ACTUAL.sub(b"", source))
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Dictionary) and "/ActualText" in obj:
            del obj.ActualText


def forget(pdf: pikepdf.Pdf) -> None:
    """Properties but for a title that names nobody, scripts of links, data of editing programs."""
    facts: Any = pdf.docinfo
    for key in list(facts):
        named = key == "/Title" and people.named_in(str(facts[key]))
        if named or key not in ("/Title", "/CreationDate", "/ModDate", "/Producer"):
            del facts[key]
    for lost in _lost_pages(pdf):
        for key in set(lost) - {"/Type", "/MediaBox"}:
            del lost[key]
    kept: Any = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary | pikepdf.Stream)]
    for obj, key in ((obj, key) for obj in kept for key in ("/PieceInfo", "/Metadata") if key in obj):
        del obj[key]
    for page in pdf.pages:
        for note in page.obj.get("/Annots", []):
            _disarm(note)


def _disarm(note: Any) -> None:
    if "/AA" in note:
        del note.AA
    if "/A" in note and any(_scripts(note.A)):
        del note.A
