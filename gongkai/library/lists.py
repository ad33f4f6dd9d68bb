"""Public lists: by statutory item, kind, theme, year and organ. One function serves them all; a list is data."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, register_converter, reverse

from gongkai.core.pages import shows, stored
from gongkai.library import kinds, rules, selectors
from gongkai.library.selectors import Listing
from gongkai.organs.models import Organ


def list_page(request: HttpRequest, listing: Listing, key: str = "", **context: Any) -> HttpResponse:
    """A page of ``listing``: the first with the total, later ones ("…/before/<key>/") without, so that a release does
    not change them. Views call this inside ``@stored``."""
    at = None
    if key:
        at = selectors.read_key(key)
        if at is None:
            return redirect(listing.url)
    records = selectors.public(request.site)
    page = selectors.page_of(records, listing, request.site, at)
    shows(request, *page.tags)
    given = {
        "title": listing.title,
        "records": page.records,
        "total": None if key else listing.total(records),
        "is_later": bool(key),
        "first_url": listing.url,
        "earlier_url": f"{listing.url}before/{page.earlier}/" if page.earlier else "",
        "crumbs": [("政务公开", reverse("portal:disclosure")), (listing.title, "")],
    }
    template = context.pop("template", "library/list.html")
    request.section = context.pop("section", "portal:disclosure")
    return render(request, template, given | context)


@stored
def everything(request: HttpRequest, key: str = "") -> HttpResponse:
    url = reverse("portal:all")
    return list_page(
        request, Listing(("all",), Q(), url, "全部公开信息"), key, show_kind=True, feed_url=reverse("portal:feed")
    )


@stored
def by_item(request: HttpRequest, code: str, key: str = "") -> HttpResponse:
    """条例 art. 20 (items 1–15) and 21."""
    if code not in rules.ITEMS:
        raise Http404
    listing = Listing((f"item:{code}",), Q(item=code), reverse("portal:item", args=[code]), rules.ITEMS[code])
    note = f"公开依据：《中华人民共和国政府信息公开条例》{rules.item_ground(code).removeprefix('条例')}。"
    return list_page(request, listing, key, note=note, rail=f"item:{code}")


@stored
def by_kind(request: HttpRequest, code: str, key: str = "") -> HttpResponse:
    kind = _kind(code)
    listing = Listing((f"kind:{code}",), Q(kind=code), reverse("portal:kind", args=[code]), kind.label)
    return list_page(request, listing, key, rail="kinds", description=f"按信息类型查找公开的信息：{kind.label}。")


@stored
def by_theme(request: HttpRequest, code: str, key: str = "") -> HttpResponse:
    """A theme with its subthemes, or one subtheme."""
    names = rules.themes()
    if code not in names:
        raise Http404
    where = Q(theme_group=code) if len(code) == 2 else Q(theme=code)
    listing = Listing((f"theme:{code}",), where, reverse("portal:theme", args=[code]), names[code])
    crumbs = [("政务公开", reverse("portal:disclosure")), ("按主题", reverse("portal:themes"))]
    if len(code) == 4:
        crumbs.append((names[code[:2]], reverse("portal:theme", args=[code[:2]])))
    choices = [] if key or len(code) == 4 else _subthemes(request, code)
    return list_page(
        request, listing, key, rail="themes", crumbs=[*crumbs, (names[code], "")], choices=choices, choices_label="子类"
    )


@stored
def by_year(request: HttpRequest, year: int, key: str = "") -> HttpResponse:
    if not 1949 <= year <= 2200 or not selectors.public(request.site).filter(selectors.in_year(year)).exists():
        raise Http404
    listing = Listing(
        (f"year:{year}",), selectors.in_year(year), reverse("portal:year", args=[year]), f"{year} 年公开的信息"
    )
    return list_page(request, listing, key, rail="years", show_kind=True)


@stored
def by_organ(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """Everything an organ published."""
    organ = _organ(request, slug)
    listing = Listing(
        (f"organ:{organ.pk}",), Q(organ=organ), f"{organ.get_absolute_url()}records/", f"{organ.name}公开的信息"
    )
    return list_page(request, listing, key, rail="organs", crumbs=_organ_crumbs(organ, "公开的信息"), show_kind=True)


@stored
def by_organ_and_kind(request: HttpRequest, slug: str, code: str, key: str = "") -> HttpResponse:
    organ, kind = _organ(request, slug), _kind(code)
    listing = Listing(
        (f"organ:{organ.pk}:{code}",),
        Q(organ=organ, kind=code),
        f"{organ.get_absolute_url()}kinds/{code}/",
        f"{organ.label}：{kind.label}",
    )
    return list_page(request, listing, key, rail="organs", crumbs=_organ_crumbs(organ, kind.label))


@stored
def reports(request: HttpRequest, year: int | None = None, key: str = "") -> HttpResponse:
    """Annual reports on disclosure (条例 art. 49, 50), all or of one year."""
    where, url = Q(kind="annual_report"), reverse("portal:reports")
    title = "政府信息公开年报"
    of_years = selectors.public(request.site).filter(kind="annual_report", year__isnull=False)
    if year is not None:
        if not of_years.filter(year=year).exists():
            raise Http404
        where, url, title = (
            where & Q(year=year),
            reverse("portal:reports_of", args=[year]),
            f"{year} 年度政府信息公开年报",
        )
    listing = Listing(("kind:annual_report",), where, url, title)
    years = [] if key else sorted(selectors.counts(of_years, "year").items(), reverse=True)
    choices = [(f"{y} 年度", reverse("portal:reports_of", args=[y]), n) for y, n in years]
    note = "各机关的年报也可以在“按机构”里从该机构的页面找到。公布时限：《中华人民共和国政府信息公开条例》第四十九条。"
    return list_page(request, listing, key, rail="reports", choices=choices, choices_label="报告年度", note=note)


@stored
def systems(request: HttpRequest, key: str = "") -> HttpResponse:
    """Rules of disclosure work: records of the kind "system", and what is filed under the theme 政务公开 as law or
    policy."""
    filed = Q(theme="0201", kind__in=["statute", "normative", "policy"])
    own, url = Q(kind="system"), reverse("portal:systems")
    listing = Listing(("kind:system", "theme:0201"), own, url, "政府信息公开制度", or_where=filed)
    return list_page(request, listing, key, rail="systems", empty="政府信息公开制度还没有公布。")


def _kind(code: str) -> kinds.Kind:
    if code not in kinds.KINDS:
        raise Http404
    return kinds.KINDS[code]


def _organ(request: HttpRequest, slug: str) -> Organ:
    organ = get_object_or_404(Organ.objects.by_slug(slug))
    if request.site and not request.site.covers(organ):
        raise Http404
    return organ


def _organ_crumbs(organ: Organ, last: str) -> list[tuple[str, str]]:
    return [("机构", reverse("portal:organs")), (organ.label, organ.get_absolute_url()), (last, "")]


def _subthemes(request: HttpRequest, group: str) -> list[tuple[str, str, int]]:
    names = {c: name for c, name in rules.themes().items() if len(c) == 4 and c.startswith(group)}
    found = selectors.counts(selectors.public(request.site).filter(theme__in=names), "theme")
    return [(names[c], reverse("portal:theme", args=[c]), n) for c, n in sorted(found.items())]


def _paged(route: str, view: Callable[..., HttpResponse], name: str) -> list[Any]:
    return [path(route, view, name=name), path(f"{route}before/<key:key>/", view, name=f"{name}_before")]


class KeyConverter:
    regex = "(?:0|-?[1-9][0-9]{0,16})-(?:0|[1-9][0-9]{0,17})"
    to_python = to_url = staticmethod(str)


register_converter(KeyConverter, "key")
urls = [
    *_paged("disclosure/all/", everything, "all"),
    *_paged("disclosure/systems/", systems, "systems"),
    *_paged("disclosure/reports/", reports, "reports"),
    *_paged("disclosure/reports/<int:year>/", reports, "reports_of"),
    *_paged("disclosure/items/<str:code>/", by_item, "item"),
    *_paged("disclosure/kinds/<str:code>/", by_kind, "kind"),
    *_paged("disclosure/themes/<str:code>/", by_theme, "theme"),
    *_paged("disclosure/years/<int:year>/", by_year, "year"),
    *_paged("organs/<str:slug>/records/", by_organ, "organ_records"),
    *_paged("organs/<str:slug>/kinds/<str:code>/", by_organ_and_kind, "organ_kind"),
]
