"""What becomes of an answered request, on its case page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from gongkai.casework.desk import panel, seen_case
from gongkai.casework.forms import day, text
from gongkai.casework.models import Case
from gongkai.core import typed
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.shells import DESK
from gongkai.foi.after import actions
from gongkai.foi.following import download
from gongkai.foi.models import Published, Request

READ_IT = "已隐去申请人和第三方的姓名、证件号码和联系方式。程序认不出所有的人，请通读一遍再提交审核。"


@panel("foi", order=70)
def after_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """Records made of the request with their state, and what may still be made."""
    if case.closed_on is None:
        return None
    made = list(Published.objects.filter(request=case.pk).select_related("record"))
    logged = any(p.kind == Published.LOG and p.record.state != "withdrawn" for p in made)
    return "foi/after_panel.html", {
        "made": made,
        "may_log": not logged and _publishes(request.user, case),
    }


def _publishes(user: Any, case: Case) -> bool:
    return user.may("handle", case.organ) and user.may("write", case.organ)


@require_POST
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the answer as an anonymised record and go on to edit it."""
    case = seen_case(request, pk)
    found = get_object_or_404(Request, pk=case.pk)
    version = actions.draft_answer_record(request=found, by=request.user)
    messages.info(request, READ_IT)
    return redirect("desk:record_edit", version.record_id)


class ArchiveForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="archive_%s", **kwargs)
        self.fields["number"] = text("归档编号", help_text="如 2026-YQ-0012，以本单位档案部门的编号为准。")
        self.fields["on"] = day("归档日期", initial=timezone.localdate())


@panel("foi", order=80)
def archive_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """Where the file is, and the file itself in one click."""
    if case.closed_on is None:
        return None
    found = Request.objects.select_related("archived__by").get(pk=case.pk)
    return "foi/archive_panel.html", _archiving(request, found, case)


def _archiving(request: HttpRequest, found: Request, case: Case) -> dict[str, Any]:
    handles = request.user.may("handle", case.organ)
    return {
        "found": found,
        "filed": getattr(found, "archived", None),
        "may_file": handles,
        "may_open": not found.erased_on and (handles or request.user.may("sign", case.organ)),
        "reason": request.POST.get("reason", "归档")[:200],
    }


def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the archive number of a closed request."""
    case, found = _closed_request(request, pk)
    request.user.must("handle", case.organ)
    filed = getattr(found, "archived", None)
    initial = {"number": filed.number, "on": filed.on} if filed else None
    form = ArchiveForm(request.POST or typed.take(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.register_archive(request=found, by=request.user, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, "已登记归档。")
            return redirect("desk:case", pk)
    context = {
        "title": f"登记归档：{case.number}",
        "form": form,
        "deed": "登记归档",
        "back": reverse("desk:case", args=[pk]),
    }
    return render(request, "desk/form.html", context)


def _closed_request(request: HttpRequest, pk: int) -> tuple[Case, Request]:
    case = seen_case(request, pk)
    if case.closed_on is None:
        raise Http404
    return case, get_object_or_404(Request, pk=case.pk)


@require_POST
def archive_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The archive file as PDF or ZIP; without a reason the field again."""
    case, found = _closed_request(request, pk)
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
    path("cases/<int:pk>/log/", log, name="request_log"),
    path("cases/<int:pk>/archive/", archive, name="request_archive"),
    path("cases/<int:pk>/archive/pdf/", archive_file, {"kind": "pdf"}, name="request_archive_pdf"),
    path("cases/<int:pk>/archive/zip/", archive_file, {"kind": "zip"}, name="request_archive_zip"),
)
