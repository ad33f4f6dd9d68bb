"""Answers to requests that may interest others, without the applicant: what was asked and what was answered."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "disclosure_log",
        "依申请公开答复选登",
        "20.15",
        order=74,
        fields=(
            Extra("answered_on", "答复日期", "date", column="held_on", required=True),
            Extra("outcome", "办理结果", column="stage", required=True),
            Extra("ground", "答复依据", help="如 条例第三十六条第（二）项"),
        ),
    )
)
