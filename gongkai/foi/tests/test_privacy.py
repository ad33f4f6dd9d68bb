"""What identifies an applicant is found nowhere but in the encrypted columns and on the page that reveals it."""

import json
import logging
import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client

from gongkai.casework.actions import take_step
from gongkai.casework.models import Party
from gongkai.casework.reading import entitle
from gongkai.core.challenge import NUMERALS
from gongkai.core.logs import JsonLine
from gongkai.core.models import AuditEntry, StoredPage
from gongkai.foi.models import PROOFS, Request
from gongkai.foi.retention import erase
from gongkai.foi.tests.conftest import LATE
from gongkai.search import indexing

NAME, IDENTIFIER, PHONE, EMAIL = "欧阳锦绣", "11010119900307002X", "13800001111", "jinxiu@example.com"
ADDRESS, FILE, SECRET = "城关镇柳树巷九号", "欧阳锦绣身份证.pdf", (b"%PDF-1.4 " + "欧阳锦绣".encode() + b" %%EOF")
AGENT = {"agent_name": "上官云鹏", "agent_identifier": "990126199001010016", "agent_phone": "13900002222"}
PERSONAL = (NAME, IDENTIFIER, PHONE, EMAIL, ADDRESS, *AGENT.values())


class Kept(logging.Handler):
    """Every log line as it would be written."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(JsonLine().format(record))


@pytest.fixture
def log():
    kept, root = Kept(), logging.getLogger()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    yield kept.lines
    root.removeHandler(kept)
    root.setLevel(level)


@pytest.fixture
def lived(db, site, civil, author, settings, log):
    """A whole life in the browser: asked, mistaken first, followed, corrected wrongly, withdrawn; the addresses seen."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, addresses = Client(), []

    def go(method, address, data=None):
        answer = getattr(client, method)(address, data, follow=True)
        addresses.extend([address, *(url for url, _ in answer.redirect_chain)])
        return answer.content.decode()

    page = go("post", "/requests/form/", {"organ": civil.pk, "description": "三组的征地批复"})

    def sent(page, **more):
        a, b = (NUMERALS.index(c) for c in re.search("(.)加(.)等于几", page).groups())
        return {
            "token": re.search(r'name="token" value="([^"]+)"', page)[1],
            "sum_token": re.search(r'name="sum_token" value="([^"]+)"', page)[1],
            "sum": str(a + b), "organ": civil.pk, "description": "三组的征地批复", "applicant_kind": "person",
            "name": NAME, "identifier": IDENTIFIER, "phone": PHONE, "email": EMAIL, "address": ADDRESS,
            "format": "electronic", "delivery": "email", "files": SimpleUploadedFile(FILE, SECRET), **AGENT,
            **{kind: SimpleUploadedFile(FILE, SECRET) for kind in PROOFS}, **more,
        }  # fmt: skip

    def again(client):
        return client.post("/requests/form/", {"organ": civil.pk, "description": "三组"}).content.decode()

    page = go("post", "/requests/form/", sent(page, identifier="110101199003070020"))
    page = go("post", "/requests/form/", sent(page))
    request = Request.objects.get()
    code = "".join(re.search(r"([2-9A-Z]{4})-([2-9A-Z]{4})<", page).groups())
    go("post", "/requests/follow/", {"number": request.case.number, "code": "22222222"})
    mine = go("post", "/requests/follow/", {"number": request.case.number, "code": code})
    go("post", "/requests/mine/correct/", {"c-text": f"我叫{NAME}"})
    go("post", "/requests/mine/withdraw/", {"sure": "yes"})
    go("get", "/requests/statistics/")
    go("get", "/requests/")
    indexing.drain()
    yield {"request": request, "addresses": addresses, "mine": mine, "code": code, "sent": sent, "again": again}
    indexing.close()


def test_the_database_holds_it_encrypted_only(lived):
    """Every column of every table, as the database has it."""
    found, columns = [], 0
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            columns += 1
            values = model._base_manager.annotate(raw=Cast(field.name, TextField())).values_list("raw", flat=True)
            text = "\n".join(value for value in values if value)
            found += [(model.__name__, field.name, word) for word in (*PERSONAL, FILE, lived["code"]) if word in text]
    assert columns > 100
    assert found == []


def test_no_file_holds_it(lived, tmp_path):
    """Page store, search index, kept files, vault: whatever was written during the life."""
    files = [f for f in Path(tmp_path).rglob("*") if f.is_file()]
    assert any(f.name == "index.html" for f in files)
    assert any("vault" in f.parts[-2] for f in files)
    for file in files:
        content = file.read_bytes()
        assert not [word for word in PERSONAL if word.encode() in content], file


def test_no_log_line_holds_it_even_when_the_program_breaks(lived, log, monkeypatch):
    def broken(submit, **facts):
        raise RuntimeError("broken")

    monkeypatch.setattr("gongkai.casework.parties.receipts.submit_once", broken)
    client = Client(raise_request_exception=False)
    answer = client.post("/requests/form/", lived["sent"](lived["again"](client)))
    assert answer.status_code == 500
    assert any("broken" in line for line in log)
    assert not [line for line in log for word in (*PERSONAL, lived["code"]) if word in line]


def test_the_audit_trail_tells_what_was_done_and_not_to_whom(lived):
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"case.open", "request.submit", "request.withdraw"} <= verbs
    text = str(list(AuditEntry.objects.values_list("detail", "noun_id")))
    assert not [word for word in (*PERSONAL, FILE, lived["code"]) if word in text]


def test_no_address_says_it(lived):
    assert lived["addresses"]
    assert not [a for a in lived["addresses"] for word in (*PERSONAL, lived["code"], "三组") if word in a]


def test_only_public_pages_are_stored(lived):
    paths = set(StoredPage.objects.values_list("path", flat=True))
    assert "/requests/statistics/" in paths
    assert not {p for p in paths if p.startswith("/requests/")} - {"/requests/", "/requests/statistics/"}


def test_the_applicants_own_page_is_masked(lived):
    assert "欧***" in lived["mine"]
    assert not [word for word in PERSONAL if word in lived["mine"].replace(FILE, "")]


def test_no_search_source_knows_requests(lived):
    from gongkai.search.documents import SOURCES

    assert "request" not in SOURCES
    assert "case" not in SOURCES


def test_every_table_of_this_room_is_looked_at():
    """A new model with personal columns belongs among the encrypted ones and in retention.erase."""
    from gongkai.core.crypto import EncryptedField

    encrypted = {
        f"{model.__name__}.{field.name}"
        for model in (Party, *apps.get_app_config("foi").get_models())
        for field in model._meta.local_fields
        if isinstance(field, EncryptedField)
    }
    asked = {"name", "contact", "information", "reasons", "decision_reasons"}
    assert encrypted == {
        "Reasons.judgement",
        "Reasons.text",
        *(f"Party.{name}" for name in ("name", "identifier", "contact", "comment")),
        "Enclosure.name",
        *(f"Agent.{name}" for name in ("name", "identifier", "phone")),
        "Dispute.claim",
        "DisputeFile.name",
        *(f"Material.{name}" for name in ("name", "marks", "hits", "reason")),
        *(f"Consultation.{name}" for name in asked),
        "Part.what",
        "Part.fields",
        "Request.description",
        "Request.items_reason",
        "Supplement.text",
        "Suggestion.reason",
        *(f"SearchNote.{name}" for name in ("places", "words", "result")),
        "Material.problem",
    }


def test_lists_show_no_numbers_that_were_written_into_a_description(ask, author):
    case = ask(description="本人 11010119900307002X，电话 13800000000，要征地补偿方案").case
    assert case.subject == "公开申请（自然人，互联网）"
    entitle([case], author)
    assert case.title == "本人 ■■，电话 ■■，要征地补偿方案"
    assert "11010119900307002X" in case.request.description


def test_what_proves_a_delivery_stays_with_the_letter_and_goes_with_it(asked, author, reviewer, answer):
    case = take_step(case=asked.case, step="confirm", on=date(2026, 3, 4), by=author, reason=LATE)
    case = answer(case, "granted")
    assert "网上送达" not in json.dumps([e.data for e in case.entries.all()], ensure_ascii=False)
    assert case.letters.get().proof == "网上送达"
    erase(request=case.request, by=None)
    assert case.letters.get().proof == ""
