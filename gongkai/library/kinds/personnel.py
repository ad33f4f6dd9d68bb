"""Appointments and removals of officials: 条例 art. 20(2)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "personnel",
        "人事任免",
        "20.02",
        order=110,
        fields=(
            Extra("decided_on", "决定日期", "date", column="held_on"),
            Extra("decided_by", "任免机关", column="party"),
        ),
    )
)
