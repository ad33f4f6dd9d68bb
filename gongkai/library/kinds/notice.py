"""Notices and announcements."""

from gongkai.library.kinds import Kind, register

KIND = register(
    Kind(
        "notice",
        "通知公告",
        "20.15",
        order=50,
    )
)
