"""Major construction projects: approval and progress (条例 art. 20(10), 国办发〔2017〕94号)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "project",
        "重大建设项目",
        "20.10",
        order=140,
        fields=(
            Extra("code", "项目代码", column="subject_number"),
            Extra(
                "stage",
                "项目阶段",
                "choice",
                column="stage",
                required=True,
                choices=(
                    "批准服务",
                    "招标投标",
                    "征收土地",
                    "施工",
                    "质量安全监督",
                    "竣工验收",
                    "已投入使用",
                ),
            ),
            Extra("progress", "形象进度", "percent"),
            Extra("investment", "总投资", "money", column="amount"),
            Extra("builder", "建设单位", column="party"),
            Extra("approval", "批准文号"),
            Extra("started_on", "开工日期", "date", column="held_on"),
            Extra("finish_on", "计划竣工日期", "date"),
        ),
    )
)
