"""Binds PDFs and pictures to one PDF, in a process of its own with limits: what applicants send can neither hang nor
break the program that asked (see foi.archive.binding). Imports nothing of this package.

    python bind.py < in > out

In: for each file a line, its kind (own, pdf, png, jpg) and how many bytes, then these. Out: a line of JSON, the number of
pages of each (0 for one that cannot be bound), then the PDF, empty when it has no page. The same files give the same bytes.
"""

import hashlib
import io
import json
import os
import re
import resource
import sys
from typing import Any

import pypdfium2

MEMORY = 2 * 1024 * 1024 * 1024
SECONDS = 90
PAGES = 1000  # of one file that is not our own
PICTURE = """#set page(width: 210mm, height: 297mm, margin: 20mm)
#place(center + horizon, image("/PICTURE", width: 100%, height: 100%, fit: "contain"))"""
_ID = re.compile(rb"<[0-9A-F]{32}>")
_MADE = re.compile(rb"/CreationDate\(D:[0-9+']*\)(?=/Creator\(PDFium\))")
TAIL = 2048  # bytes in which a trailer stands


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bound, counts = pypdfium2.PdfDocument.new(), []
    while line := sys.stdin.buffer.readline().decode():
        kind, size = line.split()
        counts.append(_append(bound, kind, sys.stdin.buffer.read(int(size))))
    sys.stdout.buffer.write(json.dumps(counts).encode() + b"\n")
    if any(counts):
        out = io.BytesIO()
        bound.save(out)
        sys.stdout.buffer.write(_settled(out.getvalue()))


def _append(bound: pypdfium2.PdfDocument, kind: str, content: bytes) -> int:
    """Put the pages of one file at the end; how many."""
    try:
        source = pypdfium2.PdfDocument(_page_of(content) if kind in ("png", "jpg") else content)
        pages = len(source)
        if kind != "own" and pages > PAGES:
            return 0
        bound.import_pages(source)
        return pages
    except Exception:  # broken, or locked with a password
        return 0


def _page_of(picture: bytes) -> bytes:
    """A page with the picture, which is in memory only: the typesetter opens it by the number of its handle."""
    import typst

    handle = os.memfd_create("picture")
    with os.fdopen(handle, "wb") as file:
        file.write(picture)
        file.flush()
        layout = PICTURE.replace("PICTURE", str(handle)).encode()
        compiler = typst.Compiler(layout, root="/proc/self/fd", ignore_system_fonts=True)
        page: Any = compiler.compile(format="pdf", timestamp=0)
        return page


def _settled(pdf: bytes) -> bytes:
    """``pdf`` with an identifier that follows from its content, and without the moment it was made at: as long as before,
    for the table at its end says where everything stands."""
    pdf = _MADE.sub(lambda made: b" " * len(made[0]), pdf, count=1)
    head, tail = pdf[:-TAIL], pdf[-TAIL:]
    mark = hashlib.sha256(head + _ID.sub(b"", tail)).hexdigest()[:32].upper().encode()
    return head + _ID.sub(b"<" + mark + b">", tail)


if __name__ == "__main__":
    main()
