"""Emergency plans, warnings and responses: 条例 art. 20(12)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "emergency",
        "应急管理",
        "20.12",
        order=150,
        fields=(
            Extra(
                "type",
                "类别",
                "choice",
                column="stage",
                required=True,
                choices=(
                    "应急预案",
                    "预警信息",
                    "应对情况",
                    "响应启动",
                    "响应终止",
                    "应急演练",
                ),
            ),
            Extra(
                "level",
                "级别",
                "choice",
                choices=(
                    "红色",
                    "橙色",
                    "黄色",
                    "蓝色",
                    "Ⅰ级",
                    "Ⅱ级",
                    "Ⅲ级",
                    "Ⅳ级",
                ),
            ),
            Extra("since", "发生或发布日期", "date", column="held_on"),
            Extra("area", "影响范围"),
        ),
    )
)
