"""Nothing falls over: a busy database, a full disk, a key that is gone, each met by a real process in a home of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SMALL = """
import django; django.setup()
from datetime import date
from django.conf import settings
from django.test import Client
from gongkai.organs.models import Account, Organ, Post
from gongkai.portal.models import Site
def people():
    county = Organ.objects.create(name="青禾县人民政府", short_name="县政府", code="000014349", level="government")
    Site.objects.create(name="青禾县人民政府", host="testserver", is_default=True, owner=county)
    zhang = Account.objects.create_user(username="zhang", password="long enough 1", full_name="张")
    Post.objects.create(account=zhang, organ=county, role="author", since=date(2020, 1, 1))
    return zhang
def staff():
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(username="zhang"))
    return client
anybody = Client(raise_request_exception=False)
"""


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def environ(home, **more):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GONGKAI_") and k != "DATABASE_URL"}
    return {**clean, "GONGKAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "gongkai.config.settings", **more}


def gongkai(home, *command, **more):
    """The command line, as an administrator types it."""
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *command],
        env=environ(home, **more), capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[1],
    )  # fmt: skip


def told(home, code, **more):
    """What a process prints that runs ``code`` in this home; it must live."""
    answer = subprocess.run(
        [sys.executable, "-c", SMALL + code],
        env=environ(home, **more), capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr[-3000:]
    return answer.stdout


@pytest.fixture
def made(home):
    """A home with a county, its site and an author."""
    assert gongkai(home, "migrate", "--verbosity", "0").returncode == 0
    told(home, "people()")
    return home


BUSY = """
import sqlite3, time
author = staff()
other = sqlite3.connect(settings.HOME / "gongkai.sqlite3", isolation_level=None)
other.execute("BEGIN IMMEDIATE")
began = time.monotonic()
for path in ("/desk/", "/desk/records/?q=x", "/desk/records/?q=y", "/desk/cases/?due=5", "/desk/records/new/"):
    print(author.get(path).status_code)
for path in ("/", "/search/", "/disclosure/", "/requests/new/", "/requests/follow/", "/desk/login/"):
    print(anybody.get(path).status_code)
print(time.monotonic() - began < 8)
settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.2
from django.db import connection
connection.close()
answer = author.post("/desk/records/new/", {"organ": 1, "kind": "news", "title": "题"})
print(answer.status_code, answer["Retry-After"], "数据库正忙" in answer.content.decode())
"""


def test_a_busy_database_keeps_no_page_from_a_reader_and_is_503_for_a_writer(made):
    assert told(made, BUSY).split() == [*["200"] * 11, "True", "503", "30", "True"]
