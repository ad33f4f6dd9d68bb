"""Education, health, social security, employment, relief: measures and what came of them (条例 art. 20(11), 21)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "welfare",
        "民生和社会救助",
        "20.11",
        order=200,
        fields=(
            Extra(
                "area",
                "领域",
                "choice",
                column="stage",
                choices=(
                    "扶贫和乡村振兴",
                    "教育",
                    "医疗",
                    "社会保障",
                    "促进就业",
                    "养老服务",
                    "社会救助",
                    "住房保障",
                    "其他",
                ),
            ),
            Extra("amount", "资金总额", "money", column="amount"),
            Extra("people", "惠及人数", "int"),
            Extra("month", "所属月份", help="如 2026年6月"),
        ),
    )
)
