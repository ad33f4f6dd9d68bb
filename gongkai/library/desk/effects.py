"""The desk page on which what a text states is confirmed: repeals and amendments, all in one step."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from gongkai.core.forms import DayField, carry_out, posted
from gongkai.core.shells import DESK
from gongkai.library import actions
from gongkai.library.drafting import seen_record
from gongkai.library.forms import DATE, WRONG_DATE
from gongkai.library.models import Record
from gongkai.library.offers import Offer, day_of, offers, text_of
from gongkai.library.stated import WORDS
from gongkai.library.steps import Step, step


class EffectsForm(forms.Form):
    """Which of the offers, and from which day."""

    chosen = forms.MultipleChoiceField(
        error_messages={
            "required": "请先勾选要办理的文件。",
            "invalid_choice": "勾选的文件里有一件已经办理，或者正文已经改过，请核对后重新勾选。",
        }
    )
    on = DayField(
        label="废止（修改）日期",
        widget=DATE,
        help_text="按文中写明的日期填写；文中没有写的，是本文件的施行日期",
        error_messages={**WRONG_DATE, "required": "请填写废止（修改）日期。"},
    )

    def __init__(self, data: Any = None, *, rows: list[Offer], record: Record, user: Any) -> None:
        day = day_of(record, text_of(record, user), [row.stated for row in rows])
        super().__init__(data, initial={"on": day}, label_suffix="")
        self.rows = {row.value: row for row in rows if row.is_open}
        self.fields["chosen"].choices = [(value, value) for value in self.rows]
        ticked = data.getlist("chosen") if data is not None else [v for v, row in self.rows.items() if not row.doubt]
        self.ticked = set(ticked)

    @property
    def targets(self) -> list[tuple[str, Any]]:
        return [(self.rows[v].stated.predicate, self.rows[v].target) for v in self.cleaned_data["chosen"]]


def effects(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with what it comes from; POST carries the ticked ones out and says at a row why it was refused."""
    record = seen_record(request, pk)
    request.user.must("release" if record.state == "released" else "write", record.organ)
    rows = offers(record, request.user)
    form = EffectsForm(posted(request), rows=rows, record=record, user=request.user)
    if request.method == "POST" and form.is_valid() and _carried_out(request, form, record):
        return redirect("desk:record", pk)
    context = {"record": record, "rows": rows, "form": form, "open": bool(form.rows)}
    return render(request, "library/desk/effects.html", context)


def _carried_out(request: HttpRequest, form: EffectsForm, record: Record) -> bool:
    """Whether everything that was ticked is done; what is not says so at its row."""
    chosen, on = form.targets, form.cleaned_data["on"]
    refused = carry_out(form, lambda: actions.relate_stated(source=record, chosen=chosen, on=on, by=request.user))
    if refused is None:
        return False
    if done := len(chosen) - len(refused):
        messages.success(request, f"已办理 {done} 件。" + ("" if record.state == "released" else "本文件发布时生效。"))
    for row in form.rows.values():
        row.refused = refused.get(row.target.pk, "") if row.target else ""
        row.done = row.value in form.ticked and not row.refused
    return not refused


@step
def effects_step(found: Record, account: Any) -> Step | None:
    if found.state == "withdrawn" or not account.may("release" if found.state == "released" else "write", found.organ):
        return None
    version = text_of(found, account)
    if version is None or not any(word in version.body for word in WORDS):
        return None
    rows = [row for row in offers(found, account) if not row.done]
    counts = {label: sum(row.label == label for row in rows) for label in ("废止", "修改")}
    said = "、".join(f"{label} {count} 件" for label, count in counts.items() if count)
    return Step(f"文中写明{said}", reverse("desk:record_effects", args=[found.pk]), order=15) if said else None


DESK.add(path("records/<int:pk>/effects/", effects, name="record_effects"))
