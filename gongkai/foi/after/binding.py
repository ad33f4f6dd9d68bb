"""Several files as one PDF, page by page unchanged; done by bind.py in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_SCRIPT = Path(__file__).with_name("bind.py")
SECONDS = 120
KINDS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}  # what can be bound


class Unbound(Exception):
    """The files together broke the process that binds, or were too much for its limits."""


def bind(parts: Sequence[tuple[str, bytes]]) -> tuple[list[int], bytes]:
    """(kind of KINDS, content) of each file → the number of pages each has in the PDF (0: it could not be bound), and
    the PDF, empty without pages."""
    head = json.dumps([[kind, len(content)] for kind, content in parts]).encode() + b"\n"
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-B", str(_SCRIPT)],
            input=b"".join([head, *(content for _, content in parts)]),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Unbound from late
    if done.returncode:
        raise Unbound(done.stderr[-500:].decode(errors="replace"))
    counts, _, pdf = done.stdout.partition(b"\n")
    return json.loads(counts), pdf
