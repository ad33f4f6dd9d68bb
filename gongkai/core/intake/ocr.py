"""Text in pictures and scanned pages (OCR), by the extra ``ocr`` where it is installed (nobody needs it).

``scan`` does it in a process of its own with limits; its models come in the package, nothing is fetched.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from gongkai.core.intake import sandbox
from gongkai.core.intake.scan import SECONDS

_SCRIPT = Path(__file__).with_name("scan.py")


class Read(NamedTuple):
    """Page (from 0) → its lines; how many pages were left out, for their number or the time they take."""

    pages: dict[int, str]
    left: int


def is_installed() -> bool:
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read(path: Path, pages: list[int] | None = None) -> Read:
    """The text in these pages of a PDF or OFD, or in a picture. Refused when the file is broken or too much for the limits."""
    wanted = ",".join(map(str, pages)) if pages is not None else "picture"
    said = sandbox.answer(_SCRIPT, wanted, path, SECONDS * 2)
    return Read({int(number): "\n".join(rows) for number, rows in said["pages"].items()}, said["left"])
