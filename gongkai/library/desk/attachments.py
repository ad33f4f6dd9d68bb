"""What hangs on a draft besides its fields: files to take off again, relations. Every button of the editing page posts the whole form, so what
was typed is saved first and never lost."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongkai.core import typed
from gongkai.core.actions import Refusal
from gongkai.core.shells import DESK
from gongkai.core.text import named
from gongkai.library import actions
from gongkai.library.drafting import draft_of, edit_page, save_typed
from gongkai.library.forms import DraftForm
from gongkai.library.listing import with_words
from gongkai.library.models import Record, RecordQuerySet, Version
from gongkai.library.relations import seen_from
from gongkai.library.removed import cover_open

FOUND = 20  # candidates shown for a relation


def saved(request: HttpRequest, pk: int) -> tuple[Version, DraftForm | HttpResponse]:
    """Save the posted editing page. Returns the draft and its form, or the page to answer when it could not be
    saved."""
    version = draft_of(request, pk)
    form, latest = save_typed(request, version)
    if latest:
        return version, edit_page(request, version, form, latest, HTTPStatus.CONFLICT)
    if form.errors:
        return version, edit_page(request, version, form)
    version = draft_of(request, pk)
    cover_open(version, request.user)
    return version, DraftForm(version=version)


def back_to(pk: int, part: str) -> HttpResponseRedirect:
    return redirect(f"{reverse('desk:record_edit', args=[pk])}#{part}")


@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off the draft."""
    version, form = saved(request, pk)
    if isinstance(form, HttpResponse):
        return form
    chosen = request.POST.get("file", "")
    found = get_object_or_404(
        version.attachments.select_related("version__record__organ"), pk=typed.whole_number(chosen)
    )
    actions.detach(attachment=found, by=request.user)
    messages.success(request, f"已移除附件“{found.name}”。")
    return back_to(pk, "files")


@require_POST
def relate(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for a record by title or number (``find``), or relate the chosen one (``target``)."""
    version, form = saved(request, pk)
    if isinstance(form, HttpResponse):
        return form
    words, chosen = request.POST.get("find", "").strip()[:100], request.POST.get("target", "")
    picking = {"find": words, "predicate": request.POST.get("predicate", ""), "sentence": "", "found": []}
    if chosen:
        target = get_object_or_404(candidates(request), pk=typed.whole_number(chosen))
        try:
            actions.relate(source=version.record, predicate=picking["predicate"], target=target, by=request.user)
        except Refusal as refusal:
            picking["sentence"] = refusal.message
        else:
            messages.success(request, f"已关联{named(target.title)}。")
            return back_to(pk, "relations")
    elif not words:
        picking["sentence"] = "请输入要关联的信息的标题、文号或索引号。"
    else:
        picking["found"] = found = list(candidates(request).exclude(pk=pk).filter(with_words(words)).newest()[:FOUND])
        if not found:
            picking["sentence"] = "没有找到，请换几个标题里的字，或核对文号。只能关联已发布的或本单位的信息。"
    return edit_page(request, version, form, picking=picking)


def candidates(request: HttpRequest) -> RecordQuerySet:
    """Records one may relate to: whatever is public, and one's own reach."""
    return Record.objects.seen_by(request.user).select_related("organ")


@require_POST
def unrelate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a relation of the draft's record back."""
    version, form = saved(request, pk)
    if isinstance(form, HttpResponse):
        return form
    chosen = request.POST.get("relation", "")
    shown = seen_from(version.record, request.user).select_related("source__organ", "target")
    relation = get_object_or_404(shown, pk=typed.whole_number(chosen))
    actions.unrelate(relation=relation, by=request.user)
    messages.success(request, "已取消关联。")
    return back_to(pk, "relations")


DESK.add(
    path("records/<int:pk>/detach/", detach, name="record_detach"),
    path("records/<int:pk>/relate/", relate, name="record_relate"),
    path("records/<int:pk>/unrelate/", unrelate, name="record_unrelate"),
)
