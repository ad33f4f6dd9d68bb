"""What of a figure is asked for on the desk, and what is said of it to a program."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from gongkai.core.actions import Refused
from gongkai.core.figures import Figure, Opened, Period, read_period, year_of
from gongkai.organs.forms import OrganFilter
from gongkai.organs.models import Organ, OrganQuerySet


class Asked(OrganFilter):
    """Of whom, when, broken down by what (``by``), and which part of that (``is``)."""

    period = forms.CharField(label="期间", max_length=22, help_text="如 2026、2026-03")
    by = forms.ChoiceField(label="按什么分", required=False)
    field_order = ["organ", "period", "by"]

    def __init__(self, data: QueryDict, *, user: Any, figure: Figure) -> None:
        super().__init__({"period": str(timezone.localdate().year), **data.dict()}, user=user)
        columns = [(name, column.label) for name, column in figure.by.items()]
        self.fields["by"].choices = [("", "不分"), *columns]  # type: ignore[attr-defined]
        self.full_clean()

    def clean_period(self) -> Period:
        try:
            return read_period(self.cleaned_data["period"].strip())
        except Refused as refusal:
            raise ValidationError(refusal.message) from None

    def span(self) -> Period:
        """The period asked for; this year for what is none, which is said at the field."""
        return self.cleaned_data.get("period") or year_of(timezone.localdate().year)

    def organs(self) -> OrganQuerySet:
        """Those in reach that are asked for, the ones that no longer exist among them: what they did counts."""
        return Organ.objects.filter(self.user.reach("", "view"), self.of_organ())


def as_data(opened: Opened) -> dict[str, Any]:
    """The figure for a program: code, name, unit, law, period, organs (codes), value, denominator, parts."""
    figure = opened.figure
    whole = figure.denominator
    return {
        "code": figure.code,
        "name": figure.name,
        "unit": figure.unit,
        "law": figure.law,
        "period": str(opened.period),
        "organs": list(opened.organs.order_by("path").values_list("code", flat=True)),
        "value": opened.number,
        "denominator": {"code": whole.code, "value": whole.of(opened.organs, opened.period)} if whole else None,
        "by": opened.by or None,
        "parts": {part.words: part.number for part in opened.parts()},
    }
