"""Applying through somebody (代理申请): 条例 art. 29, 30; rules 3.2, 8."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gongkai.casework.models import Case
from gongkai.casework.parties.uploads import Upload
from gongkai.core.actions import Refused
from gongkai.core.models import AuditEntry
from gongkai.foi import actions, agency, applicant, letter_facts, selectors
from gongkai.foi.agency import Agency
from gongkai.foi.archive import file as archive
from gongkai.foi.disclosing.anonymous import without_people
from gongkai.foi.disputes import actions as disputes
from gongkai.foi.forms import CorrectionForm
from gongkai.foi.models import PROOFS, Agent, Enclosure, Request
from gongkai.foi.retention import erase
from gongkai.foi.tests.conftest import LATE, PDF, PERSON, text_of
from gongkai.foi.tests.test_desk import ENTRY
from gongkai.foi.tests.test_disputes import decided, dispute  # noqa: F401
from gongkai.foi.tests.test_public import FORM, facts, form, hidden, public_site, words  # noqa: F401
from gongkai.foi.tests.test_stories import step

NAME, NUMBER, PHONE = "上官云鹏", "990126199001010016", "13900002222"
THROUGH = {"agent_name": NAME, "agent_identifier": NUMBER, "agent_phone": PHONE}


def scan(kind):
    return Upload(f"{PROOFS[kind]}.pdf", "application/pdf", PDF)


def acting(*kinds, **more):
    return Agency(**{"name": NAME, "identifier": NUMBER, "phone": PHONE, "proofs": {k: scan(k) for k in kinds}, **more})


def uploads(*kinds):
    return {kind: SimpleUploadedFile(f"{kind}.pdf", PDF) for kind in kinds}


@pytest.fixture
def counter(ask, author):
    """A request of 2 March at the counter, through somebody who brought both identities and no 委托书."""
    through = acting("principal_identity", "agent_identity")
    return ask(channel="in_person", by=author, through=through).case.request


@pytest.fixture
def desk(author):
    client = Client()
    client.force_login(author)
    return client


# the story


def test_art_30_what_lacks_at_the_counter_is_asked_for_comes_and_the_answer_names_both(
    counter, desk, author, notify, answer
):
    with time_machine.travel("2026-03-03 10:00 +0800"):
        page = words(desk.get(f"/desk/cases/{counter.pk}/"))
        assert "缺委托书<" in page and f"/desk/requests/{counter.pk}/letters/correction/" in page
        page = words(desk.get(f"/desk/requests/{counter.pk}/letters/correction/"))
    assert "提交委托书。" in page and "委托人身份证明" not in page
    case = notify(counter.case, "correction", on="2026-03-04", what="提交委托书。", until="2026-04-30")
    asked = "".join(case.letters.get().content["opening"] + case.letters.get().content["body"])
    assert f"你委托{NAME}于2026年3月2日当面提出" in asked and "提交委托书" in asked
    with time_machine.travel("2026-03-10 10:00 +0800"):
        there = f"/desk/requests/{counter.pk}/correction/"
        page = words(desk.get(there))
        assert 'name="mandate"' in page and 'name="agent_identity"' not in page
        desk.post(there, {"on": "2026-03-10", "text": "", **uploads("mandate")})
    case = Case.objects.get(pk=counter.pk)
    assert (case.state, case.due_on) == ("handling", date(2026, 4, 8))  # 20 working days after the correction
    assert agency.lacking(case.request) == []
    assert "缺委托书" not in words(desk.get(f"/desk/cases/{counter.pk}/"))
    case = answer(case, "granted", on="2026-03-20", sent="2026-03-23")
    letter = case.letters.get(type="granted")
    text = text_of(letter)
    assert letter.content["to"] == PERSON["name"] and f"你委托{NAME}于" in text and PERSON["name"] in text


def test_a_unit_acts_through_somebody_in_its_own_words(ask, author, notify):
    unit = {"applicant_kind": "enterprise", "name": "青禾县甲商行", "identifier": "91110000600037341L"}
    case = ask(channel="in_person", by=author, through=acting(), **unit).case
    case = notify(case, "extension", on="2026-03-20", days=10)
    assert f"你单位委托{NAME}于" in "".join(case.letters.get().content["opening"])


def test_a_letter_of_somebody_who_asks_for_themselves_says_nothing_of_an_agent(asked, author, notify):
    case = notify(step(asked.case, "confirm", "2026-03-04", author, reason=LATE), "extension", on="2026-03-20", days=10)
    opening = "".join(case.letters.get().content["opening"])
    assert opening.startswith("你于2026年3月2日") and "委托" not in opening


# what is asked for


@pytest.mark.parametrize(
    ("channel", "given", "fields"),
    [
        ("online", acting(), ["mandate", "principal_identity", "agent_identity"]),
        ("online", acting("mandate", "principal_identity"), ["agent_identity"]),
        ("online", acting(*PROOFS), []),
        ("online", acting(*PROOFS, identifier=""), ["agent_identifier"]),
        ("in_person", acting(), []),
        ("mail", acting(identifier="", phone=""), []),
        ("in_person", acting(name=" "), ["agent_name"]),
        ("mail", acting(identifier="990126199001010017"), ["agent_identifier"]),
        ("mail", acting(document="credit"), ["agent_document"]),
        ("mail", acting(phone="12"), ["agent_phone"]),
    ],
)
def test_art_29_30_papers_are_needed_online_and_may_come_later_on_paper(channel, given, fields):
    assert [field for field, _ in agency.problems(given, channel)] == fields


def test_online_a_request_without_the_papers_is_refused_by_the_action_too(ask, db):
    with pytest.raises(Refused, match="请上传委托书"):
        ask(through=acting())
    assert not Request.objects.exists()


def test_the_public_form_keeps_agent_and_papers(client, form, civil):  # noqa: F811
    page = words(form)
    assert "<summary>由代理人提出</summary>" in page and '<details class="stack">' in page
    wrong = client.post(FORM, {**facts(civil, **THROUGH), **hidden(form)})
    page = words(wrong)
    assert '<details class="stack" open>' in page and page.count("请上传委托书") == 2 and NAME in page
    assert not Case.objects.exists()
    page = words(client.post(FORM, {**facts(civil, **THROUGH), **hidden(wrong), **uploads(*PROOFS)}, follow=True))
    request = Request.objects.get()
    assert (request.party.name, request.agent.name, request.agent.identifier) == (PERSON["name"], NAME, NUMBER)
    assert sorted(e.kind for e in request.enclosures.all()) == sorted(PROOFS)
    assert "上***" in page and "李**" in page and NAME not in page and PERSON["name"] not in page


def test_who_asks_for_themselves_fills_in_nothing_of_it(client, form, civil):  # noqa: F811
    client.post(FORM, {**facts(civil, agent_document="identity"), **hidden(form)})
    assert Request.objects.get().through is None and not Agent.objects.exists()


def test_a_paper_that_is_no_scan_is_said_at_its_field(client, form, civil):  # noqa: F811
    files = {**uploads("principal_identity", "agent_identity"), "mandate": SimpleUploadedFile("委托书.exe", b"MZ\x90")}
    answer = client.post(FORM, {**facts(civil, **THROUGH), **hidden(form), **files})
    assert set(answer.context["form"].errors) == {"mandate"} and not Case.objects.exists()


def test_at_the_counter_it_is_registered_without_the_papers(desk, civil):
    sent = {**ENTRY, "organ": civil.pk, "on": timezone.localdate().isoformat(), "agent_name": NAME}
    page = words(desk.post("/desk/requests/new/", sent))
    request = Request.objects.get()
    assert "上***" in page and NAME not in page
    assert (request.agent.name, request.agent.identifier) == (NAME, "")
    page = words(desk.get(f"/desk/cases/{request.pk}/"))
    assert "缺委托书、委托人身份证明、受托人身份证明" in page


def test_what_lacks_may_come_with_an_online_correction(counter, notify):
    notify(counter.case, "correction", on="2026-03-04", until="2026-04-30")
    lacking = agency.lacking(counter)
    posted = CorrectionForm({"text": ""}, uploads("mandate"), lacking=lacking)
    assert posted.is_valid() and list(posted.cleaned_data["proofs"]) == ["mandate"]
    with time_machine.travel("2026-03-10 10:00 +0800"):
        applicant.answer_correction(request=Request.objects.get(), by=None, **posted.cleaned_data)
    added = Enclosure.objects.get(kind="mandate")
    assert added.supplement is not None and AuditEntry.objects.get(verb="request.correct").detail["files"] == 1


def test_the_applicants_page_asks_for_what_lacks_and_names_both_masked(client, counter, ask, author, notify):
    receipt = ask(channel="in_person", by=author, through=acting("mandate"))
    case = notify(receipt.case, "correction", on="2026-03-04", until="2026-04-30")
    client.post("/requests/follow/", {"number": case.number, "code": receipt.code})
    page = words(client.get("/requests/mine/"))
    assert 'name="c-principal_identity"' in page and 'name="c-mandate"' not in page
    assert "代理人 上***" in page and NAME not in page


# who may know


def test_revealing_shows_both_so_that_either_can_be_asked_to_confirm(counter, desk):
    page = words(desk.get(f"/desk/cases/{counter.pk}/"))
    assert "上***" in page and NAME not in page
    page = words(desk.post(f"/desk/requests/{counter.pk}/identity/", {"reason": "电话确认收到"}))
    assert all(value in page for value in (NAME, NUMBER, PHONE, PERSON["name"], PERSON["identifier"]))


def test_others_read_neither_name_nor_number_nor_telephone(ask, author):
    said = f"{NAME}（{NUMBER}，{PHONE}）代{PERSON['name']}申请征地补偿方案"
    request = ask(channel="in_person", by=author, through=acting(), description=said).case.request
    revealed = dict(actions.reveal_words(request=request, reason="督查", by=author))["所需政府信息"]
    lists = selectors.words_asked([request.pk])[request.pk]
    for text in (letter_facts.nameless(request), without_people(request, said), revealed, lists):
        assert "征地补偿方案" in text
        assert not [value for value in (NAME, NUMBER, PHONE, PERSON["name"]) if value in text]


def test_the_file_for_the_archive_lists_the_mandate(ask, author, answer):
    case = ask(channel="in_person", by=author, through=acting(*PROOFS)).case
    titles = [piece.title for piece in archive.build(answer(case, "granted")).pieces]
    assert {f"{label}：{label}.pdf" for label in PROOFS.values()} <= set(titles)


def test_erasing_takes_the_agent_and_the_papers_along(counter, author, django_capture_on_commit_callbacks):
    Request.objects.filter(pk=counter.pk).update(description=f"{NAME}代为申请征地补偿方案")
    step(counter.case, "withdraw", "2026-03-05", author)
    with django_capture_on_commit_callbacks(execute=True):
        erase(request=counter, by=author)
    left = Request.objects.get(pk=counter.pk)
    assert left.through is None and not Agent.objects.exists() and not Enclosure.objects.exists()
    assert NAME not in left.description and "征地补偿方案" in left.description


def test_an_answer_given_anew_keeps_the_agent_and_asks_for_no_papers(
    counter,
    author,
    answer,
    dispute,  # noqa: F811
    decided,  # noqa: F811
):
    answer(counter.case, "secret")
    review = dispute(Request.objects.get())
    decided(review, "revoked", "2026-06-22", orders="redo", days=20)
    again = disputes.redo(dispute=review, by=author).request
    assert (again.agent.name, again.agent.identifier, again.agent.phone) == (NAME, NUMBER, PHONE)
    assert agency.lacking(counter) == ["mandate"] and agency.lacking(again) == []
