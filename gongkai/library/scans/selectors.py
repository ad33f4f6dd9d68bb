"""What the desk shows of the words of a file."""

from gongkai.core.intake import ocr
from gongkai.core.models import Blob
from gongkai.library.scans.models import TYPES, WAITING


def said_of(blob: Blob) -> str:
    """What is to be known of the words of a file that were read in pictures, or will be; ``blob.transcript`` at hand."""
    if transcript := getattr(blob, "transcript", None):
        return transcript.said
    return WAITING if blob.media_type in TYPES and not blob.text.strip() and ocr.is_installed() else ""
