"""Stated facts (words under labels) to values of a record; a value that cannot be read is refused with a sentence. Pure
but for the refusal."""

import re
from datetime import date, datetime
from typing import Any

from gongkai.core.actions import Refused
from gongkai.library import kinds, rules
from gongkai.library.importing import classify
from gongkai.library.importing.dates import read_moment
from gongkai.library.importing.labels import CHINESE, RELATIONS

_DATES = ("formed_on", "effective_on", "expires_on", "repealed_on")
_LONGEST = {"joint_issuers": 600, "number": 80, "keywords": 200, "source": 100, "author": 60, "disclosure_reason": 300, "index_number": 80,
            "title": 300}  # fmt: skip
_NOTHING = re.compile(r"^[-—/／\\无空\s]*$")


def moment(facts: dict[str, str], field: str) -> datetime | None:
    """A stated day and time; Refused when something is stated that is none."""
    words = facts.get(field, "").strip()
    if _NOTHING.match(words):
        return None
    found = read_moment(words)
    if found is None:
        raise Refused(f"“{CHINESE[field]}”写的是“{words[:40]}”，不是日期，请写成 2026-06-01 的样子。", field)
    return found


def day(facts: dict[str, str], field: str) -> date | None:
    found = moment(facts, field)
    return found.date() if found else None


def read(facts: dict[str, str], kind: str) -> dict[str, Any]:
    """The values of library.models.FIELDS that ``facts`` state for a record of ``kind``."""
    values: dict[str, Any] = {}
    for field in ("joint_issuers", "number", "keywords", "summary", "source", "author", "disclosure_reason"):
        if (words := facts.get(field, "").strip()) and not _NOTHING.match(words):
            values[field] = words
    for field in _DATES:
        if (found := day(facts, field)) is not None and field != "repealed_on":
            values[field] = found
    values |= _coded(facts)
    columns, extra, errors = kinds.clean(kind, facts) if kind in kinds.KINDS else ({}, {}, {})
    if errors:
        name, sentence = next(iter(errors.items()))
        label = next(x.label for x in kinds.KINDS[kind].fields if x.name == name)
        raise Refused(f"“{label}”{sentence}" if not sentence.startswith("“") else f"“{label}”：{sentence}", name)
    values |= columns
    if extra:
        values["extra"] = extra
    too_long(values)
    return values


def too_long(values: dict[str, Any]) -> None:
    """Refuse a value longer than its column."""
    for field, longest in _LONGEST.items():
        if (length := len(values.get(field) or "")) > longest:
            label = CHINESE.get(field, field)
            raise Refused(f"“{label}”最多 {longest} 个字，现在有 {length} 个，请缩短。", field)


def relations(facts: dict[str, str]) -> list[tuple[str, str]]:
    """(predicate, the words that name the target) for every relation stated; several are parted by ；or stand in 《》."""
    found = []
    for predicate in RELATIONS:
        for part in re.split(r"[；;\n]+|(?<=》)[、，,\s]*(?=《)", facts.get(predicate, "")):
            if (words := part.strip(" 、，,")) and not _NOTHING.match(words):
                found.append((predicate, words))
    return found


def _coded(facts: dict[str, str]) -> dict[str, str]:
    """Values that must be one of a list. An unknown theme is not refused: old pages have their own."""
    values = {}
    if theme := classify.theme_code(facts.get("theme", "")):
        values["theme"] = theme
    if genre := facts.get("genre", "").strip():
        if genre in rules.GENRES:
            values["genre"] = genre
        elif genre == "令":
            values["genre"] = "命令"
    if words := facts.get("item", "").strip():
        if not (item := classify.item_code(words)):
            raise Refused(f"没有“{words[:40]}”这一项法定公开内容，请写“20.01”这样的代码或标准名称。", "item")
        values["item"] = item
    if words := facts.get("disclosure", "").strip():
        code = next((c for c, label in rules.DISCLOSURE.items() if words in (c, label)), "")
        if not code:
            raise Refused(f"公开属性写的是“{words[:20]}”，请写主动公开、依申请公开或不予公开。", "disclosure")
        values["disclosure"] = code
    return values
