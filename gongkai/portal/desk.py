"""Desk pages of the portal: columns and topics for those who keep them, sites for the administrator."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.organs.access import needs
from gongkai.portal import actions
from gongkai.portal import selectors as chosen
from gongkai.portal.forms import ColumnForm, SiteForm
from gongkai.portal.models import Column, Site


def _sites(request: HttpRequest, permission: str) -> QuerySet[Site]:
    """The sites on which the account holds a permission."""
    return Site.objects.filter(request.user.reach("owner", permission)).select_related("owner", "root").order_by("pk")


@needs("columns")
def columns(request: HttpRequest) -> HttpResponse:
    """The columns and topics of each site, with what their rules select."""
    sites = list(_sites(request, "columns"))
    rows: dict[int, list[Any]] = {site.pk: [] for site in sites}
    for column in Column.objects.filter(site__in=sites).select_related("site__root", "parent"):
        rows[column.site_id].append(column)
    context = {"sites": [(site, rows[site.pk]) for site in sites]}
    return render(request, "portal/desk/columns.html", context)


@needs("columns")
def column_new(request: HttpRequest, site: int) -> HttpResponse:
    """A new column or topic of a site."""
    return _column_form(request, get_object_or_404(_sites(request, "columns"), pk=site), None)


@needs("columns")
def column(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a column, with a live count of what its rule selects."""
    found = _column(request, pk)
    return _column_form(request, found.site, found)


def _column(request: HttpRequest, pk: int) -> Column:
    return get_object_or_404(
        Column.objects.filter(site__in=_sites(request, "columns")).select_related("site__root"), pk=pk
    )


def _column_form(request: HttpRequest, site: Site, found: Column | None) -> HttpResponse:
    form = ColumnForm(posted(request), site=site, column=found)
    valid = form.is_valid() if form.is_bound else None
    if request.method == "POST" and request.headers.get("HX-Request"):
        return render(request, "portal/desk/selected.html", _selected(site, found, form))
    if request.method == "POST" and valid and "try" not in request.POST:
        saved = carry_out(
            form, lambda: actions.save_column(site=site, column=found, by=request.user, **form.cleaned_data)
        )
        if saved:
            messages.success(request, f"已保存“{saved.name}”，公众页面已更新。")
            return redirect("desk:columns")
    context = {"form": form, "site": site, "column": found, **_selected(site, found, form)}
    return render(request, "portal/desk/column.html", context)


def _selected(site: Site, found: Column | None, form: ColumnForm) -> dict[str, Any]:
    """How many records the rule on the form selects, and the newest of them; nothing while a field cannot be read."""
    if form.is_bound:
        values = getattr(form, "cleaned_data", {})
        if any(name in form.errors for name in ("kinds", "items", "themes", "organs", "words")):
            return {"count": None}
        rule = Column(site=site, **{name: values.get(name) or [] for name in ("kinds", "items", "themes")}, words=values["words"])  # fmt: skip
        where = chosen.condition(rule, [organ.pk for organ in values["organs"] or []])
    else:
        where = chosen.rule_of(found) if found else None
    if where is None:
        return {"count": None}
    records = site.records().filter(where)
    return {"count": records.count(), "newest": list(records.newest().listed()[:5])}


@needs("columns")
@require_POST
def column_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _column(request, pk)
    actions.delete_column(column=found, by=request.user)
    messages.success(request, f"已删除“{found.name}”。它选出的信息都还在原处。")
    return redirect("desk:columns")


@needs("sites")
def sites(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/desk/sites.html", {"sites": _sites(request, "sites")})


@needs("sites")
def site_new(request: HttpRequest) -> HttpResponse:
    return _site_form(request, None)


@needs("sites")
def site(request: HttpRequest, pk: int) -> HttpResponse:
    return _site_form(request, get_object_or_404(_sites(request, "sites"), pk=pk))


def _site_form(request: HttpRequest, found: Site | None) -> HttpResponse:
    form = SiteForm(posted(request), user=request.user, site=found)
    if request.method == "POST" and form.is_valid():
        saved = carry_out(form, lambda: actions.save_site(site=found, by=request.user, **form.cleaned_data))
        if saved:
            messages.success(request, f"已保存“{saved.name}”，公众页面已更新。")
            return redirect("desk:sites")
    title = found.name if found else "登记站点"
    return render(request, "portal/desk/site.html", {"form": form, "title": title})


DESK.add(
    path("columns/", columns, name="columns"),
    path("columns/new/<int:site>/", column_new, name="column_new"),
    path("columns/<int:pk>/", column, name="column"),
    path("columns/<int:pk>/delete/", column_delete, name="column_delete"),
    path("sites/", sites, name="sites"),
    path("sites/new/", site_new, name="site_new"),
    path("sites/<int:pk>/", site, name="site"),
)
DESK.nav("栏目和专题", "desk:columns", group="管理", permission="columns", icon="layout-list", order=70)
DESK.nav("站点", "desk:sites", group="管理", permission="sites", icon="globe", order=72)
