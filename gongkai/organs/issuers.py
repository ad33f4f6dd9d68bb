"""Bodies that issued a document the library keeps and that are not in the tree: made on demand, without a code."""

from typing import Any

from gongkai.core.actions import action, audit
from gongkai.organs.models import Organ


def ensure_issuer(*, name: str, level: str, by: Any) -> Organ:
    """The organ called ``name``; made beside the tree (no parent, no code) when there is none."""
    return Organ.objects.filter(name=name).order_by("pk").first() or add_issuer(name=name, level=level, by=by)


@action
def add_issuer(*, name: str, level: str, by: Any) -> Organ:
    """A new organ beside the tree. ``by`` is None when an import run by the system makes it."""
    organ = Organ(name=name, level=level, order=900)
    organ.save()
    audit("organ.issuer", organ, by=by, organ=organ, name=name)
    return organ
