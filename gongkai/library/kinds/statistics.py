"""Statistics of the economy and society: 条例 art. 20(4)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "statistics",
        "统计信息",
        "20.04",
        order=100,
        fields=(
            Extra("year", "统计年度", "int", column="year", required=True),
            Extra(
                "period",
                "统计周期",
                "choice",
                column="stage",
                choices=(
                    "年度",
                    "半年",
                    "季度",
                    "月度",
                    "普查",
                    "专项调查",
                ),
            ),
            Extra("basis", "数据口径", "long", help="说明统计范围、初步数或核定数"),
        ),
    )
)
