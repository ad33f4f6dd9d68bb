"""Desk pages of letters: choosing and filling in one, its page with the next deeds, its files."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gongkai.casework.desk import not_open, panel, seen_case
from gongkai.casework.forms import choice, day, text
from gongkai.casework.letters import actions
from gongkai.casework.letters.kinds import LONGEST, Field, LetterType
from gongkai.casework.models import Case, Letter, LetterSeal
from gongkai.casework.parties import identity
from gongkai.casework.parties.forms import ScanField
from gongkai.casework.parties.uploads import LARGEST, SCANNED_KINDS
from gongkai.casework.reading import may_read
from gongkai.core.actions import Refused
from gongkai.core.downloads import download
from gongkai.core.forms import Offered, carry_out, posted
from gongkai.core.intake.media import suffix_of
from gongkai.core.shells import DESK
from gongkai.foi import consultations, counted, grounds, guards, letter_remedies, letters, outcomes, receipts
from gongkai.foi.flow import OPINION_HELP
from gongkai.foi.known import known, prefilled
from gongkai.foi.letters import BOOK
from gongkai.foi.materials import actions as materials
from gongkai.organs.access import who_may
from gongkai.organs.selectors import told_organs

FILES = {"docx": actions.DOCX, "pdf": "application/pdf"}
# letters that belong to a consultation are drawn up with it
CONSULTED = {
    "third_party": "desk:consultation_new",
    "co_producer": "desk:consultation_new",
    consultations.DECISION: "desk:consultation_next",
}
NOTES = {
    "review": "签发前，要由拟稿人以外、有审签权限的同事出具合法性审查意见。",
    "sign": "这份文书要由没有动过稿、有审签权限的同事签发；同事在“今日”的“待我审签的文书”里已经能看到。",
}


@panel("foi", order=15, neutral=True)
def letters_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]]:
    """The letters of a request, newest first; what the one at work says stands beside the request."""
    rows, reads = (
        list(case.letters.select_related("drawn_by", "signed_by").order_by("-pk")),
        may_read(request.user, case),
    )
    for letter in rows:
        letter.label, letter.stage = BOOK.types[letter.type].name, letters.stage_of(letter)
    at_work = next((row for row in rows if row.state in (Letter.DRAFT, Letter.SIGNED)), None)
    shown = {"letters": rows, "may_draw": case.may(request.user, "handle"), "reads": reads}
    return "foi/letters_panel.html", shown | (_text(at_work) if at_work and reads else {})


def _text(letter: Letter) -> dict[str, Any]:
    """What a letter says, for who may read it; the name of an applicant masked."""
    content = letter.content or {}
    to = identity.masked(content["to"]) if content and actions.type_of(letter).to == "applicant" else content.get("to")
    return {"letter": letter, "content": content, "to": to}


class FillForm(forms.Form):
    """What a letter type asks for."""

    def __init__(self, *args: Any, kind: LetterType, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for asked in kind.fields:
            self.fields[asked.name] = _earlier(asked, case) if asked.kind == "earlier" else _field(asked)
        if kind.encloses:
            self.fields["enclosures"] = _lines(
                "附件名称", required=False, help_text="一行一个，依次编号；上传了材料的，按材料列出。"
            )

    def values(self) -> dict[str, Any]:
        chosen = dict(self.cleaned_data)
        if "enclosures" in chosen:
            chosen["enclosures"] = chosen["enclosures"].splitlines()
        return chosen


def _field(asked: Field) -> forms.Field:
    """Whether the value is right is said by the letter type, at the field."""
    options: dict[str, Any] = {"required": False, "help_text": asked.help}
    if asked.kind == "choice":
        made: forms.Field = choice(asked.label, list(asked.choices), **options)
    elif asked.kind == "date":
        made = day(asked.label, **options)
    elif asked.kind == "number":
        made = forms.CharField(label=asked.label, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **options)
    elif asked.kind == "organ":
        made = forms.CharField(label=asked.label, max_length=LONGEST, widget=Offered(told_organs), **options)
    else:
        made = _lines(asked.label, **options)
    made.must = asked.required  # type: ignore[attr-defined]
    return made


def _earlier(asked: Field, case: Case) -> forms.Field:
    """Answers to the same applicant, as the register has them (条例 art. 36(6))."""
    rows = grounds.earlier_answers(case.request)
    offered = [(str(row.pk), f"{row}（{'申请内容相同' if row.same else '申请内容不完全相同'}）") for row in rows]
    made = choice(asked.label, offered, required=False, help_text=asked.help)
    made.must = asked.required  # type: ignore[attr-defined]
    return made


def _lines(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **options)


class SendForm(forms.Form):
    """Delivery: the day, what proves it, and a scan of that."""

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="send_%s", **kwargs)
        online = letter.case.party.delivery == "online" and actions.type_of(letter).to == "applicant"
        self.fields["on"] = day(
            "发出日期",
            initial=timezone.localdate(),
            help_text="交邮、放到网上或者当面交给的日期：是否在期限内看这一天。",
        )
        self.fields["way"] = choice("送达方式", list(Letter.WAYS.items()), initial="online" if online else "")
        self.fields["proof"] = text(
            "送达凭证",
            initial="网上送达" if online else "",
            help_text="如：EMS 邮件号码；申请人签收；见证人姓名。写进归档文件，不记入台账。",
        )
        self.fields["scan"] = ScanField(
            label="送达凭证扫描件", required=False, help_text=f"可以不传。{SCANNED_KINDS}，不超过 {LARGEST >> 20} MB。"
        )


class ReceiveForm(forms.Form):
    """When a letter was received, and what proves it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="receive_%s", **kwargs)
        self.fields["on"] = day("收到日期")
        self.fields["proof"] = text("收到凭证", help_text="如：EMS 查询 3 月 27 日本人签收；公告期满。")


@require_GET
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which letter to draw up, the answers by their outcome; ``?step=`` leads to the letter by which the step is taken."""
    case = seen_case(request, pk, "foi")
    if step := request.GET.get("step"):
        return _by_letter(request, case, step)
    case.must(request.user, "handle")
    return _choice(request, case, "起草文书", list(BOOK.types.values()))


def _choice(request: HttpRequest, case: Case, title: str, kinds: list[LetterType]) -> HttpResponse:
    context = {"case": case, "title": title, "groups": grouped(kinds), "remedies": outcomes.REMEDIES}
    barred = letters.barred(case, kinds)
    context["barred"] = {kind.code: barred.get(kind.code, "") for kind in kinds}
    return render(request, "foi/letter_choose.html", context)


def grouped(kinds: Iterable[LetterType]) -> dict[str, list[tuple[LetterType, outcomes.Outcome | None, str]]]:
    """Notices by whom they go to, answers by the part of the annual report that counts them, with ground, remedy and the
    row in words."""
    groups: dict[str, list[tuple[LetterType, outcomes.Outcome | None, str]]] = {}
    for kind in kinds:
        outcome = outcomes.OUTCOMES.get(kind.outcome)
        rest = "分项答复" if letters.is_answer(kind) else "告知" if kind.to == "applicant" else "征求意见"
        section, place = (counted.section(outcome), counted.place(outcome)) if outcome else (rest, "")
        groups.setdefault(section, []).append((kind, outcome, place))
    return groups


def _by_letter(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    """The letter of a step that is under way, else the one to draw up, else which of several."""
    step = next((s for s in case.flow.steps if s.code == code and s.page == "desk:letter_choose"), None)
    if step is None:
        raise Http404
    case.must(request.user, step.permission)
    if step not in case.flow.open_steps(case):
        return not_open(request, case, step)
    kinds = letters.kinds_for(case, code)
    if begun := letters.under_way(case, kinds):
        return redirect("desk:letter", begun.pk)
    if len(kinds) == 1:
        return redirect("desk:letter_draw", case.pk, kinds[0].code)
    return _choice(request, case, step.label, kinds)


def draw(request: HttpRequest, pk: int, type: str) -> HttpResponse:
    """Fill in what the chosen letter asks for."""
    case = seen_case(request, pk, "foi")
    case.must(request.user, "handle")
    kind = BOOK.types.get(type)
    if kind is None:
        raise Http404
    if page := CONSULTED.get(type):
        return redirect(f"{reverse(page, args=[case.pk])}?step={kind.step or 'decide_third_party'}")
    listed = {"enclosures": "\n".join(materials.names(case.request))}
    form = FillForm(posted(request), kind=kind, case=case, initial={**prefilled(case, type), **listed})
    if request.method == "POST" and form.is_valid():
        letter = carry_out(form, lambda: letters.draw(case=case, type=type, by=request.user, **form.values()))
        if letter:
            then = "再送审签" if letters.is_answer(kind) else "再请有审签权限的同事签发"
            messages.success(request, f"已拟稿。请核对正文，{then}。")
            return redirect("desk:letter", letter.pk)
    context = {"case": case, "kind": kind, "form": form, "missing": letter_remedies.missing_settings(case, kind)}
    context["known"] = known(case, kind.code)
    context["barred"] = "" if form.is_bound else letters.barred(case, [kind]).get(kind.code)
    if context["missing"]:
        context["may_set"] = request.user.may("facts", case.organ)
        context["keepers"] = who_may("facts", case.organ)[:5]
    return render(request, "foi/letter_draw.html", context)


def _seen(request: HttpRequest, pk: int) -> Letter:
    rows = Letter.objects.visible_to(request.user).filter(case__type="foi")
    return get_object_or_404(rows.select_related("case__organ", "drawn_by", "signed_by", "sent_by"), pk=pk)


def letter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter and what may be done with it now; POST saves the body of a draft."""
    letter, wrong = _seen(request, pk), {}
    if request.method == "POST":
        body = request.POST.get("body", "")[: 20 * LONGEST].splitlines()
        enclosures = request.POST["enclosures"].splitlines() if "enclosures" in request.POST else None
        try:
            letters.edit(letter=letter, body=body, enclosures=enclosures, by=request.user)
        except Refused as refusal:
            wrong = {refusal.field or "top": refusal.message}
        else:
            messages.success(request, "已保存。")
            return redirect("desk:letter", pk)
    return _page(request, letter, wrong)


def _page(
    request: HttpRequest,
    letter: Letter,
    wrong: dict[str, str],
    send: SendForm | None = None,
    received: ReceiveForm | None = None,
) -> HttpResponse:
    case, kind, reads = letter.case, actions.type_of(letter), may_read(request.user, letter.case)
    text = _text(letter) if reads else {"letter": letter, "content": {}}
    letter.stage = letters.stage_of(letter)
    context = {
        **text,
        "case": case,
        "kind": kind,
        "reads": reads,
        "body": request.POST.get("body") or "\n".join(text["content"].get("body", [])),
        "enclosures": "\n".join(text["content"].get("enclosures", [])),
        "online": case.party.delivery == "online" and kind.to == "applicant",
        "opinion_help": OPINION_HELP,
        "unprintable": actions.unprintable(letter),
        "send": send or SendForm(letter=letter),
        "received": received or ReceiveForm(),
        "has_seal": LetterSeal.objects.filter(organ=case.organ).exists(),
        "wrong": wrong,
        **_may(request.user, letter, kind),
    }
    return render(request, "foi/letter.html", context)


def _may(user: Any, letter: Letter, kind: LetterType) -> dict[str, Any]:
    """What this account may do with a letter now; ``note`` says what it waits for."""
    case, state, by = letter.case, letter.state, {"by": user}
    handles, signs = case.may(user, "handle"), case.may(user, "sign")
    draft, answer, waits = state == Letter.DRAFT, letters.is_answer(kind), letters.waits_for_signing(letter)
    wrote = guards.not_the_proposer(case, by) if waits else letter.writers.filter(pk=user.pk).exists()
    extends = kind.step != "extend" or case.may(user, "extend")
    judges, to_sign = draft and signs and extends and not wrote, waits or (draft and not answer)
    hindered = guards.legally_reviewed(case, by) if waits and judges else None
    lacking = waits and guards.lacks_opinion(case)
    note = hindered or (None if judges or not to_sign else NOTES["review" if lacking else "sign"])
    return {
        "may_edit": draft and not waits and handles,
        "may_propose": draft and answer and case.state == "handling" and handles,
        "opinion": guards.opinion_on(case) if (handles or signs) and answer and state != Letter.VOID else None,
        "may_review": lacking and judges,
        "may_sign": to_sign and judges and not hindered,
        "note": None if lacking and judges else note,
        "may_return": waits and signs,
        "may_send": state == Letter.SIGNED and handles,
        "may_receive": state == Letter.SENT and not letter.received_on and handles and kind.to == "applicant",
        "may_void": (draft and not waits and handles) or (state == Letter.SIGNED and signs),
        "may_open": letter.content and (handles or signs),
    }


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand an answer and its outcome to be signed."""
    today = timezone.localdate()
    return _deed(request, pk, lambda letter: letters.propose(letter=letter, on=today, by=request.user), "已送审签。")


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The opinion on the legality of an answer."""
    opinion = request.POST.get("opinion", "")[:LONGEST]
    return _deed(
        request,
        pk,
        lambda letter: letters.review(letter=letter, opinion=opinion, by=request.user),
        "审查意见已记入台账。",
    )


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a letter, with the electronic seal where that is ticked."""
    given = {"number": request.POST.get("number", "")[:60], "seal": bool(request.POST.get("seal"))}
    return _deed(
        request, pk, lambda letter: letters.sign(letter=letter, by=request.user, **given), "已签发，文书已生成。"
    )


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Record delivery; the step of the case that the letter stands for is taken with it."""
    letter = _seen(request, pk)
    form = SendForm(request.POST, request.FILES, letter=letter)
    letter.case.must(request.user, "handle")
    if form.is_valid() and carry_out(form, lambda: letters.send(letter=letter, by=request.user, **form.cleaned_data)):
        messages.success(request, "已登记送达，记入台账。")
        return redirect("desk:case", letter.case_id)
    return _page(request, letter, {}, form)


@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a letter was received, on which day and what proves it."""
    letter = _seen(request, pk)
    form = ReceiveForm(request.POST)
    letter.case.must(request.user, "handle")
    deed = lambda: receipts.receive(letter=letter, by=request.user, **form.cleaned_data)  # noqa: E731
    if form.is_valid() and carry_out(form, deed):
        messages.success(request, "已登记收到，申请人的期限从这一天起算。")
        return redirect("desk:letter", pk)
    return _page(request, letter, {}, received=form)


@require_POST
def void(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")[:300]
    return _deed(request, pk, lambda letter: letters.void(letter=letter, reason=reason, by=request.user), "已作废。")


def _deed(request: HttpRequest, pk: int, deed: Callable[[Letter], Any], done: str) -> HttpResponse:
    letter = _seen(request, pk)
    try:
        deed(letter)
    except Refused as refusal:
        return _page(request, _seen(request, pk), {refusal.field or "top": refusal.message})
    messages.success(request, done)
    return redirect("desk:letter", pk)


@require_GET
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan that proves the delivery, to be kept and not run; opening it leaves a trace."""
    letter = _seen(request, pk)
    content = actions.open_scan(letter=letter, by=request.user)
    name = f"送达凭证 {letter.number}{suffix_of(letter.scan_type)}"
    return download(content, name, letter.scan_type)


@require_GET
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The docx or PDF; of a draft a preview. Opening it shows who asked, so it leaves a trace."""
    letter = _seen(request, pk)
    content = actions.open_letter(letter=letter, kind=kind, by=request.user)
    name = f"{actions.type_of(letter).title} {letter.number or '草稿'}.{kind}"
    return download(content, name, FILES[kind], shown=kind == "pdf")


DESK.add(
    path("requests/<int:pk>/letters/", choose, name="letter_choose"),
    path("requests/<int:pk>/letters/<str:type>/", draw, name="letter_draw"),
    path("letters/<int:pk>/", letter_page, name="letter"),
    path("letters/<int:pk>/propose/", propose, name="letter_propose"),
    path("letters/<int:pk>/review/", review, name="letter_review"),
    path("letters/<int:pk>/sign/", sign, name="letter_sign"),
    path("letters/<int:pk>/send/", send, name="letter_send"),
    path("letters/<int:pk>/receive/", receive, name="letter_receive"),
    path("letters/<int:pk>/void/", void, name="letter_void"),
    path("letters/<int:pk>/proof/", scan, name="letter_scan"),
    path("letters/<int:pk>/letter.pdf", file, {"kind": "pdf"}, name="letter_pdf"),
    path("letters/<int:pk>/letter.docx", file, {"kind": "docx"}, name="letter_docx"),
)
