"""The side of a case type that faces whoever brings a case: the form with its receipt; following with number and code.

No account: the session of this browser holds which case it is, for half an hour after the last look. A case type declares
its ``Side``, hangs ``Side.paths`` into the public shell and adds views of its own with ``Side.own``.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.casework.letters.actions import kept_file, note_opened, type_of
from gongkai.casework.models import Case, Entry, Letter
from gongkai.casework.parties.forms import FollowForm, SatisfactionForm, signed_token, token_of
from gongkai.casework.parties.receipts import Receipt, code_of, find_own, receipt_of, shown_code
from gongkai.casework.parties.wording import Line
from gongkai.casework.selectors import as_read, calendar, shown_reading
from gongkai.core import limits, trouble, vault
from gongkai.core.actions import Refused
from gongkai.core.downloads import download
from gongkai.core.forms import Plain
from gongkai.core.patience import impatient

log = logging.getLogger(__name__)

IDLE = 30 * 60  # seconds
SHOWN_FOR = 15 * 60  # seconds the receipt can be looked at again in the browser that asked
TOO_OFTEN = "您提交得过于频繁，请过一分钟再试，填写的内容都还在。"
TOO_LATE = "页面打开得太久了，请再按一次提交，填写的内容都还在。"
WRONG = "登记号或者查询码不对，请对照回执核对。查询码遗失的，请带有效证件到受理机关补办。"

View = Callable[..., HttpResponse]


def too_often(name: str, request: HttpRequest) -> bool:
    return limits.count(name, request.META.get("REMOTE_ADDR", "")) > settings.LIMITS[name]


@dataclass(frozen=True, kw_only=True)
class Side:
    """``name`` begins its URL names, ``root`` its addresses; ``word``: what is brought, as in 我的申请. Templates: ``slip``
    of the receipt, ``page`` of one's own case, ``frame`` around number and code, to which ``around`` belongs; ``begin``: label
    and URL name of the way to a new one.

    ``submit`` makes a case of a form once (receipts.submit_once); ``rate`` keeps a score (case, score, comment, by).
    ``states`` and ``lines`` say in plain words where the case stands and what happened, ``waiting`` what is waited for;
    ``shown(case, page)`` adds to the context ``page`` what only this type shows. ``files``: rows (name, media_type, key) of
    what was sent along; ``revoked``: keys of letters that others took back; ``opened`` notes that a letter was opened.
    ``related``: what else is read with the case."""

    type: str
    name: str
    root: str
    word: str
    section: str
    crumbs: Callable[[str], list[tuple[str, str]]]
    slip: str
    page: str
    frame: str
    around: Mapping[str, Any] = field(default_factory=dict)
    begin: tuple[str, str]
    submit: Callable[..., Receipt]
    rate: Callable[..., Any]
    lines: Callable[[list[Entry]], list[Line]]
    files: Callable[[Case], Any]
    states: Mapping[str, str] = field(default_factory=dict)
    waiting: Callable[[Case, list[Entry]], str] = lambda case, entries: ""
    shown: Callable[[Case, dict[str, Any]], dict[str, Any]] = lambda case, page: {}
    revoked: Callable[[Iterable[Letter]], set[int]] = lambda sent: set()
    opened: Callable[..., Any] = note_opened
    related: tuple[str, ...] = ()

    def to(self, what: str) -> str:
        return f"portal:{self.name}_{what}"

    def private(self, view: View) -> View:
        """A page that shows what belongs to one person: no browser, proxy or store keeps it."""

        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.section = self.section  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store, private"
            return response

        return run

    def own(self, view: View) -> View:
        """The view of the case that this browser follows (its second argument); else to the number and code."""

        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            found = self._followed(request)
            if found is None:
                return redirect(self.to("follow"))
            return self._seen(view(request, found, *args, **kwargs), request)

        return self.private(run)

    def hold(self, request: HttpRequest, case: Case) -> None:
        """This browser follows ``case``."""
        request.session[f"{self.type}_case"] = {"pk": case.pk, "code": case.party.code_digest}

    def _followed(self, request: HttpRequest) -> Case | None:
        held, seen = request.session.get(f"{self.type}_case") or {}, f"{self.type}_seen"
        if not held or request.get_signed_cookie(seen, default="", salt=seen, max_age=IDLE) != str(held["pk"]):
            return None
        rows = Case.objects.select_related("organ__parent", "party", *self.related).filter(type=self.type)
        # a new code ends what the old one opened
        return rows.filter(pk=held["pk"], party__erased_on=None, party__code_digest=held.get("code")).first()

    def _seen(self, response: HttpResponse, request: HttpRequest) -> HttpResponse:
        """The half hour begins anew for what is held: a signed note in the browser, so that looking writes nothing."""
        seen, held = f"{self.type}_seen", str(request.session[f"{self.type}_case"]["pk"])
        kept = {"httponly": True, "samesite": "Lax", "secure": settings.HTTPS}
        response.set_signed_cookie(seen, held, salt=seen, path=f"/{self.root}/", **kept)
        return response

    def take(
        self, request: HttpRequest, fill: Callable[[], Plain], show: Callable[[Any, str], HttpResponse]
    ) -> HttpResponse:
        """The posted form made a case, once; ``show(form, token)`` gives it back with what is wrong. ``fill`` makes the form,
        whose ``facts()`` are arguments of ``submit``."""
        token = token_of(request.POST["token"])
        if token and receipt_of(token):
            return self._to_receipt(request, token)
        form: Any = fill()
        # files first and without the challenge: a mistake must not use it up
        if form.is_valid():
            try:
                if too_often("ask", request):
                    raise Refused(TOO_OFTEN)
                if not token:
                    raise Refused(TOO_LATE)
                self.submit(token=token, solution=request.POST, **form.facts())
                return self._to_receipt(request, token)
            except Refused as refusal:
                form.refuse(refusal)
        return show(form, request.POST["token"] if token else signed_token())

    def _to_receipt(self, request: HttpRequest, token: str) -> HttpResponse:
        request.session[f"{self.type}_receipt"] = {"token": token, "until": time.time() + SHOWN_FOR}
        return redirect(self.to("receipt"))

    def receipt(self, request: HttpRequest) -> HttpResponse:
        """Number and code, in the browser that asked and for a quarter of an hour; then the code is nowhere."""
        held = request.session.get(f"{self.type}_receipt") or {}
        if request.method == "POST" or held.get("until", 0) < time.time():
            request.session.pop(f"{self.type}_receipt", None)
            return redirect(self.to("follow"))
        found = receipt_of(held["token"])
        if found is None:
            return redirect(self.to("follow"))
        code = shown_code(code_of(held["token"]))
        context = {"case": found.case, "code": code, "crumbs": self.crumbs("回执"), "title": f"{self.word}回执"}
        return render(request, self.slip, context)

    def follow(self, request: HttpRequest) -> HttpResponse:
        """Number and code. One sentence for whatever is wrong."""
        form, status = FollowForm(request.POST or None), 200
        if request.method == "POST" and too_often("follow", request):
            form.add_error(None, "查询得过于频繁，请过一分钟再试。")
            status = 429
        elif request.method == "POST" and form.is_valid():
            found = find_own(form.cleaned_data["number"], form.cleaned_data["code"], self.type)
            if found:
                request.session.cycle_key()
                self.hold(request, found)
                return self._seen(redirect(self.to("mine")), request)
            form.add_error(None, WRONG)
        title = "查询办理进度"
        context = {"form": form, "frame": self.frame, "begin": self.begin, "crumbs": self.crumbs(title), "title": title}
        return render(request, "casework/parties/follow.html", {**self.around, **context}, status=status)

    def mine(self, request: HttpRequest, case: Case) -> HttpResponse:
        return self.render(request, case)

    def render(self, request: HttpRequest, case: Case, **forms: Any) -> HttpResponse:
        """The page of one's own case; ``forms``: those that come back with what is wrong."""
        prefetch_related_objects([case], "entries")
        entries, days, today = as_read(case.entries.all()), calendar(), timezone.localdate()
        reading = shown_reading(case, days=days)
        page = {
            "case": case,
            "entries": entries,
            "days": days,
            "reading": reading,
            "left": days.workdays_between(today, reading.due) if reading.due else None,
            "late_by": days.workdays_between(reading.due, today) if reading.due and not case.closed_on else 0,
            "state": self.states.get(case.state) or case.state_label,
            "waiting": self.waiting(case, entries),
            "lines": self.lines(entries),
            "letters": self.letters_of(case),
            "enclosures": self.files(case),
            "satisfaction": SatisfactionForm(prefix="s", word=self.word),
            "at": {what: self.to(what) for what in ("rate", "enclosure", "letter", "leave")},
            "crumbs": self.crumbs(f"我的{self.word}"),
            "title": f"我的{self.word}",
        }
        return render(request, self.page, page | self.shown(case, page) | forms)

    def rated(self, request: HttpRequest, case: Case) -> HttpResponse:
        form = SatisfactionForm(request.POST, prefix="s", word=self.word)
        if form.is_valid():
            try:
                self.rate(case=case, by=None, **form.cleaned_data)
                return redirect(self.to("mine"))
            except Refused as refusal:
                form.refuse(refusal)
        return self.render(request, case, satisfaction=form)

    def file(self, request: HttpRequest, case: Case, pk: int) -> HttpResponse:
        """A file that was sent along, given back to whoever sent it: never shown in the page."""
        found = self.files(case).filter(pk=pk).first()
        if found is None:
            raise Http404
        return download(vault.read(found.key), found.name, found.media_type)

    def letters_of(self, case: Case) -> list[tuple[Letter, str]]:
        """Letters sent to whoever brought the case, with their titles, newest first; what went to third parties is not theirs
        to see."""
        sent = list(case.letters.filter(state=Letter.SENT).select_related("case").order_by("-sent_on", "-pk"))
        revoked = self.revoked(sent)
        return [
            (letter, type_of(letter).title + ("（已撤回）" if letter.pk in revoked else ""))
            for letter in sent
            if type_of(letter).to == "applicant"
        ]

    def letter(self, request: HttpRequest, case: Case, pk: int) -> HttpResponse:
        """A letter they received, as it was sent; that they opened it is noted once."""
        for sent, title in self.letters_of(case):
            if sent.pk == pk:
                if sent.opened_at is None:
                    self._note_opened(sent)
                return download(kept_file(sent, "pdf"), f"{title}.pdf", "application/pdf")
        raise Http404

    def _note_opened(self, sent: Letter) -> None:
        """A database that is busy or full does not keep the letter from its addressee: the next opening is noted."""
        try:
            with impatient():
                self.opened(letter=sent, by=None)
        except DatabaseError as error:
            if trouble.of(error) is None:
                raise
            log.warning("opening not noted", extra={"letter": sent.pk})

    def leave(self, request: HttpRequest) -> HttpResponse:
        request.session.pop(f"{self.type}_case", None)
        return redirect(self.to("follow"))

    def paths(self) -> list[URLPattern]:
        """What every type has, for PORTAL.add; the form is the type's own."""
        root, private, own = self.root, self.private, self.own
        return [
            path(f"{root}/receipt/", private(self.receipt), name=f"{self.name}_receipt"),
            path(f"{root}/follow/", private(self.follow), name=f"{self.name}_follow"),
            path(f"{root}/mine/", own(self.mine), name=f"{self.name}_mine"),
            path(f"{root}/mine/rate/", require_POST(own(self.rated)), name=f"{self.name}_rate"),
            path(f"{root}/mine/files/<int:pk>/", own(self.file), name=f"{self.name}_enclosure"),
            path(f"{root}/mine/letters/<int:pk>/", own(self.letter), name=f"{self.name}_letter"),
            path(f"{root}/leave/", require_POST(private(self.leave)), name=f"{self.name}_leave"),
        ]
