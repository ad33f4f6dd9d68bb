"""Answers to public concern and opinion (国办发〔2016〕61号)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "response",
        "回应关切",
        "20.15",
        order=260,
        fields=(
            Extra("concern", "关切事项", "long"),
            Extra("raised_on", "关切出现日期", "date", column="held_on"),
        ),
    )
)
