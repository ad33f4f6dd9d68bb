"""Policy documents: 条例 art. 20(3)."""

from gongkai.library.kinds import Kind, register

KIND = register(
    Kind(
        "policy",
        "政策文件",
        "20.03",
        is_policy=True,
        order=10,
    )
)
