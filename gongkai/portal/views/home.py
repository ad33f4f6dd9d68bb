"""Home, the landing pages of the disclosure column, how to reach us, figures, site map."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from gongkai.core.figures import FIGURES, year_of
from gongkai.core.pages import shows, stored
from gongkai.core.shells import PORTAL
from gongkai.library import kinds, rules, selectors
from gongkai.library.lists import list_page
from gongkai.library.selectors import Listing, list_tag, public, tags_of
from gongkai.organs.models import Organ, OrganQuerySet
from gongkai.portal import selectors as chosen
from gongkai.portal.models import Site


@stored
def home(request: HttpRequest) -> HttpResponse:
    records = public(request.site)
    latest = list(records.dated().newest().listed()[:10])
    news = list(records.filter(kind="news").newest().listed()[:5])
    pairs = chosen.pairs(records)
    shown = [*latest, *news, *(r for document, others in pairs for r in (document, *others))]
    shows(request, list_tag(request.site, "all"), "today", *tags_of(shown), chosen.columns_tag(request.site))
    context = {
        "records": latest,
        "news": news,
        "pairs": pairs,
        **chosen.ways(request.site),
        "items": _items(request.site, filled=True),
        "figures": _figures(request.site),
        "year": timezone.localdate().year,
        "feed_url": reverse("portal:feed"),
    }
    return render(request, "portal/home.html", context)


def _figures(site: Site | None) -> list[dict[str, Any]]:
    """Figures of the home page; each opens the list that it counts."""
    year = timezone.localdate().year
    scope, period = _scope(site), year_of(year)
    by_kind = _counted(site, "kind")
    return [
        {
            "label": f"{year} 年主动公开",
            "value": FIGURES["library.released"].of(scope, period),
            "unit": "条信息",
            "url": reverse("portal:year", args=[year]),
        },
        {
            "label": "行政规范性文件",
            "value": by_kind.get("normative", 0),
            "unit": "件，含已失效、废止的",
            "url": reverse("portal:kind", args=["normative"]),
        },
        {
            "label": "政策解读",
            "value": by_kind.get("interpretation", 0),
            "unit": "篇",
            "url": reverse("portal:interpretations"),
        },
        {
            "label": "公开信息的机构",
            "value": FIGURES["library.organs"].of(scope, period),
            "unit": "个",
            "url": reverse("portal:data") + "#organs",
        },
    ]


def _counted(site: Site | None, by: str) -> dict[Any, int]:
    """What a site shows, by a column of the figure."""
    return FIGURES["library.public"].split(_scope(site), year_of(timezone.localdate().year), by)


def _scope(site: Site | None) -> OrganQuerySet | None:
    """Of whom the figures of a site are."""
    return site.scope if site else None


def _items(site: Site | None, filled: bool = False) -> list[tuple[str, str, int]]:
    counts = _counted(site, "item")
    return [(code, label, counts.get(code, 0)) for code, label in rules.ITEMS.items() if counts.get(code) or not filled]


@stored
def disclosure(request: HttpRequest) -> HttpResponse:
    """法定主动公开内容: the fixed column's landing page."""
    items = _items(request.site)
    context = {
        "title": "法定主动公开内容",
        "rail": "items",
        "crumbs": [("政务公开", "")],
        "national": [row for row in items if row[0].startswith("20.")],
        "local": [row for row in items if row[0].startswith("21.") and row[2]],
        "records": list(public(request.site).dated().newest().listed()[:8]),
    }
    shows(request, list_tag(request.site, "all"), *tags_of(context["records"]))
    return render(request, "portal/disclosure.html", context)


@stored
def themes(request: HttpRequest) -> HttpResponse:
    """The 22 themes with their subthemes (国办 catalogue)."""
    groups, parts = _counted(request.site, "theme"), _counted(request.site, "subtheme")
    names = rules.themes()
    tree = [
        (code, names[code], groups.get(code, 0), _subthemes(code, parts)) for code in sorted(names) if len(code) == 2
    ]
    shows(request, list_tag(request.site, "all"))
    context = {"title": "按主题查找", "rail": "themes", "tree": tree, "crumbs": _crumbs("按主题")}
    return render(request, "portal/themes.html", context)


def _subthemes(group: str, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    names = rules.themes()
    return [(c, names[c], counts[c]) for c in sorted(counts) if len(c) == 4 and c.startswith(group) and c in names]


@stored
def all_kinds(request: HttpRequest) -> HttpResponse:
    counts = _counted(request.site, "kind")
    rows = [
        (label, reverse("portal:kind", args=[code]), counts[code]) for code, label in kinds.choices() if code in counts
    ]
    shows(request, list_tag(request.site, "all"))
    context = {"title": "按信息类型查找", "rail": "kinds", "rows": rows, "crumbs": _crumbs("按信息类型")}
    return render(request, "portal/choices.html", context)


@stored
def years(request: HttpRequest) -> HttpResponse:
    counts = selectors.count_years(public(request.site))
    rows = [(f"{year} 年", reverse("portal:year", args=[year]), n) for year, n in counts.items()]
    shows(request, list_tag(request.site, "all"))
    context = {"title": "按年份查找", "rail": "years", "rows": rows, "crumbs": _crumbs("按年份")}
    return render(request, "portal/choices.html", context)


@stored
def news(request: HttpRequest, key: str = "") -> HttpResponse:
    listing = Listing(("kind:news",), Q(kind="news"), reverse("portal:news"), "要闻")
    return list_page(request, listing, key, section="portal:news", crumbs=[("要闻", "")], column_type="工作动态")


@stored
def guide(request: HttpRequest) -> HttpResponse:
    """政府信息公开指南 (条例 art. 12), made from the facts of the organs; guides an organ wrote itself stand above."""
    written = list(public(request.site).filter(kind="guide").newest().listed()[:20])
    shows(request, list_tag(request.site, "kind:guide"), *tags_of(written))
    context = {"title": "政府信息公开指南", "rail": "guide", "records": written, "items": rules.ITEMS.items()}
    return _with_organs(request, "portal/guide.html", context | {"crumbs": _crumbs("政府信息公开指南")})


@stored
def apply(request: HttpRequest) -> HttpResponse:
    """How to apply for information (条例 art. 27–33, 42)."""
    context = {"title": "依申请公开", "rail": "apply", "crumbs": _crumbs("依申请公开")}
    return _with_organs(request, "portal/apply.html", context)


@stored
def interaction(request: HttpRequest) -> HttpResponse:
    """How to reach each organ."""
    request.section = "portal:interaction"
    return _with_organs(request, "portal/interaction.html", {"title": "互动交流", "crumbs": [("互动交流", "")]})


def _with_organs(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    organs = [o for o in chosen.organs_of(request.site) if o.address or o.phone or o.email]
    owner = request.site.owner if request.site else None
    shows(request, *(f"organ:{o.pk}" for o in [*organs, *([owner] if owner else [])]))
    request.section = getattr(request, "section", "portal:disclosure")
    return render(request, template, context | {"organs": organs, "owner": owner})


@stored
def data(request: HttpRequest) -> HttpResponse:
    """What is published, counted; every number opens the list behind it."""
    records = public(request.site)
    by_organ, by_kind = _counted(request.site, "organ"), _counted(request.site, "kind")
    organs = Organ.objects.in_bulk(by_organ)
    named = sorted(((organs[pk], n) for pk, n in by_organ.items()), key=lambda row: (-row[1], row[0].order))
    labels = dict(kinds.choices())
    often = sorted(by_kind.items(), key=lambda row: -row[1])
    tables = [
        _table("years", "按公开年份", [(f"{y} 年", reverse("portal:year", args=[y]), n) for y, n in selectors.count_years(records).items()]),
        _table("items", "按法定公开内容", [(label, reverse("portal:item", args=[c]), n) for c, label, n in _items(request.site, True)]),
        _table("kinds", "按信息类型", [(labels[c], reverse("portal:kind", args=[c]), n) for c, n in often if c in labels]),
        _table("organs", "按发布机构", [(o.name, f"{o.get_absolute_url()}records/", n) for o, n in named]),
    ]  # fmt: skip
    statistics = list(records.filter(kind="statistics").newest().listed()[:10])
    shows(request, list_tag(request.site, "all"), *tags_of(statistics))
    request.section = "portal:data"
    total = sum(by_organ.values())
    context = {"title": "数据", "tables": tables, "records": statistics, "total": total, "crumbs": [("数据", "")]}
    return render(request, "portal/data.html", context)


def _table(anchor: str, title: str, rows: list[tuple[str, str, int]]) -> dict[str, Any]:
    most = max((n for _, _, n in rows), default=1)
    return {
        "anchor": anchor,
        "title": title,
        "rows": [(label, url, n, round(100 * n / most, 1)) for label, url, n in rows],
    }


@stored
def interpretations(request: HttpRequest, key: str = "") -> HttpResponse:
    """Interpretations beside what they interpret."""
    listing = Listing(("kind:interpretation",), Q(kind="interpretation"), reverse("portal:interpretations"), "解读回应")
    pairs = [] if key else chosen.pairs(public(request.site), limit=12)
    shows(request, *tags_of(r for document, others in pairs for r in (document, *others)))
    return list_page(
        request,
        listing,
        key,
        template="portal/interpretations.html",
        section="portal:interpretations",
        crumbs=[("解读回应", "")],
        column_type="政策解读",
        pairs=pairs,
    )


@stored
def sitemap(request: HttpRequest) -> HttpResponse:
    """Everything one can get to from here, on one page."""
    shows(request, list_tag(request.site, "all"), chosen.columns_tag(request.site))
    context = {
        "title": "网站地图",
        "crumbs": [("网站地图", "")],
        **chosen.ways(request.site),
        "items": _items(request.site, filled=True),
        "organs": chosen.organs_of(request.site),
    }
    return render(request, "portal/sitemap.html", context)


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [("政务公开", reverse("portal:disclosure")), (last, "")]


PORTAL.add(
    path("", home, name="home"),
    path("news/", news, name="news"),
    path("news/before/<key:key>/", news, name="news_before"),
    path("disclosure/", disclosure, name="disclosure"),
    path("disclosure/guide/", guide, name="guide"),
    path("requests/", apply, name="apply"),
    path("disclosure/themes/", themes, name="themes"),
    path("disclosure/kinds/", all_kinds, name="kinds"),
    path("disclosure/years/", years, name="years"),
    path("interpretations/", interpretations, name="interpretations"),
    path("interpretations/before/<key:key>/", interpretations, name="interpretations_before"),
    path("interaction/", interaction, name="interaction"),
    path("data/", data, name="data"),
    path("sitemap/", sitemap, name="sitemap"),
)
PORTAL.nav("首页", "portal:home", order=0)
PORTAL.nav("要闻", "portal:news", order=10)
PORTAL.nav("政务公开", "portal:disclosure", order=20)
PORTAL.nav("解读回应", "portal:interpretations", order=30)
PORTAL.nav("互动交流", "portal:interaction", order=40)
PORTAL.nav("数据", "portal:data", order=50)
