"""Leaders and division of work: 条例 art. 20(2)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "leader",
        "领导信息",
        "20.02",
        order=112,
        fields=(Extra("decided_on", "分工调整日期", "date", column="held_on"),),
    )
)
