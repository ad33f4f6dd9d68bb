"""Drafts on which the public is asked for its opinion (国令713号 art. 15: thirty days as a rule)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "consultation",
        "意见征集",
        "20.15",
        order=250,
        fields=(
            Extra("opens_on", "征集开始", "date"),
            Extra("until", "征集截止", "date", column="held_on", required=True),
            Extra("how", "反馈方式", "long"),
        ),
    )
)
