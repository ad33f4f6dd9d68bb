"""What was removed from public view, carried out on texts: earlier versions as they may be shown, what a new version
must not bring back, where a passage stands.

Every place that shows a version which is not the current one shows it through ``cover`` or ``cover_open``. What is current never holds
what was removed: a removal releases a version without it (``without``), and ``brought_back`` keeps it out of the next.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Q

from gongkai.core.intake.holding import SAMPLE
from gongkai.core.models import Blob
from gongkai.library import kinds, masking
from gongkai.library.models import FIELDS, Attachment, Record, Removal, RemovedPart, Version

# Coded values and the days on which the law and the force of a document hang (条例 art. 12): words cannot stand in them
FIXED = {
    "organ_name",
    "theme",
    "genre",
    "item",
    "disclosure",
    "formed_on",
    "formed_presumed",
    "effective_on",
    "expires_on",
}
OPEN = ("draft", "submitted")


class Taken(NamedTuple):
    """What is to be taken out of a text: passages, and whole fields by name (of FIELDS or of ``extra``)."""

    passages: list[str]
    fields: dict[str, str]  # name → the value that goes


def taken(removals: Iterable[Removal]) -> Taken:
    """What these removals (with their parts) take out; nothing of those that are erased."""
    parts = [part for removal in removals for part in removal.parts.all() if part.text is not None]
    return Taken(
        [part.text for part in parts if part.part == "passage"],
        {part.field: part.text for part in parts if part.part == "field"},
    )


def removals_of(record: Record) -> list[Removal]:
    """What was removed from a record, newest first, with parts and the version in which it is out."""
    return list(record.removals.effective().select_related("version").prefetch_related("parts").order_by("-at", "-pk"))


def cover(record: Record, versions: Iterable[Version], removals: list[Removal] | None = None) -> None:
    """Take what was removed out of these versions of a record, in memory: before anybody reads them. An open draft
    stays as its author wrote it; the desk shows it through ``cover_open``."""
    removals = removals_of(record) if removals is None else removals
    for version in versions:
        if version.state in OPEN:
            continue
        if earlier := [r for r in removals if version.number < r.version.number]:
            _cover(version, taken(earlier))


def cover_open(version: Version, user: Any, removals: list[Removal] | None = None) -> None:
    """Take out of an open draft, in memory, what was removed from its record and ``user`` may not look at. Who saves
    what he was shown saves it without that. Other versions stay as they are."""
    if version.state in OPEN and (kept := kept_from(version.record, user, removals)):
        _cover(version, taken(kept))


def cover_typed() -> Callable[[str, str], str]:
    """What takes what was removed from a record (by its id) out of a text that somebody typed about it, such as an
    opinion in the audit trail. Asks once which records there are, and once more about each of them."""
    concerned = set(Removal.objects.effective().filter(erased_at=None).values_list("record", flat=True))
    passages = cache(lambda pk: taken(Removal.objects.effective().filter(record=pk).prefetch_related("parts")).passages)
    return lambda pk, text: masking.mask(text, passages(int(pk))) if int(pk) in concerned else text


def _cover(version: Version, gone: Taken) -> None:
    for name, value in without(version, gone).items():
        setattr(version, name, value)


def may_see(user: Any, record: Record) -> bool:
    """Whether ``user`` may look at what was removed from a record: who may release or withdraw there."""
    return user.may("release", record.organ) or user.may("withdraw", record.organ)


def kept_from(record: Record, user: Any, removals: list[Removal] | None = None) -> list[Removal]:
    """The removals whose words ``user`` does not get to see in drafts. Where a second person objected, they may be
    written again."""
    if may_see(user, record):
        return []
    return [r for r in (removals_of(record) if removals is None else removals) if r.verdict != "objected"]


def is_kept_from(file: Attachment, record: Record, user: Any) -> bool:
    """Whether a file of an open draft was removed, or says what was, and ``user`` does not get to see it."""
    if file.version.state not in OPEN or not (removals := kept_from(record, user)):
        return False
    return file.blob_id in _contents(record, removals) or says(file, taken(removals).passages)


def may_hide_what_was_removed(original: Blob, name: str, record: Record, user: Any) -> bool:
    """Whether a file as it came in says what was removed and ``user`` does not get to see, or may: of what is hidden and
    long only the beginning is known."""
    passages = taken(kept_from(record, user)).passages
    if not passages:
        return False
    return says(Attachment(blob=original, name=name), passages) or not hides_nothing_unread(original)


def _contents(record: Record, removals: Iterable[Removal]) -> set[str]:
    return copies(record, [part.sha256 for removal in removals for part in removal.parts.all() if part.sha256])


def without(version: Version, gone: Taken) -> dict[str, Any]:
    """Title, body, fields and notes of a version without what is to go."""
    return {
        "title": masking.mask(version.title, gone.passages, 300),
        "body": masking.mask_html(version.body, gone.passages),
        "fields": _fields_without(version, gone),
        "note": masking.mask(version.note, gone.passages, 300),
        "return_note": masking.mask(version.return_note, gone.passages, 300),
    }


def _fields_without(version: Version, gone: Taken) -> dict[str, Any]:
    kept = {name: _value_without(name, value, gone) for name, value in version.fields.items() if name != "extra"}
    if "extra" in version.fields:
        kind = kinds.KINDS.get(version.record.kind)
        coded = {extra.name for extra in (kind.fields if kind else ()) if extra.type not in ("text", "long")}
        kept["extra"] = {
            name: _inner_without(value, gone)
            for name, value in (version.fields["extra"] or {}).items()
            if name not in gone.fields and not (name in coded and masking.occurs(str(value), gone.passages))
        }
    return kept


def _value_without(name: str, value: Any, gone: Taken) -> Any:
    if name in FIXED:
        return value
    column = Record._meta.get_field(name) if name in FIELDS else None
    is_text = isinstance(value, str) and column is not None and column.get_internal_type() in ("CharField", "TextField")
    if name in gone.fields:
        return "" if is_text else None
    if is_text:
        return masking.mask(value, gone.passages, getattr(column, "max_length", None))
    return None if value is not None and masking.occurs(str(value), gone.passages) else value


def _inner_without(value: Any, gone: Taken) -> Any:
    """A value of ``extra``, whatever it is made of."""
    if isinstance(value, str):
        return masking.mask(value, gone.passages)
    if isinstance(value, list):
        return [_inner_without(inner, gone) for inner in value]
    if isinstance(value, dict):
        return {name: _inner_without(inner, gone) for name, inner in value.items()}
    return None if value is not None and masking.occurs(str(value), gone.passages) else value


def texts(version: Version, record: Record) -> Iterator[tuple[str, str, str]]:
    """(name, label, text) of everything of a version in which words can stand, but its body and its files."""
    yield "title", "标题", version.title
    yield "note", "修改说明", version.note
    yield from fields_of(version, record)


def fields_of(version: Version, record: Record) -> Iterator[tuple[str, str, str]]:
    """(name, label, value) of the filled fields that can be removed."""
    labels = labels_of(record)
    for name, value in version.fields.items():
        if name not in FIXED and name != "extra" and value not in (None, ""):
            yield name, labels.get(name, name), str(value)
    for name, value in (version.fields.get("extra") or {}).items():
        if value not in (None, "", [], {}):
            yield name, labels.get(name, name), str(value)


def values_of(record: Record) -> dict[str, str]:
    """The filled fields of a record as the public could read them: of each the value in the newest version that has one."""
    versions = list(record.versions.filter(state="released").order_by("number"))
    cover(record, versions)
    return {name: value for version in versions for name, _, value in fields_of(version, record)}


def labels_of(record: Record) -> dict[str, str]:
    """What the fields of a record are called."""
    labels = {column.name: str(column.verbose_name) for column in Record._meta.fields if column.name in FIELDS}
    kind = kinds.KINDS.get(record.kind)
    return labels | {extra.column or extra.name: extra.label for extra in (kind.fields if kind else ())}


@dataclass
class Place:
    """Where something stands in a version, and how often there (0: as the whole of it)."""

    version: Version
    places: list[tuple[str, int]] = field(default_factory=list)

    def __str__(self) -> str:
        told = "，".join(f"{where} {count} 处" if count else where for where, count in self.places)
        return f"第 {self.version.number} 版" + (f"：{told}" if told else "")


@dataclass
class Found:
    """Where the things to be removed stand in the released versions of a record."""

    passages: dict[str, list[Place]]
    files: list[Attachment]  # of the released versions: the chosen ones and those that say a passage, one a content
    drafts: list[Version]  # open ones that hold a passage
    unread: list[Attachment]  # files of the released versions with words nobody can look into: scans, long comments

    @property
    def missing(self) -> list[str]:
        return [passage for passage, places in self.passages.items() if not places]


def find(record: Record, passages: list[str], blobs: Iterable[str] = ()) -> Found:
    """Look for ``passages`` in the versions of a record; ``blobs`` are contents of files chosen by hand. A file that
    says a passage in its text, its hidden parts or its name goes as a whole, since nothing can be masked in it."""
    chosen = set(blobs)
    shown_with = ("attachments__blob__vetted", "attachments__blob__transcript")
    versions = list(record.versions.exclude(state="discarded").prefetch_related(*shown_with))
    cover(record, versions)
    found = Found({passage: [] for passage in passages}, [], [], [])
    for passage in masking.standing(record.withdrawn_reason, passages):
        found.passages[passage].append(Place(record.current, [("撤回原因", 1)]))
    shown: dict[str, Attachment] = {}
    for version in versions:
        places = _places(version, record, passages)
        if version.state != "released":
            found.drafts += [version] if any(places.values()) else []
            continue
        for passage in passages:
            found.passages[passage] += [Place(version, places[passage])] if places[passage] else []
        for file in shown_files(version):  # one content may have had several names
            shown.setdefault(file.blob_id, file)
            chosen |= {file.blob_id} if says(file, passages) else set()
    chosen = copies(record, chosen)
    found.files = [file for file in shown.values() if file.blob_id in chosen]
    found.unread = [file for file in shown.values() if file not in found.files and not _readable(file.blob)]
    return found


def _places(version: Version, record: Record, passages: list[str]) -> dict[str, list[tuple[str, int]]]:
    """For each passage, where it stands in a version and how often. Every text is looked through once."""
    counted = [(label, masking.counts(text, passages)) for _, label, text in texts(version, record)]
    counted.append(("正文", masking.counts_in_html(version.body, passages)))
    counted += [(f"附件“{file.name}”", dict.fromkeys(said(file, passages), 1)) for file in shown_files(version)]
    return {
        passage: [(where, counts[passage]) for where, counts in counted if counts.get(passage)] for passage in passages
    }


def stood(removal: Removal) -> list[tuple[RemovedPart, list[Place]]]:
    """The parts of a removal, and where each stood in the versions that were public before; nothing of the words, and
    no places once they are erased."""
    record, gone = removal.record, taken([removal])
    before = record.versions.filter(state="released", number__lt=removal.version.number).order_by("number")
    versions = [] if removal.erased_at else list(before.prefetch_related("attachments__blob__vetted"))
    counted = [(version, _places(version, record, gone.passages)) for version in versions]
    told: list[tuple[RemovedPart, list[Place]]] = []
    for part in removal.parts.all():
        if part.part == "passage":
            places = [Place(version, found[part.text]) for version, found in counted if found.get(part.text)]
        elif part.part == "field":
            labelled = [(version, _field_places(version, record, part.field)) for version in versions]
            places = [Place(version, found) for version, found in labelled if found]
        else:
            same = copies(record, [part.sha256])
            places = [Place(v) for v in versions if {f.blob_id for f in v.attachments.all()} & same]
        told.append((part, places))
    return told


def _field_places(version: Version, record: Record, field: str) -> list[tuple[str, int]]:
    return [(label, 0) for name, label, _ in fields_of(version, record) if name == field]


def says(file: Attachment, passages: list[str]) -> bool:
    """Whether a file says a passage: in its text and its hidden parts, as far as they could be read, or in its name."""
    return bool(said(file, passages))


def said(file: Attachment, passages: list[str]) -> set[str]:
    """Which of the passages a file says."""
    texts = (file.name, file.blob.text, *_samples(file.blob))
    return set().union(*(masking.standing(text, passages) for text in texts))


def _samples(blob: Blob) -> list[str]:
    """What is known of the words a file holds beside those one sees."""
    vetted = getattr(blob, "vetted", None)
    return [one["sample"] for one in vetted.holdings] if vetted else []


def _readable(blob: Blob) -> bool:
    """Whether a passage that is not found in a file is not in it: what was read in a picture may be wrong."""
    transcript = getattr(blob, "transcript", None)
    doubtful = transcript is not None and transcript.is_doubtful
    return bool(blob.text.strip()) and not doubtful and hides_nothing_unread(blob)


def hides_nothing_unread(blob: Blob) -> bool:
    """Whether all that a file hides is known: of what is long only the beginning is, of some kinds nothing."""
    vetted = getattr(blob, "vetted", None)
    hidden = [one for one in vetted.holdings if one["hidden"]] if vetted else []
    return all(0 < len(one["sample"]) < SAMPLE and one["code"] != "attachment" for one in hidden)


def copies(record: Record, contents: Iterable[str]) -> set[str]:
    """These contents of files of a record, with those that were made of them, or of which they were made, by taking
    out what they hid: one sees the same in all of them, so one does not stay, or come back, for another."""
    found, made = set(contents), record.originals.exclude(cleaned=None).values_list("blob_id", "cleaned_id")
    pairs = [set(pair) for pair in made] if found else []
    while more := set().union(*(pair for pair in pairs if pair & found)) - found:
        found |= more
    return found


def shown_files(version: Version) -> list[Attachment]:
    """The files of a version that were not removed."""
    return [file for file in version.attachments.all() if file.removal_id is None]


def brought_back(version: Version, came: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What of a draft was removed from public view before, or is to be with its release: (field, sentence). Where a
    second person objected, it may come back. The sentences name the place, not the words. ``came``: contents of its
    files as they came in, before anything hidden was taken out."""
    removals = list(version.record.removals.exclude(verdict="objected").prefetch_related("parts"))
    if not removals:
        return []
    gone = taken(removals)
    contents = _contents(version.record, removals)
    found = [("files", _BACK_FILE.format(number)) for number, one in enumerate(came, 1) if one in contents]
    if masking.occurs_in_html(version.body, gone.passages):
        found.append(("body", _BACK.format("正文")))
    for name, label, text in texts(version, version.record):
        same = name in gone.fields and masking.folded(text) == masking.folded(gone.fields[name])
        if same or masking.occurs(text, gone.passages):
            found.append((name, _BACK.format(f"“{label}”")))
    files = version.attachments.select_related("blob__vetted")
    for number, file in enumerate(files, 1):
        if file.blob_id in contents or says(file, gone.passages):
            found.append(("files", _BACK_FILE.format(number)))
    return found


_BACK = "{}里有不再公开的内容，请删去后再提交。不清楚是哪些内容的，请问有撤回权限的同事。"
_BACK_FILE = "第 {} 个附件不再公开，或者含有不再公开的内容，请移除后再提交。"


def take_files_away(record: Record, removal: Removal, contents: Iterable[str]) -> None:
    """Mark the files of these contents, and of their copies, as removed: in the versions that were out before and in
    discarded ones. Such a file may have been cleaned since it was chosen."""
    before = Q(version__state="released", version__number__lt=removal.version.number) | Q(version__state="discarded")
    closed = Attachment.objects.filter(before, version__record=record)
    closed.filter(blob__in=copies(record, contents), removal=None).update(removal=removal, exposed=False)


def rename_open_files(record: Record, passages: list[str]) -> None:
    """Take the passages out of the names of files in open drafts: a name is a text like others, and its author may give
    the file another."""
    for file in Attachment.objects.filter(version__record=record, version__state__in=OPEN):
        if masking.occurs(file.name, passages):
            file.name = masking.mask(file.name, passages, 200)
            file.save(update_fields=["name"])


def add_parts(
    removal: Removal, record: Record, *, passages: Iterable[str], fields: Iterable[str], files: Iterable[Attachment]
) -> None:
    """Write down what a removal takes out."""
    values = values_of(record)
    parts = [RemovedPart(part="passage", text=passage) for passage in passages]
    parts += [RemovedPart(part="field", field=name, text=values[name]) for name in fields if name in values]
    parts += [RemovedPart(part="attachment", text=file.name, sha256=file.blob_id) for file in files]
    for part in parts:
        part.removal = removal
    RemovedPart.objects.bulk_create(parts)
