"""Files that go out with all one sees of them: with nothing else, or for a reason as they are."""

from typing import Any

from gongkai.core import vault
from gongkai.core.actions import Refused
from gongkai.core.intake import hidden
from gongkai.core.intake.hidden import Holding
from gongkai.foi.materials import actions
from gongkai.foi.models import Material


def give_whole(*, material: Material, by: Any) -> Material:
    """Say that a file goes out with all one sees of it. Comments, tracked changes and what else is hidden do not: a
    cleaned copy is made, outside of any transaction. Refused when there can be none."""
    material.request.case.must(by, "handle")
    original = vault.read(material.original)
    copy = hidden.cleaned(original, material.media_type)
    return actions.keep_whole(material=material, copy=b"" if copy == original else copy, by=by)


def hidden_in(material: Material) -> list[Holding]:
    """What the file hides, as it came in. Refused when it cannot be read."""
    return [one for one in hidden.holdings(vault.read(material.original), material.media_type) if one.hidden]


def give_as_is(*, material: Material, reason: str, by: Any) -> Material:
    """Say that a file goes out byte for byte, with what it hides: original comments may be what was asked for (条例 art.
    37 takes out what is not to be disclosed, no more). Takes a reason, which whoever signs the answer reads."""
    material.request.case.must(by, "handle")
    if not reason.strip():
        raise Refused("请写明为什么原样提供，审签的同事会看到。", "reason")
    return actions.keep_whole(material=material, copy=b"", reason=reason.strip(), by=by)
