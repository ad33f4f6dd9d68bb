"""Saving what an author typed, and the page it is typed on; also used by the room that submits it for review."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gongkai.core.actions import Refused
from gongkai.library import rules
from gongkai.library.actions import save_draft
from gongkai.library.differences import differences
from gongkai.library.forms import DraftForm
from gongkai.library.models import Record, Version


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


def save_typed(request: HttpRequest, version: Version) -> tuple[DraftForm, Version | None]:
    """Save the posted form. Returns it (with errors at their fields when something is wrong) and, when somebody else
    saved meanwhile, the version as it stands now; then nothing was saved."""
    form = DraftForm(request.POST, version=version)
    if not form.is_valid():
        return form, None
    try:
        save_draft(version=version, stamp=form.cleaned_data["stamp"], by=request.user, **form.values())
    except Refused as refusal:
        if refusal.field == "stamp":
            form.add_error(None, refusal.message)
            return form, Version.objects.select_related("written_by").get(pk=version.pk)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return form, None


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
    context: dict[str, Any] = {
        "record": record,
        "version": version,
        "form": form,
        "latest": latest,
        "picking": picking,
        "predicates": rules.RELATIONS,
        "may_relate": request.user.may("release" if record.state == "released" else "write", record.organ),
    }
    if latest:
        context["differences"] = differences(latest.body, form.data.get("body", ""))
        form.data = form.data.copy()
        form.data["stamp"] = str(latest.stamp)
    context["attachments"] = version.attachments.select_related("blob")
    context["relations"] = version.record.relations.select_related("target")
    return render(request, "library/desk/edit.html", context, status=status)
