"""Drafts into the database, a batch a transaction: nothing is half-imported, and the same thing is not imported twice.

A record remembers where it came from (``import_key``) and what came (``import_digest``). On the next run what is already
here is passed over; what changed at its source becomes a correction of the record it was; everything else is new.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.core import bulk, files
from gongkai.core.actions import Refused, action, audit
from gongkai.core.intake.hidden import Holding
from gongkai.core.models import Blob
from gongkai.core.text import named
from gongkai.library import content, intake, kinds, publishing, relations, removed, twins
from gongkai.library.importing.model import Draft
from gongkai.library.models import FIELDS, Attachment, AwaitedRelation, Record, Version
from gongkai.library.vetting import cleaning, listing
from gongkai.organs.models import Organ

CORRECTED = "来源内容有变化，重新导入更正。"
CLEANED = "附件“{}”含有隐藏内容，附上的是清除后的副本；原件只在工作台保存，不公开。"
CONVERTED = "附件“{}”由旧格式转换而来；原件只在工作台保存，不公开。"
WITHHELD = "附件“{}”含有不能自动清除的隐藏内容，没有附上；原件只在工作台保存，不公开。"
Release = Callable[[list[Version]], Any]
Notices = list[tuple[str, str]]  # (where, sentence)


@dataclass(frozen=True)
class Taken:
    """A stored file: ``public`` is the file itself, its clean copy, or None when there can be none."""

    blob: Blob
    public: Blob | None
    name: str
    made_of: str = ""  # the name of the stored file, where the public one was made of it


@dataclass
class Item:
    """A draft with the organ that keeps it, and who made it when that is another (in words), ready to be stored;
    ``where`` names its place for the person at the terminal."""

    where: str
    draft: Draft
    organ: Organ
    maker: str = ""
    key: str = ""
    digest: str = ""
    files: list[Taken] = field(default_factory=list)

    @property
    def made_by(self) -> str:
        """Who made it, by the name borne on the day it was made public."""
        day = self.draft.released_at
        return self.maker or (self.organ.name_on(day.date()) if day and self.organ.pk else self.organ.name)


@dataclass
class Outcome:
    new: int = 0
    corrected: int = 0
    same: int = 0
    kept_as_draft: int = 0
    to_compare: int = 0  # drafts too: their text was read in pictures
    errors: list[tuple[str, str]] = field(default_factory=list)
    notices: Notices = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        for name in ("new", "corrected", "same", "kept_as_draft", "to_compare"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.errors += other.errors
        self.notices += other.notices


def save(items: Sequence[Item], *, by: Any, release: Release | None) -> Outcome:
    """Store a batch in one transaction. Its files are looked into before: that is slow, and others write meanwhile."""
    outcome = Outcome()
    fresh = _prepared(items, outcome)
    with transaction.atomic():
        new, changed = _sort(fresh, outcome)
        stored: list[tuple[Item, Version]] = []
        if new:
            stored = list(zip(new, start_imported(items=new, by=by), strict=True))
            outcome.new = len(new)
            outcome.notices += [notice for item in new for notice in _notices(item)]
        for item, record in changed:
            try:
                version = correct_imported(item=item, record=record, by=by)
                if version is None:
                    outcome.same += 1
                    continue
                stored.append((item, version))
                outcome.corrected += 1
                outcome.notices += _notices(item)
            except Refused as refused:
                outcome.errors.append((item.where, refused.message))
        outcome.notices += _doubled([v for _, v in stored], [item for item, _ in stored], by)
        ready = [(i, v) for i, v in stored if v.fields.get("disclosure", "active") == "active"]
        outcome.kept_as_draft = len(stored) - len(ready)
        outcome.to_compare = sum(item.draft.by_ocr for item, _ in ready)
        ready = [(item, version) for item, version in ready if not item.draft.by_ocr]
        if release and ready:
            release([version for _, version in ready])
    return outcome


def _prepared(items: Sequence[Item], outcome: Outcome) -> list[Item]:
    """The items that are not in the library yet, their files stored; the others are counted, or errors."""
    for item in items:
        item.digest = digest(item)
        item.key = hashlib.sha256(item.draft.identity.encode()).hexdigest() if item.draft.identity else item.digest
    known, fresh = _known(items), []
    for item in items:
        if item.digest in known:
            outcome.same += 1
            continue
        try:
            item.files = [_taken(item.draft, path, name) for path, name in item.draft.attachments]
            fresh.append(item)
        except Refused as refused:
            outcome.errors.append((item.where, refused.message))
    return fresh


def _known(items: Sequence[Item]) -> set[str]:
    wanted = Record.objects.filter(import_digest__in=[item.digest for item in items])
    return set(wanted.values_list("import_digest", flat=True))


def _taken(draft: Draft, path: Path, name: str) -> Taken:
    blob, clean_name = intake.take(path, name)
    public = None if path in draft.withheld else cleaning.public_copy(blob)
    if original := draft.originals.get(path):
        return Taken(_kept(original, blob), public, clean_name, original.name)
    return Taken(blob, public, clean_name)


def _kept(original: Path, made: Blob) -> Blob:
    """A file of which another was made, as it came in; what else it holds nobody knows."""
    kept = files.keep(files.chunks_of(original), "application/octet-stream", made.text)
    listing.record(kept, [Holding("unreadable", True, 1, "旧格式文件，看不到隐藏内容")], made.text)
    return kept


def _notices(item: Item) -> Notices:
    """What became of the files of an item that was stored."""
    said = []
    for file, (_, given) in zip(item.files, item.draft.attachments, strict=True):
        said.append(intake.renamed(given, file.name))
        if file.public != file.blob:
            sentence = CONVERTED if file.made_of else CLEANED
            said.append((sentence if file.public else WITHHELD).format(file.name))
    return [(item.where, sentence) for sentence in said if sentence]


def _doubled(versions: Sequence[Version], items: Sequence[Item], by: Any) -> Notices:
    """That a number was given out twice, in the library or within this batch."""
    places = {item.key: item.where for item in items}
    found = twins.of_imported([version.record for version in versions], by)
    return [(places[record.import_key], sentence) for record, sentence in found if record.import_key in places]


def _sort(items: Sequence[Item], outcome: Outcome) -> tuple[list[Item], list[tuple[Item, Record]]]:
    """New items, and changed ones with the record they were. The same thing, in the library or in this batch, is only
    counted; an index number that is another's is an error."""
    by_key = {r.import_key: r for r in Record.objects.filter(import_key__in=[i.key for i in items])}
    known = _known(items)
    stated = [i.draft.index_number for i in items if i.draft.index_number]
    owners = (
        dict(Record.objects.filter(index_number__in=stated).values_list("index_number", "import_key")) if stated else {}
    )
    new, changed = [], []
    for item in items:
        if item.digest in known:
            outcome.same += 1
        elif item.key in by_key:
            changed.append((item, by_key[item.key]))
        elif item.draft.index_number in owners:
            outcome.errors.append((item.where, f"索引号“{item.draft.index_number}”已经被另一条信息使用，请核对。"))
            continue
        else:
            new.append(item)
        known.add(item.digest)
        if item.draft.index_number:
            owners[item.draft.index_number] = item.key
    return new, changed


def digest(item: Item) -> str:
    """A hash of everything of an item that is stored."""
    draft = item.draft
    whole = [
        draft.title, draft.kind, item.organ.pk, draft.body, draft.index_number, str(draft.released_at),
        str(draft.repealed_on), content.to_json(draft.fields), draft.relations,
        [(_hashed(draft.originals.get(path, path)), name) for path, name in draft.attachments],
        *filter(None, [item.maker]), *(["released_at"] if "released_at" in draft.made_up else []),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _hashed(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@action
def start_imported(*, items: list[Item], by: Any) -> list[Version]:
    """New records with their first draft versions, files and relations."""
    at = timezone.now()
    records, versions = [], []
    for item in items:
        draft = item.draft
        if by is not None:
            by.must("write", item.organ)
        fields = {"item": kinds.KINDS[draft.kind].item, **draft.fields}
        record = Record(
            organ=item.organ, organ_name=item.made_by, kind=draft.kind, created_by=by, created_at=at, updated_at=at,
            index_number=draft.index_number or None, released_at=_moment(draft.released_at), repealed_on=draft.repealed_on,
            released_presumed="released_at" in draft.made_up, import_key=item.key, import_digest=item.digest,
        )  # fmt: skip
        version = Version(
            record=record, number=1, title=draft.title, body=draft.body, fields=content.to_json(fields),
            note=draft.note, written_by=by, written_at=at,
        )  # fmt: skip
        publishing.apply(record, version)
        records.append(record)
        versions.append(version)
    bulk.insert_many(records)
    ids = dict(Record.objects.filter(import_key__in=[r.import_key for r in records]).values_list("import_key", "pk"))
    for record, version in zip(records, versions, strict=True):
        record.pk = ids[record.import_key]
        version.record = record  # takes the id
    bulk.insert_many(versions)
    drafts = dict(Version.objects.filter(record__in=ids.values()).values_list("record_id", "pk"))
    for record, version in zip(records, versions, strict=True):
        version.pk = drafts[record.pk]
        record._state.adding = version._state.adding = False
    _attach(items, versions, by)
    _await(items, records)
    audit("import.batch", records[0], by=by, organ=records[0].organ, count=len(records), last=records[-1].pk)
    return versions


@action
def correct_imported(*, item: Item, record: Record, by: Any) -> Version | None:
    """The content that changed at the source, as a new version of a released record, or over the draft of another.
    None where the public reads what it read: then only what is known of its dates changes."""
    record = Record.objects.select_for_update(of=("self",)).select_related("organ", "current").get(pk=record.pk)
    if by is not None:
        by.must("write", record.organ)
    if record.state == "withdrawn":
        raise Refused(f"{named(record.title)}已撤回，没有导入新的内容。")
    version = record.open_version
    if record.state == "submitted" or (version and record.state == "released"):
        raise Refused(f"{named(record.title)}有一份稿件正在起草或待审，没有导入新的内容。请先办结那一份。")
    draft = item.draft
    if version is None and _says_the_same(item, record):
        _settle_dates(record, draft)
        record.import_key, record.import_digest = item.key, item.digest
        record.repealed_on = draft.repealed_on or record.repealed_on
        record.save()
        publishing.announce([record])
        audit("import.check", record, by=by, organ=record.organ, version=record.current.number)
        return None
    if version is None:
        version = Version(record=record, number=record.versions.first().number + 1, note=draft.note or CORRECTED)
    else:
        version.stamp += 1
        version.attachments.all().delete()
    version.title, version.body, version.written_by = draft.title, draft.body, by
    version.fields = content.to_json(_fields_over(record, draft))
    version.save()
    if record.state == "draft":
        publishing.apply(record, version)
    record.import_key, record.import_digest = item.key, item.digest
    record.repealed_on = draft.repealed_on or record.repealed_on
    _know_release(record, draft)
    record.save()
    _attach([item], [version], by)
    record.awaited_relations.all().delete()
    _await([item], [record])
    if removed.brought_back(version, [file.blob.pk for file in item.files]):
        raise Refused(f"{named(record.title)}的来源里有已经不再公开的内容，没有导入。请先从来源里删去。")
    audit("import.correct", record, by=by, organ=record.organ, version=version.number)
    return version


def _says_the_same(item: Item, record: Record) -> bool:
    """Whether what came is what the current version says, in text, fields and files."""
    files = [(file.public.pk, file.name) for file in item.files if file.public]
    kept = {name: getattr(record, name) for name in FIELDS}
    return (
        not item.draft.relations  # which records those are is found out when a version is released
        and (item.draft.title, item.draft.body) == (record.title, record.current.body)
        and content.to_json(_fields_over(record, item.draft)) == content.to_json(kept)
        and files == [(file.blob_id, file.name) for file in record.current.attachments.all()]
    )


def _settle_dates(record: Record, draft: Draft) -> None:
    """Mark the dates of what was imported before presumed dates were marked; take the mark off what is stated now."""
    _know_release(record, draft)
    if "released_at" in draft.made_up and record.released_at == _moment(draft.released_at):
        record.released_presumed = True
    if draft.fields.get("formed_presumed") and record.formed_on == draft.fields["formed_on"]:
        record.formed_presumed = True


def _know_release(record: Record, draft: Draft) -> None:
    if record.released_presumed and "released_at" not in draft.made_up:
        publishing.redate(record, _moment(draft.released_at))


def _fields_over(record: Record, draft: Draft) -> dict[str, Any]:
    """What the source says now over what the record has; a date that is only presumed never over one that is known."""
    given = {"formed_presumed": False, **draft.fields}
    if given["formed_presumed"] and record.known_formed_on:
        given |= {"formed_on": record.formed_on, "formed_presumed": False}
    return {name: getattr(record, name) for name in FIELDS} | given


def _attach(items: Sequence[Item], versions: Sequence[Version], by: Any) -> None:
    """Files onto their versions: of one that hides something a clean copy, and nothing when there is none; the original
    then stays with the record, restricted."""
    rows = []
    for item, version in zip(items, versions, strict=True):
        for order, file in enumerate(item.files):
            if file.public != file.blob:
                cleaning.keep_original(
                    of=version.record, blob=file.blob, copy=file.public, name=file.made_of or file.name, by=by
                )
            if file.public:
                rows.append(Attachment(version=version, blob=file.public, name=file.name, order=order))
    Attachment.objects.bulk_create(rows)


def _await(items: Sequence[Item], records: Sequence[Record]) -> None:
    rows: list[AwaitedRelation] = []
    for item, record in zip(items, records, strict=True):
        if item.draft.relations:
            rows += relations.awaited(record, item.draft.relations)
    AwaitedRelation.objects.bulk_create(rows, ignore_conflicts=True)


def _moment(naive: datetime | None) -> datetime | None:
    return timezone.make_aware(naive) if naive else None
