"""Formats whose insides cannot be looked at, but for the properties of old Office files: said so."""

import io

import olefile

from gongkai.core.intake.holding import Holding, properties
from gongkai.core.intake.package import Unfit

_FIELDS = {"author": "作者", "last_saved_by": "最后修改者", "manager": "主管", "company": "单位"}
_TEXTS = {"subject": "主题", "keywords": "关键词", "comments": "备注", "category": "类别"}
_TOLD = "旧格式或版式文件，看不到隐藏内容，建议另存为 docx、xlsx、pptx 或 PDF"
_UNFIT = "这种格式不能自动清理。请另存为 docx、xlsx、pptx 或 PDF 后再上传。"


def listed(content: bytes) -> list[Holding]:
    found = [*_properties(content), Holding("unreadable", False, 1, _TOLD)]
    return sorted(found, key=lambda row: not row.hidden)


def _properties(content: bytes) -> list[Holding]:
    if not content.startswith(olefile.MAGIC):
        return []
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            data = ole.get_metadata()
    except Exception:  # whatever a broken file brings about: nothing can be told of it
        return []
    found: list[Holding] = []
    for field, label in _FIELDS.items():
        value = _text(getattr(data, field, None), data.codepage)
        if value:
            found += properties.of_name(label, value, company=field == "company")
    for field, label in _TEXTS.items():
        found += properties.of_text(label, _text(getattr(data, field, None), data.codepage))
    return found


def _text(value: object, codepage: object) -> str:
    if isinstance(value, str):
        return value.strip("\0 ")
    if not isinstance(value, bytes):
        return ""
    code = "utf-8" if codepage in (65001, -535) else "gbk"
    return value.decode(code, "replace").strip("\0 ")


def stripped(content: bytes) -> bytes:
    raise Unfit(_UNFIT)
