"""The file of a closed request for the archive (条例 art. 45): one PDF with cover, index, the request as received, ledger,
how the term was counted, every letter as it was sent and what can be bound of the enclosures; and a ZIP with it, the
originals and their hashes. Built anew each time, the same for the same case; nothing of it is kept.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache, partial
from importlib.resources import files
from typing import Any

from django.utils import timezone

from gongkai.casework.letters import actions as letters
from gongkai.casework.letters import drawing
from gongkai.casework.models import Case, Letter
from gongkai.core import sheets, vault
from gongkai.core.intake.media import suffix_of
from gongkai.foi.archive import binding, front
from gongkai.foi.materials import actions as materials
from gongkai.foi.models import Request

COLUMNS = ("序号", "题名", "文号", "责任者", "日期", "文件", "字节数", "SHA-256")


@dataclass(frozen=True)
class Original:
    """A file of the case: its name, what reads it, and as what it can be bound (binding.KINDS), if at all. ``foreign``:
    it was made by others and may be anything."""

    name: str
    read: Callable[[], bytes]
    kind: str = ""
    foreign: bool = False


@dataclass(frozen=True)
class Piece:
    """A line of the index (卷内目录). Of its ``originals`` the first is bound."""

    title: str
    number: str
    author: str
    on: str
    originals: tuple[Original, ...]


@dataclass(frozen=True)
class File:
    """The bound file of a case: the PDF, and the pieces behind what the program itself wrote."""

    case: Case
    pieces: list[Piece]
    pdf: bytes

    @property
    def name(self) -> str:
        return f"{self.case.number}归档文件"

    def zip(self) -> Iterator[bytes]:
        """The PDF, the originals and the index with their hashes as a ZIP, in chunks: one original in memory at a time."""
        sink = _Sink()
        rows: list[tuple[str, ...]] = [COLUMNS]
        with zipfile.ZipFile(sink, "w") as packed:
            for name, read, about in self._entries():
                content = read()
                packed.writestr(self._entry(name), content)
                rows.append((*about, name, str(len(content)), hashlib.sha256(content).hexdigest()))
                yield sink.taken()
            packed.writestr(self._entry("目录.csv"), _csv(rows))
        yield sink.taken()

    def _entries(self) -> Iterator[tuple[str, Callable[[], bytes], tuple[str, ...]]]:
        yield "归档文件.pdf", lambda: self.pdf, ("", "归档文件", "", "", "")
        for no, piece in enumerate(self.pieces, start=front.OWN + 1):
            for original in piece.originals:
                about = (str(no), piece.title, piece.number, piece.author, piece.on)
                yield f"{no:02d} {original.name}", original.read, about

    def _entry(self, name: str) -> zipfile.ZipInfo:
        on = self.case.closed_on
        return zipfile.ZipInfo(name, (max(on.year, 1980), on.month, on.day, 0, 0, 0))


class _Sink(io.RawIOBase):
    """What is written to it can be taken away at once."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.held += content
        return len(content)

    def taken(self) -> bytes:
        taken, self.held = bytes(self.held), bytearray()
        return taken


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    """For a spreadsheet program: no cell is a formula."""
    out = io.StringIO()
    csv.writer(out).writerows(
        [f"'{cell}" if cell.startswith(sheets.TRIGGERS) else cell for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def build(case: Case) -> File:
    """The file of a closed case whose data was not erased."""
    request = case.request
    pieces = [*_letters(case), *_materials(request), *_opinions(request), *_enclosures(request), *_disputes(request)]
    counts, annexes = _bound([piece.originals[0] for piece in pieces])
    data = front.words(case, [(p.number, p.author, p.title, p.on) for p in pieces], counts)
    at = datetime.combine(case.closed_on, time(), UTC)
    parts = [("own", drawing.lay_out(_layout(), data, on=at))]
    return File(case, pieces, binding.bind([*parts, ("own", annexes)] if annexes else parts)[1])


def _letters(case: Case) -> Iterator[Piece]:
    """The letters that were sent, in order."""
    for letter in case.letters.filter(state=Letter.SENT).order_by("sent_on", "pk"):
        letter.case = case
        title, organ = letters.type_of(letter).title, case.organ
        originals = tuple(
            Original(f"{title}.{kind}", partial(letters.kept_file, letter, kind), as_)
            for kind, as_ in (("pdf", "pdf"), ("docx", ""))
        )
        author = organ.name_on(letter.dated) if letter.dated else organ.name
        yield Piece(title, letter.number or "", author, str(letter.dated or letter.sent_on), originals)
        if letter.scan:
            proof = f"{title}送达凭证"
            yield Piece(proof, "", author, str(letter.sent_on), (_scan(proof, letter.scan, letter.scan_type),))


def _materials(request: Request) -> Iterator[Piece]:
    """The files that went out with the answer; of a redacted one the original beside it, not bound."""
    for material in materials.handed_to(request):
        kind, name = binding.KINDS.get(material.media_type, ""), material.handed_name
        handed = Original(name, partial(materials.handed_over, material), kind, foreign=True)
        before = Original(f"（原件）{material.name}", partial(vault.read, material.original), "", foreign=True)
        originals = (handed, before) if material.redacted else (handed,)
        yield Piece(f"提供的材料：{name}", "", request.case.organ.name, str(request.case.closed_on), originals)


def _opinions(request: Request) -> Iterator[Piece]:
    """What those who were consulted answered on paper."""
    for row in request.consultations.exclude(scan=""):
        title = f"{row.label}的意见"
        yield Piece(title, "", row.name or row.label, str(row.answered_on), (_scan(title, row.scan, row.scan_type),))


def _scan(title: str, key: str, media_type: str) -> Original:
    """A scan kept in the vault without a name."""
    return Original(
        f"{title}{suffix_of(media_type)}", partial(vault.read, key), binding.KINDS.get(media_type, ""), foreign=True
    )


def _disputes(request: Request) -> Iterator[Piece]:
    """The papers of reviews and lawsuits about the answer."""
    for dispute in request.disputes.select_related("case").order_by("pk"):
        for file in dispute.files.select_related("by"):
            title = f"{dispute.case.flow.label}：{file.get_kind_display()}"
            kind = binding.KINDS.get(file.media_type, "")
            original = Original(file.name, partial(vault.read, file.key), kind, foreign=True)
            on = str(timezone.localdate(file.added_at))
            author = dispute.authority if file.kind in ("copy", "decision") else request.case.organ.name
            yield Piece(title, dispute.authority_number, author, on, (original,))


def _enclosures(request: Request) -> Iterator[Piece]:
    """What the applicant sent along, with the request or later."""
    for file in request.enclosures.select_related("supplement"):
        later = file.supplement
        title = f"{file.get_kind_display() or ('补正材料' if later else '申请附件')}：{file.name}"
        kind = binding.KINDS.get(file.media_type, "")
        original = Original(file.name, partial(vault.read, file.key), kind, foreign=True)
        yield Piece(title, "", request.party.name, str(later.on if later else request.case.submitted_on), (original,))


def _bound(originals: list[Original]) -> tuple[list[int], bytes]:
    """How many pages each has, and the pages. Where files of others break the binding only our own are bound."""
    try:
        return _bind([o.kind for o in originals], originals)
    except binding.Unbound:
        return _bind(["" if o.foreign else o.kind for o in originals], originals)


def _bind(kinds: list[str], originals: list[Original]) -> tuple[list[int], bytes]:
    chosen = ((kind, original.read()) for kind, original in zip(kinds, originals, strict=True) if kind)
    counts, pdf = binding.bind(chosen)
    found = iter(counts)
    return [next(found) if kind else 0 for kind in kinds], pdf


@cache
def _layout() -> bytes:
    return files("gongkai.foi.archive").joinpath("data/archive.typ").read_bytes()
