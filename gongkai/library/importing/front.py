"""The plain metadata block in front of a text: lines ``名称：值``, then an empty line, then the text. Pure.

标题：青禾县城乡低保实施办法
文号：青禾府发〔2026〕3号
生成日期：2026-06-01

第一条　为了……
"""

import re

from gongkai.library.importing.labels import fold, labelled

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
        if pair := labelled(row):
            last = pair[0]
            if last and pair[1]:
                facts[last] = f"{facts[last]}；{pair[1]}" if last in facts else pair[1]
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
