"""Licences and other services to the public: basis, conditions, procedure, results (条例 art. 20(5))."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "licence",
        "行政许可",
        "20.05",
        order=180,
        fields=(
            Extra("decision", "许可决定文号", column="subject_number"),
            Extra("party", "被许可人", column="party"),
            Extra(
                "type",
                "类别",
                "choice",
                column="stage",
                choices=(
                    "办事指南",
                    "许可结果",
                    "事项清单",
                    "变更或撤销",
                ),
            ),
            Extra("decided_on", "许可决定日期", "date", column="held_on"),
            Extra("until", "许可有效期至", "date"),
        ),
    )
)
