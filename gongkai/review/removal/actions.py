"""Taking passages, fields and files out of what was released: at once, with a second look afterwards, or with a
correction, whose release is the second look. 个人信息保护法 art. 47 (deletion), 条例 art. 15 (personal privacy)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from gongkai.casework.calendar import national
from gongkai.core.actions import Refused, action, audit
from gongkai.library import content, masking, publishing, removed
from gongkai.library.models import FIELDS, Attachment, Record, Removal, RemovedPart, Version
from gongkai.review.removal import erasing
from gongkai.review.settings import REMOVED_KEPT
from gongkai.search import outbox

SECOND_LOOK_WITHIN = 1  # working days
NOTE = "部分内容已不再公开。"
ERASED = "已消除的附件"


@dataclass
class Chosen:
    """What somebody wants removed: passages, names of fields, contents (sha256) of files; and why."""

    ground: str
    reason: str
    passages: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    blobs: list[str] = field(default_factory=list)


@action
def remove(*, record: Record, chosen: Chosen, by: Any) -> Removal:
    """Take parts of a released or withdrawn record out of public view, now. A new version without them is released; the
    earlier ones are shown without them. A second person looks at it within one working day."""
    record = Record.objects.select_for_update().get(pk=record.pk)
    by.must("withdraw", record.organ)
    if record.state not in ("released", "withdrawn"):
        raise Refused("只有发布过的信息才能不再公开其中的内容，草稿请直接修改。")
    found = find(record=record, chosen=chosen)
    now = timezone.now()
    removal = Removal(
        record=record, ground=chosen.ground, reason=chosen.reason.strip(), by=by, at=now,
        due_on=national().add_workdays(timezone.localdate(now), SECOND_LOOK_WITHIN),
        keep_until=_keep_until(record),
    )  # fmt: skip
    removal.version = _version_without(record, chosen, {file.blob_id for file in found.files}, by)
    removal.save()
    removed.add_parts(removal, record, passages=chosen.passages, fields=chosen.fields, files=found.files)
    record.withdrawn_reason = masking.mask(record.withdrawn_reason, chosen.passages, 300)
    if record.state == "released":
        publishing.publish([removal.version], by=by)
    else:
        publishing.replace(record, removal.version)
    _take_effect(removal, by)
    return removal


@action
def propose(*, version: Version, chosen: Chosen, by: Any) -> Removal:
    """Ask that the release of this correction takes parts out of the earlier versions."""
    version = Version.objects.select_for_update(of=("self",)).select_related("record__organ").get(pk=version.pk)
    record = version.record
    by.must("write", record.organ)
    if version.state != "draft" or record.state != "released":
        raise Refused("只有在起草更正稿时才能提出，这一稿已提交或已发布。")
    found = find(record=record, chosen=chosen)
    removal = Removal.objects.create(
        record=record, version=version, ground=chosen.ground, reason=chosen.reason.strip(), by=by
    )
    removed.add_parts(removal, record, passages=chosen.passages, fields=chosen.fields, files=found.files)
    audit("removal.propose", record, by=by, organ=record.organ, version=version.number, removal=removal.pk)
    return removal


@action
def drop(*, removal: Removal, by: Any) -> None:
    """Take a proposal back while its correction is being written."""
    removal = (
        Removal.objects.select_for_update(of=("self",)).select_related("record__organ", "version").get(pk=removal.pk)
    )
    by.must("write", removal.record.organ)
    if removal.at is not None or removal.version.state != "draft":
        raise Refused("这一稿已提交或已发布，不能再取消。")
    record = removal.record
    audit("removal.drop", record, by=by, organ=record.organ, version=removal.version.number, removal=removal.pk)
    removal.delete()


def settle(version: Version, *, by: Any) -> None:
    """What a correction proposed to remove goes with its release; who releases it has looked at it. Part of the release,
    within an action."""
    now = timezone.now()
    for removal in version.removals.filter(at=None).select_related("record__organ", "version"):
        removal.at = removal.checked_at = now
        removal.checked_by, removal.verdict, removal.keep_until = by, "confirmed", _keep_until(removal.record)
        removal.save()
        _take_effect(removal, by)


@action
def check(*, removal: Removal, verdict: str, note: str, by: Any) -> Removal:
    """The second look: confirm, or object with a note. What was removed stays removed; after an objection an ordinary
    correction may put it back."""
    removal = Removal.objects.select_for_update(of=("self",)).select_related("record__organ").get(pk=removal.pk)
    record = removal.record
    by.must("withdraw", record.organ)
    if not removal.is_waiting:
        raise Refused("这一项已经复核过了，请刷新页面。")
    if by.pk == removal.by_id:
        raise Refused("复核要由另一位有撤回权限的同事来做。")
    if verdict not in Removal.VERDICTS:
        raise Refused("请选择复核结果。", "verdict")
    note = note.strip()
    if verdict == "objected" and not note:
        raise Refused("有不同意见的，请写明意见，经办人据此处理。", "note")
    if masking.occurs(note, _told(removal)):
        raise Refused("意见里不要写出不再公开的内容本身。", "note")
    removal.verdict, removal.note, removal.checked_by, removal.checked_at = verdict, note, by, timezone.now()
    removal.save()
    audit("removal.check", record, by=by, organ=record.organ, removal=removal.pk, verdict=verdict, note=note)
    return removal


@action
def reveal(*, removal: Removal, reason: str, by: Any, part: RemovedPart | None = None) -> list[RemovedPart]:
    """What was removed, or one part of it, for those who may release or withdraw; every look is written down."""
    organ = removal.record.organ
    if not removed.may_see(by, removal.record):
        by.must("withdraw", organ)
    if removal.erased_at is not None:
        raise Refused("保存期已满，不再公开的内容已经消除，无法查看。")
    if not reason.strip():
        raise Refused("请写明查看理由。", "reason")
    if masking.occurs(reason, _told(removal)):
        raise Refused("理由里不要写出不再公开的内容本身。", "reason")
    shown = [part] if part else list(removal.parts.all())
    audit(
        "removal.reveal", removal.record, by=by, organ=organ, removal=removal.pk, reason=reason.strip(),
        parts=[p.pk for p in shown],
    )  # fmt: skip
    return shown


@action
def erase(*, removal: Removal, by: Any) -> None:
    """Black out what was removed where the office kept it: in the stored versions, in drafts, in the files unless
    something else holds them. The trail keeps that, when and why it was removed."""
    removal = (
        Removal.objects.select_for_update(of=("self",)).select_related("record__organ", "version").get(pk=removal.pk)
    )
    record, gone = removal.record, removed.taken([removal])
    if removal.erased_at is not None or removal.is_waiting:
        raise Refused("这一项已经消除，或者还没有复核。")
    for version in record.versions.all():
        later = version.number >= removal.version.number
        if not (later and (version.state == "released" or removal.verdict == "objected")):
            version.record = record
            version.black_out(**removed.without(version, gone))
    erasing.said(removal, gone.passages)
    erasing.hidden(record, gone.passages)
    erasing.files(removal)
    removal.parts.update(text=None)
    removal.erased_at = timezone.now()
    removal.save()
    audit("removal.erase", record, by=by, organ=record.organ, removal=removal.pk)


def find(*, record: Record, chosen: Chosen) -> removed.Found:
    """Where the chosen things stand; Refused for what cannot be removed."""
    values = removed.values_of(record)
    if not (chosen.passages or chosen.blobs or set(chosen.fields) & set(values)):
        raise Refused("请写出要移去的文字，或者勾选附件、目录要素。", "passages")
    if chosen.ground not in Removal.GROUNDS:
        raise Refused("请选择属于哪种情形。", "ground")
    if not chosen.reason.strip():
        raise Refused("请写明原因，公众在版本页会看到它。", "reason")
    told = [values[name] for name in chosen.fields if name in values and not values[name].isdigit()]
    if masking.occurs(chosen.reason, [*chosen.passages, *told]):
        raise Refused("公众会看到原因，里面不要写出要移去的内容本身。", "reason")
    for passage in chosen.passages:
        if len(masking.folded(passage)) < masking.SHORTEST:
            raise Refused("每一处至少写两个字，只写一个字会把别处的字也遮去。", "passages")
    found = removed.find(record, chosen.passages, chosen.blobs)
    if missing := found.missing:
        place = chosen.passages.index(missing[0]) + 1
        if masking.folded(missing[0]) in map(masking.folded, removed.taken(removed.removals_of(record)).passages):
            raise Refused(f"第 {place} 处文字已经不再公开，不用再办理，请删去这一行。", "passages")
        raise Refused(f"第 {place} 处文字在已发布的各版里都没有找到，请从公开页面上复制，每处一行。", "passages")
    return found


def _version_without(record: Record, chosen: Chosen, blobs: set[str], by: Any) -> Version:
    """A released version like the current one without the chosen things; numbered last."""
    current, now = record.current, timezone.now()
    current.fields = content.to_json({name: getattr(record, name) for name in FIELDS})  # with what was confirmed since
    passages = chosen.passages
    texts = removed.without(current, removed.Taken(passages, dict.fromkeys(chosen.fields, "")))
    version = Version(
        record=record, number=record.versions.first().number + 1, state="released",
        **(texts | {"note": NOTE, "return_note": ""}), written_by=by, submitted_by=by, submitted_at=now, released_by=by, released_at=now,
    )  # fmt: skip
    version.save()
    staying = [file for file in removed.shown_files(current) if file.blob_id not in blobs]
    Attachment.objects.bulk_create(
        Attachment(version=version, blob_id=file.blob_id, name=file.name, order=file.order) for file in staying
    )
    return version


def _take_effect(removal: Removal, by: Any) -> None:
    """Files of earlier versions go; search neither finds nor shows what its index still says."""
    record, parts = removal.record, list(removal.parts.all())
    removed.take_files_away(record, removal, [part.sha256 for part in parts if part.sha256])
    removed.rename_open_files(record, [part.text for part in parts if part.part == "passage" and part.text])
    outbox.withhold("record", record.pk)
    counted = dict(Counter(part.part for part in parts))
    audit(
        "record.remove", record, by=by, organ=record.organ, removal=removal.pk, version=removal.version.number,
        ground=removal.ground, reason=removal.reason, parts=counted,
    )  # fmt: skip


def _told(removal: Removal) -> list[str]:
    """What must not be written into a note that stays: passages, and the words of fields."""
    told = [part.text for part in removal.parts.all() if part.text and part.part != "attachment"]
    return [text for text in told if not text.isdigit()]


def _keep_until(record: Record) -> Any:
    today = timezone.localdate()
    return today + timedelta(days=REMOVED_KEPT.of(record.organ, on=today))
