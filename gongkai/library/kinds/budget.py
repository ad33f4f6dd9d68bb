"""Budgets and final accounts: 条例 art. 20(7); 预算法 art. 14, within twenty days of approval."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "budget",
        "预算决算",
        "20.07",
        order=120,
        fields=(
            Extra("year", "预算年度", "int", column="year", required=True),
            Extra(
                "type",
                "类别",
                "choice",
                column="stage",
                required=True,
                choices=(
                    "政府预算",
                    "政府决算",
                    "部门预算",
                    "部门决算",
                    "专项资金",
                    "预算调整",
                ),
            ),
            Extra("expenditure", "支出总额", "money", column="amount"),
            Extra("income", "收入总额", "money"),
            Extra(
                "approved_on", "批准（批复）日期", "date", column="held_on", help="预算法第十四条：批准后二十日内公开"
            ),
            Extra("three_public", "三公经费", "money"),
        ),
    )
)
