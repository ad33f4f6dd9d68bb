"""Words of an Excel file beside its cells: names, scenarios, prompts, choices, tooltips, texts within formulas."""

import re
from collections.abc import Iterator
from typing import Any

from gongkai.core.intake.holding import Holding, sample
from gongkai.core.intake.holding.sheets import Sheet
from gongkai.core.intake.package import local

_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_CODES = {"方案": "data", "公式": "formula"}
_PROMPTS = ("promptTitle", "prompt", "errorTitle", "error")


def names(tree: Any) -> Iterator[Holding]:
    """Of the workbook: names are told, those that are kept from the list of names and hold words or a number block."""
    rows = [e for e in tree.iter() if local(e) == "definedName"]
    aside = [e for e in rows if kept_aside(e)]
    if aside:
        words = " ".join(f"{e.get('name')} {e.text}" for e in aside)
        yield Holding("data", True, len(aside), "工作簿：隐藏的名称", sample(words))
    told = [_named(e) for e in rows if e not in aside]
    if told:
        yield Holding("defined_name", False, len(told), "工作簿", sample("、".join(told)))


def _named(element: Any) -> str:
    words = "".join(_LITERAL.findall(element.text or "")) or element.get("comment") or ""
    return f"{element.get('name') or ''}{f'（{words}）' if words else ''}"


def kept_aside(element: Any) -> bool:
    """A hidden name that holds a text or a number, not only a place."""
    words = (element.text or "").lstrip("= ")
    off = (element.get("hidden") or "").lower() in ("1", "true")
    holds = bool(_LITERAL.search(words)) or bool(re.fullmatch(r"[\d.{},;+-]+", words)) or bool(element.get("comment"))
    return off and holds


def listed(sheet: Sheet, title: str) -> Iterator[Holding]:
    """Of one sheet."""
    found: dict[str, list[str]] = {"填写提示": [], "可选项": [], "链接提示": [], "方案": [], "公式": []}
    for element in sheet.tree.iter():
        name = local(element)
        if name == "dataValidation":
            found["填写提示"] += filter(None, map(element.get, _PROMPTS))
        elif name == "formula1" and local(element.getparent()) == "dataValidation":
            found["可选项"] += _LITERAL.findall(element.text or "")
        elif name == "hyperlink":
            found["链接提示"] += filter(None, [element.get("tooltip")])
        elif name == "scenario":
            found["方案"] += filter(None, map(element.get, ("name", "comment", "user")))
            found["方案"] += [e.get("val") or "" for e in element]
        elif name == "f" and element.text and '"' in element.text:
            shown = sheet.value(element.getparent())
            found["公式"] += [text for text in _LITERAL.findall(element.text) if _says(text) and text not in shown]
    for what, words in found.items():
        if any(word.strip() for word in words):
            code = _CODES.get(what, "hint")
            said = "、".join(dict.fromkeys(words))
            yield Holding(code, code == "data", len(words), f"工作表“{title}”：{what}", sample(said))


def _says(text: str) -> bool:
    return any(sign.isalpha() for sign in text)
