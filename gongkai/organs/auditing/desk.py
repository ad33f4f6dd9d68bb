"""Desk pages of the auditor."""

from collections.abc import Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone

from gongkai.core import deeds, sheets, trail
from gongkai.core.actions import Refused
from gongkai.core.listing import ordered, query_of
from gongkai.core.models import AuditEntry
from gongkai.core.shells import DESK
from gongkai.organs.access import DeskRequest, needs
from gongkai.organs.auditing import actions, listing
from gongkai.organs.auditing.selectors import visible_to

EXPORT = 20_000  # rows of one spreadsheet
HEADINGS = ["编号", "时间", "操作人", "登录名", "动作", "对象", "对象编号", "机构", "详情", "封存序号", "封存散列"]


@needs("audit")
def entries(request: DeskRequest) -> HttpResponse:
    """The trail, newest first."""
    chosen = listing.Filter(request.GET, user=request.user)
    page = listing.page(chosen, request.GET)
    context = {"filter": chosen, "page": page, "query": query_of(request.GET), "most": EXPORT}
    return render(request, "organs/desk/trail.html", context)


@needs("audit")
def entry(request: DeskRequest, pk: int) -> HttpResponse:
    """One entry: who did what to what, and whether it is as it was sealed."""
    rows = visible_to(request.user).select_related("by", "seal__blacked_by")
    found = listing.name_organs([get_object_or_404(rows, pk=pk)])[0]
    seal = getattr(found, "seal", None)
    context = {
        "entry": found,
        "seal": seal,
        "wrong": trail.wrong(seal) if seal else [],
        "details": deeds.Reader().said(found),
        "door": door(request.user, found),
    }
    return render(request, "organs/desk/trail_entry.html", context)


def door(user: Any, entry: AuditEntry) -> str:
    """The address of what the entry is about; empty when it has no page that ``user`` may see."""
    noun = deeds.NOUNS.get(entry.noun_type)
    if noun is None or noun.seen is None or not noun.seen(user).filter(pk=entry.noun_id).exists():
        return ""
    return reverse(noun.url_name, args=[entry.noun_id])


@needs("audit")
def export(request: DeskRequest) -> HttpResponse:
    """The filtered list as a spreadsheet; audited."""
    chosen = listing.Filter(request.GET, user=request.user)
    rows = ordered(chosen.entries(), listing.NEWEST)
    if rows[EXPORT : EXPORT + 1]:
        raise Refused(f"符合条件的记录超过 {EXPORT} 条，请用日期、动作或机构缩小范围后分几次导出。")
    out = TemporaryFile()  # noqa: SIM115 (the response closes it)
    count = sheets.write(out, "审计记录", HEADINGS, exported(rows))
    actions.note_export(count=count, filters=chosen.noted("person"), by=request.user)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"审计记录-{timezone.localdate()}.xlsx")


def exported(rows: QuerySet[AuditEntry]) -> Iterator[list[Any]]:
    reader = deeds.Reader()
    found = rows.select_related("by", "seal").iterator(chunk_size=1000)
    while some := list(islice(found, 1000)):
        for row in listing.name_organs(some):
            seal = getattr(row, "seal", None)
            yield [
                row.pk,
                row.at,
                row.person,
                row.by.username if row.by else "",
                row.deed,
                row.noun,
                row.noun_id,
                row.organ,
                "；".join(f"{label}：{value}" for label, value in reader.said(row)),
                seal and seal.position,
                seal.hash if seal else "",
            ]


DESK.add(
    path("trail/", entries, name="trail"),
    path("trail/export/", export, name="trail_export"),
    path("trail/<int:pk>/", entry, name="trail_entry"),
)
DESK.nav("审计记录", "desk:trail", group="管理", permission="audit", icon="shield-check", order=95)
