"""Requests for the tests of this room."""

from types import SimpleNamespace

import pytest
import time_machine

from gongkai.foi import actions
from gongkai.foi.enclosures import Upload

PERSON = {
    "applicant_kind": "person",
    "name": "李大林",
    "identifier": "11010119900307002X",
    "contact": {"phone": "000-0000000"},
    "description": "青山镇三组征地补偿安置方案及批复文件",
}
PDF = b"%PDF-1.4 x %%EOF"


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
