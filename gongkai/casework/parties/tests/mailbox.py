"""A leader's mailbox (领导信箱), as small as a case type with a citizen's side can be: what the tests of this folder run."""

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from gongkai.casework.actions import open_case
from gongkai.casework.clock import ClockRules
from gongkai.casework.flow import Flow, Step
from gongkai.casework.letters.kinds import Book, LetterType
from gongkai.casework.models import Case, Letter
from gongkai.casework.parties import receipts
from gongkai.casework.parties.forms import OrganField, signed_token
from gongkai.casework.parties.portal import Side
from gongkai.casework.parties.receipts import Receipt, bring, code_of, submit_once
from gongkai.casework.parties.wording import timeline
from gongkai.core import challenge
from gongkai.core.actions import Refused, action, audit
from gongkai.core.forms import Plain
from gongkai.organs.models import Organ
from gongkai.organs.selectors import answering_organs

CLOCK = ClockRules(
    reply=15, extension_limit=15, receipt={"online": "submitted"}, articles={"receipt": "信箱办理办法"},
)  # fmt: skip
HANDLING = frozenset({"handling"})
FLOW = Flow(
    "mailbox", "领导信箱来信", "信箱", CLOCK, initial="handling", states={"handling": "办理中", "closed": "已办结"},
    final=frozenset({"closed"}),
    steps=(Step("answer", "答复来信人", HANDLING, "closed", "handle", "answered", asks=("proof",), main=True),),
)  # fmt: skip
REPLY = LetterType("reply", "来信答复", "applicant", (), ())
BOOK = Book({"reply": REPLY}, frozenset(), lambda case, kind, fields: {}, lambda case, kind, fields: [])
SAID = {"submitted": "您写了来信", "answered": lambda entry: ("答复", "请看下面的答复")}


@action
def write(*, organ: Organ, name: str, phone: str, token: str, by: Any) -> Receipt:
    """A letter to the mailbox."""
    if not name:
        raise Refused("请填写姓名。", "name")
    case = open_case(type="mailbox", organ=organ, subject="群众来信", on=timezone.localdate(), channel="online", by=by)
    bring(case, "identity", name, "", {"phone": phone}, "online", token)
    audit("mailbox.write", case, by=by, organ=organ)
    return Receipt(case, code_of(token))


@action
def rate(*, case: Case, score: int, comment: str, by: Any) -> None:
    receipts.rate(case, score, comment)
    audit("mailbox.rate", case, by=by, organ=case.organ, score=score)


class WriteForm(Plain):
    organ = OrganField(label="写给")
    name = forms.CharField(label="姓名", required=False)
    phone = forms.CharField(label="电话", required=False)

    def __init__(self, *args: Any, organs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].offer(organs)

    def facts(self) -> dict[str, Any]:
        return self.cleaned_data


SIDE = Side(
    type="mailbox",
    name="mailbox",
    root="mailbox",
    word="来信",
    section="portal:disclosure",
    crumbs=lambda last: [(last, "")],
    slip="mailbox/slip.html",
    page="mailbox/page.html",
    frame="mailbox/frame.html",
    begin=("再写一封", "portal:mailbox_new"),
    submit=partial(submit_once, write),
    rate=rate,
    lines=partial(timeline, said=SAID),
    files=lambda case: Letter.objects.none(),
)


@SIDE.private
def new(request: HttpRequest) -> HttpResponse:
    organs = answering_organs(request.site)
    if request.method == "POST":
        return SIDE.take(request, lambda: WriteForm(request.POST, organs=organs), partial(_form, request))
    return _form(request, WriteForm(organs=organs), signed_token())


def _form(request: HttpRequest, form: WriteForm, token: str) -> HttpResponse:
    context = {"form": form, "token": token, "challenge": challenge.new(), "title": "写信"}
    return render(request, "mailbox/new.html", context)


URLS = [path("mailbox/new/", new, name="mailbox_new"), *SIDE.paths()]
TODAY = date(2026, 3, 2)
