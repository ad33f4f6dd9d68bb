"""What a file holds beside what one sees, and copies of it without that.

Everything runs in a process of its own with limits (``worker``); decision 0012 says what counts as hidden. The codes and
their Chinese names are ``LABELS``. Samples may be personal data: they are shown on the desk and never logged.
"""

import json
from pathlib import Path
from typing import Any

from gongkai.core.actions import Refused
from gongkai.core.intake import sandbox
from gongkai.core.intake.holding import KINDS, LABELS, Holding, kind_of

__all__ = ["KINDS", "LABELS", "Holding", "cleaned", "holdings", "visible_copy"]

SECONDS = 120
UNCLEAN = "隐藏内容没有能够全部去掉，没有生成清理后的文件。请用 Word、WPS 等打开，另存为新文件或 PDF 后再上传。"
_WORKER = Path(__file__).with_name("worker.py")


def holdings(source: Path | bytes, media_type: str) -> list[Holding]:
    """What the file holds beside what one sees, hidden things first. Refused when it is broken or too much for the
    limits. Of types that hold nothing of the kind (plain text, sound): nothing. ``source``: as of ``cleaned``."""
    said, _ = _work("list", source, media_type)
    return [Holding(**row) for row in said["holdings"]]


def cleaned(source: Path | bytes, media_type: str) -> bytes:
    """A copy that holds nothing hidden (listed again to make sure). Refused with a sentence when there is none.
    ``source``: a file, or the content of one that must not be written to disk."""
    said, made = _work("clean", source, media_type)
    if said.get("left"):
        raise Refused(UNCLEAN, "file")
    return made


def visible_copy(path: Path, media_type: str) -> bytes:
    """The file as one sees it, for readers of words: as ``cleaned``, but kept even where something hidden is left
    that no reader takes for text. The same bytes when nothing is hidden."""
    return _work("strip", path, media_type)[1] or path.read_bytes()


def _work(deed: str, source: Path | bytes, media_type: str) -> tuple[dict[str, Any], bytes]:
    kind, given = kind_of(media_type), source if isinstance(source, bytes) else b""
    if not kind:
        return {"holdings": []}, b"" if deed != "clean" else given or Path(str(source)).read_bytes()
    written = sandbox.run(_WORKER, deed, kind, "-" if given else str(source), seconds=SECONDS, given=given)
    head, _, made = written.partition(b"\n")
    said = json.loads(head)
    if "unfit" in said:
        raise Refused(said["unfit"], "file")
    return said, made
