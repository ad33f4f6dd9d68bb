"""What outsiders wrote stands nowhere in the database but encrypted; a database of before comes to that without loss."""

import hashlib
from datetime import date

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gongkai.casework.actions import take_step
from gongkai.casework.managing import notices
from gongkai.casework.models import Case
from gongkai.casework.parties.uploads import Upload
from gongkai.casework.reading import entitle
from gongkai.core import rotation
from gongkai.core.models import AuditEntry
from gongkai.foi import applicant, consultations, excess, letters, retention, searching
from gongkai.foi.actions import description_key
from gongkai.foi.disclosing import actions as disclosing
from gongkai.foi.disputes.actions import open_dispute
from gongkai.foi.dividing import split
from gongkai.foi.materials import actions as materials
from gongkai.foi.models import Request
from gongkai.foi.redaction.tests.made import blank_pages
from gongkai.foi.tests.conftest import LATE

DAY = date(2026, 3, 4)
NAME, IDENTIFIER, PHONE = "欧阳锦绣", "11010119900307002X", "13800001111"
WORDS = {
    "description": "柳树湾鱼塘填埋",
    "supplement": "补正鱼苗清单",
    "comment": "窗口冷冷清清",
    "search": "查鱼塘台账",
    "ledger": "来电称鱼塘",
    "reasons": "因鱼塘诉讼",
    "judgement": "鱼塘理由成立",
    "void": "鱼塘写错",
    "proof": "鱼塘主签收",
    "claim": "请求公开鱼塘",
    "third": "司马鱼贩",
    "part": "鱼塘第一项",
    "decline": "鱼塘只涉本人",
    "file": "鱼塘照片.pdf",
    "asked": "请说明鱼塘在哪",
    "problem": "鱼塘没有遮住",
}


def cells():
    """(table, text) of every row of every table, as the database has it; sessions also as they are read."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, " ".join(map(str, row))
    for session in Session.objects.all():
        yield "session", str(session.get_decoded())


def found(words):
    rows = list(cells())
    assert len({table for table, _ in rows}) > 10
    return sorted({(table, word) for table, text in rows for word in words if word in text})


@pytest.fixture
def lived(ask, answer, draft, author, civil, county):
    """Two requests with words of outsiders wherever they can be written: one up to its answer and what comes after, one in
    hand. The case that is closed."""
    files = [Upload(WORDS["file"], "application/pdf", blank_pages(1))]
    who = {"name": NAME, "identifier": IDENTIFIER, "contact": {"phone": PHONE}, "files": files}
    one = ask(description=f"{WORDS['description']}，我叫{NAME}", **who).case
    two = ask(description=f"再要{WORDS['description']}", **who).case
    with time_machine.travel("2026-03-04 10:00 +0800"):
        one, two = (
            take_step(case=c, step="confirm", on=DAY, by=author, text=WORDS["ledger"], reason=LATE) for c in (one, two)
        )
        take_step(case=one, step="ask_correction", on=DAY, by=author, what=WORDS["asked"], until="2026-03-20")
        applicant.answer_correction(request=one.request, text=WORDS["supplement"], files=files, by=None)
        take_step(case=one, step="ask_reasons", on=DAY, by=author, until="2026-03-20")
        excess.give_reasons(request=one.request, text=WORDS["reasons"], by=None)
        excess.judge_reasons(request=one.request, reasonable="yes", judgement=WORDS["judgement"], by=author)
        texts = dict.fromkeys(("places", "words", "result"), WORDS["search"])
        searching.note_search(request=two.request, on=DAY, by=author, **texts)
        split(case=two, texts=[WORDS["part"], "另一项"], by=author)
        material = materials.add(request=two.request, files=files, shapes=[[[100, 100]]], by=author)[0]
        materials.finish_redaction(material=material, content=b"", problem=WORDS["problem"], by=author)
        consultations.start(case=two, kind="third_party", name=WORDS["third"], information=WORDS["part"], by=author)
        letters.void(letter=draft(two, "receipt", on="2026-03-04"), reason=WORDS["void"], by=author)
    one = answer(one, "granted")
    with time_machine.travel("2026-03-24 10:00 +0800"):
        applicant.rate(request=one.request, score=1, comment=WORDS["comment"], by=None)
        disclosing.suggest_disclosure(request=one.request, by=None)
        disclosing.decline_suggestion(request=one.request, reason=WORDS["decline"], by=author)
        open_dispute(
            request=one.request, type="review", authority="县政府", procedure="ordinary", by=author, claim=WORDS["claim"],
            sought_on=date(2026, 3, 24), accepted_on=date(2026, 3, 24), served_on=date(2026, 3, 24), files=files,
        )  # fmt: skip
        notices.remind()
    return one


def test_descriptions_and_all_other_words_of_outsiders_stand_nowhere_in_plain(lived, client, author):
    """Every row of every table, with the queue, the sessions and the audit trail; also after the desk was used."""
    client.force_login(author)
    for address in ("/desk/", "/desk/cases/", f"/desk/cases/{lived.pk}/", "/desk/notices/"):
        assert client.get(address).status_code == 200
    assert found([NAME, IDENTIFIER, PHONE, *WORDS.values()]) == []
    request = Request.objects.get(pk=lived.pk)
    assert (request.description, request.party.comment) == (f"{WORDS['description']}，我叫{NAME}", WORDS["comment"])
    assert request.supplements.get().text == WORDS["supplement"]
    assert WORDS["ledger"] in [entry.text for entry in lived.entries.all()]


def test_erasing_blacks_out_names_in_everything_that_stays(lived, author):
    ledger = lived.entries.get(type="confirmed")
    type(ledger).objects.filter(pk=ledger.pk).update(text=f"与{NAME}确认", data={"reason": f"{NAME}同意"})
    request = Request.objects.get(pk=lived.pk)
    type(request.suggestion).objects.update(reason=f"只涉及{NAME}")
    Case.objects.filter(type="review").update(state="closed", closed_on=date(2026, 4, 1))
    retention.erase(request=request, by=None)
    request = Request.objects.get(pk=lived.pk)
    assert request.description == f"{WORDS['description']}，我叫■■"
    ledger.refresh_from_db()
    assert (ledger.text, ledger.data, request.suggestion.reason) == ("与■■确认", {"reason": "■■同意"}, "只涉及■■")
    assert found([WORDS["description"], NAME]) == []


def test_equal_descriptions_are_found_by_a_key_that_cannot_be_guessed(ask):
    request = ask(description="征地批复。").case.request
    assert request.description_key == description_key("征地 批复")
    assert request.description_key != hashlib.sha256("征地批复".encode()).hexdigest()


def test_lists_call_a_case_by_its_words_for_those_who_work_on_it_only(ask, author, make_account, civil):
    case = ask(name=NAME, description=f"我叫{NAME}，要{WORDS['description']}").case
    for role, title in (
        ("author", f"我叫■■，要{WORDS['description']}"),
        ("organ_head", f"我叫■■，要{WORDS['description']}"),
        ("auditor", "公开申请（自然人，互联网）"),
        ("secrecy_reviewer", "公开申请（自然人，互联网）"),
    ):
        seen = Case.objects.get(pk=case.pk)
        entitle([seen], make_account(f"a {role}", civil, role))
        assert seen.title == title, role


def test_the_list_is_searched_by_words_within_what_one_may_read(ask, make_account, civil, finance, client):
    case = ask(description=f"要{WORDS['description']}的批复").case
    ask(description="别的", organ=finance)
    for role, organ, count in (("author", civil, 1), ("auditor", civil, 0), ("author", finance, 0)):
        client.force_login(make_account(f"{role} {organ.pk}", organ, role))
        page = client.get("/desk/cases/", {"q": "鱼塘填埋"}).content.decode()
        assert page.count(f"/desk/cases/{case.pk}/") == count, (role, organ)
        assert WORDS["description"] in page.replace("<wbr>", "") or not count


@pytest.mark.parametrize("role", ["auditor", "secrecy_reviewer"])
def test_whoever_only_looks_reads_the_words_for_a_reason_that_is_counted(lived, client, make_account, civil, role):
    client.force_login(make_account("looks", civil, role))
    case_page, address = f"/desk/cases/{lived.pk}/", f"/desk/requests/{lived.pk}/identity/"
    page = client.get(case_page).content.decode()
    assert address in page and not [word for word in (NAME, *WORDS.values()) if word in page]
    assert "请写明查看申请内容的理由" in client.post(address, {"reason": " "}).content.decode()
    shown = client.post(address, {"reason": "核查超期"})
    text = shown.content.decode()
    assert WORDS["description"] in text and WORDS["supplement"] in text and "no-store" in shown["Cache-Control"]
    assert not [word for word in (NAME, IDENTIFIER, PHONE) if word in text]
    entry = AuditEntry.objects.get(verb="request.reveal")
    assert entry.detail == {"what": "words", "reason": "核查超期"}
    assert "已查看 1 次" in client.get(case_page).content.decode()


BEFORE = [("foi", "0015_searches"), ("casework", "0006_waiting_for_longer"), ("organs", "0003_temporary_password")]


@pytest.mark.django_db(transaction=True)
def test_a_database_of_before_is_sealed_without_loss():
    """Requests at several stages, more of them than a batch holds."""
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    try:
        _people_of_before(executor.loader.project_state(BEFORE).apps.get_model)
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        assert found([NAME, *WORDS.values()]) == []
        first, *_, last = Request.objects.select_related("case").order_by("pk")
        assert (first.description, first.party.comment) == (f"{NAME}要{WORDS['description']}0", WORDS["comment"])
        assert (last.description, last.party.comment) == (f"{NAME}要{WORDS['description']}{rotation.BATCH * 3}", "")
        assert first.description_key == description_key(first.description)
        assert first.case.subject == "公开申请（自然人，互联网）"
        assert (first.supplements.get().text, first.suggestion.reason) == (WORDS["supplement"], WORDS["decline"])
        assert [getattr(first.searches.get(), name) for name in ("places", "words", "result")] == [WORDS["search"]] * 3
        entry = first.case.entries.get()
        assert (entry.text, entry.data) == (WORDS["ledger"], {"channel": "online", "days": 3, "what": WORDS["asked"]})
        letter = first.case.letters.get()
        assert (letter.proof, letter.void_reason) == (WORDS["proof"], WORDS["void"])
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_the_way_back_opens_what_was_sealed():
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    try:
        _people_of_before(executor.loader.project_state(BEFORE).apps.get_model, 1)
        for state in (executor.loader.graph.leaf_nodes(), BEFORE):
            executor = MigrationExecutor(connection)
            executor.migrate(state)
        model = executor.loader.project_state(BEFORE).apps.get_model
        assert model("foi", "Request").objects.first().description == f"{NAME}要{WORDS['description']}0"
        entry = model("casework", "Entry").objects.first()
        assert entry.data == {"channel": "online", "days": 3, "what": WORDS["asked"]}
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


def _people_of_before(model, count=rotation.BATCH * 3 + 1):
    organ = model("organs", "Organ").objects.create(name="县民政局", level="department", path="000001")
    account = model("organs", "Account").objects.create(username="zhang", full_name="张三")
    for n in range(count):
        case = model("casework", "Case").objects.create(
            type="foi", number=f"{n}号", organ=organ, subject=f"{NAME}要{WORDS['description']}"[:60], state="closed",
            submitted_on=date(2026, 3, 2),
        )  # fmt: skip
        request = model("foi", "Request").objects.create(
            case=case, applicant_kind="person", name=NAME, identifier=IDENTIFIER, contact={}, channel="online",
            description=f"{NAME}要{WORDS['description']}{n}", description_key="x", code_digest="x",
            comment="" if n else WORDS["comment"],
        )  # fmt: skip
        if n:
            continue
        on = {"on": date(2026, 3, 2)}
        model("foi", "Supplement").objects.create(request=request, text=WORDS["supplement"], **on)
        texts = dict.fromkeys(("places", "words", "result"), WORDS["search"])
        model("foi", "SearchNote").objects.create(request=request, by=account, **on, **texts)
        model("foi", "Suggestion").objects.create(request=request, reason=WORDS["decline"], **on)
        data = {"channel": "online", "days": 3, "what": WORDS["asked"]}
        model("casework", "Entry").objects.create(
            case=case, sequence=1, type="x", text=WORDS["ledger"], data=data, **on
        )
        model("casework", "Letter").objects.create(
            case=case, type="receipt", drawn_by=account, proof=WORDS["proof"], void_reason=WORDS["void"]
        )
