"""Desk pages of cases: the page of one case, its next steps, the work calendar. The list is managing.desk's."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from gongkai.casework import actions
from gongkai.casework.correcting.selectors import lines, waiting
from gongkai.casework.flow import Step
from gongkai.casework.forms import HolidayForm, StepForm
from gongkai.casework.models import Case, HolidayNotice, within
from gongkai.casework.reading import entitle, may_read
from gongkai.casework.selectors import calendar, next_steps, shown_reading
from gongkai.casework.strip import strip_of
from gongkai.core import way_back
from gongkai.core.forms import carry_out, posted
from gongkai.core.registry import Registry, name_of
from gongkai.core.shells import DESK, Card, Item
from gongkai.organs.access import needs
from gongkai.organs.models import Account
from gongkai.organs.roster import Roster

SHOWN = 10  # of a card: most of what is due soon is a case
Panel = Callable[[HttpRequest, Case], tuple[str, dict[str, Any]] | None]
# (case type, name) → what the page of its cases shows of its own: place, whether to everybody, the panel
PANELS: Registry[tuple[str, str], tuple[int, bool, Panel]] = Registry("panels")
# URL name of a page on which an officer enters a new case → its label
ENTRIES: Registry[str, str] = Registry("entries of cases")


def panel(type: str, order: int = 50, neutral: bool = False) -> Callable[[Panel], Panel]:
    """Register a section of the page of cases of ``type``: a function that gives its template and context (``case`` comes
    with it), or None when there is nothing to show. Shown to those who may read the case (casework.reading); ``neutral``:
    to everybody who sees it, since nothing in it was written by or tells of anybody outside."""

    def register(function: Panel) -> Panel:
        PANELS.add((type, name_of(function)), (order, neutral, function))
        return function

    return register


def sections(request: HttpRequest, case: Case) -> list[SafeString]:
    """The registered sections of a case's page, rendered."""
    reads = may_read(request.user, case)
    own = sorted((row for (type, _), row in PANELS.items() if type == case.type), key=itemgetter(0))
    shown = [function(request, case) for _, neutral, function in own if neutral or reads]
    return [render_to_string(template, {"case": case, **more}, request) for template, more in filter(None, shown)]


def way_to(case: Case, step: Step) -> str:
    """Where a step is carried out: at its own page, where it has one, else at the form made from what it asks."""
    if step.page:
        return f"{reverse(step.page, args=[case.pk])}?step={step.code}"
    return reverse("desk:case_step", args=[case.pk, step.code])


def in_reach(user: Any) -> QuerySet[Case]:
    return Case.objects.visible_to(user)


def seen_case(request: HttpRequest, pk: int, type: str = "") -> Case:
    """The case with its title, 404 out of reach; ``type``: on a page that only cases of one type have."""
    rows = in_reach(request.user).select_related("organ", "handler", "officer", "party").prefetch_related("entries")
    case: Case = get_object_or_404(rows.filter(type=type) if type else rows, pk=pk)
    entitle([case], request.user)
    return case


def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page per case: what is asked, the clock with its explanation, the ledger, the next steps."""
    case = seen_case(request, pk)
    reading, today = shown_reading(case), timezone.localdate()
    days, steps = calendar(), next_steps(case, request.user)
    context = {
        "case": case,
        "reading": reading,
        "strip": strip_of(reading, days, case.closed_on or today, bool(case.closed_on)),
        "left": days.workdays_between(today, reading.due) if reading.due and reading.due >= today else 0,
        "late_by": days.workdays_between(reading.due, today) if reading.due and case.is_late(today) else 0,
        "ledger": lines(case, request.user),
        "correction": waiting(case),
        "signs": case.may(request.user, "sign"),
        "usual": [(step, way_to(case, step)) for step in steps if step.main],
        "other": [(step, way_to(case, step)) for step in steps if not step.main],
        "labels": case.flow.labels,
        "reads": may_read(request.user, case),
        "silent": not case.closed_on and reading.waiting_until is not None and reading.waiting_until < today,
        "officers": _officers(request.user, case),
        "back": way_back.query(request, "cases_query"),
        "sections": sections(request, case),
    }
    return render(request, "casework/case.html", context)


def not_open(request: HttpRequest, case: Case, step: Step) -> HttpResponse:
    """Back to the case, with the sentence why a step cannot be taken now."""
    messages.error(request, f"本件现在是“{case.state_label}”，不能“{step.label}”，可能已被别人处理。")
    return redirect("desk:case", case.pk)


def _officers(user: Any, case: Case) -> list[Account]:
    """Whom one may give the case to: people of its organs, then those above."""
    if case.closed_on or not case.may(user, "handle"):
        return []
    roster = Roster(case.organs)
    asked = [(ask, organ.path or "") for ask in (roster.there, roster.above) for organ in case.organs]
    return list(dict.fromkeys(account for ask, path in asked for account in ask(path, "handle")))


def take(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of one step; a step that is not open now answers with a sentence on the case page."""
    case = seen_case(request, pk)
    chosen = next((s for s in case.flow.steps if s.code == step), None)
    if chosen is None:
        raise Http404
    case.must(request.user, chosen.permission)
    if chosen not in case.flow.open_steps(case):
        return not_open(request, case, chosen)
    if chosen.page:
        return redirect(way_to(case, chosen))
    form = StepForm(posted(request), case=case, step=chosen)
    deed = lambda: actions.take_step(case=case, step=step, by=request.user, **form.values())  # noqa: E731
    if request.method == "POST" and form.is_valid() and carry_out(form, deed):
        messages.success(request, f"已{chosen.label}，记入台账。")
        # a case handed to another organ may be out of this account's reach now
        return redirect("desk:case", pk) if in_reach(request.user).filter(pk=pk).exists() else redirect("desk:cases")
    context = {"title": chosen.label, "back": reverse("desk:case", args=[pk]), "case": case, "form": form}
    return render(request, "casework/step.html", context)


@needs("calendar")
def holidays(request: HttpRequest) -> HttpResponse:
    """Enter next year's notice; running cases are computed anew."""
    form = HolidayForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        moved = carry_out(form, lambda: actions.enter_holidays(by=request.user, **form.cleaned_data))
        if moved is not None:
            year = form.cleaned_data["year"]
            messages.success(request, f"已录入 {year} 年放假安排，{moved} 件在办事项的届满日随之变化。")
            return redirect("desk:holidays")
    context = {"form": form, "notices": HolidayNotice.objects.order_by("-year"), "announced": max(calendar().announced)}
    return render(request, "casework/holidays.html", context)


@DESK.card
def due_card(user: Any) -> Card | None:
    """Cases by due date, the late ones first."""
    if not user.may("handle"):
        return None
    rows = Case.objects.filter(within(user, "handle")).open().by_due()
    first = list(rows.select_related("organ", "handler")[:SHOWN])
    entitle(first, user)
    items = [Item(c.title, reverse("desk:case", args=[c.pk]), _said(c), c.due_on) for c in first]
    return Card("在办事项", rows.count(), reverse("desk:cases"), items) if items else None


def _said(case: Case) -> str:
    """Its number, where it stands, whom it waits for, who works on it."""
    waits = f"等待{case.waiting_for}" if case.waiting_for else case.state_label
    works = f"{case.handler.label}承办" if case.handler else ""
    return "，".join(filter(None, (case.number, waits, works, "届满日暂定" if case.provisional else "")))


DESK.add(
    path("cases/<int:pk>/", case_page, name="case"),
    path("cases/<int:pk>/steps/<slug:step>/", take, name="case_step"),
    path("calendar/", holidays, name="holidays"),
)
DESK.nav(
    "在办事项",
    "desk:cases",
    group="办件",
    permission="view",
    icon="inbox",
    order=40,
    badge=lambda user: Case.objects.filter(within(user, "handle")).open().count(),
)
DESK.nav("工作日历", "desk:holidays", group="办件", permission="calendar", icon="calendar-days", order=49)
