"""Runs and paragraphs of a Word file: what they say, new ones, formulas as marks. Pure."""

from collections import Counter
from typing import Any

from lxml import etree

from gongkai.core.intake import marks
from gongkai.core.intake.package import attribute, drop, local


def words_of(element: Any) -> str:
    return "".join(e.text or "" for e in element.iter() if local(e) == "t")


def space_of(element: Any) -> str:
    """The namespace of the Word elements around ``element``, in braces: the strict edition has its own."""
    around = (element, *element.iterancestors())
    tag = next((e.tag for e in around if local(e) in ("p", "body", "footnote", "endnote", "document", "tbl")), "")
    return tag.rpartition("}")[0] + "}" if tag else ""


def made(space: str, name: str, /, **attributes: str) -> Any:
    return etree.Element(f"{space}{name}", {f"{space}{key}": value for key, value in attributes.items()})


def run(space: str, words: str) -> Any:
    element = made(space, "r")
    text = etree.SubElement(element, f"{space}t")
    text.text = words
    return element


def paragraph(space: str, words: str) -> Any:
    element = made(space, "p")
    element.append(run(space, words))
    return element


def replace(element: Any, *others: Any) -> None:
    """Put other elements into the place of one."""
    for other in others:
        element.addprevious(other)
    drop(element)


def properties_of(element: Any) -> Any:
    """The properties of a paragraph or run, made where there are none."""
    name = f"{local(element)}Pr"
    found = next((e for e in element if local(e) == name), None)
    if found is None:
        found = made(element.tag.rpartition("}")[0] + "}", name)
        element.insert(0, found)
    return found


def value_of(properties: Any, name: str) -> str | None:
    """What property ``name`` says; "" where it stands without a value, None where it does not stand."""
    found = next((e for e in properties if local(e) == name), None) if properties is not None else None
    return None if found is None else attribute(found, "val") or ""


def is_on(properties: Any, name: str) -> bool:
    value = value_of(properties, name)
    return value is not None and value.lower() not in ("0", "false", "off", "none")


def mark_formulas(tree: Any) -> Counter[str]:
    """［公式］ in the place of every formula."""
    formulas = [e for e in tree.iter() if local(e) == "oMath"]
    for formula in formulas:
        parent = formula.getparent()
        place = parent if local(parent) == "oMathPara" and len(parent) == 1 else formula
        if local(parent) == "oMathPara" and place is formula:
            parent.addprevious(run(space_of(parent), marks.FORMULA))
            drop(formula)
        else:
            replace(place, run(space_of(place), marks.FORMULA))
    return Counter(formula=len(formulas))
