"""Trouble of the machine is told with a sentence and 503; a mistake of the program stays one."""

import errno
import sqlite3

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, InternalError, OperationalError, connection
from django.test import Client

from gongkai.core import limits, pages, patience, trouble
from gongkai.core.sessions import SessionStore
from gongkai.core.trouble import Trouble


def sqlite(code):
    cause = sqlite3.OperationalError("x")
    cause.sqlite_errorcode = code
    error = OperationalError("x")
    error.__cause__ = cause
    return error


def postgresql(cause, kind=OperationalError):
    error = kind("x")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "met"),
    [
        (sqlite(sqlite3.SQLITE_FULL), Trouble.FULL),
        (sqlite(sqlite3.SQLITE_READONLY_DBMOVED), Trouble.FULL),
        (sqlite(sqlite3.SQLITE_IOERR_WRITE), Trouble.FULL),
        (sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), Trouble.BUSY),
        (sqlite(sqlite3.SQLITE_ERROR), None),
        (postgresql(psycopg.errors.DiskFull()), Trouble.FULL),
        (postgresql(psycopg.errors.ReadOnlySqlTransaction(), InternalError), Trouble.FULL),
        (postgresql(psycopg.errors.LockNotAvailable()), Trouble.BUSY),
        (postgresql(psycopg.errors.AdminShutdown()), Trouble.AWAY),
        (postgresql(psycopg.OperationalError("connection refused")), Trouble.AWAY),
        (postgresql(psycopg.errors.UndefinedTable(), DatabaseError), None),
        (OSError(errno.ENOSPC, "x"), Trouble.FULL),
        (OSError(errno.EROFS, "x"), Trouble.FULL),
        (FileNotFoundError(errno.ENOENT, "x"), None),
        (ValueError("x"), None),
    ],
)
def test_what_is_trouble_and_what_is_a_mistake(error, met):
    assert trouble.of(error) is met
    outer = RuntimeError("while telling")
    outer.__context__ = error
    assert trouble.of(outer) is met


@pytest.mark.parametrize(
    "where", ["gongkai.portal.views.home.home", "gongkai.portal.middleware.SiteMiddleware.__call__"]
)
def test_trouble_in_a_view_and_before_it_is_503(where, site, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(where, full)
    monkeypatch.setattr("gongkai.core.limits._count_in_file", full)
    answer = Client(raise_request_exception=False).get("/search/?q=x" if "views" in where else "/")
    if "views" in where:
        assert answer.status_code != 500  # the search counts in memory
    else:
        assert answer.status_code == 503 and answer["Retry-After"] == "30"
        assert "磁盘已满或者不能写入" in answer.content.decode()


def test_the_limit_counts_in_memory_while_its_file_cannot_be_written(settings, monkeypatch):
    monkeypatch.setattr(limits, "_here", {})
    settings.LIMITS_ROOT.parent.mkdir(exist_ok=True)
    settings.LIMITS_ROOT.write_text("a file where the folder should be")
    assert [limits.count("search", "192.0.2.1") for _ in range(3)] == [1, 2, 3]


def test_a_shortened_file_of_counters_is_no_harm(settings):
    assert limits.count("search", "192.0.2.1") == 1
    (settings.LIMITS_ROOT / "counters").write_bytes(b"abc")
    assert limits.count("search", "192.0.2.1") in (1, 2)


@pytest.mark.parametrize("failing", ["write_bytes", "mkdir"])
def test_a_page_that_cannot_be_kept_is_shown(failing, client, site, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"pathlib.Path.{failing}", full)
    assert client.get("/").status_code == 200
    assert not list(pages.Path(pages.settings.PAGES_ROOT).rglob("index.html*"))


def test_a_session_that_cannot_be_saved_is_trouble_and_one_that_is_gone_is_not(db, monkeypatch):
    session = SessionStore()
    session.create()

    def busy(*args, **kwargs):
        raise sqlite(sqlite3.SQLITE_BUSY)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "save", busy)
        with pytest.raises(OperationalError):
            session.save()
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()


def test_a_reader_whose_session_cannot_be_saved_gets_the_page(client, author, monkeypatch):
    client.force_login(author)
    session = client.session
    session["typed"] = {"path": "/desk/records/new/", "fields": "x"}
    session.save()

    def busy(*args, **kwargs):
        raise sqlite(sqlite3.SQLITE_FULL)

    monkeypatch.setattr("gongkai.core.typed.crypto.decrypt", lambda token: {"title": ["题"]})
    monkeypatch.setattr(Session, "save", busy)
    answer = client.get("/desk/records/new/")
    assert answer.status_code == 200 and "题" in answer.content.decode()
    assert get_user_model().objects.filter(pk=author.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_patience_does_not_outlive_its_transaction(settings):
    """A pooler hands the connection to somebody else after each transaction."""
    with patience.impatient(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone()[0] == "200ms"
    assert pages.keep("testserver", "/a/", b"x", {"t"}, pages.clock())
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout" if connection.vendor == "postgresql" else "PRAGMA busy_timeout")
        assert cursor.fetchone()[0] in ("0", 20_000)
