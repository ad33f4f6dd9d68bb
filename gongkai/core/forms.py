"""A form on the desk and its deed: what was typed comes back, a refusal stands at its field."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from gongkai.core import typed
from gongkai.core.actions import Refused


class DayField(forms.DateField):
    """A date within typed.YEARS."""

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and day.year not in typed.YEARS:
            first, last = typed.YEARS[0], typed.YEARS[-1]
            raise forms.ValidationError(f"日期应在 {first} 年至 {last} 年之间，请核对年份。")
        return day


def posted(request: HttpRequest) -> QueryDict | None:
    """What to bind a form with: the fields posted, else those that waited for this page while somebody signed in."""
    return request.POST if request.method == "POST" else typed.take(request)


def carry_out(form: Any, deed: Callable[[], Any]) -> Any:
    """Do it; a refusal stands at its field of the form, and None is returned."""
    try:
        return deed()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None
