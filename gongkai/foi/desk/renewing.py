"""Desk pages of what is answered anew: the section on the case page, and the page on which an organ takes up its own
answer (机关自行纠正)."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from gongkai.casework.desk import panel
from gongkai.casework.forms import day, long
from gongkai.casework.models import Case
from gongkai.casework.selectors import calendar
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi import renewing
from gongkai.foi.desk.requests import closed_request
from gongkai.foi.models import Request
from gongkai.foi.rules import ANEW
from gongkai.foi.selectors import the_same

WHY = "如：漏查一份文件；引用的条款有误。记入台账，不写进文书，请勿写个人信息。"


def _usual() -> date:
    return calendar().add_workdays(timezone.localdate(), settings.REDO_WORKDAYS)


class SelfCorrectionForm(forms.Form):
    reason = long("原答复错在哪里，怎样纠正", help_text=WHY)
    until = day("准备在哪一天以前重新答复", initial=_usual, help_text=f"{ANEW['reopened'].article}，由本机关自定。")


@panel("foi", order=55, neutral=True)
def renewals_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """The request it renews, those in which it is answered anew, how it counts; the way to take it up once more."""
    found = case.request
    family = Request.objects.visible_to(request.user).filter(the_same(found)).select_related("case").order_by("pk")
    others = [row for row in family if row.pk != found.pk] if case.closed_on or found.renews_id else []
    may = request.user.may("sign", case.organ) and request.user.may("handle", case.organ)
    may_correct = may and not renewing.not_correctable(found)
    if not (others or may_correct):
        return None
    return "foi/renewals_panel.html", {"others": others, "may_correct": may_correct, "found": found}


def self_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up the answer to a closed request once more."""
    case, found = closed_request(request, pk)
    request.user.must("sign", case.organ)
    request.user.must("handle", case.organ)
    form = SelfCorrectionForm(posted(request), label_suffix="")
    deed = lambda: renewing.correct_answer(request=found, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and (anew := carry_out(form, deed)):
        messages.success(request, f"已重新立案办理，登记号 {anew.case.number}。重新作出的答复照常起草、审签、送达。")
        return redirect("desk:case", anew.pk)
    context = {"title": "自行纠正答复", "deed": "重新办理", "back": reverse("desk:case", args=[pk])}
    return render(request, "foi/self_correction.html", context | {"case": case, "form": form})


DESK.add(path("requests/<int:pk>/self-correction/", self_correct, name="request_self_correction"))
