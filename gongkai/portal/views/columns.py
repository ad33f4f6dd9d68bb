"""Columns and topics: lists whose rule an editor wrote."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from gongkai.core.pages import shows, stored
from gongkai.core.shells import PORTAL
from gongkai.library.lists import list_page
from gongkai.library.selectors import list_tag
from gongkai.portal import selectors as chosen
from gongkai.portal.models import Column


@stored
def column_page(request: HttpRequest, slug: str, type: str, key: str = "") -> HttpResponse:
    """A page of a column or topic."""
    column = get_object_or_404(Column.objects.select_related("parent"), site=request.site, slug=slug, type=type)
    shows(request, chosen.columns_tag(request.site))
    children = [(c.name, c.get_absolute_url(), None) for c in column.children.all()] if not key else []
    above = [("栏目", reverse("portal:columns"))]
    above += [(column.parent.name, column.parent.get_absolute_url())] if column.parent else []
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
        section="portal:columns",
    )


@stored
def overview(request: HttpRequest) -> HttpResponse:
    """Every column and topic of a site, and the answers to what is often asked."""
    shows(request, chosen.columns_tag(request.site), list_tag(request.site, "kind:faq"))
    context = {"title": "全部栏目", "crumbs": [("栏目", "")], **chosen.ways(request.site)}
    return render(request, "portal/columns.html", context)


PORTAL.add(path("columns/", overview, name="columns"))
PORTAL.nav("栏目", "portal:columns", order=25)
for type in Column.TYPES:
    PORTAL.add(
        path(f"{type}s/<slug:slug>/", column_page, {"type": type}, name=type),
        path(f"{type}s/<slug:slug>/before/<key:key>/", column_page, {"type": type}, name=f"{type}_before"),
    )
