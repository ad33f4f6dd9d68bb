"""The archive number on the case page, and the file itself (条例 art. 45)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from gongkai.casework.desk import panel
from gongkai.casework.forms import day, text
from gongkai.casework.models import Case
from gongkai.core.actions import Refused
from gongkai.core.downloads import download
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi.archive import actions
from gongkai.foi.desk.requests import closed_request
from gongkai.foi.models import Request


class ArchiveForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="archive_%s", **kwargs)
        self.fields["number"] = text("归档编号", help_text="如 2026-YQ-0012，以本单位档案部门的编号为准。")
        self.fields["on"] = day("归档日期", initial=timezone.localdate())


@panel("foi", order=80, neutral=True)
def archive_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """Where the file is, and the file itself in one click."""
    if case.closed_on is None:
        return None
    return "foi/archive_panel.html", _archiving(request, case.request, case)


def _archiving(request: HttpRequest, found: Request, case: Case) -> dict[str, Any]:
    handles = request.user.may("handle", case.organ)
    return {
        "found": found,
        "filed": getattr(found, "archived", None),
        "may_file": handles,
        "may_open": not found.party.erased_on and (handles or request.user.may("sign", case.organ)),
        "reason": request.POST.get("reason", "归档")[:200],
    }


def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the archive number of a closed request."""
    case, found = closed_request(request, pk)
    request.user.must("handle", case.organ)
    filed = getattr(found, "archived", None)
    initial = {"number": filed.number, "on": filed.on} if filed else None
    form = ArchiveForm(posted(request), initial=initial)
    deed = lambda: actions.register_archive(request=found, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and carry_out(form, deed):
        messages.success(request, "已登记归档。")
        return redirect("desk:case", pk)
    context = {"title": "登记归档", "back": reverse("desk:case", args=[pk]), "case": case, "form": form}
    return render(request, "casework/step.html", context)


@require_POST
def archive_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The archive file as PDF or ZIP; without a reason the field again."""
    case, found = closed_request(request, pk)
    try:
        file = actions.open_archive(request=found, reason=request.POST.get("reason", ""), kind=kind, by=request.user)
    except Refused as refusal:
        if refusal.field != "reason":
            raise
        context = {"case": case, "wrong": refusal.message, **_archiving(request, found, case)}
        return render(request, "foi/archive_again.html", context)
    if kind == "pdf":
        return download(file.pdf, f"{file.name}.pdf", "application/pdf")
    headers = {"Content-Disposition": content_disposition_header(True, f"{file.name}.zip")}
    return StreamingHttpResponse(file.zip(), content_type="application/zip", headers=headers)


DESK.add(
    path("cases/<int:pk>/archive/", archive, name="request_archive"),
    path("cases/<int:pk>/archive/pdf/", archive_file, {"kind": "pdf"}, name="request_archive_pdf"),
    path("cases/<int:pk>/archive/zip/", archive_file, {"kind": "zip"}, name="request_archive_zip"),
)
