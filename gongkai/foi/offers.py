"""A line that offers what it might say, and takes anything else; works without script."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gongkai.foi.selectors import ANSWERING
from gongkai.organs.models import Organ


class Offered(forms.TextInput):
    """A text input with a datalist; ``offers`` gives the lines when the page is made."""

    def __init__(self, offers: Callable[[], list[str]]) -> None:
        super().__init__()
        self.offers = offers

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        key = f"{name}-offers"
        line = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((offer,) for offer in self.offers()))
        return format_html('{}<datalist id="{}">{}</datalist>', line, key, options)


def told_organs() -> list[str]:
    """The organs that answer requests, with their telephone as a letter tells it (条例 art. 36(5), 41)."""
    rows = Organ.objects.current().filter(level__in=ANSWERING).order_by("order", "path")
    return [f"{name}（联系电话：{phone}）" if phone else name for name, phone in rows.values_list("name", "phone")]
