"""Checks before release (三审三校、五关): each is a small function that looks at a document and says what it finds.

    @check("contact.not_official", "邮箱不是政务邮箱", gate="text", severity="warn", law="政府网站发展指引")
    def not_official(document):
        yield from (Finding(f"…“{found}”…", "body", found) for found in MAILBOX.findall(document.text))

A check stands in a file of review/checks; docs/add-a-check.md says what each part does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from gongkai.core.html import plain_text
from gongkai.core.registry import Registry
from gongkai.library import kinds
from gongkai.library.models import Version

GATES = {"political": "政治关", "legal": "法律关", "policy": "政策关", "secrecy": "保密关", "text": "文字关"}
SEVERITIES = {"block": "必须改正", "warn": "请核对", "note": "供参考"}


class Finding(NamedTuple):
    """What is wrong and what to do, as a sentence; the field of the editing page it belongs to; the passage it is about."""

    sentence: str
    field: str = ""
    passage: str = ""


class Document:
    """What is looked at: the text and the metadata of a version."""

    def __init__(self, version: Version) -> None:
        self.version, self.title, self.body, self.fields = version, version.title, version.body, version.fields

    @property
    def kind(self) -> kinds.Kind | None:
        return kinds.KINDS.get(self.version.record.kind)

    @cached_property
    def text(self) -> str:
        """The body without its markup, a line a paragraph."""
        return plain_text(self.body)


@dataclass(frozen=True)
class Check:
    """``gate`` is one of GATES, ``severity`` one of SEVERITIES; ``on_release``: not asked when a draft is submitted, for it
    is the reviewer's to decide."""

    code: str
    name: str
    gate: str
    severity: str
    law: str
    look: Callable[[Document], Iterable[Finding]]
    on_release: bool = False


class Found(NamedTuple):
    """A finding and the check that made it."""

    check: Check
    finding: Finding

    @property
    def blocks(self) -> bool:
        return self.check.severity == "block"

    @property
    def label(self) -> str:
        return f"{GATES[self.check.gate]}，{SEVERITIES[self.check.severity]}"


CHECKS: Registry[str, Check] = Registry("checks")
Look = Callable[[Document], Iterable[Finding]]


def check(code: str, name: str, gate: str, severity: str, law: str = "", **more: Any) -> Callable[[Look], Look]:
    """Register a check: see Check. ValueError for an unknown gate or severity."""
    if gate not in GATES or severity not in SEVERITIES:
        raise ValueError(f"check {code}: no gate {gate}, or no severity {severity}")

    def register(look: Look) -> Look:
        CHECKS.add(code, Check(code, name, gate, severity, law, look, **more))
        return look

    return register


def findings(version: Version, *, releasing: bool = False) -> list[Found]:
    """What the checks find in a version, in the order in which they are declared."""
    document = Document(version)
    return [
        Found(one, finding)
        for one in CHECKS.values()
        if releasing or not one.on_release
        for finding in one.look(document)
    ]
