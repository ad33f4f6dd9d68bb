"""Files kept once, under the hash of their content; the type is told by the content, never by the name."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from gongkai.core.models import Blob


def path_of(sha256: str) -> Path:
    """Where the content with this hash lies."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def keep(chunks: Iterable[bytes], media_type: str, text: str = "") -> Blob:
    """Store content under its hash and return its row; the same content is kept once. The file is complete and
    synced before the row exists, so a row never points at half a file."""
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as out:
        try:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
            target = path_of(digest.hexdigest())
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(out.name, target)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    blob, _ = Blob.objects.get_or_create(
        sha256=digest.hexdigest(), defaults={"size": size, "media_type": media_type, "text": text}
    )
    return blob
