"""Administrative fees, their ground and rate: 条例 art. 20(8)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "fee",
        "行政事业性收费",
        "20.08",
        order=190,
        fields=(
            Extra("basis", "收费依据", "long"),
            Extra("rate", "收费标准", "long"),
            Extra("year", "年度", "int", column="year"),
        ),
    )
)
