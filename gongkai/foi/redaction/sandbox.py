"""Taking words, rectangles and paragraphs out of a file for good, in a process of its own.

``redact(content, marks)`` makes a new file and checks it; there is no redaction without the check. ``look``, ``count``
and ``show`` are what an officer needs to choose the marks. Refused with a sentence for files that cannot be worked on.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from gongkai.core.actions import Refused
from gongkai.foi.redaction.marks import Box, Marks

__all__ = ["KINDS", "Box", "Marks", "count", "kind_of", "look", "redact", "show"]

KINDS = {"application/pdf": "pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word"}
OTHER = "只有 PDF 和 Word（docx）可以在这里遮盖。请另存为 PDF 后遮盖。"
TOO_HEAVY = "文件过于复杂，处理超出了时间或内存限制。请拆分，或者另存为普通格式后再上传。"
FAILED = "遮盖后的检查没有通过，没有生成文件。请改用方框或者整段遮盖，或者打印后扫描成 PDF 再遮盖。"
SECONDS = {"look": 60, "count": 60, "show": 20, "redact": 600}
_WORKER = Path(__file__).with_name("worker.py")


def kind_of(media_type: str) -> str:
    """ "pdf", "word", or "" for what cannot be redacted here."""
    return KINDS.get(media_type, "")


def look(content: bytes, kind: str) -> dict[str, Any]:
    """What the file is made of: pdf.look, word.look."""
    return _work("look", content, kind)[0]


def count(content: bytes, kind: str, terms: tuple[str, ...]) -> dict[str, Any]:
    """Where the terms stand, and what cannot be searched: pdf.count, word.count."""
    return _work("count", content, kind, {"terms": terms})[0]


def show(content: bytes, page: int) -> bytes:
    """A page of a PDF as JPEG."""
    return _work("show", content, "pdf", {"page": page})[1]


def redact(content: bytes, kind: str, marks: Marks) -> tuple[bytes, dict[str, Any]]:
    """The redacted and checked file, and what is to be said of it: {"pages", "unread", …}."""
    said, made = _work("redact", content, kind, marks.data())
    return made, said


def _work(deed: str, content: bytes, kind: str, data: dict[str, Any] | None = None) -> tuple[dict[str, Any], bytes]:
    if not kind:
        raise Refused(OTHER, "files")
    order = json.dumps({"deed": deed, "kind": kind, "data": data or {}}).encode()
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-B", str(_WORKER)],
            input=order + b"\n" + content,
            capture_output=True,
            timeout=SECONDS[deed] + 5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(TOO_HEAVY, "files") from None
    if done.returncode:
        raise Refused(TOO_HEAVY if done.returncode < 0 or b"MemoryError" in done.stderr else FAILED, "files")
    head, _, made = done.stdout.partition(b"\n")
    said = json.loads(head)
    if "unfit" in said:
        raise Refused(said["unfit"], "files")
    return said, made
