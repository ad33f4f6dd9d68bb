"""Desk pages of the library: the list of one's reach, the record page, starting and editing drafts."""

from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.core import sheets, typed, way_back
from gongkai.core.actions import Refusal, Refused
from gongkai.core.downloads import as_download
from gongkai.core.files import path_of
from gongkai.core.listing import cursors, ordered, page, query_of
from gongkai.core.models import AuditEntry
from gongkai.core.shells import DESK, Card, Item
from gongkai.library import actions, publishing
from gongkai.library.dating.selectors import doubts
from gongkai.library.differences import differences
from gongkai.library.drafting import content_of, draft_of, edit_page, save_typed, seen_record, start_once
from gongkai.library.facts import changed_fields
from gongkai.library.forms import DraftForm, StartForm
from gongkai.library.listing import Filter
from gongkai.library.masking import mask
from gongkai.library.models import Attachment, Record, Removal, Version
from gongkai.library.portal import record_context
from gongkai.library.relations import seen_from, seen_to
from gongkai.library.removed import OPEN, cover, cover_open, is_kept_from, removals_of, taken
from gongkai.library.steps import Step, step, steps
from gongkai.library.vetting.selectors import may_clean, may_open_originals, withheld
from gongkai.library.vetting.selectors import shown as files_of
from gongkai.organs.access import needs

LEDGER = 60  # audit entries shown on a record page
EXPORT = 20_000  # rows of one spreadsheet
HEADINGS = [
    "索引号",
    "标题",
    "文号",
    "发布机构",
    "来源机关",
    "联合发文机关",
    "信息类型",
    "状态",
    "法定公开内容",
    "主题分类",
    "生成日期",
    "公开时间",
    "待核对的日期",
    "有效性",
    "内容概述",
]


@needs("view")
def records(request: HttpRequest) -> HttpResponse:
    """The list of one's reach; its query stays with the browser, so that one returns to where one was."""
    chosen = Filter(request.GET, user=request.user)
    found = chosen.records().select_related("organ", "created_by").prefetch_related("organ__former_names")
    shown = page(found, chosen.order, **cursors(request.GET))
    corrected = set(
        Version.objects.filter(
            record__in=[r.pk for r in shown.rows if r.state == "released"], state__in=["draft", "submitted"]
        ).values_list("record_id", flat=True)
    )
    context = {"filter": chosen, "page": shown, "corrected": corrected, "query": query_of(request.GET)}
    context |= {"may_write": request.user.may("write"), "may_release": request.user.may("release")}
    context["confirming"] = chosen.cleaned_data.get("state") == "presumed"
    return way_back.keep(request, render(request, "library/desk/records.html", context), "records_query")


@needs("write")
def start(request: HttpRequest) -> HttpResponse:
    """A new record: organ, kind, title; then the editing page of its kind."""
    held = typed.take(request)
    form = StartForm(request.POST or held, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            version = start_once(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return redirect("desk:record_edit", version.record_id)
    return render(request, "library/desk/start.html", {"form": form})


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One page per record: metadata, public address, versions, audit ledger, next steps."""
    found = seen_record(request, pk)
    versions = list(found.versions.select_related("written_by", "submitted_by", "released_by"))
    removals = removals_of(found)
    cover(found, versions, removals)
    open_version = next((v for v in versions if v.state in OPEN), None)
    if open_version:
        cover_open(open_version, request.user, removals)
    shown = open_version or found.current or (versions[0] if versions else None)
    context = {
        "record": found,
        "versions": versions,
        "open": open_version,
        "shown": shown,
        "files": files_of(shown) if shown else [],
        "withheld": withheld(shown) if shown else [],
        "may_open_originals": may_open_originals(found, request.user),
        "may_clean": bool(shown) and may_clean(shown, request.user),
        "may_release": request.user.may("release", found.organ),
        "relations": seen_from(found, request.user),
        "reverse_relations": seen_to(found, request.user),
        "replacement": Record.objects.seen_by(request.user).filter(pk=found.replaced_by_id).first(),
        "steps": steps(found, request.user),
        "doubts": doubts(found, request.user),
        "ledger": covered(ledger(found), removals),
        "removals": removals,
        "back": way_back.query(request, "records_query"),
    }
    return render(request, "library/desk/record.html", context)


def ledger(found: Record) -> list[AuditEntry]:
    """The audit entries of a record, newest first; a row of savings by one person is one entry."""
    entries: list[AuditEntry] = []
    trail = AuditEntry.objects.filter(noun_type="library.record", noun_id=str(found.pk)).select_related("by")
    for entry in trail.order_by("-pk")[: LEDGER * 5]:
        last = entries[-1] if entries else None
        if not (last and entry.verb == last.verb == "record.save" and entry.by_id == last.by_id):
            entries.append(entry)
    return entries[:LEDGER]


def covered(entries: list[AuditEntry], removals: list[Removal]) -> list[AuditEntry]:
    """The entries as they may be read: an opinion may quote what was removed since."""
    passages = taken(removals).passages
    for entry in entries:
        for name in {"note", "reason"} & entry.detail.keys():
            entry.detail[name] = mask(str(entry.detail[name]), passages)
    return entries


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of a record: everything an author edits."""
    version = draft_of(request, pk)
    if request.method != "POST":
        held = typed.take(request)
        cover_open(version, request.user)
        form = DraftForm(held, version=version)
        if held:
            messages.warning(request, "以下是您登录过期前输入、还没有保存的内容，请核对后保存。")
        return edit_page(request, version, form)
    form, latest = save_typed(request, version)
    if latest:
        return edit_page(request, version, form, latest, HTTPStatus.CONFLICT)
    if form.errors:
        return edit_page(request, version, form)
    messages.success(request, "已保存。")
    return redirect("desk:record_edit", pk)


@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Save in the background: {stamp, at, wrong}; 409 with a sentence when somebody else saved meanwhile. Fields that
    cannot be read yet keep their stored value and are named in ``wrong``."""
    try:
        version = draft_of(request, pk)
        form = DraftForm(request.POST, version=version)
        form.is_valid()
        stamp = form.cleaned_data.get("stamp", -1)
        saved = actions.save_draft(version=version, stamp=stamp, by=request.user, **form.values())
        request.typed_on = content_of(saved) != content_of(version)  # what keeps the session from ending, see desk.idle
    except Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=HTTPStatus.CONFLICT)
    at = timezone.localtime(saved.written_at)
    return JsonResponse(
        {"stamp": saved.stamp, "at": f"{at:%H:%M:%S}", "wrong": [str(form[n].label) for n in form.errors]}
    )


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a correction of a released record and go on to edit it; pressed twice, the same one."""
    found = seen_record(request, pk)
    try:
        actions.open_correction(record=found, by=request.user)
    except Refusal:
        mine = found.open_version
        if mine is None or mine.state != "draft" or mine.written_by != request.user:
            raise
    return redirect("desk:record_edit", pk)


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft; asked once more before it is done."""
    version = draft_of(request, pk)
    if request.method != "POST":
        return render(request, "library/desk/discard.html", {"record": version.record, "version": version})
    actions.discard_draft(version=version, by=request.user)
    messages.success(request, f"稿件“{version.title}”已作废。")
    return redirect("desk:records" if version.number == 1 else "desk:record", *([] if version.number == 1 else [pk]))


@needs("view")
def export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a spreadsheet."""
    chosen = Filter(request.GET, user=request.user)
    rows = chosen.records().select_related("organ").prefetch_related("organ__former_names")
    rows = ordered(rows, chosen.order)
    if rows[EXPORT : EXPORT + 1]:
        raise Refused(f"符合条件的信息超过 {EXPORT} 条，请用机构、类型或日期缩小范围后分几次导出。")
    out = BytesIO()
    sheets.write(out, "信息库", HEADINGS, (_exported(found) for found in rows.iterator(chunk_size=1000)))
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"信息库-{timezone.localdate()}.xlsx")


def _exported(found: Record) -> list[Any]:
    return [
        found.index_number,
        found.title,
        found.number,
        found.organ.name,
        found.maker,
        found.joint_issuers,
        found.kind_label,
        found.get_state_display(),
        found.item_label,
        found.theme_label,
        found.known_formed_on,
        found.known_released_at,
        "、".join(
            ["生成日期"] * found.formed_presumed
            + ["公开时间"] * (found.state == "released" and found.released_presumed)
        ),
        found.validity_label if found.state == "released" else "",
        found.summary,
    ]


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The open version (else the current one) as the public would see it."""
    found = seen_record(request, pk)
    version = found.open_version or found.current
    if version is None:
        raise Http404
    cover_open(version, request.user)
    publishing.apply(found, version)
    if found.state not in ("released", "withdrawn"):  # released by a person, it is so on that day
        found.released_at, found.released_presumed = found.known_released_at, False
    found.current, found.state = version, "released"
    found.organ_name = found.organ_name or found.organ.name
    found.released_at = found.released_at or timezone.now()
    context = record_context(request, found) | {"preview": version}
    for shown, file in zip(context["attachments"], version.attachments.all(), strict=True):
        shown["url"] = reverse("desk:attachment", args=[pk, file.pk])
    return render(request, "library/record.html", context)


def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version with what changed in the chosen one (?n=) against the one before it."""
    found = seen_record(request, pk)
    kept = list(found.versions.exclude(state="discarded").select_related("written_by", "released_by"))
    removals = removals_of(found)
    cover(found, kept, removals)
    for version in kept:
        cover_open(version, request.user, removals)
    wanted = request.GET.get("n", "")
    chosen = next((v for v in kept if str(v.number) == wanted), kept[0] if kept else None)
    earlier = next((v for v in kept if chosen and v.number < chosen.number and v.state == "released"), None)
    context = {
        "record": found,
        "versions": kept,
        "chosen": chosen,
        "earlier": earlier,
        "differences": differences(earlier.body, chosen.body) if chosen and earlier else [],
        "fields": changed_fields(earlier, chosen, found) if chosen and earlier else [],
    }
    return render(request, "library/desk/versions.html", context)


def attachment(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """A file of any version of a record within reach; always as a download, never run or shown by the browser."""
    record = seen_record(request, pk)
    hung = Attachment.objects.select_related("blob__vetted", "version")
    found = get_object_or_404(hung, pk=file, version__record=record)
    if found.removal_id is not None or is_kept_from(found, record, request.user):
        raise Refused("这个附件已不再公开。有审核或撤回权限的同事可以在“不再公开”里写明理由后查看。")
    return as_download(path_of(found.blob_id), found.name)


@step
def edit_step(found: Record, account: Any) -> Step | None:
    version = found.open_version
    if version and version.state == "draft" and account.may("write", found.organ):
        return Step("继续起草", reverse("desk:record_edit", args=[found.pk]), order=10)
    return None


@step
def correct_step(found: Record, account: Any) -> Step | None:
    if found.state == "released" and not found.open_version and account.may("write", found.organ):
        return Step("更正", reverse("desk:record_correct", args=[found.pk]), post=True, order=30)
    return None


@step
def discard_step(found: Record, account: Any) -> Step | None:
    version = found.open_version
    if version and version.state == "draft" and account.may("write", found.organ):
        return Step("作废稿件", reverse("desk:record_discard", args=[found.pk]), order=90)
    return None


def _drafts(user: Any, *, returned: bool) -> Any:
    mine = Version.objects.visible_to(user).filter(state="draft", written_by=user)
    mine = mine.exclude(return_note="") if returned else mine.filter(return_note="")
    return mine.select_related("record__organ").order_by("-written_at")


def _first(drafts: Any, user: Any) -> list[Version]:
    """The rows of a card, without what was removed since from those that correct something."""
    first = list(drafts[:5])
    for version in first:
        if version.number > 1:
            cover_open(version, user)
    return first


@DESK.card
def returned_card(user: Any) -> Card | None:
    """What reviewers sent back to me."""
    mine = _drafts(user, returned=True)
    items = [
        Item(v.title, reverse("desk:record_edit", args=[v.record_id]), f"退回意见：{v.return_note}")
        for v in _first(mine, user)
    ]
    return Card("退回给我", mine.count(), reverse("desk:records") + "?state=draft", items) if items else None


@DESK.card
def drafts_card(user: Any) -> Card | None:
    """My drafts."""
    mine = _drafts(user, returned=False)
    items = [
        Item(
            v.title,
            reverse("desk:record_edit", args=[v.record_id]),
            f"{timezone.localtime(v.written_at):%m-%d %H:%M} 保存",
        )
        for v in _first(mine, user)
    ]
    return Card("我的草稿", mine.count(), reverse("desk:records") + "?state=draft", items) if items else None


DESK.add(
    path("records/", records, name="records"),
    path("records/new/", start, name="record_new"),
    path("records/export/", export, name="records_export"),
    path("records/<int:pk>/", record, name="record"),
    path("records/<int:pk>/preview/", preview, name="record_preview"),
    path("records/<int:pk>/versions/", versions, name="record_versions"),
    path("records/<int:pk>/files/<int:file>/", attachment, name="attachment"),
    path("records/<int:pk>/edit/", edit, name="record_edit"),
    path("records/<int:pk>/autosave/", autosave, name="record_autosave"),
    path("records/<int:pk>/correct/", correct, name="record_correct"),
    path("records/<int:pk>/discard/", discard, name="record_discard"),
)
DESK.nav("起草", "desk:record_new", group="公开", permission="write", icon="file-pen-line", order=10)
DESK.nav("信息库", "desk:records", group="公开", permission="view", icon="library", order=30)
