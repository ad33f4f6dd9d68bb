"""Several files as one PDF, page by page unchanged; done by bind.py in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_SCRIPT = Path(__file__).with_name("bind.py")
SECONDS = 120
KINDS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}  # what can be bound


class Unbound(Exception):
    """The files together broke the process that binds, or were too much for its limits."""


def bind(parts: Iterable[tuple[str, bytes]]) -> tuple[list[int], bytes]:
    """(kind, content) of each file, one in memory at a time → the number of pages each has in the PDF (0: it could not be
    bound), and the PDF, empty without pages. Kinds are those of KINDS, and "own" for what this program made."""
    command = [sys.executable, "-I", "-B", str(_SCRIPT)]
    quiet = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet) as child:  # type: ignore[call-overload]  # noqa: S603
        try:
            for kind, content in parts:
                child.stdin.write(f"{kind} {len(content)}\n".encode())
                child.stdin.write(content)
            out, _ = child.communicate(timeout=SECONDS)
        except (BrokenPipeError, subprocess.TimeoutExpired) as broken:
            child.kill()
            raise Unbound from broken
    if child.returncode:
        raise Unbound
    counts, _, pdf = out.partition(b"\n")
    return json.loads(counts), pdf
