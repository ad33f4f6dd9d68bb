"""Annual reports on disclosure: 条例 art. 49 and 50."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "annual_report",
        "政府信息公开年报",
        "20.15",
        order=70,
        fields=(Extra("year", "报告年度", "int", column="year", required=True),),
    )
)
