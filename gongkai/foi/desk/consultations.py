"""Desk pages of consultations: asking a third party or a co-producing organ, entering its receipt and its answer, the
organ's own decision; who they are, masked until revealed with a reason."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongkai.casework.desk import panel, seen_case
from gongkai.casework.forms import choice, day, text
from gongkai.casework.models import Case, Letter, within
from gongkai.casework.parties import uploads
from gongkai.casework.reading import entitle
from gongkai.casework.selectors import calendar
from gongkai.core.actions import Refused
from gongkai.core.downloads import download
from gongkai.core.forms import carry_out, posted
from gongkai.core.intake.media import suffix_of
from gongkai.core.shells import DESK, Card, Item
from gongkai.foi import consultations, consulting
from gongkai.foi.models import Consultation

DEEDS = {"received": "登记收到征求意见书", "answer": "登记答复", "decision": "登记是否公开的决定"}


def _long(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **options)


class _Form(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class AskForm(_Form):
    """Who is asked about what; what is wrong with it is said by the action."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = choice("征求谁的意见", list(consulting.KINDS.items()))
        self.fields["name"] = text(
            "姓名或名称", help_text="共同制作机关写全称。第三方在台账里只写“第三方1”，姓名加密保存。"
        )
        self.fields["contact"] = text("联系方式", required=False, help_text="征求意见书寄往的地址、电话等。")
        self.fields["information"] = _long("涉及的政府信息", help_text="写进征求意见书；不要写申请人的姓名。")


class ReceivedForm(_Form):
    def __init__(self, *args: Any, row: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = day(
            "对方收到征求意见书的日期",
            initial=timezone.localdate(),
            help_text="签收、邮件查询或者网上送达的日期，次日起算 15 个工作日。",
        )


class AnswerForm(_Form):
    def __init__(self, *args: Any, row: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = day("收到答复的日期", initial=timezone.localdate())
        self.fields["opinion"] = choice("答复意见", list(consulting.OPINIONS.items()))
        self.fields["reasons"] = _long("意见的理由", required=False, help_text="加密保存，不进入台账。")
        self.fields["files"] = forms.FileField(
            label="答复扫描件", required=False, help_text=f"可以不传；{uploads.KINDS}，加密保存。"
        )

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data["files"]
        return {**self.cleaned_data, "files": uploads.take([given] if given else [])}


class DecisionForm(_Form):
    def __init__(self, *args: Any, row: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"] = choice("本机关的决定", list(consulting.DECISIONS.items()))
        silent = row.standing(calendar(), timezone.localdate()).silent
        if not silent:
            self.fields["ground"] = choice(
                "公开的依据",
                list(consulting.REFUSED.items()),
                required=False,
                help_text="第三方不同意，仍决定公开的必须选（条例第三十二条）。",
            )
        self.fields["reasons"] = _long(
            "理由",
            required=False,
            help_text="决定公开的必须写，写进公开决定告知书。"
            + ("第三方逾期未提出意见的，如实写明。" if silent else ""),
        )
        self.fields["information"] = _long("决定公开的内容", required=False, initial=row.information)


FORMS: dict[str, type[forms.Form]] = {"received": ReceivedForm, "answer": AnswerForm, "decision": DecisionForm}


@panel("foi", order=20)
def consultations_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """Each consultation with its own clock, answer, effect and the next deeds."""
    rows = consultations.rows_of(case)
    if not rows:
        return None
    days, today = calendar(), timezone.localdate()
    handles = case.may(request.user, "handle")
    open_ones = False
    for row in rows:
        row.at = row.standing(days, today)
        row.left = days.workdays_between(today, row.at.due) if row.at.state == "running" else None
        row.deeds = [(deed, DEEDS[deed]) for deed in _open(row, row.at)] if handles and case.state == "handling" else []
        open_ones = open_ones or row.at.waits
    told = not open_ones or case.letters.filter(type="consulting").exclude(state=Letter.VOID).exists()
    return "foi/consultations_panel.html", {"rows": rows, "handles": handles, "tell": handles and not told}


def _open(row: Consultation, at: consulting.Standing) -> list[str]:
    """What may be entered of a consultation now."""
    if at.state == "drafted":
        return []
    deeds = [] if row.answered_on or row.received_on else ["received"]
    deeds += [] if row.answered_on else ["answer"]
    return [*deeds, "decision"] if at.decides and not row.informing else deeds


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody: the letter is drawn up from what is filled in here."""
    case = seen_case(request, pk, "foi")
    case.must(request.user, "handle")
    kind = {"ask_third_party": "third_party", "ask_organ": "organ"}.get(request.GET.get("step", ""), "")
    form = AskForm(posted(request), initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        row = carry_out(form, lambda: consultations.start(case=case, by=request.user, **form.cleaned_data))
        if row:
            messages.success(request, "征求意见书已拟稿。签发并登记送达以后，征求意见的期间开始扣除。")
            return redirect("desk:letter", row.letter_id)
    return _page(request, case, form, "征求意见", "起草征求意见书")


def _page(request: HttpRequest, case: Case, form: forms.Form, title: str, deed: str = "", **more: Any) -> HttpResponse:
    context = {"title": title, "deed": deed, "case": case, "form": form, "back": reverse("desk:case", args=[case.pk])}
    return render(request, "foi/consultation.html", context | more)


@require_GET
def next_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """From a step of the flow to the page of the consultation it is about; to the case page, where there are several."""
    case = seen_case(request, pk, "foi")
    case.must(request.user, "handle")
    step, days, today = request.GET.get("step", "decide_third_party"), calendar(), timezone.localdate()
    deed = next((deed for deed, steps in consultations.STEPS.items() if step in steps.values()), "")
    rows = [
        row
        for row in Consultation.objects.filter(request=case.pk).select_related("informed")
        if consultations.STEPS.get(deed, {}).get(row.kind) == step and deed in _open(row, row.standing(days, today))
    ]
    if len(rows) == 1:
        return redirect("desk:consultation", rows[0].pk, deed)
    if not rows:
        messages.error(request, "现在没有需要这样登记的征求意见，请看下面每件征求意见的状态。")
    return redirect(f"{reverse('desk:case', args=[pk])}#consultations")


def _seen(request: HttpRequest, pk: int) -> Consultation:
    rows = Consultation.objects.visible_to(request.user).select_related("request__case__organ", "informed")
    row = get_object_or_404(rows, pk=pk)
    row.request.case.must(request.user, "handle")
    return row


def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Enter a receipt, an answer or a decision."""
    if deed not in DEEDS:
        raise Http404
    row = _seen(request, pk)
    case = row.request.case
    form = FORMS[deed](posted(request), request.FILES or None, row=row)
    valid = request.method == "POST" and form.is_valid()
    if valid and (done := carry_out(form, lambda: _entered(row, deed, form, request.user))):
        if deed == "decision" and done.informed_id:
            messages.success(request, "已登记决定，公开决定告知书已拟稿：须先于答复送达第三方。")
            return redirect("desk:letter", done.informed_id)
        messages.success(request, "已登记，记入台账。")
        return redirect("desk:case", case.pk)
    at = row.standing(calendar(), timezone.localdate())
    return _page(request, case, form, f"{row.label}：{DEEDS[deed]}", DEEDS[deed], row=row, at=at)


def _entered(row: Consultation, deed: str, form: Any, user: Any) -> Consultation:
    if deed == "received":
        return consultations.receive(consultation=row, by=user, **form.cleaned_data)
    if deed == "answer":
        return consultations.answer(consultation=row, by=user, **form.values())
    return consultations.decide(consultation=row, by=user, **form.cleaned_data)


def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was asked and what they said, once, after a reason."""
    row = _seen(request, pk)
    context: dict[str, Any] = {"row": row, "case": row.request.case, "reason": request.POST.get("reason", "")[:200]}
    if request.method == "POST":
        try:
            context["shown"] = consultations.reveal(consultation=row, reason=context["reason"], by=request.user)
        except Refused as refusal:
            context["wrong"] = refusal.message
    return render(request, "foi/consultation_reveal.html", context)


@require_GET
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of the answer as a download."""
    row = _seen(request, pk)
    if not row.scan:
        raise Http404
    content = consultations.open_scan(consultation=row, by=request.user)
    return download(content, f"{row.label}的答复{suffix_of(row.scan_type)}", row.scan_type)


@DESK.card
def silent_card(user: Any) -> Card | None:
    """Consultations whose term is over without an answer, or ends today: what silence means differs (条例 art. 32, 34)."""
    if not user.may("handle"):
        return None
    today = timezone.localdate()
    rows = (
        Consultation.objects.filter(within(user, "handle", "request__case__"), request__case__state="handling")
        .filter(answered_on=None, decision="", received_on__lte=today - timedelta(days=15))
        .select_related("request__case__organ", "request__case__handler")
        .order_by("received_on", "pk")
    )
    days = calendar()
    standing = [(row, row.standing(days, today)) for row in rows[:200]]
    over = [(row, at) for row, at in standing if at.due and at.due <= today]
    if not over:
        return None
    entitle([row.request.case for row, _ in over[:5]], user)
    items = [
        Item(
            f"{row.label}：{row.request.case.title}",
            reverse("desk:case", args=[row.request_id]),
            f"逾期未答，{at.effect}" if at.state == "silent" else "今日届满",
            at.due,
        )
        for row, at in over[:5]
    ]
    return Card("征求意见期满", len(over), f"{reverse('desk:cases')}?type=foi", items)


DESK.add(
    path("requests/<int:pk>/consultations/new/", new, name="consultation_new"),
    path("requests/<int:pk>/consultations/next/", next_deed, name="consultation_next"),
    path("consultations/<int:pk>/", reveal, name="consultation_reveal"),
    path("consultations/<int:pk>/scan/", scan, name="consultation_scan"),
    path("consultations/<int:pk>/<slug:deed>/", deed, name="consultation"),
)
