"""Recruitment of civil servants: posts, number, conditions, results (条例 art. 20(14))."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "recruitment",
        "公务员和事业单位招考",
        "20.14",
        order=210,
        fields=(
            Extra(
                "type",
                "公告阶段",
                "choice",
                column="stage",
                required=True,
                choices=(
                    "招考公告",
                    "资格复审",
                    "面试",
                    "体检",
                    "拟录用公示",
                    "录用结果",
                ),
            ),
            Extra("places", "招录人数", "int"),
            Extra("deadline", "报名截止日期", "date", column="held_on"),
            Extra("year", "年度", "int", column="year"),
        ),
    )
)
