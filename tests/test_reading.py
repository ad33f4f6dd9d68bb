"""Reading pages never write: a database held by somebody else keeps no page from anybody."""

import re
import sqlite3

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from gongkai.core.models import AuditEntry
from gongkai.organs.rules import ROLES
from tests.test_matrix import ROWS

# opening a file of a case is a deed: the audit trail has it before the file goes out, or it does not go out
DEEDS = {
    "cases_export", "dispute_paper", "request_file", "request_sheet", "letter_pdf", "letter_docx", "material_page",
    "material_original", "trail_export", "attachment_original",
}  # fmt: skip
READS = re.compile(r"\s*(SELECT(?!.*FOR UPDATE)|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|DECLARE|WITH\b)", re.I | re.S)


class NoWrites:
    """Execute wrapper that collects statements that write."""

    def __init__(self):
        self.found = []

    def __call__(self, execute, sql, params, many, context):
        if not READS.match(sql):
            self.found.append(sql[:80])
        return execute(sql, params, many, context)


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_a_file_that_waits_for_its_audit_entry_says_to_come_back(name, world, make_account, monkeypatch):
    """SQLite is held by another writer: the page says so, and to load it again, not to submit anything again."""
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = sqlite3.SQLITE_BUSY

    def busy(*args, **kwargs):
        raise OperationalError("database is locked") from cause

    client = Client(raise_request_exception=False)
    client.force_login(make_account("someone", world.civil, "auditor" if name == "trail_export" else "reviewer"))
    address = reverse(f"desk:{name}", args=ROWS[name].args(world))
    before = AuditEntry.objects.count()
    monkeypatch.setattr(AuditEntry.objects, "create", busy)
    answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    page = answer.content.decode()
    assert "数据库正忙" in page and "请过半分钟刷新本页" in page and "再提交一次" not in page
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", [name for name in ROWS if name not in DEEDS])
def test_no_desk_page_writes_when_it_is_read(name, world, make_account):
    address, writes = reverse(f"desk:{name}", args=ROWS[name].args(world)), []
    for role in ROLES:
        client, watch = Client(), NoWrites()
        client.force_login(make_account(f"{role}-{name}"[:40], world.civil, role))
        with connection.execute_wrapper(watch):
            client.get(address, {"q": "方案"})
            client.get(address)
        writes += [(role, sql) for sql in watch.found]
    assert not writes
