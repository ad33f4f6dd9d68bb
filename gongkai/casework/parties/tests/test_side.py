"""The citizen's side of a case type that knows nothing of requests: form, challenge, receipt, following, letters, files, rating."""

import hashlib
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import include, path

from gongkai.casework.actions import take_step
from gongkai.casework.flow import FLOWS
from gongkai.casework.letters.kinds import BOOKS
from gongkai.casework.models import Case, Letter, Party
from gongkai.casework.parties.receipts import find_own
from gongkai.casework.parties.tests import mailbox
from gongkai.core import vault
from gongkai.core.challenge import NUMERALS
from gongkai.core.models import AuditEntry
from gongkai.core.shells import DESK, PORTAL

HERE = Path(__file__).parent
PDF = b"%PDF-1.4 x %%EOF"
NAME = "欧阳锦绣"


class Urls:
    urlpatterns = [
        path("desk/", include((list(DESK.urls.values()), "desk"))),
        path("", include(([*PORTAL.urls.values(), *mailbox.URLS], "portal"))),
    ]


@pytest.fixture
def box(settings, monkeypatch, site, civil):
    """The type registered for one test; a browser in March 2026."""
    monkeypatch.setitem(FLOWS, "mailbox", mailbox.FLOW)
    monkeypatch.setitem(BOOKS, "mailbox", mailbox.BOOK)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [HERE / "templates"]}]
    settings.ROOT_URLCONF = Urls
    with time_machine.travel("2026-03-02 10:00 +0800", tick=False):
        yield Client()


def told(page, **more):
    """The fields of the form as a person fills them in."""
    a, b = (NUMERALS.index(sign) for sign in re.search("(.)加(.)等于几", page).groups())
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("token", "sum_token")}
    return {**hidden, "sum": str(a + b), "name": NAME, "phone": "13800001111", **more}


@pytest.fixture
def written(box, civil):
    """A letter to the mailbox that was written in the browser: its case and code, and the page that said so."""
    given = told(box.get("/mailbox/new/").content.decode(), organ=civil.pk)
    page = box.post("/mailbox/new/", given, follow=True).content.decode()
    code = "".join(re.search(r"([2-9A-Z]{4})-([2-9A-Z]{4})<", page).groups())
    return SimpleNamespace(case=Case.objects.get(), code=code, given=given, page=page)


@pytest.fixture
def followed(box, written):
    box.post("/mailbox/follow/", {"number": written.case.number, "code": written.code})
    return box


def test_such_a_type_is_one_small_file_that_knows_no_requests():
    source = (HERE / "mailbox.py").read_text()
    assert len([line for line in source.splitlines() if line.strip()]) < 120
    assert "foi" not in source
    assert mailbox.FLOW.problems() == []


def test_a_letter_is_written_once_however_often_it_is_sent(box, written):
    assert written.case.number in written.page and "来信人" in written.page and "欧***" in written.page
    again = box.post("/mailbox/new/", written.given, follow=True)
    assert written.code in again.content.decode().replace("-", "")
    assert Case.objects.count() == AuditEntry.objects.filter(verb="mailbox.write").count() == 1
    party = written.case.party
    assert (party.name, party.contact, party.applicant_key) == (NAME, {"phone": "13800001111"}, "")
    assert again["Cache-Control"] == "no-store, private"


def test_what_is_wrong_stands_at_its_field_and_the_challenge_is_not_used_up(box, civil):
    given = told(box.get("/mailbox/new/").content.decode(), organ=civil.pk)
    page = box.post("/mailbox/new/", {**given, "name": ""}).content.decode()
    assert '<a href="#id_name">请填写姓名。</a>' in page and "13800001111" in page
    assert "请回答" in box.post("/mailbox/new/", {**given, "sum": ""}).content.decode()
    assert Case.objects.count() == 0


def test_the_receipt_is_shown_in_this_browser_for_a_quarter_of_an_hour(box, written):
    assert written.case.number in box.get("/mailbox/receipt/").content.decode()
    assert Client().get("/mailbox/receipt/").status_code == 302
    with time_machine.travel("2026-03-02 10:16 +0800"):
        assert box.get("/mailbox/receipt/").status_code == 302


def test_number_and_code_open_it_and_nothing_else_does(box, written):
    wrong = box.post("/mailbox/follow/", {"number": written.case.number, "code": "22222222"}).content.decode()
    assert "登记号或者查询码不对" in wrong and 'href="/mailbox/new/"' in wrong
    assert box.get("/mailbox/mine/").status_code == 302
    assert find_own(written.case.number, written.code, "foi") is None, "a code is of its type"
    box.post("/mailbox/follow/", {"number": written.case.number, "code": written.code})
    page = box.get("/mailbox/mine/").content.decode()
    assert "<h1>办理中</h1>" in page and "您写了来信" in page and "2026-03-23" in page and "复议" not in page
    assert box.get("/requests/mine/").status_code == 302, "nor does it open another type"
    with time_machine.travel("2026-03-02 10:31 +0800"):
        assert box.get("/mailbox/mine/").status_code == 302


def test_leaving_and_erasing_end_it(followed, written):
    followed.post("/mailbox/leave/")
    assert followed.get("/mailbox/mine/").status_code == 302
    followed.post("/mailbox/follow/", {"number": written.case.number, "code": written.code})
    assert followed.get("/mailbox/mine/").status_code == 200
    Party.objects.update(erased_on=mailbox.TODAY)
    assert followed.get("/mailbox/mine/").status_code == 302


def letter(case, author, state, **facts):
    sha256 = hashlib.sha256(PDF).hexdigest()
    return Letter.objects.create(
        case=case, type="reply", state=state, drawn_by=author, pdf=vault.keep(PDF), pdf_sha256=sha256, **facts
    )


def test_letters_that_were_sent_are_read_and_that_is_noted_once(followed, written, author):
    sent = letter(written.case, author, Letter.SENT, sent_on=mailbox.TODAY)
    draft = letter(written.case, author, Letter.DRAFT)
    assert f'href="/mailbox/mine/letters/{sent.pk}/"' in followed.get("/mailbox/mine/").content.decode()
    for _ in range(2):
        answer = followed.get(f"/mailbox/mine/letters/{sent.pk}/")
        assert b"".join(answer.streaming_content if answer.streaming else [answer.content]) == PDF
    assert AuditEntry.objects.filter(verb="letter.arrive").count() == 1
    for address in (f"letters/{draft.pk}/", "files/1/"):
        assert followed.get(f"/mailbox/mine/{address}").status_code == 404


def test_it_is_rated_once_after_it_was_closed(followed, written, author):
    assert "/mailbox/mine/rate/" not in followed.get("/mailbox/mine/").content.decode()
    take_step(case=written.case, step="answer", on=date(2026, 3, 2), by=author, proof="电话答复")
    page = followed.get("/mailbox/mine/").content.decode()
    assert "您对这件来信的办理满意吗" in page and "请看下面的答复" in page
    assert "请选择 1 到 5 分" in followed.post("/mailbox/mine/rate/", {"s-comment": "慢"}).content.decode()
    followed.post("/mailbox/mine/rate/", {"s-score": "4", "s-comment": "很快"})
    assert (Party.objects.get().satisfaction, Party.objects.get().comment) == (4, "很快")
    assert "您的评价" in followed.post("/mailbox/mine/rate/", {"s-score": "1"}).content.decode()
    assert Party.objects.get().satisfaction == 4
    assert AuditEntry.objects.get(verb="mailbox.rate").detail == {"score": 4}
