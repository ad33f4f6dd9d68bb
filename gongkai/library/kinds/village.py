"""What towns disclose: farming policy, water works, land, funds and labour raised (条例 art. 21, 2)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "village",
        "乡村事务",
        "21.11",
        order=240,
        fields=(
            Extra(
                "area",
                "类别",
                "choice",
                column="stage",
                choices=(
                    "惠农补贴",
                    "农田水利",
                    "土地流转",
                    "宅基地",
                    "筹资筹劳",
                    "社会救助",
                    "其他",
                ),
            ),
            Extra("amount", "资金总额", "money", column="amount"),
            Extra("village", "村或社区", column="party"),
        ),
    )
)
