"""Fields of a Word file: what stands in their instructions is not shown. Pure.

Only fields whose instruction may hold words of its own are looked at and, in a copy, dissolved into what they show; page
numbers, tables of contents, links, references and equations stay as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongkai.core.intake.package import attribute, drop, local, unwrap

_OWN = "SET QUOTE IF COMPARE ASK FILLIN XE TC TA RD PRIVATE ADDIN DATABASE AUTOTEXTLIST"
_ELSEWHERE = "DOCVARIABLE DOCPROPERTY INCLUDETEXT LINK DDE DDEAUTO"  # names of something kept elsewhere
_WORDY, _NAMING = set(_OWN.split()), set(_ELSEWHERE.split())
_WHOLE = {"PRIVATE", "ADDIN"}
_QUOTED = re.compile('["“”]([^"“”]*)["“”]')
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]|\d{6}|@")


@dataclass
class Field:
    """``bounds``: the elements that begin, part and end it; ``code``: its instruction; ``inside``: text between."""

    bounds: list[Any]
    code: list[Any] = field(default_factory=list)
    inside: list[Any] = field(default_factory=list)
    parted: bool = False
    simple: str = ""

    @property
    def instruction(self) -> str:
        return self.simple or "".join(e.text or "" for e in self.code)

    @property
    def kind(self) -> str:
        return (self.instruction.split() or [""])[0].upper()

    def wordy(self) -> bool:
        return self.kind in _WORDY | _NAMING or bool(self.between())

    def between(self) -> list[str]:
        """Text within the instruction, as a field inside of it shows."""
        whole = self.code or len(self.bounds) > 2
        texts = ((e.text or "").strip() for e in self.inside) if whole else ()
        return [text for text in texts if any(map(str.isalpha, text))]

    def words(self) -> Iterator[str]:
        """What the instruction says; of fields that name something kept elsewhere only what is no plain name."""
        rest = self.instruction.strip()[len(self.kind) :].strip()
        if self.kind in _WHOLE:
            yield rest
        elif self.kind in _WORDY | _NAMING:
            quoted = [] if self.kind in _NAMING else _QUOTED.findall(rest)
            bare = rest if self.kind in _NAMING else _QUOTED.sub(" ", rest)
            yield from (text for text in quoted if sum(sign.isalnum() for sign in text) > 1 or _HAN.search(text))
            yield from (text for text in bare.split() if _HAN.search(text))


def fields(tree: Any) -> Iterator[Field]:
    """The fields of a part that have an end, inner ones first."""
    stack: list[Field] = []
    for element in tree.iter():
        name = local(element)
        if name == "fldSimple":
            yield Field([element], simple=attribute(element, "instr") or "")
        elif name == "fldChar":
            kind = attribute(element, "fldCharType")
            if kind == "begin":
                stack.append(Field([element]))
            elif stack:
                stack[-1].bounds.append(element)
                stack[-1].parted = True
                if kind == "end":
                    yield stack.pop()
        elif name in ("instrText", "delInstrText") and stack:
            stack[-1].code.append(element)
        elif name == "t" and (inner := next((f for f in stack if not f.parted), None)):
            inner.inside.append(element)


def unshown(tree: Any, said: str) -> list[str]:
    """Words of instructions that are not among what is ``said`` (without blanks)."""
    found = [one for one in fields(tree) if one.wordy()]
    words = dict.fromkeys(text.strip() for one in found for text in one.words())
    only = [text for text in words if any(map(str.isalnum, text)) and "".join(text.split()) not in said]
    return only + [text for one in found for text in one.between()]


def dissolve(tree: Any) -> None:
    """Leave what such fields show."""
    for one in [one for one in fields(tree) if one.wordy()]:
        if one.simple:
            unwrap(one.bounds[0])
        for element in () if one.simple else (*one.bounds, *one.code, *one.inside):
            run = element.getparent()
            if run is None:
                continue
            drop(element)
            if not [e for e in run if local(e) != "rPr"] and run.getparent() is not None:
                drop(run)
