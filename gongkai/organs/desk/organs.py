"""Desk pages of organs: the tree, facts and people of one's own, and changes of the tree from above."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from gongkai.core import deeds, typed
from gongkai.core.actions import Refused
from gongkai.core.forms import carry_out, posted
from gongkai.core.models import AuditEntry
from gongkai.core.shells import DESK
from gongkai.organs import actions, forms
from gongkai.organs.access import DeskRequest, needs
from gongkai.organs.models import Organ

SHOWN = (
    "code", "functions", "address", "hours", "phone", "fax", "email", "postcode", "website",
    "region_code", "document_mark", "established_on",
)  # fmt: skip
LISTED = 200  # rows of the tree on one page; more are found by searching


@needs("facts")
def organs(request: DeskRequest) -> HttpResponse:
    """The tree, one level at a time (?under=), or what a search (?q=) finds."""
    words, under = request.GET.get("q", "").strip(), request.GET.get("under", "")
    reach = Organ.objects.filter(request.user.reach("", "facts"))
    above = reach.filter(pk=typed.whole_number(under)).first() if under else None
    if words:
        rows = reach.filter(Q(name__contains=words) | Q(short_name__contains=words) | Q(code__startswith=words.upper()))
    elif above:
        rows = reach.filter(parent=above)
    else:
        tops = list(reach.exclude(parent__in=reach.order_by().values("pk")).values_list("pk", flat=True)[:2])
        below = Q(parent__in=tops) if len(tops) == 1 else Q(pk__in=[])
        rows = reach.filter(below | ~Q(parent__in=reach.order_by().values("pk")) | Q(parent=None))
    rows = rows.annotate(below=Count("children", filter=Q(children__closed_on=None)))
    trail: list[Organ] = []
    while above:
        trail.insert(0, above)
        above = reach.filter(pk=above.parent_id).first() if above.parent_id else None
    context = {
        "organs": rows[:LISTED],
        "more": rows[LISTED : LISTED + 1].exists(),
        "words": words,
        "trail": trail,
        "may_found": request.user.may("organs"),
    }
    return render(request, "organs/desk/organs.html", context)


def seen_organ(request: DeskRequest, pk: int) -> Organ:
    """The organ if the account may look into it or keep its facts, else 404."""
    reach = request.user.reach("", "view") | request.user.reach("", "facts")
    return get_object_or_404(Organ.objects.filter(reach).select_related("parent"), pk=pk)


def organ(request: DeskRequest, pk: int) -> HttpResponse:
    """One page per organ: facts, people, posts, history, and what may be changed."""
    found = seen_organ(request, pk)
    arranges = request.user.may("organs", found.parent or found)
    trail = AuditEntry.objects.filter(noun_type="organs.organ", noun_id=str(pk)).select_related("by")
    context = {
        "organ": found,
        "may_list": request.user.may("facts"),
        "facts": [(_label(name), getattr(found, name)) for name in SHOWN],
        "people": found.people.all(),
        "posts": found.posts.filter(until=None).select_related("account").order_by("role", "pk"),
        "former_names": found.former_names.all(),
        "successors": found.successors.all(),
        "predecessors": found.predecessors.all(),
        "may_keep": request.user.may("facts", found) and not found.closed_on,
        "changes": CHANGES if arranges and not found.closed_on else {},
        "ledger": [(entry, deeds.verb(entry.verb)) for entry in trail.order_by("-pk")[:20]],
    }
    return render(request, "organs/desk/organ.html", context)


@needs("organs")
def found(request: DeskRequest) -> HttpResponse:
    """A new organ."""
    form = forms.OrganForm(posted(request), user=request.user, initial={"parent": request.GET.get("parent", "")[:100]})
    if request.method == "POST" and form.is_valid():
        made = carry_out(form, lambda: actions.create_organ(by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, f"已设立“{made.label}”。接着可以为它开通账号。")
            return redirect("desk:organ", made.pk)
    return render(request, "organs/desk/form.html", {"title": "设立机构", "form": form, "button": "设立"})


def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Facts of an organ, and its settings for those above it."""
    found = seen_organ(request, pk)
    request.user.must("facts", found)
    form = forms.OrganForm(posted(request), user=request.user, organ=found)
    if request.method == "POST" and form.is_valid():
        saved = carry_out(form, lambda: actions.update_organ(organ=found, by=request.user, **form.cleaned_data))
        if saved:
            messages.success(request, "已保存，公众页面已更新。")
            return redirect("desk:organ", pk)
    context = {"title": f"{found.label}：机构简介", "form": form, "button": "保存", "organ": found}
    return render(request, "organs/desk/form.html", context)


def people(request: DeskRequest, pk: int) -> HttpResponse:
    """Leaders and staff, as one list in order."""
    found = seen_organ(request, pk)
    request.user.must("facts", found)
    kept = [
        {"place": n, "name": p.name, "post": p.post, "is_leader": p.is_leader, "duties": p.duties, "resume": p.resume}
        for n, p in enumerate(found.people.all(), 1)
    ]
    rows = forms.PeopleForms(posted(request), initial=kept, prefix="p")
    wrong = ""
    if request.method == "POST" and rows.is_valid():
        try:
            actions.set_people(organ=found, people=forms.people_of(rows), by=request.user)
        except Refused as refusal:
            wrong = refusal.message
        else:
            messages.success(request, "已保存，公众页面已更新。")
            return redirect("desk:organ", pk)
    return render(request, "organs/desk/people.html", {"organ": found, "rows": rows, "wrong": wrong})


@dataclass(frozen=True)
class Change:
    """A change of the tree: its form, the deed, and what it means for the records."""

    label: str
    form: type[forms.DeskForm]
    deed: Callable[..., Any]
    effect: str


CHANGES = {
    "rename": Change(
        "更名",
        forms.RenameForm,
        lambda organ, by, typed: actions.rename_organ(organ=organ, by=by, **typed),
        "已公开的信息仍写当时的名称，机构页会列出曾用名。",
    ),
    "move": Change(
        "调整上级",
        forms.MoveForm,
        lambda organ, by, typed: actions.move_organ(organ=organ, by=by, **typed),
        "它和所有下级机构一起移动，上级机构的公开办可以代行。",
    ),
    "merge": Change(
        "合并",
        forms.MergeForm,
        lambda organ, by, typed: actions.merge_organs(organs=[organ], by=by, **typed),
        "本机构撤销，归入承接机构之下；已公开的信息保留原名称，岗位到期，未办结的稿件由承接机构的公开办处理。",
    ),
    "split": Change(
        "分立",
        forms.SplitForm,
        lambda organ, by, typed: actions.split_organ(organ=organ, by=by, **typed),
        "承接机构须先设立。已公开的信息留在本机构名下，机构页会指向承接机构。",
    ),
    "close": Change(
        "撤销",
        forms.CloseForm,
        lambda organ, by, typed: actions.close_organ(organ=organ, by=by, **typed),
        "机构页会写明撤销日期和承接机构，已公开的信息仍可查到，岗位到期。",
    ),
}


def change(request: DeskRequest, pk: int, what: str) -> HttpResponse:
    """One of CHANGES."""
    found, chosen = seen_organ(request, pk), CHANGES[what]
    request.user.must("organs", found.parent or found)
    others = {} if what == "rename" else {"others": request.user.organs_for("organs").exclude(pk=pk)}
    initial = {**forms.today(), "short_name": found.short_name}
    form = chosen.form(posted(request), initial=initial, **others)
    if request.method == "POST" and form.is_valid():
        done = carry_out(form, lambda: chosen.deed(found, request.user, form.cleaned_data))
        if done:
            messages.success(request, f"{chosen.label}已办理，公众页面已更新。")
            return redirect("desk:organ", pk)
    context = {"title": f"{found.label}：{chosen.label}", "form": form, "button": f"确认{chosen.label}", "organ": found}
    return render(request, "organs/desk/form.html", {**context, "effect": chosen.effect})


def _label(name: str) -> str:
    return str(getattr(Organ._meta.get_field(name), "verbose_name", name))


DESK.add(
    path("organs/", organs, name="organs"),
    path("organs/new/", found, name="organ_new"),
    path("organs/<int:pk>/", organ, name="organ"),
    path("organs/<int:pk>/edit/", edit, name="organ_edit"),
    path("organs/<int:pk>/people/", people, name="organ_people"),
    *(path(f"organs/<int:pk>/{what}/", change, {"what": what}, name=f"organ_{what}") for what in CHANGES),
)
DESK.nav("机构", "desk:organs", group="管理", permission="facts", icon="landmark", order=80)
