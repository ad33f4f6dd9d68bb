"""Requests for the tests of this room."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from gongkai.casework.actions import take_step
from gongkai.casework.letters import actions as drafts
from gongkai.casework.letters import drawing
from gongkai.casework.models import Case
from gongkai.casework.parties.uploads import Upload
from gongkai.foi import actions, consultations, grounds, guards, letter_remedies, letters, renewing
from gongkai.foi.disputes import actions as suing
from gongkai.foi.letters import BOOK
from gongkai.foi.models import RemedySettings

PERSON = {
    "applicant_kind": "person",
    "name": "李大林",
    "identifier": "11010119900307002X",
    "contact": {"phone": "000-0000000"},
    "description": "青山镇三组征地补偿安置方案及批复文件",
}
LATE = "电话几次没有接通"  # why receipt was not confirmed on the day of submission
PDF = b"%PDF-1.4 x %%EOF"
CHANNEL = "行政复议网上申请平台（https://example.invalid/）"


def filled(kind, case=None):
    """Something right for every field of a letter type."""
    values = {"text": "甲乙丙丁", "organ": "青禾县财政局", "date": "2026-04-30", "number": 20}
    if kind.code == "fee":
        return {"method": "pages", "pages": 35, "pay": "现场缴纳"}
    if any(f.kind == "earlier" for f in kind.fields):
        rows = grounds.earlier_answers(case.request) if case else []
        values["earlier"] = next((row.pk for row in rows), 1)
    return {f.name: f.choices[0][0] if f.kind == "choice" else values[f.kind] for f in kind.fields}


@pytest.fixture
def ask(civil):
    """ask(on="2026-03-02", **facts): a request submitted on a day; its receipt."""

    def submit(on="2026-03-02", channel="online", by=None, **more):
        with time_machine.travel(f"{on} 10:00 +0800"):
            return actions.submit_request(**{"organ": civil, "channel": channel, "by": by, **PERSON, **more})

    return submit


@pytest.fixture
def asked(ask):
    """A submitted request with one enclosure: case, request, code."""
    receipt = ask(files=[Upload("身份证.pdf", "application/pdf", PDF)])
    return SimpleNamespace(case=receipt.case, request=receipt.case.request, code=receipt.code)


@pytest.fixture
def draft(author, county):
    """draft(case, "extension", on="2026-03-20", by=author, days=10): a letter drawn up, of a letter type or an outcome;
    what is not given is filled in."""

    def draw(case, code, on="2026-03-20", by=author, **given):
        RemedySettings.objects.get_or_create(organ=county, defaults={"channel_below": "行政复议网上平台"})
        kind = next(kind for kind in BOOK.types.values() if code in (kind.code, kind.outcome))
        with time_machine.travel(f"{on} 10:00 +0800"):
            return letters.draw(case=case, type=kind.code, by=by, **{**filled(kind, case), **given})

    return draw


@pytest.fixture
def as_(db):
    """as_(reviewer): a client signed in."""

    def sign_in(account):
        client = Client()
        client.force_login(account)
        return client

    return sign_in


@pytest.fixture
def lawyer(make_account, civil):
    """Who reviews the legality of answers."""
    return make_account("lawyer", civil, "reviewer")


@pytest.fixture
def answer(draft, author, reviewer, lawyer):
    """answer(case, "partial", on="2026-03-20", sent="2026-03-23"): an answer with its letter: drawn up, proposed, reviewed
    and signed on one day, sent on another (``sent=None``: not yet). The case."""

    def deliver(case, outcome, on="2026-03-20", sent="2026-03-23", by=author, signer=reviewer, **given):
        letter = draft(case, outcome, on, by, **given)
        with time_machine.travel(f"{on} 10:00 +0800"):
            case = letters.propose(letter=letter, on=date.fromisoformat(on), by=by)
            if guards.lacks_opinion(Case.objects.get(pk=case.pk)):
                letters.review(letter=letter, opinion="依据充分，程序合法", by=lawyer)
            letter = letters.sign(letter=letter, by=signer)
        return _sent(letter, sent, by) if sent else Case.objects.get(pk=case.pk)

    return deliver


@pytest.fixture
def head(make_account, civil):
    """Who consents to an extension (条例 art. 33)."""
    return make_account("who consents", civil, "organ_head")


@pytest.fixture
def notify(draft, author, reviewer, request):
    """notify(case, "extension", on="2026-03-20", days=10): a letter drawn up, signed and sent on one day, and with it the
    step that it stands for. The case."""

    def send(case, code, on="2026-03-20", by=author, signer=None, **given):
        letter = draft(case, code, on, by, **given)
        signer = signer or (request.getfixturevalue("head") if code == "extension" else reviewer)
        with time_machine.travel(f"{on} 10:00 +0800"):
            return _sent(letters.sign(letter=letter, by=signer), on, by)

    return send


def _sent(letter, on, by):
    with time_machine.travel(f"{on} 10:00 +0800"):
        letters.send(letter=letter, on=date.fromisoformat(on), by=by, proof="网上送达")
    return Case.objects.get(pk=letter.case_id)


def consult(case, on, by, name="青山村集体", kind="third_party"):
    """Ask somebody on a day, as if the letter had been signed and sent; the consultation."""
    with time_machine.travel(f"{on} 10:00 +0800"):
        row = consultations.start(case=case, kind=kind, name=name, information="征地补偿协议", by=by)
        step = {"third_party": "ask_third_party", "organ": "ask_organ"}[kind]
        take_step(case=case, step=step, on=date.fromisoformat(on), by=by, who=row.label)
    row.refresh_from_db()
    return row


@pytest.fixture
def closed(ask, author, answer):
    """closed("secret", on="2026-03-02"): a request received two days later, answered on 20 March; the request."""

    def make(outcome="secret", on="2026-03-02", confirmed="2026-03-04", **days):
        with time_machine.travel(f"{confirmed} 10:00 +0800"):
            day = date.fromisoformat(confirmed)
            case = take_step(case=ask(on=on).case, step="confirm", on=day, by=author, reason=LATE)
        return answer(case, outcome, **days).request

    return make


@pytest.fixture
def take_up(reviewer):
    """take_up(request, on="2026-04-10"): the request in which the organ answers anew."""

    def correct(request, on="2026-04-10", until="2026-05-08", reason="漏查了一份文件", by=reviewer):
        with time_machine.travel(f"{on} 10:00 +0800"):
            return renewing.correct_answer(request=request, reason=reason, until=date.fromisoformat(until), by=by)

    return correct


@pytest.fixture
def reviewed(author):
    """reviewed(request): the review of its answer, sought on 3 April 2026 and served on the 8th."""

    def seek(request):
        with time_machine.travel("2026-04-08 10:00 +0800"):
            return suing.open_dispute(
                request=request, type="review", sought_on=date(2026, 4, 3), accepted_on=date(2026, 4, 7),
                served_on=date(2026, 4, 8), authority="青禾县人民政府", procedure="ordinary", by=author,
            )  # fmt: skip

    return seek


@pytest.fixture
def revoked(author):
    """revoked(review, on="2026-04-08"): the answer is revoked by the review, to be given anew within 20 days."""

    def decide(review, on="2026-04-08"):
        with time_machine.travel(f"{on} 10:00 +0800"):
            suing.decide(
                dispute=review, on=date.fromisoformat(on), decision="revoked", number="1号", made=date.fromisoformat(on),
                orders="redo", days=20, by=author,
            )  # fmt: skip

    return decide


@pytest.fixture
def channel(county, officer):
    return letter_remedies.set_remedies(organ=county, by=officer, channel_below=CHANNEL)


@pytest.fixture
def case(ask, author, channel):
    """A request received on 4 March."""
    case = ask().case
    with time_machine.travel("2026-03-04 10:00 +0800"):
        return take_step(case=case, step="confirm", on=date(2026, 3, 4), by=author, reason=LATE)


def drawn(case, code, by, on="2026-03-20", **given):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return drafts.draw_up(case=case, type=code, by=by, **{**filled(BOOK.types[code], case), **given})


def signed(letter, by, on="2026-03-20", **more):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return drafts.sign_letter(letter=letter, by=by, **more)


def text_of(letter):
    return drawing.words_of(drafts.kept_file(letter, "docx"))


@pytest.fixture
def live(ask, author, reviewer, head, notify, answer, channel):
    """live(**facts): the life of a request submitted on 2 March 2026 and confirmed on the 4th."""
    from gongkai.foi.tests.life import Life  # which takes consult from here

    def begin(**facts):
        by = None if facts.get("channel", "online") == "online" else author
        case = ask(by=by, **facts).case
        step = {"confirmed": "confirm", "delivered": "deliver_in"}.get(guards.receipt(case))
        if step:
            with time_machine.travel("2026-03-04 08:00 +0800"):
                reason = {"reason": LATE} if step == "confirm" else {}
                take_step(case=case, step=step, on=date(2026, 3, 4), by=author, **reason)
        return Life(case, author, reviewer, head, notify, answer, ask)

    return begin
