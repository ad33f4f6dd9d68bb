"""Keeping what was found in a file."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from gongkai.core.actions import audit
from gongkai.core.intake.hidden import LABELS, Holding
from gongkai.core.models import Blob
from gongkai.library.models import Attachment, Record
from gongkai.library.vetting.models import Vetted
from gongkai.search import outbox


def record(blob: Blob, holdings: Sequence[Holding], text: str) -> Vetted:
    """Keep what was found in a stored file. Where the file has been public, search forgets what is hidden, and whoever
    reviews its records is told (Attachment.exposed)."""
    rows: Any = [asdict(holding) for holding in holdings]
    with transaction.atomic():
        found, new = Vetted.objects.get_or_create(blob=blob, defaults={"hidden": hides(holdings), "holdings": rows})
        if new and text != blob.text:
            Blob.objects.filter(pk=blob.pk).update(text=text)
            blob.text = text
            shown = Record.objects.released().filter(current__attachments__blob=blob)
            outbox.changed_many("record", set(shown.values_list("pk", flat=True)))
        if new and found.hidden:
            _expose(blob)
    return found


def _expose(blob: Blob) -> None:
    public = Attachment.objects.filter(blob=blob, version__state="released", removal=None)
    for attachment in public.select_related("version__record__organ"):
        of = attachment.version.record
        audit("file.exposed", of, by=None, organ=of.organ, version=attachment.version.number)
    public.update(exposed=True)


def hides(holdings: Iterable[Holding]) -> bool:
    return any(holding.hidden for holding in holdings)


def in_words(holdings: Iterable[Holding]) -> str:
    """The kinds of what is hidden, with their counts: 修订痕迹 3 处、批注 1 处."""
    counts: dict[str, int] = {}
    for holding in holdings:
        if holding.hidden:
            counts[holding.code] = counts.get(holding.code, 0) + holding.count
    return "、".join(f"{LABELS.get(code, code)} {count} 处" for code, count in counts.items())
