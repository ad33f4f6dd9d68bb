"""Organs to the public: who they are, what they do, how to reach them, what they published (条例 art. 20(2))."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from gongkai.core.pages import shows, stored
from gongkai.core.shells import PORTAL
from gongkai.library import kinds, selectors
from gongkai.library.selectors import tags_of
from gongkai.organs.models import Organ
from gongkai.portal import selectors as chosen


@stored
def organ_list(request: HttpRequest) -> HttpResponse:
    """The organs of a site by level. A change of the tree throws every page away, so no tag is needed for it."""
    groups = chosen.by_level(chosen.organs_of(request.site))
    shows(request, "organs")
    context = {"title": "按机构查找", "rail": "organs", "groups": groups, "crumbs": [("机构", "")]}
    request.section = "portal:disclosure"
    return render(request, "portal/organs.html", context)


@stored
def organ_page(request: HttpRequest, slug: str) -> HttpResponse:
    """An organ's facts, leaders, records by kind; for a closed one, who took over."""
    organ = _organ(request, slug)
    records = selectors.public(request.site).filter(organ=organ)
    latest = list(records.newest().listed()[:10])
    counts = selectors.counts(records, "kind")
    shows(request, f"organ:{organ.pk}", f"list:organ:{organ.pk}", *tags_of(latest))
    context = {
        "organ": organ,
        "title": organ.name,
        "rail": "organs",
        "crumbs": [("机构", reverse("portal:organs")), (organ.label, "")],
        "facts": _facts(organ),
        "leaders": organ.people.filter(is_leader=True),
        "has_staff": organ.people.filter(is_leader=False).exists(),
        "former_names": organ.former_names.all(),
        "successors": organ.successors.all(),
        "predecessors": organ.predecessors.all(),
        "below": organ.children.current(),
        "kinds": [
            (label, f"{organ.get_absolute_url()}kinds/{code}/", counts[code])
            for code, label in kinds.choices()
            if code in counts
        ],
        "records": latest,
        "feed_url": reverse("portal:organ_feed", args=[organ.slug]),
    }
    request.section = "portal:disclosure"
    return render(request, "portal/organ.html", context)


@stored
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Leaders with their work, and the staff list."""
    organ = _organ(request, slug)
    rows = list(organ.people.all())
    shows(request, f"organ:{organ.pk}")
    context = {
        "organ": organ,
        "title": f"{organ.name}人员",
        "rail": "organs",
        "leaders": [p for p in rows if p.is_leader],
        "staff": [p for p in rows if not p.is_leader],
        "crumbs": [("机构", reverse("portal:organs")), (organ.label, organ.get_absolute_url()), ("人员", "")],
    }
    request.section = "portal:disclosure"
    return render(request, "portal/people.html", context)


def _organ(request: HttpRequest, slug: str) -> Organ:
    organ = get_object_or_404(Organ.objects.by_slug(slug).select_related("parent"))
    if request.site and not request.site.covers(organ):
        raise Http404
    return organ


def _facts(organ: Organ) -> list[tuple[str, str]]:
    """What the organ says about itself, in the order of the table; empty ones left out."""
    rows = [
        ("机构类别", organ.get_level_display()),
        ("机构代码", organ.code),
        ("办公地址", organ.address),
        ("邮政编码", organ.postcode),
        ("办公时间", organ.hours),
        ("联系电话", organ.phone),
        ("传真", organ.fax),
        ("电子邮箱", organ.email),
        ("网址", organ.website),
        ("成立日期", organ.established_on),
        ("撤销日期", organ.closed_on),
    ]
    return [(label, str(value)) for label, value in rows if value]


PORTAL.add(
    path("organs/", organ_list, name="organs"),
    path("organs/<str:slug>/", organ_page, name="organ"),
    path("organs/<str:slug>/people/", people, name="people"),
)
