"""Parts of the erasure of a removal (actions.erase): what was said on the way, what files hide, the files themselves."""

from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import ProtectedError, Q

from gongkai.core import deeds
from gongkai.core import files as store
from gongkai.core.models import AuditEntry, Blob
from gongkai.core.trail import black_out
from gongkai.library import masking, removed
from gongkai.library.models import Attachment, Kept, Original, Record, Removal, RemovedPart
from gongkai.review.models import Opinion

ERASED = "已消除的附件"


def said(removal: Removal, passages: list[str]) -> None:
    """Opinions of returns with the text of then, reasons to keep what a file hides or not to carry out what the text
    states, relations that wait; and the trail where somebody typed a passage or it names a file that was taken out."""
    record = removal.record
    for opinion in Opinion.objects.filter(version__record=record):
        opinion.mask(passages)
        opinion.save()
    for kept in Kept.objects.filter(record=record):
        kept.reason = masking.mask(kept.reason, passages, 300)
        kept.save()
    for effect in record.stated_effects.exclude(reason=""):
        effect.reason = masking.mask(effect.reason, passages, 300)
        effect.save(update_fields=["reason"])
    for row in record.awaited_relations.all():
        if masking.occurs(row.text, passages):
            row.delete()
    blobs = removed.copies(record, _chosen(removal))
    entries = AuditEntry.objects.filter(noun_type=Record._meta.label_lower, noun_id=str(record.pk))
    quoting = [entry.pk for entry in entries if entry.detail.get("sha256") in blobs or _typed(entry, passages)]
    if quoting:
        told = entries.filter(pk__in=quoting)
        black_out(noun=record, entries=told, texts=deeds.TEXTS, by=None, organ=record.organ)


def _typed(entry: AuditEntry, passages: list[str]) -> bool:
    texts = (str(value) for name, value in entry.detail.items() if name in deeds.TEXTS)
    return any(masking.occurs(text, passages) for text in texts)


def hidden(record: Record, passages: list[str]) -> None:
    """Files as they came in, of which what they hid says a passage, or may: of what is long only the beginning is known."""
    if not passages:
        return
    for original in Original.objects.filter(record=record).select_related("blob__vetted"):
        says = removed.says(Attachment(blob=original.blob, name=original.name), passages)
        if says or not removed.hides_nothing_unread(original.blob):
            original.delete()
            _delete_unheld(original.blob_id)


def files(removal: Removal) -> None:
    """The files with their copies and what was decided on them, also those of corrections that are open or were
    discarded since. What hangs on the record again, after an objection, stays; so does what something else holds."""
    record, chosen = removal.record, _chosen(removal)
    if not chosen:
        return
    removed.take_files_away(record, removal, chosen)
    here, contents = Attachment.objects.filter(version__record=record), removed.copies(record, chosen)
    if removal.verdict != "objected":
        here.filter(version__state__in=["draft", "submitted"], blob__in=contents).delete()
    contents -= removed.copies(record, here.exclude(removal=removal).values_list("blob_id", flat=True))
    Original.objects.filter(Q(blob__in=contents) | Q(cleaned__in=contents), record=record).delete()
    Kept.objects.filter(record=record, blob__in=contents).delete()
    nothing = store.keep([b""], "application/octet-stream")
    removal.attachments.update(blob=nothing, name=ERASED)
    for sha256 in contents - {nothing.pk}:
        _delete_unheld(sha256)
    # the copies are known by their hashes from now on
    RemovedPart.objects.bulk_create(
        RemovedPart(removal=removal, part="attachment", sha256=sha256) for sha256 in contents - chosen
    )


def _chosen(removal: Removal) -> set[str]:
    return set(removal.parts.exclude(sha256="").values_list("sha256", flat=True))


def _delete_unheld(sha256: str) -> None:
    """Delete a content, unless a file, another record or a case holds it."""
    try:
        with transaction.atomic():
            Blob.objects.filter(pk=sha256).delete()
    except ProtectedError:
        return
    transaction.on_commit(partial(_unlink, store.path_of(sha256)))


def _unlink(path: Path) -> None:
    if not Blob.objects.filter(pk=path.name).exists():  # somebody brought the same content meanwhile
        path.unlink(missing_ok=True)
