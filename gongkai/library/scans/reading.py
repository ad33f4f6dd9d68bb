"""Reading scans among attached files (core.intake.ocr), where the extra is installed."""

from collections.abc import Iterator
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from gongkai.core.actions import Refused
from gongkai.core.files import path_of
from gongkai.core.intake import media, ocr, sandbox
from gongkai.core.models import Blob
from gongkai.library import intake
from gongkai.library.models import Attachment
from gongkai.library.scans.models import Transcript
from gongkai.library.vetting import listing

SECONDS = 600  # of one run of the worker's chore; the next hour goes on
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
PDF = media.MEDIA_TYPES[".pdf"]


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
    not tried again."""
    text, read, problem = blob.text, ocr.Read({}, 0), ""
    try:
        text, read = _words(blob)
    except Refused as refusal:
        problem = refusal.message[:300]
    except FileNotFoundError:
        problem = "文件不在了，请联系系统管理员。"
    facts = {"pages": len(read.pages), "left": read.left, "found": any(read.pages.values()), "problem": problem}
    with transaction.atomic():
        found, new = Transcript.objects.get_or_create(blob=blob, defaults=facts)
        if new:
            listing.reworded(blob, text)
    return found


def _words(blob: Blob) -> tuple[str, ocr.Read]:
    """All words of a file, those in pictures in their place, and what was read in pictures."""
    suffix = media.suffix_of(blob.media_type)
    with intake.visible(path_of(blob.pk), suffix) as (copy, _):
        if suffix != ".pdf":
            read = ocr.read(copy)
            return "\n".join(read.pages.values())[: intake.TEXT_LIMIT], read
        found = sandbox.extract("pdf-parts", copy)["scanned"]
        if not found:
            return blob.text, ocr.Read({}, 0)
        pages, read = intake.pdf_pages(copy), ocr.read(copy, [number - 1 for number in found])
    for number, words in read.pages.items():
        pages[number] = words
    return "\n".join(pages)[: intake.TEXT_LIMIT], read


def _untried() -> Iterator[Blob]:
    attached = Attachment.objects.filter(blob=OuterRef("pk"))
    public = attached.filter(version__record__state="released", version__record__current=F("version"), removal=None)
    untried = Blob.objects.filter(Exists(attached), media_type__in=(PDF, *PICTURES), transcript=None)
    for blobs in (untried.filter(Exists(public), text=""), untried.filter(Exists(public)), untried):
        yield from blobs.order_by("pk").iterator(chunk_size=100)
