"""Keeping what was found in a file."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from gongkai.core.actions import action, audit
from gongkai.core.intake.hidden import LABELS, Holding
from gongkai.core.models import Blob
from gongkai.library.models import Attachment, Record
from gongkai.library.vetting.models import Vetted
from gongkai.search import outbox


def record(blob: Blob, holdings: Sequence[Holding], text: str) -> Vetted:
    """Keep what was found in a stored file. It follows from the content, as its words for search do, and is nobody's
    deed; that a file which has been public hides something is one (``expose``)."""
    rows: Any = [asdict(holding) for holding in holdings]
    with transaction.atomic():
        found, new = Vetted.objects.get_or_create(blob=blob, defaults={"hidden": hides(holdings), "holdings": rows})
        if new:
            reworded(blob, text)
        public = Attachment.objects.filter(blob=blob, version__state="released", removal=None, exposed=False)
        if new and found.hidden and (files := list(public.select_related("version__record__organ"))):
            expose(files=files, by=None)
    return found


def reworded(blob: Blob, text: str) -> None:
    """Keep other words of a file; the index learns of the public records that have it. Inside a transaction."""
    if text != blob.text:
        Blob.objects.filter(pk=blob.pk).update(text=text)
        blob.text = text
        shown = Record.objects.released().filter(current__attachments__blob=blob)
        outbox.changed_many("record", set(shown.values_list("pk", flat=True)))


@action
def expose(*, files: list[Attachment], by: None) -> None:
    """Put public files that were found to hide something before whoever reviews their records."""
    for file in files:
        of = file.version.record
        audit("file.exposed", of, by=by, organ=of.organ, version=file.version.number)
    Attachment.objects.filter(pk__in=[file.pk for file in files]).update(exposed=True)


def hides(holdings: Iterable[Holding]) -> bool:
    return any(holding.hidden for holding in holdings)


def in_words(holdings: Iterable[Holding]) -> str:
    """The kinds of what is hidden, with their counts: 修订痕迹 3 处、批注 1 处."""
    counts: dict[str, int] = {}
    for holding in holdings:
        if holding.hidden:
            counts[holding.code] = counts.get(holding.code, 0) + holding.count
    return "、".join(f"{LABELS.get(code, code)} {count} 处" for code, count in counts.items())
