"""Meetings of the government and what they decided (国办发〔2016〕80号)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "meeting",
        "会议公开",
        "20.15",
        order=80,
        fields=(
            Extra(
                "type",
                "会议类别",
                "choice",
                column="stage",
                choices=(
                    "常务会议",
                    "全体会议",
                    "专题会议",
                    "部门会议",
                    "听证会",
                    "其他会议",
                ),
            ),
            Extra("held_on", "会议日期", "date", column="held_on", required=True),
            Extra("session", "会议次数", help="如“第十七届第96次”"),
            Extra("chair", "主持人"),
            Extra("attendees", "列席人员", "long"),
        ),
    )
)
