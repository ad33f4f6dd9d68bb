"""The desk pages on which what a text states is answered: repeals and amendments are confirmed, all in one step, or not
to be carried out, for a reason; and the card that says where that waits."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from gongkai.core.forms import DayField, carry_out, posted
from gongkai.core.shells import DESK, Card, Item
from gongkai.library import actions, rules
from gongkai.library.drafting import seen_record
from gongkai.library.forms import DATE, WRONG_DATE
from gongkai.library.models import Record, RecordQuerySet, StatedEffect
from gongkai.library.offers import Offer, day_of, offers, text_of
from gongkai.library.querysets import OUTSTANDING
from gongkai.library.stated import speaks
from gongkai.library.steps import Step, step
from gongkai.organs.models import Organ


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
        plain = [value for value, row in self.rows.items() if row.waits and not row.doubt]
        self.ticked = set(data.getlist("chosen") if data is not None else plain)

    @property
    def targets(self) -> list[tuple[str, Any]]:
        return [(self.rows[v].stated.predicate, self.rows[v].target) for v in self.cleaned_data["chosen"]]


class DeclineForm(forms.Form):
    """Why what the text states of a document is not carried out."""

    reason = forms.CharField(
        label="不办理的理由",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="理由留痕，在信息页的办理台账里可以看到。以后仍可以改为办理。",
        error_messages={"required": "请写明不办理的理由。", "max_length": "请缩短到 300 个字以内。"},
    )


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


def decline(request: HttpRequest, pk: int, effect: int) -> HttpResponse:
    """Say of one document that the text names that nothing is carried out, and why."""
    record = seen_record(request, pk)
    request.user.must("release", record.organ)
    found = get_object_or_404(StatedEffect.objects.select_related("target__organ"), pk=effect, record=record)
    form = DeclineForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if carry_out(form, lambda: actions.decline_stated(effect=found, reason=reason, by=request.user)):
            messages.success(request, f"已记下不办理：{found.words}。")
            return redirect("desk:record_effects", pk)
    title = f"不办理文中写明的{rules.RELATIONS[found.predicate][0]}"
    context = {"title": title, "deed": "确认不办理", "form": form, "effect": found, "back": _page(record)}
    return render(request, "library/desk/decline.html", context)


def outstanding(user: Any) -> RecordQuerySet:
    """Records in whose texts repeals or amendments wait for the answer of this account, the newest first. They are few:
    their partial index is walked and the organ of each looked up."""
    reach = Organ.objects.filter(user.reach("", "release"), pk=OuterRef("organ"))
    return Record.objects.filter(OUTSTANDING, Exists(reach)).newest()


@DESK.card
def outstanding_card(user: Any) -> Card | None:
    """What texts state and nobody has confirmed or declined, in the organs whose releases are mine to review."""
    if not user.may("release"):
        return None
    rows = outstanding(user)
    items = [Item(record.title, _page(record), f"{record.outstanding} 件") for record in rows[:5]]
    if not items:
        return None
    return Card(
        "文中写明的废止、修改待确认", rows.count(), f"{reverse('desk:records')}?state=outstanding&sort=released", items
    )


def _page(record: Record) -> str:
    return reverse("desk:record_effects", args=[record.pk])


@step
def effects_step(found: Record, account: Any) -> Step | None:
    if found.state == "withdrawn" or not account.may("release" if found.state == "released" else "write", found.organ):
        return None
    version = text_of(found, account)
    if version is None or not speaks(version.body):
        return None
    rows = [row for row in offers(found, account) if not row.done and not row.declined]
    counts = {label: sum(row.label == label for row in rows) for label in ("废止", "修改")}
    said = "、".join(f"{label} {count} 件" for label, count in counts.items() if count)
    return Step(f"文中写明{said}", _page(found), order=15) if said else None


DESK.add(
    path("records/<int:pk>/effects/", effects, name="record_effects"),
    path("records/<int:pk>/effects/<int:effect>/decline/", decline, name="record_effect_decline"),
)
