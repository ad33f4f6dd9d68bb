"""Answers to proposals of deputies and members of the political consultative conference (国办发〔2014〕46号)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "proposal",
        "建议提案办理",
        "20.15",
        order=254,
        fields=(
            Extra("proposal_number", "建议提案编号", column="subject_number"),
            Extra("year", "年度", "int", column="year"),
            Extra(
                "result",
                "办理结果",
                "choice",
                column="stage",
                choices=(
                    "A 已解决",
                    "B 正在解决或列入计划",
                    "C 暂不能解决",
                    "D 留作参考",
                ),
            ),
        ),
    )
)
