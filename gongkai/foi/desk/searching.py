"""The search log on the case page (条例 art. 36(4)), and the page on which a search is written down."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from gongkai.casework.desk import panel, seen_case
from gongkai.casework.forms import day
from gongkai.casework.models import Case
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi import searching
from gongkai.foi.models import SearchNote


def _lines(label: str, help: str) -> forms.CharField:
    made = forms.CharField(label=label, required=False, help_text=help, widget=forms.Textarea(attrs={"rows": 2}))
    made.must = True  # type: ignore[attr-defined]  # what is missing is said by the action
    return made


class SearchForm(forms.Form):
    on = day("检索日期")
    places = _lines("检索的范围和方式", "如：综合档案室 2019–2025 年卷宗，人工翻检；办公系统，全文检索。")
    words = _lines("检索的关键词", "用过的词都写上。")
    result = _lines("检索的结果", "如：未检索到，亦无制作或者获取的记录。")


@panel("foi", order=35)
def search_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """What was searched, and by whom; nothing before the request is handled."""
    notes = list(SearchNote.objects.filter(request=case.pk).select_related("by"))
    may_note = case.state == "handling" and case.may(request.user, "handle")
    return ("foi/search_panel.html", {"notes": notes, "may_note": may_note}) if notes or may_note else None


def search(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a search."""
    case = seen_case(request, pk, "foi")
    case.must(request.user, "handle")
    form = SearchForm(posted(request), initial={"on": timezone.localdate()}, label_suffix="")
    deed = lambda: searching.note_search(request=case.request, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and carry_out(form, deed):
        messages.success(request, "检索记录已登记，拟“信息不存在”告知书时自动写入。")
        return redirect(f"{reverse('desk:case', args=[pk])}#searches")
    context = {"title": "登记检索记录", "deed": "登记", "back": reverse("desk:case", args=[pk])}
    return render(request, "casework/step.html", context | {"case": case, "form": form})


DESK.add(path("requests/<int:pk>/search/", search, name="request_search"))
