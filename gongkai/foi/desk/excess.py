"""Requests beyond reason (条例 art. 35) on the case page: the counts, the reasons, the judgement."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from gongkai.casework.desk import not_open, panel, seen_case
from gongkai.casework.forms import choice, day
from gongkai.casework.models import Case
from gongkai.casework.reading import entitle
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi import excess
from gongkai.foi.models import Reasons, Request

SHOWN = 20


def _lines(label: str, help: str) -> forms.CharField:
    made = forms.CharField(label=label, required=False, help_text=help, widget=forms.Textarea(attrs={"rows": 6}))
    made.must = True  # type: ignore[attr-defined]  # what is missing is said by the action
    return made


class GivenForm(forms.Form):
    """Reasons that came on paper or by word of mouth."""

    on = day("收到日期")
    text = _lines("申请人说明的理由", "照录原话。加密保存，不写入台账。")


class JudgedForm(forms.Form):
    on = day("日期")
    reasonable = choice("判断", list(excess.JUDGED.items()))
    judgement = _lines("判断和依据", "写明数量、频次和内容，理由为什么成立或者不成立；不合理的，将写入不予处理告知书。")


FORMS: dict[str, type[forms.Form]] = {"receive_reasons": GivenForm, "judge_reasons": JudgedForm}
DEEDS: dict[str, Callable[..., Case]] = {"receive_reasons": excess.give_reasons, "judge_reasons": excess.judge_reasons}


@panel("foi", order=30)
def excess_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """How much the applicant asks for, when it is much or reasons were asked for; the cases this account may see."""
    found, asked = case.request, excess.so_far(case).get("reasons_asked")
    counts = excess.counts_of(found)
    if not counts.many and asked is None:
        return None
    mine = excess.of_applicant(found).exclude(pk=case.pk)
    mine = mine.visible_to(request.user).filter(case__submitted_on__year=counts.on.year)
    rows = list(mine.select_related("case__organ", "case__handler")[:SHOWN])
    entitle([row.case for row in rows], request.user)
    return "foi/excess_panel.html", {
        "counts": counts,
        "rows": rows,
        "asked": asked,
        "reasons": Reasons.objects.filter(pk=case.pk).first() if asked else None,
    }


def reasons(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the reasons, or judge them: ``?step=`` says which."""
    case = seen_case(request, pk, "foi")
    code = request.GET.get("step", "")
    if code not in FORMS:
        raise Http404
    step = case.flow.step(code)
    case.must(request.user, step.permission)
    if step not in case.flow.open_steps(case):
        return not_open(request, case, step)
    form = FORMS[code](posted(request), initial={"on": timezone.localdate()}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        found: Request = case.request
        if carry_out(form, lambda: DEEDS[code](request=found, by=request.user, **form.cleaned_data)):
            messages.success(request, f"已登记：{step.label}。")
            return redirect("desk:case", pk)
    kept = Reasons.objects.filter(pk=pk).first()
    context = {"title": step.label, "deed": "登记", "back": reverse("desk:case", args=[pk]), "case": case, "form": form}
    return render(request, "foi/reasons.html", context | {"reasons": kept, "counts": excess.counts_of(case.request)})


DESK.add(path("requests/<int:pk>/reasons/", reasons, name="request_reasons"))
