"""The applicant suggests to disclose to all what they got."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from gongkai.casework.models import Case
from gongkai.core.shells import PORTAL
from gongkai.foi.disclosing import actions
from gongkai.foi.following import SIDE


@require_POST
@SIDE.own
def suggest(request: HttpRequest, case: Case) -> HttpResponse:
    actions.suggest_disclosure(request=case.request, by=None)
    return redirect("portal:request_mine")


PORTAL.add(path("requests/mine/suggest/", suggest, name="request_suggest"))
