"""Desk pages of review: submit, the queue, the page where the second person decides, withdrawal."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.core import typed
from gongkai.core.actions import Refusal, Refused
from gongkai.core.forms import carry_out, posted
from gongkai.core.listing import Order, cursors, page, query_of
from gongkai.core.shells import DESK
from gongkai.library import removed, twins
from gongkai.library.actions import wrote
from gongkai.library.differences import differences
from gongkai.library.drafting import draft_of, edit_page, save_typed, seen_record
from gongkai.library.facts import changed_fields
from gongkai.library.forms import DraftForm, WithdrawForm
from gongkai.library.models import Record, Version
from gongkai.library.relations import seen_from
from gongkai.library.steps import Step, step
from gongkai.library.vetting.looking import look_at_files
from gongkai.library.vetting.selectors import may_clean, may_open_originals, shown, withheld
from gongkai.organs.access import needs
from gongkai.review import actions
from gongkai.review.cards import waiting
from gongkai.review.checking import findings
from gongkai.review.models import Opinion

QUEUE = 200  # rows of a page, and most that are released at once
OLDEST = Order("submitted_at", down=False, full=True)
HIDDEN = (
    "有 {} 个附件含有隐藏内容。可以现在逐个点“清除隐藏内容”，看得见的内容不变；"
    "也可以仍然提交，由审核人决定清除，还是写明理由保留。"
)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the editing page and hand the draft to the reviewers; what is missing is said at its field."""
    version = draft_of(request, pk)
    form, latest = save_typed(request, version)
    if latest:
        return edit_page(request, version, form, latest, HTTPStatus.CONFLICT)
    version = draft_of(request, pk)
    if form.errors or _lacks(request, form, version):
        return edit_page(request, version, form)
    actions.submit_version(version=version, by=request.user)
    messages.success(request, "已提交，等待另一位同事审核发布。")
    return redirect("desk:record", pk)


def _lacks(request: HttpRequest, form: DraftForm, version: Version) -> bool:
    """Whether something is to be said before a draft is submitted; it is, at its field. That files hide something is
    said once: the second press leaves it to the reviewer."""
    look_at_files(version)
    form.undecided = sum(bool(one.open) for one in shown(version))
    for field, sentence in actions.gaps(version):
        form.add_error(field if field in form.fields else None, sentence)
    if form.undecided and request.POST.get("undecided") != str(form.undecided):
        form.add_error("files", HIDDEN.format(form.undecided))
    return bool(form.errors)


@needs("release")
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for me; POST releases the chosen ones, each by itself, and says which could not be."""
    outcome: list[tuple[Version, str]] = []
    if request.method == "POST":
        outcome = _release_many(request)
    rows = waiting(request.user).select_related("record__organ", "submitted_by")
    shown = page(rows, OLDEST, size=QUEUE, **cursors(request.GET))
    context = {"page": shown, "count": rows.count(), "outcome": outcome, "query": query_of(request.GET)}
    return render(request, "review/queue.html", context)


def _release_many(request: HttpRequest) -> list[tuple[Version, str]]:
    chosen = dict(value.split("@", 1) for value in request.POST.getlist("version")[:QUEUE] if "@" in value)
    refused, done = [], 0
    versions = Version.objects.visible_to(request.user).filter(pk__in=[pk for pk in chosen if typed.whole_number(pk)])
    for version in versions.select_related("record__organ"):
        look_at_files(version)  # slow: not while the release holds its rows
        try:
            actions.release_version(version=version, by=request.user, seen=chosen[str(version.pk)])
            done += 1
        except Refusal as refusal:
            refused.append((version, refusal.message))
    if done:
        messages.success(request, f"已发布 {done} 条。")
    if not chosen:
        messages.warning(request, "请先勾选要发布的稿件。")
    return refused


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The submitted version beside what differs from the public one, what is missing, and its history."""
    record = seen_record(request, pk)
    version = record.versions.filter(state="submitted").select_related("written_by", "submitted_by").first()
    if version is None:
        messages.info(request, "这条信息没有待审的稿件，可能已被别人处理。现在的状态见下。")
        return redirect("desk:record", pk)
    return _review_page(request, record, version)


def _review_page(request: HttpRequest, record: Record, version: Version, wrong: str = "") -> HttpResponse:
    opinions, found = list(version.opinions.select_related("by")), findings(version)
    gaps = [one.finding.sentence for one in found if one.blocks]
    _cover(version, opinions, request.user)
    context = {
        "record": record,
        "version": version,
        "opinions": opinions,
        "since": _since(opinions[-1], version) if opinions else None,
        "current": record.current,
        "differences": differences(record.current.body, version.body) if record.current else [],
        "fields": changed_fields(record.current, version, record) if record.current else [],
        "gaps": gaps,
        "advice": [one for one in found if not one.blocks],
        "files": (files := shown(version)),
        "blocked": bool(gaps) or any(one.open for one in files),  # what was not looked into yet is, on release
        "withheld": withheld(version),
        "may_open_originals": may_open_originals(record, request.user),
        "may_clean": may_clean(version, request.user),
        "own": wrote(version, request.user),
        "relations": seen_from(record, request.user),
        "twins": twins.of_version(version, request.user),
        "may_release": request.user.may("release", record.organ),
        "wrong": wrong,
        "note": request.POST.get("note", ""),
    }
    return render(request, "review/review.html", context)


def _cover(version: Version, opinions: list[Opinion], user: Any) -> None:
    """Take out of a version and what was said of it what was removed since, for those who may not look at it."""
    passages = removed.taken(removed.kept_from(version.record, user)).passages
    removed.cover_open(version, user)
    for opinion in opinions:
        opinion.mask(passages)


def _since(opinion: Opinion, version: Version) -> dict[str, Any] | None:
    """What has changed since the last return; None when the text of then is not known."""
    if not opinion.title:
        return None
    lines = differences(opinion.body, version.body)
    return {"title": opinion.title if opinion.title != version.title else "", "lines": lines}


def _submitted(request: HttpRequest, pk: int) -> Version:
    """The version the reviewer decided on (posted as ``version``), within reach."""
    number = typed.whole_number(request.POST.get("version", ""))
    if number is None or number > 2**31 - 1:
        raise Http404
    return get_object_or_404(Version.objects.visible_to(request.user), record_id=pk, number=number)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release; a second press of the button finds it done and says so."""
    version = _submitted(request, pk)
    look_at_files(version)
    try:
        actions.release_version(version=version, by=request.user, seen=request.POST.get("seen", ""))
    except Refused as refusal:
        messages.error(request, _decided(version) or refusal.message)
        return redirect("desk:review" if refusal.field == "files" else "desk:record", pk)
    messages.success(request, "已发布，公众现在可以看到。")
    return redirect("desk:record", pk)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return to the author with an opinion."""
    version = _submitted(request, pk)
    try:
        actions.send_back(version=version, note=request.POST.get("note", "")[:300], by=request.user)
    except Refused as refusal:
        if refusal.field == "note":
            return _review_page(request, seen_record(request, pk), version, refusal.message)
        messages.error(request, _decided(version) or refusal.message)
        return redirect("desk:record", pk)
    messages.success(request, "已退回，作者会在“退回给我”里看到您的意见。")
    return redirect("desk:review_queue")


def _decided(version: Version) -> str:
    """Who released a version that is out already; empty when it is not."""
    version.refresh_from_db()
    if version.state != "released":
        return ""
    return f"这一版已由{version.released_by}于 {timezone.localtime(version.released_at):%Y-%m-%d %H:%M} 发布，不用再次发布。"


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw with a reason, what replaces it, and a confirmation."""
    record = seen_record(request, pk)
    request.user.must("withdraw", record.organ)
    if record.state != "released":
        messages.info(request, "这条信息不在已发布状态，可能已被撤回。")
        return redirect("desk:record", pk)
    form = WithdrawForm(posted(request), record=record)
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("reason", "replaced_by")}
        if carry_out(form, lambda: actions.withdraw_record(record=record, by=request.user, **chosen)):
            messages.success(request, "已撤回。原地址现在显示撤回说明，搜索里也不再出现。")
            return redirect("desk:record", pk)
    return render(request, "review/withdraw.html", {"record": record, "form": form})


@step
def review_step(record: Record, account: Any) -> Step | None:
    version = record.open_version
    if version and version.state == "submitted":
        label = "审核" if account.may("release", record.organ) else "查看送审稿"
        return Step(label, reverse("desk:review", args=[record.pk]), order=20)
    return None


@step
def withdraw_step(record: Record, account: Any) -> Step | None:
    if record.state == "released" and account.may("withdraw", record.organ):
        return Step("撤回", reverse("desk:record_withdraw", args=[record.pk]), order=80)
    return None


DESK.add(
    path("review/", queue, name="review_queue"),
    path("records/<int:pk>/submit/", submit, name="record_submit"),
    path("records/<int:pk>/review/", review, name="review"),
    path("records/<int:pk>/release/", release, name="review_release"),
    path("records/<int:pk>/return/", send_back, name="review_return"),
    path("records/<int:pk>/withdraw/", withdraw, name="record_withdraw"),
)
DESK.nav(
    "待审",
    "desk:review_queue",
    group="公开",
    permission="release",
    icon="list-checks",
    order=20,
    badge=lambda user: waiting(user).count(),
)
