"""Finding a request: by its registration number from the search box, by its applicant at the counter."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongkai.casework.parties.receipts import find_case
from gongkai.casework.reading import entitle
from gongkai.core.forms import Plain, carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi.finding import MOST, find_requests
from gongkai.organs.access import needs


@DESK.finder
def by_number(user: Any, words: str) -> str | None:
    """The page of the case whose 登记号 was typed."""
    case = find_case(words, user)
    return reverse("desk:case", args=[case.pk]) if case else None


class FindForm(Plain):
    """Who asked, and why one looks."""

    name = forms.CharField(label="申请人姓名或名称", required=False, max_length=100, help_text="须写全，空格不计。")
    number = forms.CharField(label="证件号码", required=False, max_length=60, help_text="与姓名至少填一项。")
    reason = forms.CharField(
        label="查找的理由",
        required=False,
        max_length=200,
        help_text="如：申请人到窗口查询，已核对身份证原件。系统会留痕，请勿写姓名和证件号码。",
    )
    reason.must = True  # type: ignore[attr-defined]


@needs("handle")
def find(request: HttpRequest) -> HttpResponse:
    """按申请人查找: the answer to the form are the requests; nothing of it is stored in the session or the address."""
    form, found = FindForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        found = carry_out(form, lambda: find_requests(by=request.user, **form.cleaned_data))
        entitle([row.case for row in found or []], request.user)
    context = {"title": "按申请人查找", "deed": "查找", "back": reverse("desk:cases")}
    return render(request, "foi/find.html", context | {"form": form, "found": found, "most": MOST})


DESK.add(path("requests/find/", find, name="request_find"))
DESK.nav("按申请人查找", "desk:request_find", group="办件", permission="handle", icon="user-search", order=42)
