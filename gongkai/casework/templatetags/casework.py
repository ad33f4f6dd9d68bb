"""What the ledger of a case says, in words."""

from typing import Any

from django import template

from gongkai.casework.forms import FIELDS
from gongkai.casework.models import Entry
from gongkai.organs.models import Organ

register = template.Library()


@register.filter
def get(mapping: dict[str, str], key: str) -> str:
    return mapping.get(key, key)


@register.filter
def said(entry: Entry) -> str:
    """The values a step recorded, as ``label value`` pairs."""
    fields = {**FIELDS, **entry.case.flow.fields}
    parts = []
    for name, value in entry.data.items():
        if name in fields and value not in (None, ""):
            field: Any = fields[name](entry.case)
            if name == "organ":  # which is not offered any more
                value = Organ.objects.filter(pk=value).first() or value
            parts.append(f"{field.label} {dict(getattr(field, 'choices', [])).get(str(value), value)}")
    return "；".join(parts)
