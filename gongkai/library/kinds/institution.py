"""Functions, internal offices and contact of an organ: 条例 art. 20(2)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "institution",
        "机构职能",
        "20.02",
        order=114,
        fields=(
            Extra("approval", "三定规定文号", column="subject_number", help="职能配置、内设机构和人员编制规定的文号"),
        ),
    )
)
