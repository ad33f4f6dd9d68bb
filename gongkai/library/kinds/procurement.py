"""Central procurement: catalogue, announcements, results (条例 art. 20(9))."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "procurement",
        "政府采购",
        "20.09",
        order=130,
        fields=(
            Extra("project_number", "项目编号", column="subject_number", required=True),
            Extra(
                "type",
                "公告类型",
                "choice",
                column="stage",
                required=True,
                choices=(
                    "采购意向",
                    "采购公告",
                    "更正公告",
                    "结果公告",
                    "终止公告",
                    "合同公告",
                    "集中采购目录",
                ),
            ),
            Extra(
                "method",
                "采购方式",
                "choice",
                choices=(
                    "公开招标",
                    "邀请招标",
                    "竞争性谈判",
                    "竞争性磋商",
                    "询价",
                    "单一来源",
                    "框架协议",
                ),
            ),
            Extra("amount", "预算或成交金额", "money", column="amount"),
            Extra("supplier", "成交供应商", column="party"),
            Extra("opened_on", "开标日期", "date", column="held_on"),
        ),
    )
)
