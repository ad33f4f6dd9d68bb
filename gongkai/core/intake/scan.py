"""Reads the text in pictures in a process of its own, with limits (see core.intake.ocr). Imports nothing of Django.

python scan.py PAGE,PAGE… PDF|OFD or picture FILE → {"pages": {number: lines}, "left": pages not read}
"""

import io
import json
import os
import resource
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

MEMORY = 6 * 1024 * 1024 * 1024
SECONDS = 300  # after which no further page is begun
PAGES = 60
DOTS_PER_INCH = 200
LONGEST = 4000  # pixels of a rendered page
PIXELS = 40_000_000  # A3 at 400 dpi and more


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS * 4, SECONDS * 4))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.append(str(Path(__file__).parents[3]))
    from gongkai.core.family import die_with_parent
    from gongkai.core.intake.launch import close_network

    parent = os.getppid()
    with suppress(OSError, AttributeError):
        close_network()
    die_with_parent(parent)  # after the line above, which would undo it
    wanted, path = sys.argv[1:3]
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the engine prints is no answer
    shown = _frames(path) if wanted == "picture" else _pages(path, [int(number) for number in wanted.split(",")])
    json.dump(_read(shown), answer, ensure_ascii=False)
    answer.close()


def _read(shown: Iterator[tuple[int, Any]]) -> dict[str, Any]:
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical"})
    until, pages, left = time.monotonic() + SECONDS, dict[int, list[str]](), 0
    for number, picture in shown:
        if len(pages) >= PAGES or time.monotonic() > until:
            left += 1
        else:
            pages[number] = _lines(engine, picture())
    return {"pages": pages, "left": left}


def _lines(engine: Any, picture: Any) -> list[str]:
    import numpy

    from gongkai.core.intake.layout import Word, rows

    found = engine(numpy.asarray(picture.convert("RGB"))[:, :, ::-1].copy())
    if found.boxes is None:
        return []
    words = []
    for box, text in zip(found.boxes, found.txts, strict=True):
        left, right = float(min(x for x, _ in box)), float(max(x for x, _ in box))
        top, foot = float(min(y for _, y in box)), float(max(y for _, y in box))
        words.append(Word(left, right, foot, foot - top, text))
    return rows(words)


def _pages(path: str, numbers: list[int]) -> Iterator[tuple[int, Any]]:
    """Pages of a PDF, drawn when they are asked for; the pictures that are pages of an OFD."""
    import pypdfium2

    from gongkai.core.intake import ofd

    if zipfile.is_zipfile(path):
        scans = ofd.read(Path(path).read_bytes()).scans
        for number in numbers:
            for _, draw in islice(_frames(io.BytesIO(scans[number])), 1):
                yield number, draw
        return
    document = pypdfium2.PdfDocument(path)
    for number in numbers:

        def draw(number: int = number) -> Any:
            page = document[number]
            scale = min(DOTS_PER_INCH / 72, LONGEST / max(*page.get_size(), 1))
            return page.render(scale=scale).to_pil()

        yield number, draw


def _frames(path: str | io.BytesIO) -> Iterator[tuple[int, Any]]:
    """The pictures in a file (a fax may hold several), upright."""
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = PIXELS // 2  # twice as many are an error
    with Image.open(path) as picture:
        frames = 1 if picture.format in ("GIF", "WEBP", "PNG") else PAGES * 2  # of moving pictures the first
        for number, frame in zip(range(frames), ImageSequence.Iterator(picture), strict=False):

            def draw(frame: Any = frame) -> Any:
                upright = ImageOps.exif_transpose(frame).convert("RGBA")
                white = Image.new("RGBA", upright.size, "white")
                return Image.alpha_composite(white, upright)

            yield number, draw


if __name__ == "__main__":
    main()
