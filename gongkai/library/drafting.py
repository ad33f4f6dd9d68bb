"""Saving what an author typed, and the page it is typed on; also used by the room that submits it for review."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gongkai.core.actions import Refusal, Refused
from gongkai.library import intake, rules, twins
from gongkai.library.actions import attach, save_draft, start_record
from gongkai.library.differences import differences
from gongkai.library.forms import DraftForm
from gongkai.library.models import Record, Version
from gongkai.library.relations import seen_from
from gongkai.library.removed import cover_open
from gongkai.library.vetting.selectors import may_open_originals, shown, withheld
from gongkai.organs.models import Account, Organ


def seen_record(request: HttpRequest, pk: int) -> Record:
    """The record within the account's reach, else 404."""
    return get_object_or_404(Record.objects.visible_to(request.user).select_related("organ", "current"), pk=pk)


def draft_of(request: HttpRequest, pk: int) -> Version:
    """The open draft of a record this account may write; NotAllowed or Refused with a sentence otherwise."""
    record = seen_record(request, pk)
    request.user.must("write", record.organ)
    version = record.open_version
    if version is None:
        raise Refused("这条信息没有起草中的稿件。要修改已发布的内容，请在信息页点“更正”。")
    if version.state != "draft":
        raise Refused("这一稿已提交审核，不能再改。如需修改，请先由审核人退回。")
    version.record = record
    return version


def start_once(*, organ: Organ, kind: str, title: str, by: Account) -> Version:
    """A new draft; when the form comes again (double click, reload), the untouched one that was made of it."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=by.pk)  # its twin waits here
        blank = Version.objects.filter(state="draft", number=1, stamp=0, body="", attachments=None, written_by=by)
        made = blank.filter(title=title, record__organ=organ, record__kind=kind).select_related("record").first()
        return made or start_record(organ=organ, kind=kind, title=title, by=by)


def content_of(version: Version) -> tuple[Any, ...]:
    """What an author types."""
    return version.title, version.body, version.note, version.fields


def save_typed(request: HttpRequest, version: Version) -> tuple[DraftForm, Version | None]:
    """Save the posted form, its Word file at the end of the text and its attachments. Returns the form (with errors at
    their fields when something is wrong) and, when somebody else saved meanwhile, the version as it stands now; then
    nothing was saved. A file that is refused does not keep the rest from being saved."""
    form = DraftForm(request.POST, version=version)
    if not form.is_valid():
        return form, None
    values = form.values()
    values["body"] += _from_word(request, form)
    try:
        saved = save_draft(version=version, stamp=form.cleaned_data["stamp"], by=request.user, **values)
    except Refusal as refusal:
        if refusal.field == "stamp":
            form.add_error(None, refusal.message)
            return form, Version.objects.select_related("written_by").get(pk=version.pk)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return form, None
    form.data = form.data.copy()
    form.data["stamp"], form.data["body"] = str(saved.stamp), saved.body
    _attach(request, form, saved)
    return form, None


def _from_word(request: HttpRequest, form: DraftForm) -> str:
    upload = request.FILES.get("word")
    if upload is None:
        return ""
    try:
        html, notices = intake.docx_to_html(upload)
    except Refusal as refusal:
        form.add_error("word", f"“{upload.name}”：{refusal.message}")
        return ""
    messages.success(request, f"已把“{upload.name}”导入到正文末尾，请核对。{''.join(notices)}")
    return html


def _attach(request: HttpRequest, form: DraftForm, version: Version) -> None:
    for upload in request.FILES.getlist("files"):
        try:
            if version.attachments.count() >= settings.ATTACHMENTS_LIMIT:
                raise Refused(f"一条信息最多 {settings.ATTACHMENTS_LIMIT} 个附件。")
            blob, name = intake.take(upload, upload.name)
            attach(version=version, blob=blob, name=name, by=request.user)
            if said := intake.renamed(upload.name, name):
                messages.warning(request, said)
        except Refusal as refusal:
            form.add_error("files", f"“{upload.name}”：{refusal.message}")


def edit_page(
    request: HttpRequest,
    version: Version,
    form: DraftForm,
    latest: Version | None = None,
    status: int = 200,
    picking: dict[str, Any] | None = None,
) -> HttpResponse:
    """The editing page. ``latest`` is shown beside what was typed when a second editor was refused; ``picking`` is
    where one stands in choosing a related record (parts.relate)."""
    record = version.record
    for one in filter(None, (version, latest)):
        cover_open(one, request.user)
    context: dict[str, Any] = {
        "record": record,
        "version": version,
        "form": form,
        "latest": latest,
        "picking": picking,
        "upload_limit": settings.UPLOAD_LIMIT,
        "predicates": rules.RELATIONS,
        "may_relate": request.user.may("release" if record.state == "released" else "write", record.organ),
    }
    if latest:
        context["differences"] = differences(latest.body, form.data.get("body", ""))
        form.data = form.data.copy()
        form.data["stamp"] = str(latest.stamp)
    context["files"], context["withheld"] = shown(version), withheld(version)
    context["may_open_originals"] = may_open_originals(record, request.user)
    context["may_clean"], context["may_release"] = True, request.user.may("release", record.organ)
    context["relations"] = seen_from(version.record, request.user)
    context["twins"] = twins.of_version(version, request.user)
    return render(request, "library/desk/edit.html", context, status=status)
