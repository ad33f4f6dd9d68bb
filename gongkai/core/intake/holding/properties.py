"""Properties of files: who made them, and the words kept with them that no page shows."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from gongkai.core.intake.holding import Holding, people, sample
from gongkai.core.intake.package import drop, local

PERSONS = {"creator": "作者", "lastModifiedBy": "最后修改者", "Manager": "主管", "Company": "单位"}
_TEXTS = {
    "title": "标题",
    "subject": "主题",
    "description": "备注",
    "keywords": "关键词",
    "category": "类别",
    "contentStatus": "状态",
    "identifier": "标识",
    "HyperlinkBase": "超链接基础",
    "Template": "模板",
}
_USUAL = re.compile(r"(?:.*[\\/])?normal(\.\w+)?", re.IGNORECASE)
_OF_PROGRAMS = re.compile(r"KSO|ICV$|ContentTypeId$|MSIP_Label|GrammarlyDocumentId|commondata")
_OF_PERSONS = re.compile(r"(人|员|者|签发|拟稿|校对|author|owner|editor|user|displayname|by)$", re.IGNORECASE)


def of_name(label: str, value: str, company: bool = False) -> Iterator[Holding]:
    """A field that says who: a person blocks, an organ is told, a program is not worth a word."""
    value = value.strip()
    if people.is_person(value, company):
        yield Holding("metadata", True, 1, f"文件属性：{label}", sample(value))
    elif value and people.is_organ(value):
        yield Holding("organ", False, 1, f"文件属性：{label}", sample(value))


def of_text(label: str, value: str) -> Iterator[Holding]:
    """A field of free words: a person among them blocks, else they are told."""
    value = value.strip()
    if people.named_in(value):
        yield Holding("metadata", True, 1, f"文件属性：{label}", sample(value))
    elif value and not people.is_program(value):
        yield Holding("property", False, 1, f"文件属性：{label}", sample(value))


def listed(tree: Any, said: str) -> Iterator[Holding]:
    """Of a part of properties, core, extended or custom; ``said``: what one sees, which a title may repeat."""
    for element in tree:
        name, value = local(element), "".join(element.itertext()).strip()
        if name == "property":
            yield from _custom(element.get("name") or "", value)
        elif name in PERSONS:
            yield from of_name(PERSONS[name], value, company=name == "Company")
        elif name == "Template":
            yield from of_template(value)
        elif name in _TEXTS and not (name == "title" and value in said):
            yield from of_text(_TEXTS[name], value)


def of_template(address: str) -> Iterator[Holding]:
    """The file a document was begun from: its folders may name a person; the usual one is not worth a word."""
    address = unquote(address)
    if people.named_in(address) or not _USUAL.fullmatch(address):
        yield from of_text(_TEXTS["Template"], address)


def _custom(name: str, value: str) -> Iterator[Holding]:
    if _OF_PROGRAMS.search(name):
        return
    if _OF_PERSONS.search(name) and people.is_person(value):
        yield from of_name(name, value)
    else:
        yield from of_text(name, value)


def forget(tree: Any) -> None:
    """Take persons and words out of a part of properties; a title stays when it names nobody."""
    for element in list(tree):
        name, value = local(element), element.text or ""
        person = name in PERSONS and people.is_person(value, company=name == "Company")
        if person or (name in _TEXTS and (name != "title" or people.named_in(value))):
            element.text = ""
        elif name in ("TitlesOfParts", "HeadingPairs", "HLinks"):  # names of sheets, paths
            drop(element)
