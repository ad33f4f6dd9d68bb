"""Desk pages of corrections: proposing one from a line of the ledger, and the second person's word."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from gongkai.casework.correcting import actions, selectors
from gongkai.casework.correcting.forms import CheckForm, CorrectionForm
from gongkai.casework.desk import seen_case
from gongkai.casework.models import Correction
from gongkai.casework.reading import entitle
from gongkai.core.actions import Refused
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK, Card, Item

SHOWN = 5  # rows of a card


def propose(request: HttpRequest, pk: int, sequence: int) -> HttpResponse:
    """Say that a line of the ledger happened on another day."""
    case = seen_case(request, pk)
    case.must(request.user, "handle")
    entry = get_object_or_404(case.entries, sequence=sequence, type__in=case.flow.correctable)
    form = CorrectionForm(posted(request))
    deed = lambda: actions.propose(entry=entry, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and carry_out(form, deed):
        messages.success(request, "更正已提出，另一位有审签权限的同事核准后生效。")
        return redirect("desk:case", pk)
    title, back = f"更正台账：{case.flow.labels[entry.type]}", reverse("desk:case", args=[pk])
    context = {"title": title, "deed": "提出更正", "case": case, "entry": entry, "form": form, "back": back}
    return render(request, "casework/correcting/propose.html", context)


def check(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """Approve or refuse a correction; what it changes is shown before."""
    case = seen_case(request, pk)
    case.must(request.user, "sign")
    found = get_object_or_404(case.corrections.select_related("entry", "by"), pk=correction)
    form, back = CheckForm(posted(request)), reverse("desk:case", args=[pk])
    if found.verdict:
        messages.info(request, f"这份更正已由{found.checked_by}处理：{found.get_verdict_display()}。")
        return redirect(back)
    deed = lambda: actions.check(correction=found, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and carry_out(form, deed):
        messages.success(request, "已处理，记入台账。")
        return redirect(back)
    context: dict[str, Any] = {
        "title": "核准更正",
        "deed": "确定",
        "case": case,
        "found": found,
        "form": form,
        "back": back,
    }
    context |= {"label": case.flow.labels[found.entry.type], **_foreseen(found)}
    return render(request, "casework/correcting/check.html", context)


def _foreseen(found: Correction) -> dict[str, Any]:
    """What it changes, or why the ledger, which has grown since, does not take it any more: it can still be refused."""
    try:
        return {"effect": selectors.effect_of(found)}
    except Refused as refusal:
        return {"hindrance": refusal.message}


@DESK.card
def to_check_card(user: Any) -> Card | None:
    """台账更正待核准: by others, in my organs."""
    if not user.may("sign"):
        return None
    rows = selectors.to_check(user)
    first = list(rows[:SHOWN])
    entitle([row.case for row in first], user)
    items = [
        Item(
            row.case.title,
            reverse("desk:correction_check", args=[row.case_id, row.pk]),
            row.case.flow.labels[row.entry.type],
        )
        for row in first
    ]
    return Card("台账更正待核准", rows.count(), items[0].url, items) if items else None


DESK.add(
    path("cases/<int:pk>/ledger/<int:sequence>/correct/", propose, name="correction_new"),
    path("cases/<int:pk>/corrections/<int:correction>/", check, name="correction_check"),
)
