"""Numbers of the public statistics, each the way to what it is made up of."""

from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.html import format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def number(context: dict[str, Any], name: str) -> str:
    """The number ``name`` of the page, as a link to its page of the year."""
    address = reverse("portal:request_figure", args=[context["year"], name])
    return format_html('<a href="{}">{}</a>', address, intcomma(context[name], use_l10n=False))
