"""What came of opinions from the public, taken up or not and why (国令713号 art. 17)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "consultation_result",
        "意见采纳情况",
        "20.15",
        order=252,
        fields=(
            Extra("received", "收到意见数", "int"),
            Extra("taken", "采纳意见数", "int"),
            Extra("closed_on", "征集截止日期", "date", column="held_on"),
        ),
    )
)
