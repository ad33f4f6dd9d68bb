"""Desk pages of removals: the form with its preview, the proposal of a correction, one removal with its second look, the
list with its counts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from gongkai.core import files
from gongkai.core.actions import Refused
from gongkai.core.downloads import as_download
from gongkai.core.forms import carry_out, posted
from gongkai.core.listing import Order, cursors, page
from gongkai.core.shells import DESK
from gongkai.library import removed
from gongkai.library.desk.attachments import saved
from gongkai.library.drafting import draft_of, seen_record
from gongkai.library.models import Record, Removal
from gongkai.organs.access import needs
from gongkai.review.removal import actions, selectors
from gongkai.review.removal.forms import CheckForm, RemovalFilter, RemoveForm


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take parts out of public view at once; asked again with what was found before it is done."""
    record = seen_record(request, pk)
    request.user.must("withdraw", record.organ)
    if record.state not in ("released", "withdrawn"):
        messages.info(request, "这条信息还没有发布过，草稿请直接修改。")
        return redirect("desk:record", pk)
    done = "已不再公开。公众在版本页只看到移去了内容、时间和原因。请另一位同事在一个工作日内复核。"
    return _asked(
        request, record, "", done, lambda chosen: actions.remove(record=record, chosen=chosen, by=request.user)
    )


def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as the proposal of an open correction; takes effect when it is released."""
    version = draft_of(request, pk)
    done = "已记下，这一稿审核发布时生效。请确认这一稿的正文和附件里也已删去这些内容。"
    deed = lambda chosen: actions.propose(version=version, chosen=chosen, by=request.user)  # noqa: E731
    return _asked(request, version.record, "proposal", done, deed)


def _asked(
    request: HttpRequest, record: Record, way: str, done: str, deed: Callable[[actions.Chosen], Removal]
) -> HttpResponse:
    form, found, others = RemoveForm(posted(request), record=record), None, []
    if request.method == "POST" and form.is_valid():
        found = carry_out(form, lambda: actions.find(record=record, chosen=form.chosen))
        if found and "sure" in request.POST and form.was_seen and carry_out(form, lambda: deed(form.chosen)):
            messages.success(request, done)
            return redirect("desk:record_edit" if way else "desk:record", record.pk)
        if found:
            form.show_seal()
            others = selectors.elsewhere([file.blob_id for file in found.files], record, request.user)
    fields = [removed.labels_of(record).get(name, name) for name in form.chosen.fields] if found else []
    context = {"record": record, "form": form, "found": found, "fields": fields, "others": others, "way": way}
    return render(request, "review/removal/remove.html", context)


@require_POST
def start_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """From the editing page: what was typed is saved first."""
    _, form = saved(request, pk)
    return form if isinstance(form, HttpResponse) else redirect("desk:record_removal_propose", pk)


def _seen(request: HttpRequest, pk: int) -> Removal:
    rows = Removal.objects.visible_to(request.user).select_related("record__organ", "version", "by", "checked_by")
    return get_object_or_404(rows, pk=pk)


def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """One removal: when, why, by whom, its second look. What was removed only for those who may see it, on asking."""
    return _page(request, _seen(request, pk))


def _page(request: HttpRequest, found: Removal, **more: Any) -> HttpResponse:
    organ, user = found.record.organ, request.user
    parts = list(found.parts.all())
    contents = [part.sha256 for part in parts if part.sha256]
    context = {
        "removal": found,
        "record": found.record,
        "stood": removed.stood(found),
        "form": CheckForm(),
        "may_see": removed.may_see(user, found.record),
        "may_check": found.is_waiting and user.may("withdraw", organ) and found.by_id != user.pk,
        "others": selectors.elsewhere(removed.copies(found.record, contents), found.record, user),
    }
    return render(request, "review/removal/removal.html", context | more)


def _from_the_page(view: Callable[[HttpRequest, int], HttpResponse]) -> Callable[[HttpRequest, int], HttpResponse]:
    """A view that answers a form of the removal's page with the page itself: when that is opened again, the page."""

    @wraps(view)
    def run(request: HttpRequest, pk: int) -> HttpResponse:
        return view(request, pk) if request.method == "POST" else redirect("desk:removal", _seen(request, pk).pk)

    return run


@_from_the_page
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The second look."""
    found, form = _seen(request, pk), CheckForm(request.POST)
    request.user.must("withdraw", found.record.organ)
    if form.is_valid() and carry_out(form, lambda: actions.check(removal=found, by=request.user, **form.cleaned_data)):
        messages.success(request, "复核结果已记下。")
        return redirect("desk:removal", pk)
    return _page(request, found, form=form)


@_from_the_page
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was removed, with a reason, which is written down."""
    found = _seen(request, pk)
    form, reason = CheckForm(), request.POST.get("reason", "")[:200]
    try:
        shown = actions.reveal(removal=found, reason=reason, by=request.user)
    except Refused as refusal:
        return _page(request, found, wrong=refusal.message, reason=reason)
    labels = removed.labels_of(found.record)
    rows = [(part, labels.get(part.field, part.field) or part.get_part_display()) for part in shown]
    return _page(request, found, form=form, shown=rows, reason=reason)


@require_POST
def file(request: HttpRequest, pk: int, part: int) -> HttpResponseBase:
    """A file that was removed, with a reason, which is written down."""
    found = _seen(request, pk)
    chosen = get_object_or_404(found.parts.exclude(sha256=""), pk=part)
    actions.reveal(removal=found, reason=request.POST.get("reason", "")[:200], by=request.user, part=chosen)
    return as_download(files.path_of(chosen.sha256), chosen.text)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back."""
    found = _seen(request, pk)
    actions.drop(removal=found, by=request.user)
    messages.success(request, "已取消这一项提议。")
    return redirect("desk:record_edit", found.record_id)


@needs("view")
def removals(request: HttpRequest) -> HttpResponse:
    """What was removed in a year, counted by organ, and the rows behind each number."""
    asked = RemovalFilter(request.GET, user=request.user)
    context = {
        "page": page(
            asked.rows().select_related("record__organ", "by", "checked_by"), Order("at"), **cursors(request.GET)
        ),
        "counts": selectors.counted(selectors.removals(request.user, year=asked.of_year)),
        "asked": asked,
    }
    return render(request, "review/removal/removals.html", context)


DESK.add(
    path("records/<int:pk>/remove/", remove, name="record_remove"),
    path("records/<int:pk>/removal/", start_proposal, name="record_removal_start"),
    path("records/<int:pk>/removal/propose/", propose, name="record_removal_propose"),
    path("removals/", removals, name="removals"),
    path("removals/<int:pk>/", removal, name="removal"),
    path("removals/<int:pk>/check/", check, name="removal_check"),
    path("removals/<int:pk>/reveal/", reveal, name="removal_reveal"),
    path("removals/<int:pk>/file/<int:part>/", file, name="removal_file"),
    path("removals/<int:pk>/drop/", drop, name="removal_drop"),
)
DESK.nav(
    "不再公开",
    "desk:removals",
    group="公开",
    permission="withdraw",
    icon="eye-off",
    order=25,
)
