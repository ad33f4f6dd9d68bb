"""Word files."""

from gongkai.core.intake.holding import Holding


def listed(content: bytes) -> list[Holding]:
    return []


def stripped(content: bytes) -> bytes:
    return content
