import os
from pathlib import Path

import pytest
from django.db import OperationalError

from gongkai.core import health, pages
from gongkai.core.registry import isolated


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    with isolated():
        for other in set(health.CHECKS) - {"database", "worker", "pages"}:
            del health.CHECKS[other]
        yield tmp_path


def test_all_is_well(client, db):
    health.beat()
    pages.purge("t")
    answer = client.get("/healthz")
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    state = answer.json()
    assert state["ok"] and state["database"]["ok"] and state["worker"]["ok"]
    assert state["pages"] == {"ok": True, "waiting_purges": 1}


def test_a_silent_worker_is_503(client, db, home):
    assert client.get("/healthz").status_code == 503, "it has never run"
    health.beat()
    os.utime(Path(home, "worker.beat"), (1, 1))
    answer = client.get("/healthz")
    assert answer.status_code == 503 and not answer.json()["worker"]["ok"] and answer.json()["database"]["ok"]


def test_without_a_database_it_still_answers_and_tells_no_secret(client, monkeypatch):
    def broken():
        raise OperationalError('connection to "db.internal" as "gongkai" with password "hunter2" failed')

    monkeypatch.setitem(health.CHECKS, "database", broken)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == {"ok": False, "error": "OperationalError"}
    assert "hunter2" not in answer.content.decode()


def test_a_room_adds_its_part(client, db):
    def index():
        raise health.Unwell("12 documents behind")

    health.beat()
    health.register("index", index)
    assert client.get("/healthz").json()["index"] == {"ok": False, "error": "12 documents behind"}
