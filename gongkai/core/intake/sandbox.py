"""Runs core.intake.extract in a process of its own and answers with what it read, or refuses with a sentence."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gongkai.core.actions import Refused

_SCRIPT = Path(__file__).with_name("extract.py")
SECONDS = 45
UNREADABLE = "文件打不开，可能没有传完整或已经损坏。请在本机打开确认后重新保存，再上传一次。"
TOO_HEAVY = "文件过于复杂，读取超出了时间或内存限制。请拆分或另存为普通格式后再上传。"


def extract(how: str, path: Path, seconds: float = SECONDS) -> dict[str, Any]:
    """What ``extract.py`` reads from a file. Refused when it is broken, or too much for the limits."""
    return answer(_SCRIPT, how, path, seconds)


def answer(script: Path, how: str, path: Path, seconds: float) -> dict[str, Any]:
    """What ``script`` answers to ``how`` of a file. Refused as above."""
    return json.loads(run(script, how, str(path), seconds=seconds))


def run(script: Path, *arguments: str, seconds: float, given: bytes = b"") -> bytes:
    """What ``script`` writes, in a process of its own that reads ``given``. Refused as above."""
    command = [sys.executable, "-I", "-B", str(script), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Refused(TOO_HEAVY, "file") from None
    check(done.returncode, done.stderr)
    return done.stdout


def rows(path: Path, head: int) -> Iterator[Any]:
    """What ``extract.rows`` reads from a workbook, as it is read: the parent never holds it all."""
    with tempfile.TemporaryFile() as errors:
        command = [sys.executable, "-I", "-B", str(_SCRIPT), "rows", str(path), str(head)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)  # noqa: S603
        try:
            assert child.stdout is not None  # noqa: S101
            for line in child.stdout:
                yield json.loads(line)
            code = child.wait()
        finally:
            child.kill()
            child.wait()
        errors.seek(0)
        check(code, errors.read())


def check(code: int, errors: bytes) -> None:
    """Refused when a reading process ended badly."""
    if code < 0 or b"MemoryError" in errors or b"memory allocation" in errors:
        raise Refused(TOO_HEAVY, "file")
    if code:
        raise Refused(UNREADABLE, "file")
