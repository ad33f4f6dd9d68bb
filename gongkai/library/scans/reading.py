"""Reading scans among attached files (core.intake.ocr), where the extra is installed."""

import logging
from collections.abc import Iterator
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from gongkai.core.actions import Refused
from gongkai.core.files import path_of
from gongkai.core.intake import media, ocr, sandbox
from gongkai.core.models import Blob
from gongkai.library import intake, masking, removed
from gongkai.library.models import Attachment, Removal
from gongkai.library.scans.models import TYPES, Transcript
from gongkai.library.vetting import listing

log = logging.getLogger(__name__)
SECONDS = 600  # of one run of the worker's chore; the next hour goes on
FAILED = "识别时出了错，已记入日志，请联系系统管理员。"
GONE = "文件不在了，请联系系统管理员。"
REMOVED = "里面有已不再公开的内容，没有收入检索。请打开核对，这个附件也不应公开的，请办理不再公开。"


def read_scans(since: datetime | None) -> None:
    """The worker's chore: files that nobody tried yet, those of public records first, and of these the ones without any
    words. Each is done when it is done, so that it may be stopped anywhere."""
    if not ocr.is_installed():
        return
    until = monotonic() + SECONDS
    for blob in _untried():
        transcribe(blob)
        if monotonic() > until:
            return


def transcribe(blob: Blob) -> Transcript:
    """Read the scanned pages of a file as one sees it: what it hides is in no picture of it. One that cannot be read is
    not tried again; trouble of the machine (OSError) is no fault of the file."""
    text, read, problem = blob.text, ocr.Read({}, 0), ""
    try:
        text, read = _words(blob)
    except Refused as refusal:
        problem = refusal.message[:300]
    except FileNotFoundError:
        problem = GONE
    except OSError:
        raise
    except Exception:
        log.exception("scan not read", extra={"blob": blob.pk})
        problem = FAILED
    with transaction.atomic():
        if text != blob.text and _says_what_was_removed(blob, text):
            text, problem = blob.text, REMOVED
        facts = {"pages": len(read.pages), "left": read.left, "found": any(read.pages.values()), "problem": problem}
        found, new = Transcript.objects.get_or_create(blob=blob, defaults=facts)
        if new:
            listing.reworded(blob, text)
    return found


def _says_what_was_removed(blob: Blob, text: str) -> bool:
    """Whether a record that has the file had a passage of its text removed from public view (decision 0011): when that
    was done nobody could find it here, and search must not bring it back."""
    removals = Removal.objects.effective().exclude(verdict="objected").prefetch_related("parts")
    here = removals.filter(record__versions__attachments__blob=blob).distinct()
    return masking.occurs(text, removed.taken(here).passages)


def _words(blob: Blob) -> tuple[str, ocr.Read]:
    """All words of a file, those in pictures in their place, and what was read in pictures."""
    suffix = media.suffix_of(blob.media_type)
    with intake.visible(path_of(blob.pk), suffix) as (copy, _):
        if suffix not in (".pdf", ".ofd"):
            read = ocr.read(copy)
            return "\n".join(read.pages.values())[: intake.TEXT_LIMIT], read
        said = sandbox.extract("pdf-parts" if suffix == ".pdf" else "ofd", copy)
        if not said["scanned"]:
            return blob.text, ocr.Read({}, 0)
        pages = intake.pdf_pages(copy) if suffix == ".pdf" else said["pages"]
        read = ocr.read(copy, [number - 1 for number in said["scanned"]])
    for number, words in read.pages.items():
        pages[number] = words
    return "\n".join(pages)[: intake.TEXT_LIMIT], read


def _untried() -> Iterator[Blob]:
    """Only files that were looked into (library.vetting): that makes the words of those that hide something anew."""
    attached = Attachment.objects.filter(blob=OuterRef("pk"))
    public = attached.filter(version__record__state="released", version__record__current=F("version"), removal=None)
    looked_into = Blob.objects.filter(Exists(attached), vetted__isnull=False)
    untried = looked_into.filter(media_type__in=TYPES, transcript=None)
    for blobs in (untried.filter(Exists(public), text=""), untried.filter(Exists(public)), untried):
        yield from blobs.order_by("pk").iterator(chunk_size=100)
