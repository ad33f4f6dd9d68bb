"""Records made of an answered request on its case page, and the list of what several people asked for."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongkai.casework.desk import panel, seen_case
from gongkai.casework.forms import REQUIRED, choice, long
from gongkai.casework.models import Case
from gongkai.casework.parties import identity
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi.desk.requests import closed_request
from gongkai.foi.disclosing import actions, wanted
from gongkai.foi.disclosing.anonymous import brief, without_people
from gongkai.foi.models import Published, Request
from gongkai.foi.outcomes import OUTCOMES
from gongkai.library import kinds
from gongkai.library.models import Record
from gongkai.organs.access import needs

READ_IT = "已隐去申请人和第三方的姓名、证件号码和联系方式。程序认不出所有的人，请通读一遍再提交审核。"


@panel("foi", order=70)
def disclosed_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """Records made of the request with their state, and what may still be made."""
    if case.closed_on is None:
        return None
    found = case.request
    made = list(found.published.select_related("record"))
    standing = {p.kind for p in made if p.record.state != "withdrawn"}
    publishes, outcome = _publishes(request.user, case), OUTCOMES[found.outcome]
    seen = set(
        Record.objects.seen_by(request.user).filter(pk__in=[p.record_id for p in made]).values_list("pk", flat=True)
    )
    return "foi/disclosed_panel.html", {
        "made": [p for p in made if p.record_id in seen],
        "may_log": publishes and Published.LOG not in standing and outcome.answers and outcome.code != "secret",
        "may_disclose": publishes and Published.DISCLOSED not in standing and outcome.gives,
        "suggestion": getattr(found, "suggestion", None),
    }


def _publishes(user: Any, case: Case) -> bool:
    return user.may("handle", case.organ) and user.may("write", case.organ)


@require_POST
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the answer as an anonymised record and go on to edit it."""
    case = seen_case(request, pk, "foi")
    found = get_object_or_404(Request, pk=case.pk)
    version = actions.draft_answer_record(request=found, by=request.user)
    messages.info(request, READ_IT)
    return redirect("desk:record_edit", version.record_id)


class DisclosureForm(forms.Form):
    """What kind of record the information becomes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["kind"] = choice("信息类型", [row for row in kinds.choices() if row[0] != "disclosure_log"])
        self.fields["title"] = forms.CharField(label="标题", max_length=300, error_messages=REQUIRED)


def disclose(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the record that discloses to all what the applicant got (条例 art. 44)."""
    case, found = closed_request(request, pk)
    request.user.must("handle", case.organ)
    initial = {"title": brief(without_people(found, found.description), 60)}
    form = DisclosureForm(posted(request), initial=initial)
    deed = lambda: actions.draft_disclosure(request=found, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and (version := carry_out(form, deed)):
        messages.info(
            request,
            "已建稿，提供给申请人的文件在附件里。请补充正文和其他要公开的文件，个人信息先作去标识化处理，再提交审核。",
        )
        return redirect("desk:record_edit", version.record_id)
    context = {
        "case": case,
        "title": "转为主动公开",
        "form": form,
        "deed": "起草",
        "back": reverse("desk:case", args=[pk]),
    }
    return render(request, "foi/disclose.html", context)


class DeclineForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["reason"] = long("不主动公开的理由", help_text="申请人会看到，如：仅涉及申请人本人的事项。")


def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a suggestion with no, and why."""
    case, found = closed_request(request, pk)
    request.user.must("handle", case.organ)
    form = DeclineForm(posted(request))
    deed = lambda: actions.decline_suggestion(request=found, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and carry_out(form, deed):
        messages.success(request, "已答复申请人。")
        return redirect("desk:case", pk)
    context = {
        "case": case,
        "title": "不主动公开",
        "form": form,
        "deed": "答复申请人",
        "back": reverse("desk:case", args=[pk]),
    }
    return render(request, "foi/disclose.html", context)


@needs("handle")
def wanted_list(request: HttpRequest) -> HttpResponse:
    """What several applicants asked for and got, or one suggested to disclose (条例 art. 44)."""
    reach = Request.objects.filter(request.user.reach("case__organ", "handle"))
    rows = wanted.groups(reach)
    for group in rows:
        group.title = brief(identity.blacked_out(group.newest.description, [group.newest.party.name]), 60)
    return render(request, "foi/wanted.html", {"groups": rows, "compared": wanted.COMPARED})


DESK.add(
    path("cases/<int:pk>/log/", log, name="request_log"),
    path("cases/<int:pk>/disclose/", disclose, name="request_disclose"),
    path("cases/<int:pk>/decline/", decline, name="request_decline"),
    path("requests/wanted/", wanted_list, name="requests_wanted"),
)
DESK.nav("多人申请的信息", "desk:requests_wanted", group="办件", permission="handle", icon="users", order=46)
