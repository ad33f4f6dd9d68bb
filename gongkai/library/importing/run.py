"""An import from beginning to end: files and rows in, records out, errors into a list for a person."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gongkai.core.actions import Refused
from gongkai.core.html import clean, plain_text
from gongkai.core.text import line
from gongkai.library import intake, leftout
from gongkai.library.importing import (
    archives,
    classify,
    fields,
    folders,
    formats,
    issuer,
    lines,
    page,
    read,
    structure,
    tables,
)  # fmt: skip
from gongkai.library.importing.model import Draft, Place
from gongkai.library.importing.organs import Filing, OrganBook
from gongkai.library.importing.recognise import put_body, recognise
from gongkai.library.importing.store import Item, Outcome, Release, save
from gongkai.library.stated import stated as effects_of

log = logging.getLogger(__name__)
_STEERS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
BATCH = 500
_KEPT = {
    False: "“{}”不是本级机构，由{}收存，来源机关照原文。",
    True: "机构表里没有“{}”，由{}收存，来源机关照落款。如果是本级机构，请先建立该机构再导入。",
}
Made = tuple[Place, Item | Refused]  # what a file or row gives, or why it gives nothing


@dataclass(frozen=True)
class Source:
    """Where files come from: a folder or file that was given, or what an archive was unpacked into. ``name`` and
    ``identity`` are put before the names in it, for the person at the terminal and for the next run."""

    path: Path
    name: str = ""
    identity: str = ""
    depth: int = 0

    def named(self, file: Path) -> str:
        """The file as people read it: signs that steer a terminal or turn the direction of a line are _."""
        return _STEERS.sub(
            "_", self.name + (file.relative_to(self.path).as_posix() if self.path.is_dir() else file.name)
        )

    def identified(self, file: Path) -> str:
        return f"{self.identity}/{file.relative_to(self.path).as_posix()}" if self.identity else f"{file.resolve()}"


@dataclass
class Import:
    """One run. ``progress(done)`` is told after every batch; ``show(place, made)`` of every draft and refusal when
    nothing is to be stored."""

    book: OrganBook
    by: Any = None
    release: Release | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    dry_run: bool = False
    batch: int = BATCH
    progress: Callable[[int], None] = lambda done: None
    show: Callable[[Place, Item | Refused], None] = lambda place, made: None
    outcome: Outcome = field(default_factory=Outcome)
    notices: list[tuple[str, str]] = field(default_factory=list)
    done: int = 0
    _waiting: list[Item] = field(default_factory=list)
    _attached: set[Path] = field(default_factory=set)
    _unpacked: list[TemporaryDirectory[str]] = field(default_factory=list)  # read to the end, not all stored yet

    def run(self, paths: list[Path]) -> Outcome:
        try:
            self._run(paths)
        finally:
            self._clear()
        return self.outcome

    def _run(self, paths: list[Path]) -> None:
        for place, made in (row for path in paths for row in self._made(Source(path), archives.Room())):
            if self._unpacked:
                self._save()
            if self.dry_run:
                self.show(place, made)
            if isinstance(made, Refused):
                self.outcome.errors.append((str(place), made.message))
                self._count()
                continue
            self.notices += [(str(place), notice) for notice in made.draft.notices]
            if self.dry_run:
                self._count()
                continue
            self._waiting.append(made)
            if len(self._waiting) >= self.batch:
                self._save()
        self._save()

    def _save(self) -> None:
        if batch := self._waiting:
            saved = save(batch, by=self.by, release=self.release)
            self.outcome.add(saved)
            self.notices += saved.notices
            self._count(len(batch))
            self._waiting = []
        self._clear()

    def _clear(self) -> None:
        while self._unpacked:
            self._unpacked.pop().cleanup()

    def _count(self, more: int = 1) -> None:
        self.done += more
        self.progress(self.done)

    def _made(self, source: Source, room: archives.Room) -> Iterator[Made]:
        """What every file and row gives. What a document names as its attachment is none itself; what is passed over
        has its reason."""
        found = folders.found_in(source.path)
        for file in found.read:
            if file.resolve() in self._attached:
                continue
            for place, made in self._from(source, file, room):
                if isinstance(made, Item):
                    self._attached |= {attachment.resolve() for attachment, _ in made.draft.attachments}
                yield place, made
        unnamed = [(file, folders.UNNAMED) for file in found.aside if file.resolve() not in self._attached]
        for file, reason in unnamed + found.passed:
            yield Place(source.named(file)), Refused(reason)

    def _from(self, source: Source, file: Path, room: archives.Room) -> Iterator[Made]:
        place = Place(source.named(file))
        try:
            kind = formats.kind_of(file)
            if kind == formats.ARCHIVE:
                yield from self._archive(source, file, room)
            elif kind in formats.TABLES:
                yield from self._rows(place, file, kind)
            else:
                yield from self._document(source, file, kind)
        except Refused as refused:
            yield place, refused
        except OSError:
            yield place, Refused("文件读不出来，请检查是否有读取权限。")
        except Exception:  # one file is no reason to lose the others
            log.exception("import", extra={"file": str(place)})
            yield place, Refused("这个文件没有能够读出，可能内容异常。请另存一份后再导入，或改为作附件上传。")

    def _archive(self, source: Source, file: Path, room: archives.Room) -> Iterator[Made]:
        """What the files in an archive give; the folder they lie in goes when all of them are stored."""
        if source.depth >= archives.DEPTH:
            raise Refused(archives.TOO_DEEP)
        name, inner = source.named(file), archives.Room() if source.depth == 0 else room
        folder = TemporaryDirectory(prefix="gongkai-import-")
        try:
            refused = archives.unpack(file, Path(folder.name), inner)
            unpacked = Source(Path(folder.name), f"{name}/", source.identified(file), source.depth + 1)
            yield from self._made(unpacked, inner)
        finally:
            self._unpacked.append(folder)
        for entry, reason in refused:
            yield Place(f"{name}/{entry}"), Refused(reason)

    def _document(self, source: Source, file: Path, kind: str) -> Iterator[Made]:
        """What one document gives; the folder in which a new file may be made of it goes when it is stored."""
        folder = TemporaryDirectory(prefix="gongkai-import-")
        try:
            yield Place(source.named(file)), self._item(source, file, kind, Path(folder.name))
        finally:
            self._unpacked.append(folder) if any(Path(folder.name).iterdir()) else folder.cleanup()

    def _item(self, source: Source, file: Path, kind: str, folder: Path) -> Item:
        document = read.read(file, kind, folder)
        stated = document.facts.get("attachments", "")
        draft, names = recognise(document)
        draft.identity = f"file:{source.identified(file)}"
        if document.by_ocr:
            draft.by_ocr, draft.note = True, f"{draft.note}{read.BY_OCR}"
        if own := document.file:
            draft.attachments.append((own, own.name))
            draft.withheld |= {own} if document.withheld else set()
            draft.originals |= {own: file} if own != file else {}
        _attach(draft, file.parent, stated)
        return self._filed(Place(source.named(file)), draft, self.book.resolve(names, draft.fields.get("number", "")))

    def _rows(self, place: Place, file: Path, kind: str) -> Iterator[Made]:
        notices: list[str] = []
        told = False  # the first row that can be shown says what was left out of its table
        try:
            for sheet, number, facts in tables.rows(file, kind, self.mapping, notices):
                here = Place(place.file, number, sheet)
                made = self._from_row(here, file, facts)
                if isinstance(made, Item) and not told:
                    made.draft.table_notices, told = notices, True
                yield here, made
        finally:
            self.notices += [(place.file, notice) for notice in notices]

    def _from_row(self, place: Place, file: Path, facts: dict[str, str] | Refused) -> Item | Refused:
        if isinstance(facts, Refused):
            return facts
        try:
            draft = draft_of(facts)
            draft.signers = issuer.take_several(facts)
            filing = self.book.stated(facts, draft.title)
            if stable := facts.get("id") or facts.get("index_number"):
                draft.identity = f"row:{filing.organ.pk}:{stable}"
            _attach(draft, file.parent, facts.get("attachments", ""))
            return self._filed(place, draft, filing)
        except Refused as refused:
            return refused
        except OSError:
            return Refused("附件一列写的不是文件名，或者文件读不出来，请核对。", "attachments")

    def _filed(self, place: Place, draft: Draft, filing: Filing) -> Item:
        """The draft with whom it comes to; what was made elsewhere names its maker as its source."""
        if filing.maker:
            draft.fields.setdefault("source", filing.maker)
            draft.notices.append(_KEPT[filing.is_ours].format(filing.maker, filing.organ.name))
        said = draft.fields.pop("joint_issuers", "")
        if joint := self.book.joint(draft.signers, filing):
            draft.fields["joint_issuers"] = "、".join(joint)
            fields.too_long(draft.fields)
        elif said:
            draft.notices.append(f"联合发文机关“{said[:60]}”里没有发布机构，没有采用，请核对。")
        if count := len(effects_of(plain_text(draft.body))):
            draft.notices.append(f"文中写明废止或修改 {count} 件，请在工作台打开这条信息逐件核对后一并办理。")
        return Item(str(place), draft, filing.organ, filing.maker)


def _attach(draft: Draft, folder: Path, stated: str) -> None:
    """The files that a document names. A bad one is this document's error, not the batch's."""
    for name in intake.iter_names(stated):
        source = intake.below(folder, name)
        intake.inspect(source, source.name)
        draft.attachments.append((source, source.name))


def draft_of(facts: dict[str, str]) -> Draft:
    """The draft that a row states."""
    title = " ".join(line(facts.get("title", "")).split())
    if not title:
        raise Refused("标题是空的，请补上。", "title")
    body = facts.get("body", "")
    if not body.strip() and not facts.get("attachments"):
        raise Refused("正文是空的，也没有附件，请补上一项。", "body")
    blocks, left = page.fragment_blocks(body) if page.looks_like_html(body) else (lines.to_blocks(body), {})
    stated = facts.get("kind", "")
    kind = classify.kind_code(stated)
    if stated and not kind:
        raise Refused(f"没有“{stated[:20]}”这一信息类型，请写“政策文件”“通知公告”这样的标准名称。", "kind")
    if not kind:
        kind = classify.kind(title, number=facts.get("number", ""), text=body, is_statute=False, is_news=False)
    draft = Draft(title=title, body="", kind=kind, note=facts.get("note", ""), notices=leftout.OF_PAGE.of(left))
    put_body(draft, clean(structure.body(blocks)))
    draft.fields = fields.read(facts, kind)
    draft.index_number = facts.get("index_number", "").strip()
    draft.relations = fields.relations(facts)
    draft.released_at = fields.moment(facts, "released_at")
    draft.repealed_on = fields.day(facts, "repealed_on")
    draft.presume_dates()
    if "genre" not in draft.fields and (genre := classify.genre(title, kind)):
        draft.fields["genre"] = genre
    if "theme" not in draft.fields and (theme := classify.theme(title)):
        draft.fields["theme"] = theme
    fields.too_long({"title": title, "index_number": draft.index_number, **draft.fields})
    return draft
