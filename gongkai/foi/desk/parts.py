"""Desk pages of a request answered item by item: dividing it, concluding each part, what they come to together."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongkai.casework.desk import panel, seen_case
from gongkai.casework.forms import REQUIRED
from gongkai.casework.models import Case
from gongkai.core.actions import Refused
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi import counted, dividing, outcomes
from gongkai.foi.desk.letters import FillForm, grouped
from gongkai.foi.models import Part


class SplitForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["texts"] = forms.CharField(
            label="各项内容",
            max_length=dividing.MOST * dividing.LONGEST,
            widget=forms.Textarea(attrs={"rows": 6}),
            error_messages=REQUIRED,
            help_text="一行一项，照申请原文抄录或者概括。每项分别填写结论，最后出一份分项答复告知书。",
        )


@panel("foi", order=30)
def parts_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """The parts with their conclusions, and what they come to together."""
    rows, known = list(Part.objects.filter(request=case.pk)), dividing.kinds()
    works = case.state == "handling" and case.may(request.user, "handle")
    if not rows and not works:
        return None
    for row in rows:
        row.outcome = outcomes.OUTCOMES[known[row.kind].outcome] if row.kind in known else None
        row.cites = known[row.kind].cites if row.outcome else ()
    ready = len(rows) > 1 and all(row.outcome for row in rows)
    together = outcomes.combined(row.outcome.code for row in rows) if ready else None
    place = counted.place(together) if together else ""
    return "foi/parts_panel.html", {"rows": rows, "works": works, "together": together, "place": place}


def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Add parts to a request, one a line."""
    case = seen_case(request, pk, "foi")
    case.must(request.user, "handle")
    first = None if Part.objects.filter(request=case.pk).exists() else {"texts": case.request.description}
    form = SplitForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        texts = form.cleaned_data["texts"].splitlines()
        if carry_out(form, lambda: dividing.split(case=case, texts=texts, by=request.user)):
            messages.success(request, "已分项，请填写各项的结论。")
            return redirect(f"{reverse('desk:case', args=[pk])}#parts")
    return _page(request, case, form, "分项办理", "分项")


def _page(request: HttpRequest, case: Case, form: forms.Form, title: str, deed: str, **more: Any) -> HttpResponse:
    context = {"case": case, "form": form, "title": title, "deed": deed, "back": reverse("desk:case", args=[case.pk])}
    return render(request, "foi/part.html", context | more)


def _seen(request: HttpRequest, pk: int) -> Part:
    rows = Part.objects.visible_to(request.user).select_related("request__case__organ")
    part = get_object_or_404(rows, pk=pk)
    part.request.case.must(request.user, "handle")
    return part


def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how a part is answered, then fill in what that answer asks (``?kind=``)."""
    part, code = _seen(request, pk), request.GET.get("kind", "")
    case, known = part.request.case, dividing.kinds()
    if not code:
        context = {"case": case, "part": part, "groups": grouped(known.values()), "remedies": outcomes.REMEDIES}
        return render(request, "foi/part_choose.html", context)
    if code not in known:
        raise Http404
    kind = replace(known[code], encloses=False)
    form = FillForm(posted(request), kind=kind, case=case, initial=part.fields if part.kind == code else None)
    if request.method == "POST" and form.is_valid():
        deed = lambda: dividing.conclude(part=part, kind=code, by=request.user, **form.values())  # noqa: E731
        if carry_out(form, deed):
            messages.success(request, f"第 {part.position} 项的结论已保存。")
            return redirect(f"{reverse('desk:case', args=[case.pk])}#parts")
    return _page(
        request, case, form, f"第 {part.position} 项：{outcomes.OUTCOMES[kind.outcome].label}", "保存结论", part=part
    )


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a part back."""
    part = _seen(request, pk)
    try:
        dividing.remove(part=part, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已移除这一项。")
    return redirect(f"{reverse('desk:case', args=[part.request_id])}#parts")


DESK.add(
    path("requests/<int:pk>/parts/", split, name="parts"),
    path("parts/<int:pk>/", conclude, name="part"),
    path("parts/<int:pk>/remove/", remove, name="part_remove"),
)
