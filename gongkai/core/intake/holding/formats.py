"""The formats by name."""

from types import ModuleType

from gongkai.core.intake.holding import docx, old

_FORMATS = {"docx": docx}


def of(kind: str) -> ModuleType:
    return _FORMATS.get(kind, old)
