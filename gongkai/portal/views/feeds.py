"""What machines read: feeds of everything, of a column, of an organ; sitemap.xml; robots.txt."""

from typing import Any

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from gongkai.core.pages import shows, stored
from gongkai.core.shells import PORTAL
from gongkai.library.models import Record, RecordQuerySet
from gongkai.library.selectors import list_tag, public, tags_of
from gongkai.organs.models import Organ
from gongkai.portal import selectors as chosen
from gongkai.portal.models import Column

IN_FEED = 30
IN_SITEMAP = 5000
FORMS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


@stored
def everything(request: HttpRequest, form: str = "rss") -> HttpResponse:
    shows(request, list_tag(request.site, "all"))
    return _feed(request, form, public(request.site).dated(), "最新公开", reverse("portal:all"))


@stored
def column(request: HttpRequest, slug: str, type: str, form: str = "rss") -> HttpResponse:
    found = get_object_or_404(Column, site=request.site, slug=slug, type=type)
    listing = chosen.listing_of(found)
    shows(request, f"columns:{found.site_id}", *(list_tag(request.site, name) for name in listing.names))
    records = public(request.site).filter(listing.where)
    return _feed(request, form, records, found.name, listing.url, found.description)


@stored
def organ(request: HttpRequest, slug: str, form: str = "rss") -> HttpResponse:
    found = get_object_or_404(Organ.objects.by_slug(slug))
    if request.site and not request.site.covers(found):
        raise Http404
    shows(request, f"list:organ:{found.pk}")
    records = public(request.site).filter(organ=found)
    return _feed(request, form, records, f"{found.name}公开的信息", found.get_absolute_url())


def _feed(
    request: HttpRequest, form: str, records: RecordQuerySet, title: str, url: str, description: str = ""
) -> HttpResponse:
    site_name = request.site.name if request.site else "政府信息公开"
    feed = FORMS[form](
        title=f"{title} - {site_name}",
        link=f"{request.origin}{url}",
        description=description or title,
        language="zh-CN",
        feed_url=f"{request.origin}{request.path}",
    )
    shown = list(records.newest().listed()[:IN_FEED])
    shows(request, *tags_of(shown))
    for record in shown:
        address = f"{request.portal_origin}{record.get_absolute_url()}"
        feed.add_item(
            title=record.title,
            link=address,
            unique_id=address,
            description=record.summary or record.title,
            author_name=record.organ_name,
            categories=[record.kind_label],
            pubdate=record.known_released_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=f"application/{form}+xml; charset=utf-8")


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts of the site map for machines: one of pages, and records by ranges of ids, so that no part is slower
    than another."""
    parts = [f"sitemap-{n}.xml" for n in range(_last_part() + 1)]
    return _xml(request, "portal/sitemap_index.xml", {"parts": parts})


def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """Part 0: the fixed pages, columns, organs. Part n: the records with ids up to n × 5,000."""
    if part > _last_part():
        raise Http404
    if part == 0:
        names = ("home", "news", "disclosure", "guide", "systems", "reports", "apply", "interpretations", "interaction",
                 "data", "organs", "themes", "kinds", "years", "sitemap")  # fmt: skip
        entries = [(reverse(f"portal:{name}"), None) for name in names]
        entries += [(c.get_absolute_url(), None) for c in Column.objects.filter(site=request.site)]
        entries += [(o.get_absolute_url(), None) for o in chosen.organs_of(request.site)]
    else:
        rows = public(request.site).filter(pk__gt=(part - 1) * IN_SITEMAP, pk__lte=part * IN_SITEMAP).order_by("pk")
        entries = [(reverse("portal:record", args=[pk]), at) for pk, at in rows.values_list("pk", "updated_at")]
    return _xml(request, "portal/sitemap.xml", {"entries": entries})


def _last_part() -> int:
    last = Record.objects.released().aggregate(last=Max("pk"))["last"] or 0
    return (last + IN_SITEMAP - 1) // IN_SITEMAP


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /search/", f"Sitemap: {request.origin}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, content_type="application/xml; charset=utf-8")


for form in FORMS:
    kwargs = {"form": form}
    suffix = "" if form == "rss" else f"_{form}"
    PORTAL.add(
        path(f"feed.{form}", everything, kwargs, name=f"feed{suffix}"),
        path(f"organs/<str:slug>/feed.{form}", organ, kwargs, name=f"organ_feed{suffix}"),
        *(
            path(f"{type}s/<slug:slug>/feed.{form}", column, {"type": type, **kwargs}, name=f"{type}_feed{suffix}")
            for type in Column.TYPES
        ),
    )
PORTAL.add(
    path("sitemap.xml", sitemap_index, name="sitemap_index"),
    path("sitemap-<int:part>.xml", sitemap_part, name="sitemap_part"),
    path("robots.txt", robots, name="robots"),
)
