"""Desk pages of requests: entering what came over the counter, by post, fax or word of mouth; identity on the case
page, masked until revealed with a reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone

from gongkai.casework.desk import ENTRIES, panel, seen_case
from gongkai.casework.forms import REQUIRED, choice, day, text
from gongkai.casework.models import Case
from gongkai.core import typed
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.shells import DESK
from gongkai.foi import actions, identity
from gongkai.foi.models import CHANNELS, DELIVERIES, FORMATS, Request
from gongkai.foi.selectors import similar_requests
from gongkai.organs.access import needs

CONTACTS = {"phone": "联系电话", "email": "电子邮箱", "address": "通信地址"}


class EntryForm(forms.Form):
    """A request that did not come online (条例 art. 29: what it holds; art. 31: how it came)."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        organs = [(str(organ.pk), organ.label) for organ in user.organs_for("handle")]
        self.fields["organ"] = choice("受理机关", organs)
        self.fields["channel"] = choice("提交渠道", [(c, label) for c, label in CHANNELS.items() if c != "online"])
        self.fields["on"] = day(
            "提交日期", initial=timezone.localdate(), help_text="当面提交为提交之日，邮寄为寄出之日。"
        )
        self.fields["applicant_kind"] = choice("申请人类型", list(identity.APPLICANTS.items()))
        self.fields["name"] = text("姓名或单位名称")
        self.fields["identifier"] = text("身份证号码或统一社会信用代码")
        for name, label in CONTACTS.items():
            self.fields[name] = text(label, required=False)
        self.fields["description"] = forms.CharField(
            label="所需政府信息", widget=forms.Textarea(attrs={"rows": 5}), error_messages=REQUIRED
        )
        self.fields["format"] = choice("提供形式", list(FORMATS.items()))
        self.fields["delivery"] = choice("获取方式", list(DELIVERIES.items()))

    def request(self, user: Any) -> dict[str, Any]:
        """The arguments of actions.submit_request."""
        chosen = dict(self.cleaned_data)
        chosen["contact"] = {name: chosen.pop(name) for name in CONTACTS}
        chosen["organ"] = user.organs_for("handle").get(pk=chosen["organ"])
        return chosen


@needs("handle")
def enter(request: HttpRequest) -> HttpResponse:
    """Register a request for an applicant."""
    form = EntryForm(request.POST or typed.take(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = actions.submit_request(by=request.user, **form.request(request.user))
        except NotAllowed:
            raise
        except Refused as refusal:
            field = "phone" if refusal.field == "contact" else refusal.field
            form.add_error(field if field in form.fields else None, refusal.message)
        else:
            messages.success(
                request, f"已登记为 {receipt.case.number}，查询码 {receipt.code}（只显示这一次，请交给申请人）。"
            )
            return redirect("desk:case", receipt.case.pk)
    return render(request, "foi/enter.html", {"form": form})


@panel("foi", order=10)
def request_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]]:
    """What is asked, verbatim, and who asks, masked."""
    found = get_object_or_404(Request, pk=case.pk)
    return "foi/panel.html", {
        "found": found,
        "may_reveal": request.user.may("handle", case.organ) and not found.erased_on,
        "similar": similar_requests(found, Request.objects.visible_to(request.user)),
    }


def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Identity and contact, once, after a reason; nothing of it is stored in the session or cached."""
    case = seen_case(request, pk)
    found = get_object_or_404(Request, pk=case.pk)
    request.user.must("handle", case.organ)
    context: dict[str, Any] = {"case": case, "reason": request.POST.get("reason", "")[:200]}
    if request.method == "POST":
        try:
            context["revealed"] = actions.reveal(request=found, reason=context["reason"], by=request.user)
            context["contact"] = [(CONTACTS.get(k, k), v) for k, v in context["revealed"]["contact"].items() if v]
        except Refused as refusal:
            if isinstance(refusal, NotAllowed):
                raise
            context["wrong"] = refusal.message
    return render(request, "foi/reveal.html", context)


DESK.add(
    path("requests/new/", enter, name="request_new"),
    path("requests/<int:pk>/identity/", reveal, name="request_identity"),
)
ENTRIES.append(("登记申请", "desk:request_new"))
