"""Writing in the library: drafts, their content and files. Release and withdrawal are in review.actions."""

from datetime import date
from typing import Any

from django.utils import timezone

from gongkai.core.actions import NotAllowed, Refusal, Refused, action, audit
from gongkai.core.html import clean
from gongkai.core.models import AuditEntry, Blob
from gongkai.library import content, kinds, outstanding, publishing, rules
from gongkai.library.models import FIELDS, Attachment, Record, Relation, StatedEffect, Version
from gongkai.organs.models import Organ

WRITING = ("record.start", "record.correct", "record.save", "record.attach", "record.detach")


@action
def start_record(*, organ: Organ, kind: str, title: str, by: Any, body: str = "", **fields: Any) -> Version:
    """A new record of ``organ`` as a first draft."""
    by.must("write", organ)
    if kind not in kinds.KINDS:
        raise Refused("请选择信息类型。", "kind")
    fields.setdefault("item", kinds.KINDS[kind].item)
    record = Record(organ=organ, kind=kind, title=title, created_by=by)
    record.save()
    version = Version(
        record=record, number=1, title=title, body=clean(body), fields=content.to_json(fields), written_by=by
    )
    version.save()
    mirror(record, version)
    audit("record.start", record, by=by, organ=organ, kind=kind, version=1)
    return version


@action
def save_draft(
    *, version: Version, stamp: int, by: Any, title: str, body: str, note: str = "", **fields: Any
) -> Version:
    """Save what an author typed. ``stamp`` is the one the editor was opened with; a second editor's older stamp is
    refused, nothing is overwritten."""
    version = _locked(version)
    record = version.record
    by.must("write", record.organ)
    if version.state != "draft":
        raise Refused("这一版已提交审核或已发布，不能再改。如需修改，请先由审核人退回，或新建更正版本。")
    if version.stamp != stamp:
        raise Refused(
            f"“{version.written_by}”在您之后保存过这份稿件。您输入的内容仍在页面上，请先对照最新稿再保存。", "stamp"
        )
    version.title, version.body, version.note = title, clean(body), note
    before = version.fields
    version.fields = {**before, **content.to_json(fields)}
    if version.fields.get("formed_on") != before.get("formed_on"):
        version.fields["formed_presumed"] = False
    version.stamp += 1
    version.written_by, version.written_at = by, timezone.now()
    version.save()
    mirror(record, version)
    audit("record.save", record, by=by, organ=record.organ, version=version.number)
    return version


@action
def open_correction(*, record: Record, by: Any) -> Version:
    """A new draft version of a released record, with the content and files of the current one."""
    record = Record.objects.select_for_update(of=("self",)).select_related("organ", "current").get(pk=record.pk)
    by.must("write", record.organ)
    if record.state != "released":
        raise Refused("只有已发布的信息才能更正。")
    if record.open_version:
        raise Refused("这条信息已有一份正在起草或待审的更正稿，请在那一份上继续。")
    current = record.current
    version = Version(
        record=record,
        number=record.versions.first().number + 1,
        title=record.title,
        body=current.body,
        fields=content.to_json({name: getattr(record, name) for name in FIELDS}),
        written_by=by,
    )
    version.save()
    Attachment.objects.bulk_create(
        Attachment(version=version, blob=a.blob, name=a.name, order=a.order) for a in current.attachments.all()
    )
    audit("record.correct", record, by=by, organ=record.organ, version=version.number)
    return version


@action
def discard_draft(*, version: Version, by: Any) -> None:
    """Give up a draft. A record that was never released goes with it; its number was never given out."""
    version = _locked(version)
    record = version.record
    by.must("write", record.organ)
    if version.state != "draft":
        raise Refused("只有起草中的稿件可以作废。")
    audit("record.discard", record, by=by, organ=record.organ, version=version.number)
    if record.state in ("draft", "submitted"):
        record.delete()
    else:
        version.state = "discarded"
        version.save()
        version.removals.filter(at=None).delete()  # what it proposed to remove is not asked for any more


@action
def attach(*, version: Version, blob: Blob, name: str, by: Any) -> Attachment:
    """Put a stored file under a draft; what was submitted while the file came in stays as it was submitted."""
    version = _locked(version)
    record = version.record
    by.must("write", record.organ)
    _must_be_draft(version)
    attachment = Attachment.objects.create(version=version, blob=blob, name=name, order=version.attachments.count())
    audit(
        "record.attach",
        record,
        by=by,
        organ=record.organ,
        sha256=blob.sha256,
        version=version.number,
    )
    return attachment


@action
def detach(*, attachment: Attachment, by: Any) -> None:
    """Take a file off a draft."""
    version = _locked(attachment.version)
    record = version.record
    by.must("write", record.organ)
    _must_be_draft(version)
    audit(
        "record.detach",
        record,
        by=by,
        organ=record.organ,
        version=attachment.version.number,
    )
    attachment.delete()


@action
def relate(*, source: Record, predicate: str, target: Record, by: Any) -> Relation:
    """Say that ``source`` interprets, repeals, amends … ``target``. Takes effect when ``source`` is released; on a
    released record at once, so it takes the right to release. Only one's own documents are repealed or amended."""
    _may_relate(source, by)
    relation = _relate(source, predicate, target, by)
    if source.state == "released":
        publishing.relations_changed([relation])
    return relation


@action
def relate_stated(*, source: Record, chosen: list[tuple[str, Record]], on: date, by: Any) -> dict[int, str]:
    """Carry out on the day ``on`` what the text of ``source`` states, all of ``chosen`` (predicate, target) in one step.
    Returns why not, by the id of the target, for those that are refused; they keep nobody else back."""
    _may_relate(source, by)
    if not chosen:
        raise Refused("请先勾选要办理的文件。", "chosen")
    made, refused = [], dict[int, str]()
    for predicate, target in chosen:
        try:
            made.append(_relate(source, predicate, target, by, on))
        except Refusal as refusal:
            refused[target.pk] = refusal.message
    audit("record.relate_stated", source, by=by, organ=source.organ, count=len(made), refused=len(refused))
    if source.state == "released":
        publishing.relations_changed(made)
    return refused


def _relate(source: Record, predicate: str, target: Record, by: Any, on: date | None = None) -> Relation:
    """The relation, saved and written down; it has not taken effect yet."""
    if not Record.objects.seen_by(by).filter(pk=target.pk).exists():
        raise NotAllowed("没有找到这条信息，可能已被撤回，或者不在您的权限范围内。请重新查找。", "target")
    if predicate not in rules.RELATIONS:
        raise Refused("请选择是什么关系。", "predicate")
    if source.pk == target.pk:
        raise Refused("不能与自身建立关联，请选择另一条信息。", "target")
    if predicate in rules.TAKES_EFFECT and not by.may("write", target.organ):
        raise Refused(f"“{target.title}”由{target.organ.label}发布，只有该机构或其上级才能废止、修改它。", "target")
    day = {"defaults": {"on": on}} if on else {}
    relation, _ = Relation.objects.update_or_create(source=source, predicate=predicate, target=target, **day)
    audit("record.relate", source, by=by, organ=source.organ, predicate=predicate, target=target.pk)
    return relation


@action
def unrelate(*, relation: Relation, by: Any) -> None:
    """Take a relation back, and with it the repeal or amendment it carried out."""
    source, target = relation.source, relation.target
    _may_relate(source, by)
    audit("record.unrelate", source, by=by, organ=source.organ, predicate=relation.predicate, target=target.pk)
    relation.delete()
    if source.state == "released":
        publishing.relation_undone(relation)


@action
def decline_stated(*, effect: StatedEffect, reason: str, by: Any) -> StatedEffect:
    """Decide that what the text of a released record states of one document is not carried out, and why; the record
    waits for it no more, as long as its text names that document."""
    record = Record.objects.select_for_update(of=("self",)).select_related("organ").get(pk=effect.record_id)
    by.must("release", record.organ)
    found = record.stated_effects.filter(pk=effect.pk).first()
    if found is None or not found.waits:
        raise Refused("这一件已经办理，或者已经决定不办理，或者正文已经改过，请刷新页面。")
    if not reason.strip():
        raise Refused("请写明不办理的理由。", "reason")
    found.reason = reason.strip()[:300]
    found.save(update_fields=["reason"])
    outstanding.count([record])
    audit(
        "record.decline_stated", record, by=by, organ=record.organ,
        predicate=found.predicate, target=found.target_id, reason=found.reason,
    )  # fmt: skip
    return found


def _may_relate(source: Record, by: Any) -> None:
    if source.state == "withdrawn":
        raise Refused("这条信息已撤回，不能再建立或取消关联。")
    by.must("release" if source.state == "released" else "write", source.organ)


def wrote(version: Version, account: Any) -> bool:
    """Whether this account had a hand in the version: wrote, saved or submitted it, or changed its files."""
    if account.pk in (version.written_by_id, version.submitted_by_id):
        return True
    return AuditEntry.objects.filter(
        noun_type="library.record",
        noun_id=str(version.record_id),
        verb__in=WRITING,
        by=account,
        detail__version=version.number,
    ).exists()


def mirror(record: Record, version: Version) -> None:
    """Keep the columns of a never released record in step with its draft, for lists on the desk."""
    if record.state in ("draft", "submitted"):
        publishing.apply(record, version)
        record.save()
    else:
        Record.objects.filter(pk=record.pk).update(updated_at=timezone.now())


def _locked(version: Version) -> Version:
    """The version as it is now, held until the end of the transaction: between opening a page and acting on it somebody
    may have submitted or released it."""
    return Version.objects.select_for_update(of=("self",)).select_related("record__organ").get(pk=version.pk)


def _must_be_draft(version: Version) -> None:
    if version.state != "draft":
        raise Refused("这一版已提交审核或已发布，不能再增减附件。")
