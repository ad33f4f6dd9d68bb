"""Economic and social plans, special and regional plans: 条例 art. 20(3)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "plan",
        "规划计划",
        "20.03",
        order=90,
        fields=(
            Extra(
                "scope",
                "规划类别",
                "choice",
                column="stage",
                choices=(
                    "总体规划",
                    "专项规划",
                    "区域规划",
                    "年度计划",
                    "工作要点",
                ),
            ),
            Extra("from_year", "起始年份", "int", column="year"),
            Extra("to_year", "结束年份", "int"),
            Extra("approval", "批准文号", column="subject_number"),
        ),
    )
)
