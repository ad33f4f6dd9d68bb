"""Public pages of one record: the record, its versions, its files, its QR code."""

import io
from typing import Any

import segno
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from gongkai.core import files
from gongkai.core.downloads import offered
from gongkai.core.pages import shows, stored
from gongkai.core.shells import PORTAL
from gongkai.library import facts, lists, removed, selectors, sheet
from gongkai.library.differences import differences
from gongkai.library.linking import linked
from gongkai.library.models import Attachment, Record, Version


@stored
def record_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A released record; 410 with the reason for a withdrawn one; the portal's page for one of another site."""
    record = _record(pk)
    if record.state == "withdrawn":
        return _tombstone(request, record)
    if request.site and not request.site.covers(record.organ):
        return redirect(f"{request.portal_origin}{record.get_absolute_url()}")
    context = record_context(request, record)
    others = [*(r.record for r in context["related"]), *context["citing"], *(c.target for c in context["citations"])]
    shows(request, f"cited:{record.pk}", *selectors.tags_of([record, *others]))
    return render(request, "library/record.html", context)


def record_context(request: HttpRequest, record: Record) -> dict[str, Any]:
    """What the record page shows; also for the preview of a version that is not out yet (``record.current``)."""
    related = selectors.related(record)
    near = {r.record.pk for r in related}
    citations = list(record.citations.exclude(target=None).select_related("target"))
    request.section = "portal:disclosure"
    return {
        "record": record,
        "address": f"{request.portal_origin}{record.get_absolute_url()}",
        "crumbs": _crumbs(record),
        "rail": f"item:{record.item}",
        "sheet": sheet.sheet(record),
        "notice": sheet.notice(record, related),
        "body": linked(record.current.body, citations),
        "citations": citations,
        "attachments": _files(record.current),
        "related": related,
        "citing": [r for r in selectors.cited_by(record) if r.pk not in near],
    }


@stored
def versions_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every released version of a record: when, why, and what changed; 410 with the reason for a withdrawn one."""
    if (record := _record(pk)).state == "withdrawn":
        return _tombstone(request, record)
    record = _live(request, pk)
    removals = removed.removals_of(record)
    versions = selectors.public_versions(record, removals)
    shows(request, f"record:{record.pk}")
    steps = [_step(old, new, record) for new, old in zip(versions, [*versions[1:], None], strict=True)]
    crumbs = [*_crumbs(record)[:-1], ("正文", record.get_absolute_url()), ("历次版本", "")]
    context = {"record": record, "title": "历次版本", "steps": steps, "removals": removals, "crumbs": crumbs}
    context["rail"] = f"item:{record.item}"
    return render(request, "library/versions.html", context)


def qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of a record as a QR code."""
    record = _live(request, pk)
    code, out = segno.make(f"{request.portal_origin}{record.get_absolute_url()}", error="m", micro=False), io.BytesIO()
    code.save(out, kind="svg", scale=4, xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


def download(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A file of a released version of a released record, served so that it cannot run in a page, whole or in part; 410 for
    one that was removed from public view, under whatever name, whatever copy of it the asker has."""
    attachment = _public_file(request, pk, name)
    if attachment.removal_id is not None:
        return render(request, "library/removed.html", {"removal": attachment.removal}, status=410)
    blob = attachment.blob
    try:
        return offered(request, files.path_of(blob.pk), blob.pk, attachment.name, blob.media_type)
    except FileNotFoundError:
        raise Http404 from None


def _public_file(request: HttpRequest, pk: int, name: str) -> Attachment:
    """A file that is public, or was and says so; 404 for any other."""
    here = Q(version__record__state="released", name=name, removal=None) | Q(removal__isnull=False)
    kept = Attachment.objects.select_related("blob", "removal__record", "version__record__organ")
    attachment = get_object_or_404(kept.filter(here, version__state="released"), pk=pk)
    if request.site and not request.site.covers(attachment.version.record.organ):
        raise Http404
    return attachment


def _record(pk: int) -> Record:
    public = Record.objects.filter(state__in=["released", "withdrawn"])
    files = Prefetch("current__attachments", Attachment.objects.select_related("blob"))
    return get_object_or_404(public.select_related("organ", "current", "replaced_by").prefetch_related(files), pk=pk)


def _live(request: HttpRequest, pk: int) -> Record:
    """A record shown by this site, or 404."""
    record = _record(pk)
    if record.state == "withdrawn" or (request.site and not request.site.covers(record.organ)):
        raise Http404
    return record


def _tombstone(request: HttpRequest, record: Record) -> HttpResponse:
    replacement = record.replaced_by if record.replaced_by and record.replaced_by.state == "released" else None
    context = {"record": record, "replacement": replacement, "crumbs": _crumbs(record)}
    return render(request, "library/withdrawn.html", context, status=410)


def _crumbs(record: Record) -> list[tuple[str, str]]:
    crumbs = [("政务公开", reverse("portal:disclosure"))]
    if record.item_label:
        crumbs.append((record.item_label, reverse("portal:item", args=[record.item])))
    return [*crumbs, ("正文", "")]


def _files(version: Version) -> list[dict[str, object]]:
    return [
        {
            "name": a.name,
            "size": a.blob.size,
            "type_label": sheet.file_type(a.blob.media_type),
            "url": reverse("portal:file", args=[a.pk, a.name]),
        }
        for a in removed.shown_files(version)
    ]


def _step(old: Version | None, new: Version, record: Record) -> dict[str, object]:
    """What a version changed in the one before it; nothing for the first."""
    step: dict[str, object] = {"version": new, "files": _files(new), "is_first": old is None}
    if old is not None:
        title = [("标题", old.title, new.title)] if old.title != new.title else []
        step["fields"] = title + facts.changed_fields(old, new, record)
        step["lines"] = differences(old.body, new.body)
    return step


PORTAL.add(
    path("records/<int:pk>/", record_page, name="record"),
    path("records/<int:pk>/versions/", versions_page, name="versions"),
    path("records/<int:pk>/qr.svg", qr, name="qr"),
    path("files/<int:pk>/<str:name>", download, name="file"),
    *lists.urls,
)
