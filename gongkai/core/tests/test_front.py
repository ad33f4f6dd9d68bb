"""The front: pages and static files from disk, conditional requests, limits; the same headers as Django's pages."""

import gzip
import os
from io import BytesIO

import brotli
import pytest
from django.template.loader import render_to_string

from gongkai.core import pages
from gongkai.core.front import Front, _accepted
from gongkai.core.static import compress

BODY = b"<p>\xe5\x85\xac\xe5\xbc\x80</p>" * 50


class Answer:
    def __init__(self, front, path="/a/", method="GET", body=b"", **environ):
        self.environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "HTTP_HOST": "testserver",
            "wsgi.input": BytesIO(body),
            **environ,
        }
        self.body = b"".join(front(self.environ, self._start))

    def _start(self, status, headers):
        self.status, self.headers = int(status.split()[0]), dict(headers)


def django(environ, start_response):
    start_response("200 OK", [("From", "django")])
    return [b"from django"]


@pytest.fixture
def front(tmp_path):
    return Front(django, static=tmp_path / "static", headers=[("X-Safe", "1")], limit=1000, too_large=b"too large")


@pytest.fixture
def page(db):
    assert pages.keep("testserver", "/a/", BODY, {"t"}, pages.clock())
    return pages.file_of("testserver", "/a/")


def test_a_stored_page_comes_from_disk(front, page):
    answer = Answer(front)
    assert (answer.status, answer.body) == (200, BODY)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Length"] == str(len(BODY))
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Vary"] == "Accept-Encoding" and answer.headers["X-Safe"] == "1"


@pytest.mark.parametrize(
    ("accepts", "encoding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, identity", None, bytes),
    ],
)
def test_the_best_form_the_client_takes(front, page, accepts, encoding, unpack):
    answer = Answer(front, HTTP_ACCEPT_ENCODING=accepts)
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.body) == BODY


def test_what_accept_encoding_means():
    assert _accepted("") == () and _accepted("identity") == ()
    assert _accepted("br;q=1.0, gzip;q=0.5") == (".br", ".gz") == _accepted("*")
    assert _accepted("GZIP;q=0.000, *;q=0.1") == (".br",)


def test_head_has_the_headers_and_no_body(front, page):
    answer = Answer(front, method="HEAD")
    assert answer.body == b"" and answer.headers["Content-Length"] == str(len(BODY))


def test_conditional_requests_are_answered_304(front, page):
    first = Answer(front, HTTP_ACCEPT_ENCODING="br")
    again = Answer(front, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=f'W/"x", {first.headers["ETag"]}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"] and "Content-Type" not in again.headers
    assert again.headers["X-Safe"] == "1" and again.headers["Cache-Control"] == "no-cache"
    assert Answer(front, HTTP_IF_NONE_MATCH=first.headers["ETag"]).status == 200, "another form"
    modified = first.headers["Last-Modified"]
    assert Answer(front, HTTP_IF_MODIFIED_SINCE=modified).status == 304
    assert Answer(front, HTTP_IF_MODIFIED_SINCE="Mon, 01 Jan 1990 00:00:00 GMT").status == 200
    assert Answer(front, HTTP_IF_MODIFIED_SINCE="yesterday").status == 200
    assert Answer(front, HTTP_IF_NONE_MATCH='"other"', HTTP_IF_MODIFIED_SINCE=modified).status == 200


def test_a_deleted_page_is_gone_from_memory_too(front, page):
    assert Answer(front).body == BODY
    pages.purge("t")
    pages.sweep()
    assert Answer(front).body == b"from django"


def test_a_page_of_the_same_size_in_the_same_second_is_seen(front, page):
    first = Answer(front)
    pages.purge("t")
    pages.sweep()
    pages.keep("testserver", "/a/", BODY.replace(b"p", b"b"), {"t"}, pages.clock())
    second = Answer(front, HTTP_IF_MODIFIED_SINCE=first.headers["Last-Modified"])
    assert second.status == 200 and second.body.startswith(b"<b>")
    assert first.headers["ETag"] != second.headers["ETag"]


def test_a_left_over_form_of_an_older_content_is_not_served(front, page):
    old = page.with_name("index.html.br")
    os.utime(old, (1, 1))
    answer = Answer(front, HTTP_ACCEPT_ENCODING="br, gzip")
    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "request_",
    [
        {"path": "/b/"},
        {"path": "/a"},
        {"path": "//a/"},
        {"path": "/a/index.html"},
        {"path": "/../a/"},
        {"QUERY_STRING": "page=2"},
        {"method": "POST"},
        {"HTTP_HOST": "other"},
        {"HTTP_HOST": "../../etc"},
        {"path": "/static/../secret.key"},
        {"path": "/static/.hidden"},
        {"path": "/static/%2e%2e/x"},
        {"path": "/static//x"},
        {"path": "/static/"},
        {"path": "/static/folder"},
    ],
)
def test_everything_else_is_djangos(front, page, tmp_path, request_):
    (tmp_path / "secret.key").write_text("secret")
    (tmp_path / "static" / "folder").mkdir(parents=True)
    assert Answer(front, **request_).body == b"from django"


def test_memory_is_bounded(front, db, monkeypatch):
    monkeypatch.setattr("gongkai.core.front.MEMORY", 2000)
    for number in range(20):
        pages.keep("testserver", f"/{number}/", os.urandom(500), {"t"}, pages.clock())
        Answer(front, path=f"/{number}/")
    assert sum(kept.size for kept in front.memory.values()) < 2000 + 2000


def test_static_files_under_hashed_names_last_a_year(front, tmp_path):
    folder = tmp_path / "static" / "gongkai"
    folder.mkdir(parents=True)
    for name in ("gongkai.css", "gongkai.0123456789ab.css"):
        (folder / name).write_text("a { color: red }\n" * 100)
        compress(folder / name)
    answer = Answer(front, path="/static/gongkai/gongkai.0123456789ab.css", HTTP_ACCEPT_ENCODING="br, gzip")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "br" and answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert Answer(front, path="/static/gongkai/gongkai.css").headers["Cache-Control"] == "no-cache"
    assert Answer(front, path="/static/gongkai/gongkai.css", QUERY_STRING="v=1").status == 200


class Upload(BytesIO):
    """A body that notes the largest piece anybody asked for."""

    largest = 0

    def read(self, size=-1):
        data = super().read(size)
        self.largest = max(self.largest, len(data))
        return data


def test_a_body_that_is_too_large_is_refused_with_a_sentence_and_not_kept_in_memory(front):
    body = Upload(b"x" * 300_000)
    front.limit = 100_000
    answer = Answer(front, method="POST", CONTENT_LENGTH="300000", **{"wsgi.input": body})
    assert (answer.status, answer.body) == (413, b"too large")
    assert body.read() == b"" and body.largest <= 64 * 1024
    assert answer.headers["X-Safe"] == "1"


def test_an_endless_body_is_cut_off(front):
    body = Upload(b"x" * 1_000_000)
    assert Answer(front, method="POST", HTTP_TRANSFER_ENCODING="chunked", **{"wsgi.input": body}).status == 413
    assert len(body.read()) > 900_000


def test_a_body_within_the_limit_reaches_django(front):
    assert Answer(front, method="POST", CONTENT_LENGTH="1000").body == b"from django"


def test_the_sentence_says_how_much_is_allowed():
    assert "不能超过 100 MB" in render_to_string("core/too_large.html", {"limit": "100 MB"})


def test_pages_from_disk_carry_the_headers_django_sends(client, site, settings):
    from gongkai.config.server import security_headers

    answer = client.get("/")
    ours = {name.lower(): value for name, value in security_headers()}
    assert ours == {name.lower(): answer[name] for name, _ in security_headers()}
    assert {"content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options"} <= set(ours)
    assert answer["Cache-Control"] == "no-cache"
    assert (
        Answer(Front(django, static=settings.STATIC_ROOT, headers=[], limit=1, too_large=b""), path="/").status == 200
    )
