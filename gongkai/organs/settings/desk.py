"""Desk pages of settings: what holds for an organ and why, proposing a change, the second person's word."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK, Card, Item
from gongkai.organs.access import DeskRequest, who_may
from gongkai.organs.desk.organs import seen_organ
from gongkai.organs.models import Organ
from gongkai.organs.settings import actions, selectors
from gongkai.organs.settings.forms import CheckForm, Chooser, ProposalForm, TakeBackForm
from gongkai.organs.settings.models import SettingValue
from gongkai.organs.settings.registry import SETTINGS, Setting

SHOWN = 5  # rows of a card


@require_safe
def overview(request: DeskRequest) -> HttpResponse:
    """Every setting of one organ (?organ=) on a day (?on=); ?local=1: those that somebody settled."""
    chooser = Chooser(request.GET, user=request.user)
    organ, today = chooser.chosen(), timezone.localdate()
    if organ is None:
        raise Http404
    on = chooser.cleaned_data.get("on") or today
    groups = selectors.overview(organ, on)
    lines = [line for group in groups.values() for line in group]
    local = [line for line in lines if line.is_local]
    if request.GET.get("local"):
        groups = {label: [line for line in group if line.is_local] for label, group in groups.items()}
    context = {"organ": organ, "chooser": chooser, "on": on, "today": today, "groups": groups, "count": len(lines)}
    context |= {"local": len(local), "own": sum(line.now.whose == selectors.OWN for line in local)}
    waiting = selectors.to_confirm(request.user)[:SHOWN] if request.user.may("confirm") else []
    context["to_confirm"] = [(row, SETTINGS[row.key], selectors.said(row)) for row in waiting]
    context["may_propose"] = may_propose(request, organ)
    return render(request, "organs/settings/overview.html", context)


def may_propose(request: DeskRequest, organ: Organ) -> bool:
    return organ.closed_on is None and request.user.may("settings", organ)


def one(request: DeskRequest, pk: int, key: str) -> HttpResponse:
    """One setting of an organ: what holds, what it changes, how it went; who may, proposes a change."""
    organ, declared = seen_organ(request, pk), declared_as(key)
    line = selectors.line(declared, organ, timezone.localdate())
    if request.method == "POST":
        request.user.must("settings", organ)
    form = ProposalForm(posted(request), setting=declared, may_inherit=selectors.settles(line, organ))
    deed = lambda: actions.propose(organ=organ, setting=declared, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and (made := carry_out(form, deed)):
        messages.success(request, f"已提出，等另一位同事确认，确认以后自 {made.since} 起施行。")
        return redirect("desk:setting_value", made.pk)
    context = {"organ": organ, "line": line, "form": form, "history": told(declared, organ)}
    context |= {"may_propose": may_propose(request, organ) and line.waiting is None}
    return render(request, "organs/settings/setting.html", context)


def declared_as(key: str) -> Setting:
    if key not in SETTINGS:
        raise Http404
    return SETTINGS[key]


def told(declared: Setting, organ: Organ) -> list[tuple[SettingValue, str]]:
    """The history of a setting, with each value in words."""
    return [(row, selectors.said(row)) for row in selectors.history(declared, organ)]


def value(request: DeskRequest, pk: int) -> HttpResponse:
    """A value that was proposed: instead of what, since when, by what; a second person confirms or refuses it."""
    row = seen_value(request, pk)
    if request.method == "POST":
        request.user.must("confirm", row.organ)
    form = CheckForm(posted(request))
    deed = lambda: actions.check(proposed=row, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and (done := carry_out(form, deed)):
        messages.success(request, f"已确认，自 {done.since} 起施行。" if done.is_confirmed else "已退回提出人。")
        return redirect("desk:setting", row.organ_id, row.key)
    others = who_may("confirm", row.organ).exclude(pk=row.by_id)
    may_check = row.is_waiting and request.user != row.by and request.user.may("confirm", row.organ)
    context = {"row": row, "setting": SETTINGS[row.key], "said": selectors.said(row), "form": form, "others": others}
    context |= {"before": selectors.before(row), "bound": selectors.bound(row.organ), "may_check": may_check}
    context |= {"may_take_back": row.can_be_taken_back and request.user.may("settings", row.organ)}
    return render(request, "organs/settings/value.html", context)


def seen_value(request: DeskRequest, pk: int) -> SettingValue:
    """A value of an organ that the account may look into, else 404."""
    rows = SettingValue.objects.filter(key__in=SETTINGS).select_related("organ", "by", "checked_by", "taken_back_by")
    row = get_object_or_404(rows, pk=pk)
    seen_organ(request, row.organ_id)
    return row


def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Take back what is not in force yet."""
    row = seen_value(request, pk)
    request.user.must("settings", row.organ)
    form = TakeBackForm(posted(request))
    deed = lambda: actions.take_back(settled=row, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and carry_out(form, deed):
        messages.success(request, "已收回。")
        return redirect("desk:setting", row.organ_id, row.key)
    title, back = f"收回：{SETTINGS[row.key].label}", reverse("desk:setting_value", args=[pk])
    return render(request, "desk/form.html", {"title": title, "form": form, "deed": "收回", "back": back})


@DESK.card
def to_confirm_card(user: Any) -> Card | None:
    """地方规定待确认: proposed by others, in my organs."""
    if not user.may("confirm"):
        return None
    rows = selectors.to_confirm(user)
    items = [
        Item(
            f"{row.organ.label}：{SETTINGS[row.key].label}",
            reverse("desk:setting_value", args=[row.pk]),
            f"{row.by}提出，改为{selectors.said(row)}",
            row.since,
        )
        for row in rows[:SHOWN]
    ]
    return Card("地方规定待确认", rows.count(), reverse("desk:settings"), items) if items else None


DESK.add(
    path("settings/", overview, name="settings"),
    path("settings/values/<int:pk>/", value, name="setting_value"),
    path("settings/values/<int:pk>/take-back/", take_back, name="setting_take_back"),
    path("settings/<int:pk>/<str:key>/", one, name="setting"),
)
DESK.nav("地方规定", "desk:settings", group="管理", permission="view", icon="sliders-horizontal", order=79)
