"""Confirming presumed dates: of one record on its page, of many on the list."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongkai.core import typed
from gongkai.core.actions import Refusal
from gongkai.core.forms import DayField
from gongkai.core.shells import DESK
from gongkai.library.dating import actions
from gongkai.library.drafting import seen_record
from gongkai.library.forms import WRONG_DATE
from gongkai.library.models import Record
from gongkai.organs.access import needs


class ReleaseForm(forms.Form):
    released_on = DayField(required=False, error_messages=WRONG_DATE)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates of a record are right, with the day of release as it stands in the form."""
    found, form = seen_record(request, pk), ReleaseForm(request.POST)
    if form.is_valid():
        actions.confirm_dates(record=found, by=request.user, released_on=form.cleaned_data["released_on"])
        messages.success(request, "日期已确认。")
    else:
        messages.error(request, form.errors["released_on"][0])
    return redirect("desk:record", pk)


@require_POST
@needs("view")
def confirm_chosen(request: HttpRequest) -> HttpResponse:
    """The dates of the chosen rows of the list are right."""
    wanted = [pk for value in request.POST.getlist("record") if (pk := typed.whole_number(value)) is not None]
    chosen = Record.objects.visible_to(request.user).filter(pk__in=wanted).order_by("pk")
    try:
        count = actions.confirm_many(records=list(chosen), by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已确认 {count} 条信息的日期。")
    return redirect(f"{reverse('desk:records')}?state=presumed")


DESK.add(
    path("records/dates/", confirm_chosen, name="dates"),
    path("records/<int:pk>/dates/", confirm, name="record_dates"),
)
