"""Rules an organ follows when it discloses; a fixed part of the disclosure platform (国办公开办函〔2019〕61号)."""

from gongkai.library.kinds import Kind, register

KIND = register(
    Kind(
        "system",
        "政府信息公开制度",
        "20.15",
        is_policy=True,
        order=74,
    )
)
