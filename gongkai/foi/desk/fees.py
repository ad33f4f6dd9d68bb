"""How many items a request counts as (一事一申请), for the fee by items, and how those of the month are reckoned."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from gongkai.casework.desk import seen_case
from gongkai.casework.forms import long, number
from gongkai.casework.reading import may_read
from gongkai.core.actions import NotAllowed
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi import charging, fees
from gongkai.foi.models import Request


class ItemsForm(forms.Form):
    items = number(
        "本件计为几件",
        help_text="一份申请要求几项内容各不相关的信息的，按项计件；一般为 1。只影响信息处理费的累计，不影响办理和统计。",
    )
    reason = long(
        "拆分理由",
        required=False,
        help_text="计为两件以上的必填：按最小合理单位拆成哪几项，为什么各自独立。加密保存，请勿写个人信息。",
    )


def items(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how many items a request counts as."""
    case = seen_case(request, pk, "foi")
    case.must(request.user, "handle")
    form = ItemsForm(
        posted(request), initial={"items": case.request.items, "reason": case.request.items_reason}, label_suffix=""
    )
    deed = lambda: charging.set_items(request=case.request, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and carry_out(form, deed):
        messages.success(request, f"本件计为 {form.cleaned_data['items']} 件。")
        return redirect("desk:case", pk)
    context = {"title": "计件", "deed": "保存", "back": reverse("desk:case", args=[pk]), "case": case, "form": form}
    return render(request, "casework/step.html", context)


@require_GET
def reckoning(request: HttpRequest, pk: int) -> HttpResponse:
    """The requests of the month that are counted up to this one, each with the running count and its fee. Those of other
    organs that this account does not see are told by their number of items alone."""
    case = seen_case(request, pk, "foi")
    if not may_read(request.user, case):
        raise NotAllowed("计件的经过由办理、审签本件的人查看。")
    found = case.request
    lines = charging.reckoning(found)
    seen = set(
        Request.objects.visible_to(request.user)
        .filter(pk__in=[row.pk for row, _ in lines])
        .values_list("pk", flat=True)
    )
    context = {
        "case": case,
        "found": found,
        "uncounted": charging.uncounted(found),
        "month": charging.month_of(case.received_on) if case.received_on else "",
        "lines": [(row, fee) for row, fee in lines if row.pk in seen],
        "others": sum(row.items for row, _ in lines if row.pk not in seen),
        "standard": fees.standard("items"),
        "withdrawn_count": settings.FEE_COUNTS_WITHDRAWN,
        "rectification_count": settings.RECTIFICATION_COUNTED,
    }
    return render(request, "foi/reckoning.html", context)


DESK.add(
    path("requests/<int:pk>/items/", items, name="request_items"),
    path("requests/<int:pk>/reckoning/", reckoning, name="request_reckoning"),
)
