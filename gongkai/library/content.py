"""Values of Version.fields: between Python (dates, decimals) and JSON."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from gongkai.core.text import lines
from gongkai.library.models import FIELDS, Record


def to_json(values: dict[str, Any]) -> dict[str, Any]:
    """The values of FIELDS in ``values`` as JSON: dates ISO, decimals text, texts without what cannot be seen."""
    return {
        name: str(value) if isinstance(value, date | Decimal) else lines(value) if isinstance(value, str) else value
        for name, value in values.items()
        if name in FIELDS
    }


def from_json(fields: dict[str, Any]) -> dict[str, Any]:
    """The reverse: Python values for every name of FIELDS that is present."""
    values = {}
    for name in FIELDS:
        if name in fields:
            values[name] = _python(Record._meta.get_field(name), fields[name])
    return values


def _python(column: Any, value: Any) -> Any:
    if isinstance(column, models.CharField | models.TextField):
        return value or ""
    if isinstance(column, models.JSONField):
        return value or {}
    if isinstance(column, models.BooleanField):
        return bool(value)
    return column.to_python(value) if value not in (None, "") else None
