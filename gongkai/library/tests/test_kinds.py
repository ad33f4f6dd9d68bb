"""Kinds: every one is well-formed, values are read as people write them, a new kind is one small file."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from gongkai.library import kinds, rules, values
from gongkai.library.importing.labels import labelled
from gongkai.library.models import FIELDS, Record

FOLDER = Path(kinds.__file__).parent
# names and labels that mean something else on every record: a form or a metadata block could not tell them apart
GENERAL = {f.name for f in Record._meta.fields} | {"title", "body", "note"} - kinds.COLUMNS.keys()
GENERAL_LABELS = {"标题", "文号", "来源", "作者", "关键词", "内容概述", "发布机构", "信息类型", "发布日期", "生成日期"}


@pytest.mark.parametrize("kind", kinds.KINDS.values(), ids=lambda k: k.code)
def test_every_kind_is_whole(kind):
    assert kind.label
    assert kind.item in rules.ITEMS
    assert kind.code in [code for code, _ in kinds.choices()]
    assert len((FOLDER / f"{kind.code}.py").read_text().splitlines()) < 60
    for field in kind.fields:
        assert field.label and field.label not in GENERAL_LABELS
        assert field.name.isidentifier() and (field.name == field.column or field.name not in GENERAL)
        assert labelled(f"{field.label}：甲") == (field.label, "甲"), "the importer does not know this label"
        if field.column:
            assert Record._meta.get_field(field.column) and field.column in FIELDS
            assert all(len(choice) <= kinds.COLUMNS[field.column][1] for choice in field.choices)


def test_every_item_of_article_20_has_a_kind_but_for_the_last():
    assert {kind.item for kind in kinds.KINDS.values()} >= {f"20.{n:02d}" for n in range(1, 16)}


def test_clean_sorts_values_into_columns_extra_and_errors():
    columns, extra, errors = kinds.clean(
        "project", {"stage": "施工", "形象进度": "45%", "investment": "1.2亿元", "finish_on": "2027年6月30日"}
    )
    assert columns == {"stage": "施工", "amount": Decimal("120000000.00")}
    assert extra == {"progress": "45", "finish_on": "2027-06-30"}
    assert errors == {}


def test_clean_answers_wrong_values_with_sentences_and_keeps_the_right_ones():
    columns, extra, errors = kinds.clean(
        "project", {"stage": "快好了", "progress": "120", "investment": "很多", "started_on": "2026-02-30"}
    )
    assert (columns, extra) == ({}, {})
    assert set(errors) == {"stage", "progress", "investment", "started_on"}
    assert errors["started_on"] == "没有“2026-02-30”这一天，请核对年月日。"
    assert "批准服务、招标投标" in errors["stage"]


def test_empty_values_empty_the_column_and_fields_not_given_stay_as_they_are():
    columns, extra, errors = kinds.clean("project", {"investment": " ", "builder": "", "approval": None})
    assert columns == {"amount": None, "party": ""}
    assert (extra, errors) == ({}, {})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("2026/1/3", date(2026, 1, 3)),
        ("2026.11.23", date(2026, 11, 23)),
        (" 2026 年 1 月 3 日 ", date(2026, 1, 3)),
        ("２０２６年１月３日", date(2026, 1, 3)),
        ("20261123", date(2026, 11, 23)),
        (datetime(2026, 11, 23, 8), date(2026, 11, 23)),
        ("2026-11-23 00:00:00", date(2026, 11, 23)),
    ],
)
def test_dates(typed, read):
    assert values.read_date(typed) == read


@pytest.mark.parametrize("typed", ["", "昨天", "2026", "2026-13-01", "26-1-1", "2026-1-1x"])
def test_what_is_no_date(typed):
    with pytest.raises(ValueError, match=r"日期|没有"):
        values.read_date(typed)


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [("1234.5", "1234.50"), ("1,234元", "1234.00"), ("¥12", "12.00"), ("12.3万元", "123000.00"), ("3亿", "300000000.00"),
     (0.1, "0.10"), ("-5", "-5.00")],
)  # fmt: skip
def test_money(typed, yuan):
    assert values.read_money(typed) == Decimal(yuan)


@pytest.mark.parametrize("typed", ["12美元", "--3", "1e5", "9" * 20, "万元", "=1+1"])
def test_what_is_no_money(typed):
    with pytest.raises(ValueError, match="金额"):
        values.read_money(typed)


def test_whole_numbers():
    assert [values.read_int(v) for v in ("2024年", 12.0, "第3次", "1,200人")] == [2024, 12, 3, 1200]
    with pytest.raises(ValueError, match="整数"):
        values.read_int("3.5")


def test_a_year_is_a_year():
    assert kinds.clean("statistics", {"year": "26"})[2] == {"year": "“26”不是年份，请写四位年份，如 2026。"}


def test_shown_says_labels_and_formatted_values():
    record = SimpleNamespace(
        kind="project", stage="施工", amount=Decimal("120000000.00"), subject_number="", party="县城投公司",
        held_on=date(2025, 3, 1), extra={"progress": "45.50"},
    )  # fmt: skip
    assert kinds.shown(record) == [
        ("项目阶段", "施工"),
        ("形象进度", "45.5%"),
        ("总投资", "12,000 万元"),
        ("建设单位", "县城投公司"),
        ("开工日期", "2025-03-01"),
    ]


def test_register_refuses_what_does_not_fit():
    wrong = [
        kinds.Extra("a", "甲", "colour"),
        kinds.Extra("a", "甲", "date", column="amount"),
        kinds.Extra("a", "甲", "choice"),
        kinds.Extra("a", "甲", choices=("一",)),
    ]
    for field in wrong:
        with pytest.raises(ValueError, match="kind wrong"):
            kinds.register(kinds.Kind("wrong", "错", "20.15", fields=(field,)))
    twice = (kinds.Extra("a", "甲", column="stage"), kinds.Extra("b", "乙", column="stage"))
    with pytest.raises(ValueError, match="repeats"):
        kinds.register(kinds.Kind("wrong", "错", "20.15", fields=twice))
    assert "wrong" not in kinds.KINDS
