"""Files that go out with all one sees of them, and with nothing else."""

from typing import Any

from gongkai.core import vault
from gongkai.core.intake import hidden
from gongkai.foi.materials import actions
from gongkai.foi.models import Material


def give_whole(*, material: Material, by: Any) -> Material:
    """Say that a file goes out with all one sees of it. Comments, tracked changes and what else is hidden never do: a
    cleaned copy is made, outside of any transaction. Refused when there can be none."""
    by.must("handle", material.request.case.organ)
    original = vault.read(material.original)
    copy = hidden.cleaned(original, material.media_type)
    return actions.keep_whole(material=material, copy=b"" if copy == original else copy, by=by)
