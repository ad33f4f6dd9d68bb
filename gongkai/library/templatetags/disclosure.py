"""What public templates need from the library: the left rail, validity tags, bodies made readable."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from gongkai.library import bodies, rules
from gongkai.library.sheet import TONES

register = template.Library()


@register.inclusion_tag("library/rail.html")
def disclosure_rail(current: str = "", counts: dict[str, int] | None = None) -> dict[str, Any]:
    """The fixed disclosure column. ``current`` is the name of the page or list shown; ``counts``, by item code, only
    on pages that are tagged with every list."""
    shown = [
        (code, label, (counts or {}).get(code))
        for code, label in rules.ITEMS.items()
        if current == "items" or current == f"item:{code}"
    ]
    return {"current": current, "items": shown, "counts": counts}


@register.filter
def tone(validity: str) -> str:
    """Class of the tag for a validity code."""
    return TONES.get(validity, "")


@register.filter
def readable(html: str) -> SafeString:
    """A cleaned body as the page shows it."""
    return mark_safe(bodies.readable(html))
