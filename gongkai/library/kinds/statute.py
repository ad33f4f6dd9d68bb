"""Laws, regulations and rules kept for reference and citation."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "statute",
        "法律法规规章",
        "20.01",
        is_policy=True,
        order=30,
        fields=(
            Extra("enacted_by", "制定机关", column="party"),
            Extra("approved_on", "批准日期", "date", help="由上级人大常委会批准的地方性法规填写（立法法第八十一条）"),
        ),
    )
)
