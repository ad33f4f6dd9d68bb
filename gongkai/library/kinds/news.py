"""News of the work of government."""

from gongkai.library.kinds import Kind, register

KIND = register(
    Kind(
        "news",
        "工作动态",
        "20.15",
        order=60,
    )
)
