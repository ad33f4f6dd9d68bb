"""An import from beginning to end: files and rows in, records out, errors into a list for a person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongkai.core.actions import Refused
from gongkai.core.html import clean
from gongkai.core.text import line
from gongkai.library import intake
from gongkai.library.importing import classify, fields, issuer, lines, page, read, structure, tables
from gongkai.library.importing.model import Draft, Place
from gongkai.library.importing.organs import Filing, OrganBook
from gongkai.library.importing.recognise import put_body, recognise
from gongkai.library.importing.store import Item, Outcome, Release, save

BATCH = 500


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

    def run(self, paths: list[Path]) -> Outcome:
        batch: list[Item] = []
        for place, made in self._made(paths):
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
            batch.append(made)
            if len(batch) >= self.batch:
                self._save(batch)
                batch = []
        self._save(batch)
        return self.outcome

    def _save(self, batch: list[Item]) -> None:
        if batch:
            saved = save(batch, by=self.by, release=self.release)
            self.outcome.add(saved)
            self.notices += saved.notices
            self._count(len(batch))

    def _count(self, more: int = 1) -> None:
        self.done += more
        self.progress(self.done)

    def _made(self, paths: list[Path]) -> Iterator[tuple[Place, Item | Refused]]:
        """(place, item or why not) for every file and row. What a document names as its attachment is none itself."""
        attached: set[Path] = set()
        for path in paths:
            for file in read.files_below(path):
                if file.resolve() in attached:
                    continue
                name = file.relative_to(path).as_posix() if path.is_dir() else file.name
                made = self._rows(file, name) if file.suffix.lower() in read.TABLES else self._file(file, name)
                for place, item in made:
                    if isinstance(item, Item):
                        attached |= {source.resolve() for source, _ in item.draft.attachments}
                    yield place, item

    def _file(self, file: Path, name: str) -> Iterator[tuple[Place, Item | Refused]]:
        place = Place(name)
        try:
            yield place, self._from_file(place, file)
        except Refused as refused:
            yield place, refused
        except OSError:
            yield place, Refused("文件读不出来，请检查是否有读取权限。")

    def _from_file(self, place: Place, file: Path) -> Item:
        document = read.read(file)
        stated = document.facts.get("attachments", "")
        draft, names = recognise(document)
        draft.identity = f"file:{file.resolve()}"
        if file.suffix.lower() in read.FILES:
            draft.attachments.append((file, file.name))
        _attach(draft, file.parent, stated)
        return self._filed(place, draft, self.book.resolve(names, draft.fields.get("number", "")))

    def _rows(self, file: Path, name: str) -> Iterator[tuple[Place, Item | Refused]]:
        notices: list[str] = []
        try:
            for number, facts in tables.rows(file, self.mapping, notices):
                place = Place(name, number)
                if isinstance(facts, Refused):
                    yield place, facts
                    continue
                try:
                    yield place, self._from_row(place, file, facts)
                except Refused as refused:
                    yield place, refused
        except Refused as refused:
            yield Place(name), refused
        self.notices += [(name, notice) for notice in notices]

    def _from_row(self, place: Place, file: Path, facts: dict[str, str]) -> Item:
        draft = draft_of(facts)
        draft.signers = issuer.take_several(facts)
        filing = self.book.stated(facts.get("organ", ""), draft.title)
        if stable := facts.get("id") or facts.get("index_number"):
            draft.identity = f"row:{filing.organ.pk}:{stable}"
        _attach(draft, file.parent, facts.get("attachments", ""))
        return self._filed(place, draft, filing)

    def _filed(self, place: Place, draft: Draft, filing: Filing) -> Item:
        """The draft with whom it comes to; what was made elsewhere names its maker as its source."""
        if filing.maker:
            draft.fields.setdefault("source", filing.maker)
            draft.notices.append(f"“{filing.maker}”不是本级机构，由{filing.organ.name}收存，来源机关照原文。")
        if joint := self.book.joint(draft.signers, filing):
            draft.fields["joint_issuers"] = "、".join(joint)
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
    blocks = page.fragment_blocks(body) if page.looks_like_html(body) else lines.to_blocks(body)
    stated = facts.get("kind", "")
    kind = classify.kind_code(stated)
    if stated and not kind:
        raise Refused(f"没有“{stated[:20]}”这一信息类型，请写“政策文件”“通知公告”这样的标准名称。", "kind")
    if not kind:
        kind = classify.kind(
            title, number=facts.get("number", ""), text=body, articles=0, national=False, is_news=False
        )
    draft = Draft(title=title, body="", kind=kind, note=facts.get("note", ""))
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
