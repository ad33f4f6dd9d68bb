"""Columns and topics: lists whose rule an editor wrote."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from gongkai.core.pages import shows, stored
from gongkai.core.shells import PORTAL
from gongkai.library.lists import list_page
from gongkai.portal import selectors as chosen
from gongkai.portal.models import Column


@stored
def column_page(request: HttpRequest, slug: str, type: str, key: str = "") -> HttpResponse:
    """A page of a column or topic."""
    column = get_object_or_404(Column.objects.select_related("parent"), site=request.site, slug=slug, type=type)
    shows(request, f"columns:{column.site_id}")
    children = [(c.name, c.get_absolute_url(), None) for c in column.children.all()] if not key else []
    above = [(column.parent.name, column.parent.get_absolute_url())] if column.parent else []
    return list_page(
        request,
        chosen.listing_of(column),
        key,
        note=column.description,
        description=column.description,
        keywords=column.keywords,
        column_type=column.get_type_display(),
        crumbs=[*above, (column.name, "")],
        choices=children,
        choices_label="下级栏目",
        feed_url=reverse(f"portal:{type}_feed", args=[slug]),
        section="columns",
    )


for type in Column.TYPES:
    PORTAL.add(
        path(f"{type}s/<slug:slug>/", column_page, {"type": type}, name=type),
        path(f"{type}s/<slug:slug>/before/<key:key>/", column_page, {"type": type}, name=f"{type}_before"),
    )
