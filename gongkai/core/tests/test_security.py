"""Safe from the first day: headers, cookies, keys, logs."""

import json
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from gongkai.core import environment
from gongkai.core.logs import JsonLine


def settings_with(tmp_path, **variables):
    """Values of the settings as a fresh process with these environment variables reads them."""
    names = ["DEBUG", "PROXIES", "STRICT_PAGES", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    code = f"from gongkai.config import settings as s; import json; print(json.dumps([getattr(s, n) for n in {names}]))"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env={**clean, "GONGKAI_HOME": str(tmp_path), **variables},
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    return dict(zip(names, json.loads(answer.stdout), strict=True))


def test_nothing_is_open_by_default(tmp_path):
    read = settings_with(tmp_path)
    assert not read["DEBUG"] and not read["STRICT_PAGES"] and read["PROXIES"] == []
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_https_is_one_switch(tmp_path):
    read = settings_with(tmp_path, GONGKAI_HTTPS="1", GONGKAI_PROXIES="127.0.0.1,10.0.0.2")
    assert read["SESSION_COOKIE_SECURE"] and read["CSRF_COOKIE_SECURE"] and read["SECURE_HSTS_SECONDS"] >= 31536000
    assert read["PROXIES"] == ["127.0.0.1", "10.0.0.2"]


@pytest.mark.parametrize("https", [True, False])
def test_the_same_switch_decides_for_the_cookies_of_our_own(https, settings, client, author):
    settings.HTTPS = https
    client.force_login(author)
    client.get("/desk/records/")
    client.get("/desk/cases/")
    for name in ("records_query", "cases_query"):
        assert bool(client.cookies[name]["secure"]) is https


def test_the_key_is_made_once_and_the_environment_wins(tmp_path, monkeypatch):
    monkeypatch.delenv("GONGKAI_SECRET", raising=False)
    key = environment.secret_key(tmp_path)
    assert len(key) >= 64 and environment.secret_key(tmp_path) == key
    monkeypatch.setenv("GONGKAI_SECRET", "from outside")
    assert environment.secret_key(tmp_path) == "from outside"


@pytest.mark.parametrize("path", ["/", "/desk/login/", "/nothing-here/"])
def test_every_page_has_the_headers(client, site, path):
    answer = client.get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'" and policy["form-action"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"] and "http" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_hsts_only_over_https(client, site, settings):
    assert "Strict-Transport-Security" not in client.get("/", secure=True)
    settings.SECURE_HSTS_SECONDS = 31536000
    assert "max-age=31536000" in Client().get("/", secure=True)["Strict-Transport-Security"]


def test_a_stored_page_sets_no_cookie_and_varies_on_none(client, site):
    answer = client.get("/")
    assert not answer.cookies and "Cookie" not in answer.get("Vary", "")


def test_the_session_cookie_is_out_of_reach_of_scripts(client, author):
    client.post("/desk/login/", {"username": "author", "password": "long enough 1"})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_a_forwarded_address_is_believed_of_a_named_proxy_only():
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    def seen_by(trusted):
        environ = {"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_FOR": "1.2.3.4", "HTTP_X_FORWARDED_PROTO": "https"}
        return wrap_wsgi_with_proxy_headers(lambda e, _: e["REMOTE_ADDR"], trusted)(environ, None)

    assert seen_by(["10.0.0.1"]) == "10.0.0.9" and seen_by(["10.0.0.9"]) == "1.2.3.4"


def test_log_lines_carry_no_query_and_no_person(client, site, monkeypatch):
    lines = []

    class Catch(logging.Handler):
        def emit(self, record):
            lines.append(JsonLine().format(record))

    handler = Catch()
    logging.getLogger().addHandler(handler)
    client.raise_request_exception = False

    def broken(*args, **kwargs):
        raise ValueError("broken")

    monkeypatch.setattr("gongkai.portal.middleware.SiteMiddleware.__call__", broken)
    try:
        client.get("/search/?q=110101199003070012", REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Zhang San")
    finally:
        logging.getLogger().removeHandler(handler)
    assert any(json.loads(line)["level"] == "ERROR" for line in lines)
    for secret in ("110101199003070012", "203.0.113.7", "Zhang San"):
        assert not any(secret in line for line in lines)


def test_a_database_error_is_logged_without_the_values_of_the_row():
    error = ValueError('duplicate key value violates unique constraint "phone"\nDETAIL:  Key (phone)=(13800138000)')
    try:
        raise error
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    line = JsonLine().format(record)
    assert "13800138000" not in line and "unique constraint" in line
