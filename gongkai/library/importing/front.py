"""The plain metadata block in front of a text: lines ``名称：值``, then an empty line, then the text. Pure.

标题：青禾县城乡低保实施办法
文号：青禾府发〔2026〕3号
生成日期：2026-06-01

第一条　为了……
"""

import re

from gongkai.library.importing.labels import fold, labelled, pairs

_UNKNOWN = re.compile(r"^([^:：|《》。，\s]{2,12})\s*[:：]\s*(\S.*)$")


def split(text: str) -> tuple[dict[str, str], str, list[str]]:
    """(facts, the text behind the block, notices). A block begins with a known label on the first line that says
    anything and ends with an empty line; it may stand between two lines of ``---``."""
    rows = text.split("\n")
    at = 0
    while at < len(rows) and not rows[at].strip():
        at += 1
    fenced = at < len(rows) and rows[at].strip() == "---"
    at += fenced
    facts: dict[str, str] = {}
    notices: list[str] = []
    last = ""
    for end in range(at, len(rows)):
        row = rows[end]
        if (fenced and row.strip() == "---") or (not fenced and not row.strip()):
            return (facts, "\n".join(rows[end + 1 :]), notices) if len(facts) >= 1 else ({}, text, [])
        if "|" in row:
            return {}, text, []
        if stated := _stated(row):
            last = _keep(facts, stated)
        elif end == at:
            return {}, text, []
        elif unknown := _UNKNOWN.match(row):
            notices.append(f"不认识的项目“{fold(unknown[1])}”，没有采用。")
            last = ""
        elif row[:1] in " \t\u3000" and last:
            facts[last] = f"{facts.get(last, '')}{row.strip()}"
        else:
            return {}, text, []
    return (facts, "", notices) if fenced or len(facts) >= 2 else ({}, text, [])


def _keep(facts: dict[str, str], stated: list[tuple[str, str]]) -> str:
    """Add what a line states to ``facts``; the last field of the line."""
    for field, value in stated:
        if field and value:
            facts[field] = f"{facts[field]}；{value}" if field in facts else value
    return stated[-1][0]


def _stated(row: str) -> list[tuple[str, str]]:
    """(field, value) of every label of a line."""
    several = pairs(row)
    pair = labelled(row)
    return list(several.items()) if len(several) > 1 else [pair] if pair else []
