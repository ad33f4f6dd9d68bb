"""What becomes of an answered request, on its case page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from gongkai.casework.desk import panel, seen_case
from gongkai.casework.models import Case
from gongkai.core.shells import DESK
from gongkai.foi.after import actions
from gongkai.foi.models import Published, Request

READ_IT = "已隐去申请人和第三方的姓名、证件号码和联系方式。程序认不出所有的人，请通读一遍再提交审核。"


@panel("foi", order=70)
def after_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """Records made of the request with their state, and what may still be made."""
    if case.closed_on is None:
        return None
    made = list(Published.objects.filter(request=case.pk).select_related("record"))
    logged = any(p.kind == Published.LOG and p.record.state != "withdrawn" for p in made)
    return "foi/after_panel.html", {
        "made": made,
        "may_log": not logged and _publishes(request.user, case),
    }


def _publishes(user: Any, case: Case) -> bool:
    return user.may("handle", case.organ) and user.may("write", case.organ)


@require_POST
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the answer as an anonymised record and go on to edit it."""
    case = seen_case(request, pk)
    found = get_object_or_404(Request, pk=case.pk)
    version = actions.draft_answer_record(request=found, by=request.user)
    messages.info(request, READ_IT)
    return redirect("desk:record_edit", version.record_id)


DESK.add(path("cases/<int:pk>/log/", log, name="request_log"))
