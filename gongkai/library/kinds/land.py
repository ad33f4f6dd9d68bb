"""Expropriation of land and houses and compensation: 条例 art. 21, 土地管理法 art. 47."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "land",
        "征地和房屋征收",
        "21.04",
        order=220,
        fields=(
            Extra(
                "stage",
                "程序",
                "choice",
                column="stage",
                required=True,
                choices=(
                    "征收土地预公告",
                    "现状调查结果",
                    "补偿安置方案公告",
                    "征收土地公告",
                    "补偿安置费用支付",
                    "房屋征收决定",
                    "房屋征收补偿方案",
                ),
            ),
            Extra("approval", "批准文号", column="subject_number"),
            Extra("area", "征收面积", help="如 6.52公顷"),
            Extra("place", "位置"),
            Extra("announced_on", "公告日期", "date", column="held_on"),
            Extra("opinions_until", "意见反馈截止", "date"),
        ),
    )
)
