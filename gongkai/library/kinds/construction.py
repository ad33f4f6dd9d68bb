"""Municipal works, public services and public interest undertakings of cities and counties: 条例 art. 21."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "construction",
        "市政和公共设施",
        "21.01",
        order=230,
        fields=(
            Extra(
                "area",
                "类别",
                "choice",
                column="stage",
                choices=(
                    "市政建设",
                    "公共交通",
                    "供水供气供热",
                    "环境卫生",
                    "公园绿地",
                    "公益事业",
                    "其他",
                ),
            ),
            Extra("amount", "投资金额", "money", column="amount"),
            Extra("done_on", "完成日期", "date", column="held_on"),
        ),
    )
)
