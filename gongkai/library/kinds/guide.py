"""Guides to disclosure: 条例 art. 12, what there is and how to get it."""

from gongkai.library.kinds import Kind, register

KIND = register(
    Kind(
        "guide",
        "政府信息公开指南",
        "20.15",
        order=72,
    )
)
