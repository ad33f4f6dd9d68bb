"""Files that applicants send along, kept encrypted with their request."""

from collections.abc import Sequence

from gongkai.casework.parties.uploads import Upload
from gongkai.core import vault
from gongkai.foi.models import Enclosure, Request, Supplement


def enclose(request: Request, files: Sequence[Upload], supplement: Supplement | None = None, kind: str = "") -> None:
    """Keep ``files`` with a request, ``kind`` as in models.PROOFS; within an action."""
    for file in files:
        Enclosure.objects.create(
            request=request,
            supplement=supplement,
            kind=kind,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            key=vault.keep(file.content),
        )
