"""Issues of the government gazette."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "gazette",
        "政府公报",
        "20.15",
        order=280,
        fields=(
            Extra("year", "年份", "int", column="year", required=True),
            Extra("issue", "期号", column="subject_number", required=True),
        ),
    )
)
