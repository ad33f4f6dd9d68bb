"""Clean copies of files, and the originals they stand for."""

from typing import Any

from gongkai.core import files
from gongkai.core.actions import Refused
from gongkai.core.intake import hidden, media
from gongkai.core.models import Blob
from gongkai.library import intake
from gongkai.library.models import Record
from gongkai.library.vetting.listing import hides, record
from gongkai.library.vetting.looking import look
from gongkai.library.vetting.models import Original

CLEAN_ALREADY = "这个附件里没有隐藏内容，可能已经清除过了。"
STILL_THERE = "没有能清除干净。请在本机打开文件，删除隐藏内容后重新上传，或由审核人写明理由保留。"


def clean_copy(blob: Blob) -> Blob:
    """A stored copy of a file without what it hides, looked into again. Refused with a sentence when none can be made.
    Slow: not to be called while rows that others wait for are locked."""
    if not look(blob).hidden:
        raise Refused(CLEAN_ALREADY)
    content = hidden.cleaned(files.path_of(blob.pk), blob.media_type)
    with files.received([content]) as file:
        text, holdings = intake.looked_into(file.path, media.suffix_of(blob.media_type))
        if hides(holdings):
            raise Refused(STILL_THERE)
        copy = files.store(file, blob.media_type, text)
    record(copy, holdings, text)
    return copy


def public_copy(blob: Blob) -> Blob | None:
    """What of an imported file may be public unasked: itself when it hides nothing, a clean copy, or nothing."""
    if not look(blob).hidden:
        return blob
    try:
        return clean_copy(blob)
    except Refused:
        return None


def keep_original(*, of: Record, blob: Blob, copy: Blob | None, name: str, by: Any) -> None:
    """Keep a file as it came in with its record, restricted; within an action."""
    Original.objects.get_or_create(record=of, blob=blob, cleaned=copy, defaults={"name": name, "by": by})
