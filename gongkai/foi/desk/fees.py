"""How many items a request counts as (一事一申请), for the fee by items."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from gongkai.casework.desk import seen_case
from gongkai.casework.forms import number
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi import charging


class ItemsForm(forms.Form):
    items = number(
        "本件计为几件",
        help_text="一份申请要求几项内容各不相关的信息的，按项计件；一般为 1。只影响信息处理费的累计，不影响办理和统计。",
    )


def items(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how many items a request counts as."""
    case = seen_case(request, pk, "foi")
    request.user.must("handle", case.organ)
    form = ItemsForm(posted(request), initial={"items": case.request.items}, label_suffix="")
    deed = lambda: charging.set_items(request=case.request, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and carry_out(form, deed):
        messages.success(request, f"本件计为 {form.cleaned_data['items']} 件。")
        return redirect("desk:case", pk)
    context = {"title": "计件", "deed": "保存", "back": reverse("desk:case", args=[pk]), "case": case, "form": form}
    return render(request, "casework/step.html", context)


DESK.add(path("requests/<int:pk>/items/", items, name="request_items"))
