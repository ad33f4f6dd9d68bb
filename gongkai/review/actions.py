"""Two pairs of eyes: submit, send back, release, withdraw. Nobody releases what they wrote."""

from typing import Any

from django.utils import timezone

from gongkai.core import bulk
from gongkai.core.actions import Refused, action, audit
from gongkai.library import masking, publishing, removed
from gongkai.library.actions import wrote
from gongkai.library.models import Record, Version
from gongkai.review.checking import Found, findings
from gongkai.review.models import SkippedStep
from gongkai.review.removal import actions as removal


def problems(version: Version) -> list[tuple[str, str]]:
    """Why this version cannot be released yet: (field, sentence)."""
    return _blocking(findings(version, releasing=True))


def gaps(version: Version) -> list[tuple[str, str]]:
    """Why this version cannot be submitted either: (field, sentence). What its files hide the reviewer decides on."""
    return _blocking(findings(version))


def _blocking(found: list[Found]) -> list[tuple[str, str]]:
    return [(one.finding.field, one.finding.sentence) for one in found if one.blocks]


@action
def submit_version(*, version: Version, by: Any) -> Version:
    """Hand a draft to the reviewers."""
    version = Version.objects.select_for_update().select_related("record__organ").get(pk=version.pk)
    by.must("write", version.record.organ)
    if version.state != "draft":
        raise Refused("这一版不是起草中的稿件，可能已经提交过了。")
    for field, sentence in gaps(version):
        raise Refused(sentence, field)
    version.state, version.submitted_by, version.submitted_at = "submitted", by, timezone.now()
    version.return_note = ""
    version.save()
    if version.record.state == "draft":
        version.record.state = "submitted"
        version.record.save()
    audit("version.submit", version.record, by=by, organ=version.record.organ, version=version.number)
    return version


@action
def send_back(*, version: Version, note: str, by: Any) -> Version:
    """Return a submitted version to its author with an opinion."""
    version = Version.objects.select_for_update().select_related("record__organ").get(pk=version.pk)
    by.must("release", version.record.organ)
    if version.state != "submitted":
        raise Refused("这一版不在待审状态，可能已被别人处理，请刷新页面。")
    if not note.strip():
        raise Refused("请写明退回意见，作者据此修改。", "note")
    version.state, version.return_note = "draft", note.strip()
    version.save()
    version.opinions.create(note=version.return_note, by=by, title=version.title, body=version.body)
    if version.record.state == "submitted":
        version.record.state = "draft"
        version.record.save()
    audit(
        "version.send_back",
        version.record,
        by=by,
        organ=version.record.organ,
        version=version.number,
        note=note,
    )
    return version


@action
def release_version(*, version: Version, by: Any, seen: str | None = None) -> Record:
    """Release a submitted version: it is public when this returns. The second person is somebody who had no hand in
    it: neither its last writer nor any earlier one. ``seen`` (Version.submission) is what the reviewer had before his
    eyes; a text sent back, changed and submitted again since is not released unread."""
    version = Version.objects.select_for_update().select_related("record__organ").get(pk=version.pk)
    record = version.record
    by.must("release", record.organ)
    if version.state != "submitted":
        raise Refused("这一版不在待审状态，可能已被别人处理，请刷新页面。")
    if seen is not None and seen != version.submission:
        raise Refused("这份稿件在您打开页面之后重新提交过，请重新打开，核对后再发布。")
    if wrote(version, by):
        raise Refused("起草人不能审核发布自己的稿件，请由另一位有审核权限的同事发布。")
    for field, sentence in problems(version):
        raise Refused(sentence, field)
    publishing.publish([version], by=by)
    removal.settle(version, by=by)
    version.opinions.update(title="", body="")
    audit("version.release", record, by=by, organ=record.organ, version=version.number)
    return record


@action
def withdraw_record(*, record: Record, reason: str, by: Any, replaced_by: Record | None = None) -> Record:
    """Take a released record off the site. When this returns, no page and no search shows it."""
    record = Record.objects.select_for_update().select_related("organ").get(pk=record.pk)
    by.must("withdraw", record.organ)
    if record.state != "released":
        raise Refused("这条信息不在已发布状态，可能已被撤回，请刷新页面。")
    if not reason.strip():
        raise Refused("请写明撤回原因，公众在原地址会看到它。", "reason")
    if masking.occurs(reason, removed.taken(removed.removals_of(record)).passages):
        raise Refused("公众会看到撤回原因，里面不要写出已不再公开的内容。", "reason")
    if replaced_by is not None and not Record.objects.released().filter(pk=replaced_by.pk).exists():
        raise Refused("代替它的信息须是已发布的，请重新填写。", "replaced_by")
    publishing.withdraw(record, reason=reason.strip(), replaced_by=replaced_by)
    audit("record.withdraw", record, by=by, organ=record.organ, reason=reason)
    return record


@action
def release_imported(*, versions: list[Version], reason: str, by: Any) -> list[Record]:
    """Release imported history at once, each at the moment its ``released_at`` says it first was public. The second
    pair of eyes is skipped, which takes a reason and, of an account, the right to release; it is counted (house rule
    2)."""
    if not reason.strip():
        raise Refused("请写明不经第二人审核直接发布的理由。", "reason")
    if by is not None:
        for organ in {version.record.organ for version in versions}:
            by.must("release", organ)
    records = publishing.publish(versions, by=by, is_history=True)
    bulk.insert_many([SkippedStep(record=r, step="second_person", reason=reason, by=by) for r in records])
    if records:
        audit("import.release", records[0], by=by, organ=None, count=len(records), reason=reason)
    return records
