"""Desk pages of reviews and suits: registering one from its request, its page, its papers, its decision."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gongkai.casework.desk import not_open, panel, seen_case
from gongkai.casework.flow import FLOWS
from gongkai.casework.forms import choice, day, long, number, text
from gongkai.casework.models import Case
from gongkai.casework.parties.forms import files_field
from gongkai.casework.selectors import calendar
from gongkai.core.actions import Refused
from gongkai.core.downloads import download
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi import renewing
from gongkai.foi.disputes import actions
from gongkai.foi.disputes.clock import PROCEDURES
from gongkai.foi.disputes.decisions import REVIEW, SUIT, Decision, offered
from gongkai.foi.disputes.flow import FIELDS
from gongkai.foi.disputes.selectors import Limit, limit, limit_of, review_comes_first
from gongkai.foi.letter_remedies import remedy_of
from gongkai.foi.models import Dispute, DisputeFile, Request
from gongkai.foi.models.dispute import FILE_KINDS

TYPES = (REVIEW, SUIT)


class DisputeForm(forms.Form):
    """What the notice of the authority says."""

    def __init__(self, *args: Any, request: Request, type: str, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        remedy, review = remedy_of(request.case.organ), type == REVIEW
        self.fields["authority"] = text(
            "复议机关" if review else "受理的人民法院", initial=remedy.review if review else remedy.court
        )
        example = "青禾府复〔2026〕3号" if review else "（2026）青0102行初12号"
        self.fields["authority_number"] = text("案号", required=False, help_text=f"通知书上的案号，如{example}。")
        if not review:
            seen = Dispute.objects.visible_to(user).filter(request=request, case__type=REVIEW)
            self.fields["after"] = choice(
                "此前的行政复议",
                [(str(d.pk), str(d)) for d in seen.select_related("case")],
                required=False,
                help_text="经过复议再起诉的，选择那一件复议；直接起诉的不选。",
            )
        self.fields["procedure"] = choice("程序", list(PROCEDURES.items()))
        self.fields["sought_on"] = day("申请复议的日期" if review else "起诉的日期")
        self.fields["accepted_on"] = day(
            "受理日期" if review else "立案日期", help_text="见通知书；没有写明的，填收到副本之日。"
        )
        self.fields["served_on"] = day("本机关收到副本的日期", initial=timezone.localdate())
        self.fields["claim"] = long("请求事项（摘要）", required=False, help_text="加密保存，只有办理的人看得到。")
        if not review and review_comes_first(request):
            self.fields["reason"] = long(
                "未经复议直接起诉的情况",
                required=False,
                help_text="不予公开、部分公开的，应当先申请行政复议；法院立案的写明情况，在答辩状中提出。请勿写个人信息。",
            )
        self.fields["files"] = files_field("申请书副本和通知书" if review else "起诉状副本和通知书")

    def facts(self, request: Request) -> dict[str, Any]:
        """The arguments of actions.open_dispute."""
        facts = dict(self.cleaned_data)
        if facts.get("after"):
            facts["after"] = request.disputes.get(pk=facts["after"])
        return {name: value for name, value in facts.items() if value not in ("", None)}


def _said(decision: Decision, instance: int) -> str:
    """A decision as it is offered; in second instance another judgment on the merits changes the first (改判)."""
    changed = "改判：" if instance == 2 and decision.result in ("upheld", "corrected") else ""
    return f"{changed}{decision.label}（{decision.article}）"


class DecisionForm(forms.Form):
    """What the decision or the judgment says."""

    def __init__(self, *args: Any, dispute: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        case = dispute.case
        kinds = [(d.code, _said(d, dispute.instance)) for d in offered(case.type, dispute.instance)]
        self.fields["decision"] = choice("决定" if case.type == REVIEW else "裁判", kinds)
        self.fields["number"] = text("文号")
        self.fields["made"] = FIELDS["made"](case)
        self.fields["on"] = day("本机关收到的日期", initial=timezone.localdate())
        self.fields["orders"] = FIELDS["orders"](case)
        self.fields["orders"].required = False
        self.fields["orders"].help_text = "没有责令履行的不选。"
        self.fields["days"] = number(
            "履行期限",
            required=False,
            help_text=f"决定没有写明期限的，填 {settings.REDO_WORKDAYS} 个工作日。",
        )
        self.fields["unit"] = FIELDS["unit"](case)
        self.fields["unit"].initial, self.fields["unit"].required = "workday", False
        self.fields["files"] = files_field("决定书" if case.type == REVIEW else "裁判文书")

    def facts(self) -> dict[str, Any]:
        """The arguments of actions.decide."""
        facts = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return facts if facts.get("orders") else {k: v for k, v in facts.items() if k not in ("days", "unit")}


class PapersForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["kind"] = choice("材料", list(FILE_KINDS.items()))
        self.fields["files"] = files_field("文件")


def _bound(request: HttpRequest) -> tuple[Any, Any]:
    """What a form with files is bound to."""
    return posted(request), request.FILES or None


def seen_dispute(request: HttpRequest, pk: int) -> Dispute:
    rows = Dispute.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("case__organ", "request__case", "after__case", "redo__case"), pk=pk)


def _limits(found: Request, type: str) -> list[tuple[str, Limit]]:
    """Until when a review or a suit may be sought, with what it is: after a review, or without one where that is free."""
    days, rows = calendar(), []
    if type == REVIEW or not review_comes_first(found):
        rows = [("申请行政复议" if type == REVIEW else "直接起诉", limit(found, type, days=days))]
    if type == SUIT:
        reviews = found.disputes.filter(case__type=REVIEW).select_related("case").prefetch_related("case__entries")
        rows += [(f"{review} 复议后起诉", limit(found, SUIT, review, days)) for review in reviews]
    return [(what, until) for what, until in rows if until]


@panel("foi", order=60, neutral=True)
def disputes_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """The reviews and suits about a request, and until when they may be sought: of its answer, or that there is none."""
    if not request.user.may("view", case.organ):
        return None  # the answer is contested against the organ that gave it, not the one that worked on it
    found = case.request
    seen = Dispute.objects.visible_to(request.user)
    rows = list(seen.filter(request=found).select_related("case", "after__case").order_by("pk"))
    source = seen.filter(redo=found).select_related("case", "request__case").first()
    if not (rows or source or case.closed_on or case.is_late()):
        return None
    return "foi/disputes_panel.html", {
        "disputes": rows,
        "source": source,
        "opens": _opens(request.user, [source.request_id if source else None, *(row.after_id for row in rows)]),
        "limits": _limits(found, REVIEW) + _limits(found, SUIT),
        "types": [(type, FLOWS[type].label) for type in TYPES],
        "may_register": request.user.may("handle", case.organ),
    }


def _opens(user: Any, pks: Iterable[int | None]) -> set[int]:
    """Which of these cases the account may see: a request and what is sought about it may have come to different organs."""
    return set(Case.objects.visible_to(user).filter(pk__in=[pk for pk in pks if pk]).values_list("pk", flat=True))


@panel(REVIEW, order=10, neutral=True)
@panel(SUIT, order=10, neutral=True)
def dispute_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]]:
    """What a review or suit is about, where it stands, its papers, the new answer it ordered."""
    dispute = seen_dispute(request, case.pk)
    handles = request.user.may("handle", case.organ)
    until = limit_of(dispute)
    due = case.state == "obeying" and dispute.orders == "redo" and dispute.redo is None
    return "foi/dispute_panel.html", {
        "dispute": dispute,
        "is_suit": case.type == SUIT,
        "handles": handles,
        "may_open": handles or request.user.may("sign", case.organ),
        "until": until,
        "out_of_time": until and case.submitted_on > until.until,
        "files": dispute.files.select_related("by"),
        "followed_by": Dispute.objects.visible_to(request.user).filter(after=dispute).select_related("case"),
        "opens": _opens(request.user, [dispute.request_id, dispute.after_id, dispute.redo_id]),
        "renewals": renewing.own_of(dispute.request, request.user),
        "may_redo": handles and due and dispute.request.case.closed_on and not dispute.request.party.erased_on,
    }


def new(request: HttpRequest, pk: int, type: str) -> HttpResponse:
    """Register a review or a suit about a request. Out of time or without review it is registered with a warning: only
    the authority decides."""
    case = seen_case(request, pk, "foi")
    if type not in TYPES:
        raise Http404
    request.user.must("handle", case.organ)
    found = get_object_or_404(Request.objects.select_related("case__organ"), pk=case.pk)
    form = DisputeForm(*_bound(request), request=found, type=type, user=request.user)
    if request.method == "POST" and form.is_valid():
        facts = form.facts(found)
        dispute = carry_out(form, lambda: actions.open_dispute(request=found, type=type, by=request.user, **facts))
        if dispute:
            messages.success(request, f"已登记为 {dispute.case.number}。")
            return redirect("desk:case", dispute.pk)
    context = {
        "case": case,
        "form": form,
        "title": f"登记{FLOWS[type].label}",
        "deed": "登记",
        "back": reverse("desk:case", args=[case.pk]),
        "limits": _limits(found, type),
        "review_first": type == SUIT and review_comes_first(found),
    }
    return render(request, "foi/dispute_new.html", context)


def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the decision or judgment that reached the organ."""
    dispute = seen_dispute(request, pk)
    case, step = dispute.case, dispute.case.flow.step("decide")
    request.user.must(step.permission, case.organ)
    if step not in case.flow.open_steps(case):
        return not_open(request, case, step)
    form = DecisionForm(*_bound(request), dispute=dispute)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if carry_out(form, lambda: actions.decide(dispute=dispute, by=request.user, **facts)):
            messages.success(request, f"已{step.label}，记入台账。")
            return redirect("desk:case", pk)
    context = {"case": case, "form": form, "title": step.label, "deed": "登记", "back": reverse("desk:case", args=[pk])}
    return render(request, "casework/step.html", context)


def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload papers of a dispute."""
    dispute = seen_dispute(request, pk)
    case = dispute.case
    request.user.must("handle", case.organ)
    form = PapersForm(*_bound(request))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        if carry_out(form, lambda: actions.add_files(dispute=dispute, by=request.user, **facts)):
            messages.success(request, "已上传。")
            return redirect("desk:case", pk)
    context = {"case": case, "form": form, "title": "上传材料", "deed": "上传", "back": reverse("desk:case", args=[pk])}
    return render(request, "casework/step.html", context)


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper, for the browser to keep."""
    rows = DisputeFile.objects.filter(dispute__in=Dispute.objects.visible_to(request.user))
    file = get_object_or_404(rows.select_related("dispute__case__organ"), pk=pk)
    return download(actions.open_file(file=file, by=request.user), file.name, file.media_type)


@require_POST
def redo(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the request in which the ordered answer is worked."""
    dispute = seen_dispute(request, pk)
    try:
        case = actions.redo(dispute=dispute, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("desk:case", pk)
    messages.success(request, f"已按原申请立案重新办理，登记号 {case.number}。")
    return redirect("desk:case", case.pk)


DESK.add(
    path("requests/<int:pk>/disputes/<slug:type>/", new, name="dispute_new"),
    path("disputes/<int:pk>/decision/", decision, name="dispute_decision"),
    path("disputes/<int:pk>/papers/", papers, name="dispute_papers"),
    path("disputes/papers/<int:pk>/", paper, name="dispute_paper"),
    path("disputes/<int:pk>/redo/", redo, name="dispute_redo"),
)
