"""Forms and their deeds: what was typed comes back, a refusal stands at its field."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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


class Plain(forms.Form):
    """No native bubbles: what is missing is said by the server, at the field and in the summary."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal at its field."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class Offered(forms.TextInput):
    """A line that offers what it might say, and takes anything else; works without script. ``offers`` gives the lines when
    the page is made."""

    def __init__(self, offers: Callable[[], list[str]]) -> None:
        super().__init__()
        self.offers = offers

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        key = f"{name}-offers"
        line = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((offer,) for offer in self.offers()))
        return format_html('{}<datalist id="{}">{}</datalist>', line, key, options)
