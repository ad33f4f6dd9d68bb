"""Penalties of some influence on society: 条例 art. 20(6), 行政处罚法 art. 48."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "penalty",
        "行政处罚",
        "20.06",
        order=170,
        fields=(
            Extra("decision", "决定书文号", column="subject_number", required=True),
            Extra("party", "当事人", column="party", required=True, help="自然人写姓加“某”，不写证件号码和住址"),
            Extra(
                "type",
                "处罚种类",
                "choice",
                column="stage",
                required=True,
                choices=(
                    "警告、通报批评",
                    "罚款",
                    "没收",
                    "降低资质、吊销许可证件",
                    "限制从业、责令停产停业",
                    "行政拘留",
                    "其他",
                ),
            ),
            Extra("amount", "罚没金额", "money", column="amount"),
            Extra("decided_on", "决定日期", "date", column="held_on", required=True),
            Extra("offence", "违法事实", "long"),
            Extra("basis", "处罚依据", "long"),
        ),
    )
)
