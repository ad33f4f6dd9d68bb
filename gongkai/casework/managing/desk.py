"""Desk pages for managing cases: the list with its bulk work and export, who handles a case, reminders, workload."""

from collections.abc import Iterable
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.desk import ENTRIES, in_reach, seen_case
from gongkai.casework.flow import FLOWS
from gongkai.casework.managing import actions, listing
from gongkai.casework.managing import workload as figures
from gongkai.casework.models import Case, CaseQuerySet, Notice, NoticeQuerySet, within
from gongkai.casework.reading import entitle
from gongkai.casework.selectors import calendar
from gongkai.core import sheets, typed, way_back
from gongkai.core.actions import Refusal, Refused
from gongkai.core.listing import SIZE, ordered, query_of
from gongkai.core.shells import DESK, Card, Item
from gongkai.organs.access import needs
from gongkai.organs.models import Account, Organ
from gongkai.organs.roster import Roster

SHOWN = 3  # rows of what waits for others
EXPORT = 20_000  # rows of one spreadsheet
HEADINGS = ["登记号", "类型", "答复机关", "承办机关", "承办人", "环节", "提交日期", "收到日期", "届满日", "暂定", "等待他人", "办结日期", "超期"]  # fmt: skip


@needs("view")
def cases(request: HttpRequest) -> HttpResponse:
    """Everything owed, the next due first; or what is done. POST gives the chosen cases an officer, each by itself, and
    says which could not be given."""
    refused = _assign_many(request) if request.method == "POST" else []
    chosen = listing.Filter(request.GET, user=request.user, days=calendar())
    long = bool(request.GET.get("long"))
    page = listing.page(chosen, request.GET, listing.MANY if long else SIZE)
    query = query_of(request.GET)
    handles = request.user.may("handle") and not chosen.closed
    entitle(page.rows, request.user)
    context = {
        "filter": chosen,
        "page": page,
        "refused": refused,
        "officers": officers(organ for case in page.rows for organ in case.organs) if handles else [],
        "handles": handles,
        "entries": ENTRIES.items() if request.user.may("handle") else [],
        "query": query,
        "longer": "" if long or not page.older else f"{query}&long=1",
        "most": listing.MANY,
    }
    return way_back.keep(request, render(request, "casework/cases.html", context), "cases_query")


def officers(organs: Iterable[Organ]) -> list[tuple[str, list[Account]]]:
    """Who may handle in these organs, by organ: its own people, and those above who may."""
    kept = {organ.pk: organ for organ in organs}
    roster, groups, above = Roster(kept.values()), [], dict[Account, None]()
    for organ in kept.values():
        groups.append((organ.label, roster.there(organ.path or "", "handle")))
        above |= dict.fromkeys(roster.above(organ.path or "", "handle"))
    own = {account for _, accounts in groups for account in accounts}
    groups.append(("上级机关", [account for account in above if account not in own]))
    return [(label, accounts) for label, accounts in groups if accounts]


def _chosen_officer(request: HttpRequest) -> Account | None:
    """The officer posted; None to give back. A sentence when nobody was chosen."""
    value = request.POST.get("officer", "")
    if value == "none":
        return None
    pk = typed.whole_number(value)
    found = Account.objects.filter(pk=pk, is_active=True).first() if pk is not None else None
    if found is None:
        raise Refused("请先选择承办人。", "officer")
    return found


def _assign_many(request: HttpRequest) -> list[tuple[Case, str]]:
    pks = [pk for pk in request.POST.getlist("case")[: listing.MANY] if typed.whole_number(pk) is not None]
    refused: list[tuple[Case, str]] = []
    try:
        officer = _chosen_officer(request)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return refused
    if not pks:
        messages.warning(request, "请先勾选要指定承办人的事项。")
    done = 0
    for case in in_reach(request.user).filter(pk__in=pks):
        try:
            actions.assign_officer(case=case, officer=officer, by=request.user)
            done += 1
        except Refusal as refusal:
            refused.append((case, refusal.message))
    if done:
        messages.success(request, f"已将 {done} 件交{officer}承办。" if officer else f"已收回 {done} 件。")
    return refused


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one case an officer, from its page."""
    case = seen_case(request, pk)
    case.must(request.user, "handle")
    try:
        officer = _chosen_officer(request)
        actions.assign_officer(case=case, officer=officer, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"本件由{officer}承办。" if officer else "已收回，本件没有承办人。")
    return redirect("desk:case", pk)


@needs("view")
def export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a spreadsheet, without what applicants wrote; audited."""
    chosen = listing.Filter(request.GET, user=request.user, days=calendar())
    rows = ordered(chosen.cases(), chosen.order).select_related("organ", "handler", "officer")
    if rows[EXPORT : EXPORT + 1]:
        raise Refused(f"符合条件的事项超过 {EXPORT} 件，请用机构、类型或到期范围缩小后分几次导出。")
    out = TemporaryFile()  # noqa: SIM115 (the response closes it)
    count = sheets.write(out, "办件", HEADINGS, (_exported(case, chosen) for case in rows.iterator(chunk_size=1000)))
    actions.note_export(count=count, filters=chosen.noted("q"), by=request.user)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"办件-{chosen.today}.xlsx")


def _exported(case: Case, chosen: listing.Filter) -> list[Any]:
    return [
        case.number,
        case.flow.label,
        case.organ.label,
        case.worker.label,
        str(case.officer or ""),
        case.state_label,
        case.submitted_on,
        case.received_on,
        case.due_on,
        "是" if case.provisional else "",
        "是" if case.clock_state == "waiting" else "",  # for whom may be somebody's name
        case.closed_on,
        "是" if case.is_late(chosen.today) else "",
    ]


@needs("view")
def notices(request: HttpRequest) -> HttpResponse:
    """One's reminders, the unread first."""
    rows = (
        standing(request.user)
        .select_related("case__organ", "case__handler")
        .order_by(F("seen_at").desc(nulls_first=True), "-pk")
    )
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    entitle([notice.case for notice in page.object_list], request.user)
    return render(request, "casework/notices.html", {"page": page, "unseen": standing(request.user).unseen().count()})


@require_POST
@needs("view")
def notices_seen(request: HttpRequest) -> HttpResponse:
    """Mark one reminder (``notice``) as read, or all."""
    which = standing(request.user)
    if "notice" in request.POST:
        which = which.filter(pk=typed.whole_number(request.POST["notice"]))
    actions.mark_seen(which=which, by=request.user)
    return redirect("desk:notices")


def standing(user: Any) -> NoticeQuerySet:
    return Notice.objects.visible_to(user).standing()


@DESK.aside
def unseen_notices(user: Any) -> tuple[str, dict[str, Any]] | None:
    """What one was not told yet."""
    rows = standing(user).unseen().select_related("case__organ", "case__handler").order_by("-pk")
    first = list(rows[:5])
    if not first:
        return None
    entitle([notice.case for notice in first], user)
    return "casework/unseen.html", {"notices": first, "count": rows.count()}


@DESK.awaits
def others_turn(user: Any) -> Card | None:
    """Cases in which it is the applicant's, a third party's or another organ's turn, whose day comes first."""
    if not user.may("handle"):
        return None
    rows = Case.objects.filter(within(user, "handle")).open().filter(listing.waiting())
    first = list(
        rows.select_related("organ", "handler").order_by(F("waiting_until").asc(nulls_last=True), "pk")[:SHOWN]
    )
    if not first:
        return None
    entitle(first, user)
    items = [
        Item(case.title, reverse("desk:case", args=[case.pk]), f"等待{case.waiting_for}", case.waiting_until)
        for case in first
    ]
    return Card("办件", rows.count(), f"{reverse('desk:cases')}?state=waiting", items)


@DESK.aside
def two_weeks(user: Any) -> tuple[str, dict[str, Any]] | None:
    """How many cases fall due on each of the next ten working days."""
    if not user.may("handle"):
        return None
    days, today = calendar(), timezone.localdate()
    coming = [days.add_workdays(today, ahead) for ahead in range(0 if days.is_workday(today) else 1, 10)]
    due = Case.objects.filter(within(user, "handle"), due_on__range=(coming[0], coming[-1])).open()
    counts = dict(due.order_by().values_list("due_on").annotate(n=Count("pk")))
    return "casework/two_weeks.html", {"days": [(day, counts.get(day, 0)) for day in coming], "today": today}


@needs("view")
def workload(request: HttpRequest) -> HttpResponse:
    """Figures by organ; of one organ (``organ``, or the only one in reach) also by officer. Each opens its list."""
    days, today = calendar(), timezone.localdate()
    cases = in_reach(request.user)
    type = request.GET.get("type", "")
    if type in FLOWS:
        cases = cases.filter(type=type)
    loads = figures.workload(cases, "organ", today, days)
    organs = {organ.pk: organ for organ in Organ.objects.filter(pk__in=loads)}
    wanted = typed.whole_number(request.GET.get("organ", ""))
    one = organs.get(wanted) or (next(iter(organs.values())) if len(organs) == 1 else None)
    total = figures.Load()
    for load in loads.values():
        total.add(load)
    rest = {"type": type} if type in FLOWS else {}
    context = {
        "organ": one,
        "rows": [_row(_named(organs[pk], request.user), loads[pk], today.year, organ=pk, **rest) for pk in organs],
        "total": _row("合计", total, today.year, **rest) if len(organs) > 1 else None,
        "officers": _by_officer(cases.filter(organ=one), today, days, organ=one.pk, **rest) if one else [],
        "flows": FLOWS.values(),
        "type": type,
        "year": today.year,
    }
    return render(request, "casework/workload.html", context)


def _named(organ: Organ, user: Any) -> str:
    """Of an organ that is not in reach one counts the cases that came from it."""
    return organ.label if user.may("view", organ) else f"{organ.label}（转来的）"


def _by_officer(cases: CaseQuerySet, today: date, days: WorkCalendar, **query: Any) -> list[dict[str, Any]]:
    loads = figures.workload(cases, "officer", today, days)
    names = {account.pk: str(account) for account in Account.objects.filter(pk__in=[pk for pk in loads if pk])}
    order = sorted(names, key=lambda pk: -loads[pk].open) + [None] * (None in loads)
    return [_row(names.get(pk, "未指定承办人"), loads[pk], today.year, officer=pk or "none", **query) for pk in order]


def _row(name: str, load: figures.Load, year: int, **query: Any) -> dict[str, Any]:
    """A line of the page: each figure with the address of the list behind it."""

    cases = reverse("desk:cases")

    def to(**more: Any) -> str:
        return f"{cases}?{urlencode({**query, **more})}"

    done = {"year": year}
    return {
        "name": name,
        "organ": query.get("organ"),
        "load": load,
        "now": [
            ("在办", load.open, to(), ""),
            ("5 个工作日内届满", load.soon, to(due=figures.SOON), "wait"),
            ("已超期", load.late, to(due="late"), "late"),
            ("等待他人", load.waiting, to(state="waiting"), ""),
            ("本年办结", load.closed, to(state="closed", **done), ""),
        ],
        "on_time": to(state="on_time", **done),
        "termed": to(state="termed", **done),
    }


DESK.add(
    path("cases/", cases, name="cases"),
    path("cases/export/", export, name="cases_export"),
    path("cases/<int:pk>/officer/", assign, name="case_officer"),
    path("notices/", notices, name="notices"),
    path("notices/seen/", notices_seen, name="notices_seen"),
    path("workload/", workload, name="workload"),
)
DESK.nav(
    "提醒",
    "desk:notices",
    group="办件",
    permission="view",
    icon="bell",
    order=39,
    badge=lambda user: standing(user).unseen().count(),
)
DESK.nav("办理情况", "desk:workload", group="办件", permission="view", icon="chart-column", order=45)
