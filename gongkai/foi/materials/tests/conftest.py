"""A request under way, and files that go out with its answer."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongkai.casework.parties.uploads import Upload
from gongkai.foi.actions import submit_request
from gongkai.foi.materials import actions
from gongkai.foi.redaction.tests.made import one_page
from gongkai.foi.tests.conftest import PERSON

DAY = date(2026, 3, 4)
SECRET = "Zhang Daming"
PDF, WORD = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper() -> bytes:
    return one_page(f"BT /F 20 Tf 60 200 Td (for {SECRET}) Tj 0 -60 Td (open) Tj ET")


def file(name="审批表.pdf", content=None):
    return SimpleUploadedFile(name, paper() if content is None else content)


@pytest.fixture
def one_day():
    with time_machine.travel("2026-03-04 10:00 +0800", tick=False):
        yield


@pytest.fixture
def receipt(civil, author, one_day):
    asked = {**PERSON, "delivery": "pickup"}
    return submit_request(organ=civil, channel="in_person", by=author, **asked)


@pytest.fixture
def case(receipt):
    return receipt.case


@pytest.fixture
def material(case, author):
    """A PDF of one page that names somebody, still open."""
    upload = Upload(f"{SECRET}审批表.pdf", PDF, paper())
    return actions.add(request=case.request, files=[upload], shapes=[[[400, 300]]], by=author)[0]


@pytest.fixture
def as_(db):
    def sign_in(account):
        client = Client()
        client.force_login(account)
        return client

    return sign_in
