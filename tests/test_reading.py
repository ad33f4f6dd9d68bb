"""Reading pages never write: a database held by somebody else keeps no page from anybody."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

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
