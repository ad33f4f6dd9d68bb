"""The formats by name."""

from types import ModuleType

from gongkai.core.intake.holding import docx, image, old, pdf, pptx, xlsx

_FORMATS = {"docx": docx, "xlsx": xlsx, "pptx": pptx, "pdf": pdf, "image": image}


def of(kind: str) -> ModuleType:
    return _FORMATS.get(kind, old)
