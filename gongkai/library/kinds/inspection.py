"""Inspections of environment, health, work safety, food and drugs, product quality: 条例 art. 20(13)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "inspection",
        "监督检查",
        "20.13",
        order=160,
        fields=(
            Extra(
                "area",
                "检查领域",
                "choice",
                column="stage",
                choices=(
                    "生态环境",
                    "公共卫生",
                    "安全生产",
                    "食品药品",
                    "产品质量",
                    "双随机抽查",
                    "工程质量",
                    "教育",
                    "其他",
                ),
            ),
            Extra("checked_on", "检查日期", "date", column="held_on"),
            Extra("total", "检查对象数", "int"),
            Extra("failed", "不合格数", "int"),
            Extra("plan", "抽查计划编号", column="subject_number"),
        ),
    )
)
