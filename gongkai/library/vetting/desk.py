"""Desk pages of vetting: clean a file, keep what it hides, read the original; public files of before to be decided on."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.core import files
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.downloads import as_download
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK, Card, Item
from gongkai.library.desk import attachments
from gongkai.library.drafting import seen_record
from gongkai.library.models import Attachment, Record
from gongkai.library.vetting import actions
from gongkai.library.vetting.cleaning import clean_copy
from gongkai.library.vetting.forms import KeepForm
from gongkai.library.vetting.models import Original
from gongkai.library.vetting.selectors import exposed, kept_files, may_clean, with_findings
from gongkai.organs.access import needs

SHOWN = 100  # files on the page of those to be decided on; the others follow as these are done


@require_POST
def clean(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Put a copy without its hidden content in the place of a file. Pressed on the editing page, what was typed is
    saved first; pressed twice, the second finds it done."""
    record, found = _file(request, pk, file)
    if "stamp" in request.POST and isinstance(refused := attachments.saved(request, pk)[1], HttpResponse):
        return refused
    try:
        if not may_clean(found.version, request.user):
            raise NotAllowed("清除隐藏内容，由起草人在起草时或由审核人办理。")
        copy = clean_copy(found.blob)
        actions.put_in_place(attachment=found, copy=copy, by=request.user)
    except Refused as refusal:
        messages.warning(request, f"“{found.name}”：{refusal.message}")
    else:
        messages.success(request, f"“{found.name}”里的隐藏内容已清除，原件留在工作台，不公开。")
    return _back(request, record)


def keep(request: HttpRequest, pk: int, file: int, code: str) -> HttpResponse:
    """Let a file keep one kind of what it hides, for a reason."""
    record, found = _file(request, pk, file)
    request.user.must("release", record.organ)
    finding = next((one for one in with_findings([found])[0].open if one.code == code), None)
    if finding is None:
        messages.info(request, f"“{found.name}”里没有等您决定的这一类内容，可能已经清除或保留。")
        return _back(request, record)
    form = KeepForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if carry_out(form, lambda: actions.keep(attachment=found, code=code, reason=reason, by=request.user)):
            messages.success(request, f"“{found.name}”里的{finding.label}已决定保留。")
            return _back(request, record)
    title = f"保留{finding.label}"
    context = {"title": title, "form": form, "file": found, "finding": finding, "back": _back(request, record).url}
    return render(request, "library/desk/keep.html", context)


def original(request: HttpRequest, pk: int, original: int) -> FileResponse:
    """A file as it came in, for those who write or release; every look is written down."""
    found = get_object_or_404(Original, pk=original, record=seen_record(request, pk))
    actions.open_original(original=found, by=request.user)
    return as_download(files.path_of(found.blob_id), found.name)


@needs("release")
def exposed_files(request: HttpRequest) -> HttpResponse:
    """Public files of before with hidden content, each with what can be done about it; how many keep it for a reason."""
    rows = exposed(request.user).select_related("blob__vetted", "blob__transcript", "version__record__organ")[:SHOWN]
    kept = kept_files(Record.objects.visible_to(request.user)).count()
    return render(request, "library/desk/exposed.html", {"rows": with_findings(rows), "kept": kept})


def _file(request: HttpRequest, pk: int, file: int) -> tuple[Record, Attachment]:
    record = seen_record(request, pk)
    found = get_object_or_404(Attachment.objects.select_related("blob", "version"), pk=file, version__record=record)
    found.version.record = record
    return record, found


def _back(request: HttpRequest, record: Record) -> HttpResponseRedirect:
    """To the page the button was on: the editing page, the list of public files, the review, the record."""
    if "stamp" in request.POST:
        return attachments.back_to(record.pk, "files")
    if "exposed" in request.GET:
        return redirect("desk:files_exposed")
    waits = record.versions.filter(state="submitted").exists()
    return redirect("desk:review" if waits else "desk:record", record.pk)


@DESK.card
def exposed_card(user: Any) -> Card | None:
    """已公开的文件含有隐藏内容, in the organs whose releases are mine to review."""
    if not user.may("release"):
        return None
    rows, today = exposed(user), timezone.localdate()  # what is out already is due at once
    items = [
        Item(file.version.title, reverse("desk:record", args=[file.version.record_id]), file.name, today)
        for file in rows.select_related("version")[:5]
    ]
    if not items:
        return None
    return Card("已公开的文件含有隐藏内容", rows.count(), reverse("desk:files_exposed"), items)


DESK.add(
    path("files/exposed/", exposed_files, name="files_exposed"),
    path("records/<int:pk>/files/<int:file>/clean/", clean, name="attachment_clean"),
    path("records/<int:pk>/files/<int:file>/keep/<str:code>/", keep, name="attachment_keep"),
    path("records/<int:pk>/originals/<int:original>/", original, name="attachment_original"),
)
DESK.nav("隐藏内容", "desk:files_exposed", group="公开", permission="release", icon="file-search", order=26)
