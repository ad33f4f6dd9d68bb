"""Formats whose insides cannot be looked at: said so."""

from gongkai.core.intake.holding import Holding


def listed(content: bytes) -> list[Holding]:
    return [Holding("unreadable", False, 1, "旧格式或版式文件，看不到隐藏内容，建议另存为 docx、xlsx、pptx 或 PDF")]


def stripped(content: bytes) -> bytes:
    return content
