"""Looking into files: what one holds is listed once, when it comes in; files of before are looked into by the worker,
and at latest when they are to be released."""

from collections.abc import Iterable
from datetime import datetime
from time import monotonic

from django.db.models import Exists, F, OuterRef

from gongkai.core.actions import Refused
from gongkai.core.files import path_of
from gongkai.core.intake import media
from gongkai.core.intake.hidden import Holding
from gongkai.core.models import Blob
from gongkai.library import intake
from gongkai.library.models import Attachment, Version
from gongkai.library.vetting.listing import hides, record
from gongkai.library.vetting.models import Vetted

SECONDS = 600  # of one run of the worker's chore; the next hour goes on


def look(blob: Blob) -> Vetted:
    """What ``blob`` holds; looked into now when nobody did, and then its words for search are made anew, without what
    is hidden."""
    if found := Vetted.objects.filter(pk=blob.pk).first():
        return found
    try:
        suffix = media.suffix_of(blob.media_type)
        with intake.visible(path_of(blob.pk), suffix) as (copy, holdings):
            text = intake.words(copy, suffix)[: intake.TEXT_LIMIT] if hides(holdings) else blob.text
    except (Refused, FileNotFoundError):
        text, holdings = "", [Holding("unreadable", True, 1, "文件打不开")]
    return record(blob, holdings, text)


def look_at_files(version: Version) -> None:
    """Look into every file of a version that nobody has looked into."""
    for blob in Blob.objects.filter(pk__in=version.attachments.values("blob"), vetted=None):
        look(blob)


def look_at_old_files(since: datetime | None) -> None:
    """The worker's chore: attached files of before. Each is done when it is done, so that it may be stopped anywhere;
    the current files of public records come first."""
    until = monotonic() + SECONDS
    for blob in _unseen():
        look(blob)
        if monotonic() > until:
            return


def _unseen() -> Iterable[Blob]:
    attached = Attachment.objects.filter(blob=OuterRef("pk"))
    public = attached.filter(version__record__state="released", version__record__current=F("version"))
    unseen = Blob.objects.filter(Exists(attached), vetted=None)
    for blobs in (unseen.filter(Exists(public)), unseen):
        yield from blobs.order_by("pk").iterator(chunk_size=100)
