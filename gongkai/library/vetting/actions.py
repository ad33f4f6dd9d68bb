"""Deciding on hidden content: clean a file by one click, or keep a kind of it with a reason.

Neither changes what one sees, so neither makes somebody a writer of the version (library.actions.wrote): a reviewer
cleans what is before him and releases it.
"""

from gongkai.core.actions import NotAllowed, Refused, action, audit
from gongkai.core.models import Blob
from gongkai.library import publishing, removed
from gongkai.library.models import Attachment, Record, RemovedPart
from gongkai.library.vetting.cleaning import CLEAN_ALREADY, keep_original
from gongkai.library.vetting.looking import look
from gongkai.library.vetting.models import Kept, Original
from gongkai.library.vetting.selectors import may_clean, may_open_originals
from gongkai.organs.models import Account


@action
def put_in_place(*, attachment: Attachment, copy: Blob, by: Account) -> None:
    """Let ``copy``, which ``clean_copy`` made of an attached file, stand in its place; the file as it came in stays with
    the record, restricted. An author does it on a draft; whoever may release, in every version of the record, public
    ones included: nothing changes but what was hidden, and that is to be gone from every address."""
    of = _locked(attachment, by)
    here = Attachment.objects.filter(version__record=of, removal=None).exclude(version__state="discarded")
    same = here.filter(blob=attachment.blob_id)
    if not by.may("release", of.organ):
        same = same.filter(version__state="draft")
    changed = list(same.select_related("version"))
    if attachment.pk not in {one.pk for one in changed}:
        raise Refused(CLEAN_ALREADY)
    keep_original(of=of, blob=attachment.blob, copy=copy, name=attachment.name, by=by)
    same.filter(pk__in=[one.pk for one in changed]).update(blob=copy, exposed=False)
    audit(
        "file.clean", of, by=by, organ=of.organ, version=attachment.version.number,
        versions=sorted({one.version.number for one in changed}), original=attachment.blob_id, sha256=copy.pk,
    )  # fmt: skip
    if of.state == "released":
        publishing.announce([of])


@action
def keep(*, attachment: Attachment, code: str, reason: str, by: Account) -> Kept:
    """Let a file keep one kind of what it hides; takes the right to release and a reason, which the second person
    reads. Holds for this file of this record, whatever version it hangs on."""
    of = _locked(attachment, by, "release")
    open_kinds = {one["code"] for one in look(attachment.blob).holdings if one["hidden"]}
    if code not in open_kinds:
        raise Refused(CLEAN_ALREADY)
    if not reason.strip():
        raise Refused("请写明保留这一类隐藏内容的理由，另一位同事会看到。", "reason")
    kept, new = Kept.objects.get_or_create(
        record=of, blob=attachment.blob, code=code, defaults={"reason": reason.strip()[:300], "by": by}
    )
    if not new:
        raise Refused(f"这一类内容已由{kept.by}写明理由保留。")
    if open_kinds <= set(Kept.objects.filter(record=of, blob=attachment.blob).values_list("code", flat=True)):
        Attachment.objects.filter(version__record=of, blob=attachment.blob).update(exposed=False)
    audit(
        "file.keep", of, by=by, organ=of.organ, version=attachment.version.number,
        kind=code, reason=kept.reason, sha256=attachment.blob_id,
    )  # fmt: skip
    return kept


@action
def open_original(*, original: Original, by: Account) -> None:
    """Somebody who writes or releases here looks at a file as it came in: what it hides may be personal."""
    of = original.record
    if not may_open_originals(of, by):
        raise NotAllowed("附件的原件只有起草、审核这条信息的人可以查看。")
    if RemovedPart.objects.filter(removal__record=of, sha256__in=removed.copies(of, [original.blob_id])).exists():
        raise Refused("这个附件已不再公开，它的原件也不能再下载。")
    if removed.may_hide_what_was_removed(original.blob, original.name, of, by):
        raise Refused("这个附件的原件里可能有已不再公开的内容，只有审核、撤回信息的人可以查看。")
    audit("file.original", of, by=by, organ=of.organ, sha256=original.blob_id)


def _locked(attachment: Attachment, by: Account, permission: str = "") -> Record:
    """The record of an attachment, held until the end of the transaction."""
    attachment.refresh_from_db()
    version = attachment.version
    of = Record.objects.select_for_update(of=("self",)).select_related("organ").get(pk=version.record_id)
    if permission:
        by.must(permission, of.organ)
    elif not may_clean(version, by):
        raise NotAllowed("清除隐藏内容，由起草人在起草时或由审核人办理。")
    return of
