"""A public file over HTTP, rule by rule of RFC 9110."""

import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from django.utils.http import http_date, parse_http_date

from gongkai.core.downloads import as_download, download, offered

CONTENT = bytes(range(100))
SIZE = len(CONTENT)
CHANGED = int(datetime(2026, 3, 5, 9, 30, tzinfo=UTC).timestamp())
DIGEST = hashlib.sha256(CONTENT).hexdigest()
ETAG, DATE = f'"{DIGEST}"', http_date(CHANGED)
BEFORE, AFTER = http_date(CHANGED - 1), http_date(CHANGED + 86400)
WHOLE = (200, CONTENT, None)


@pytest.fixture
def ask(tmp_path):
    """ask(method, **headers): the answer and its content."""
    file = tmp_path / "kept"
    file.write_bytes(CONTENT)
    os.utime(file, (CHANGED, CHANGED))

    def call(method="GET", **headers):
        request = RequestFactory().generic(method, "/files/1/附表.pdf", headers=headers)
        answer = offered(request, file, DIGEST, "附表.pdf", "application/pdf")
        return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content

    return call


def part(first, last):
    return 206, CONTENT[first : last + 1], f"bytes {first}-{last}/{SIZE}"


NONE_THERE = (416, b"", f"bytes */{SIZE}")

RANGES = {  # section, Range → status, content, Content-Range
    ("14.1.2", "bytes=0-0"): part(0, 0),
    ("14.1.2", "bytes=10-19"): part(10, 19),
    ("14.1.2", "bytes=90-"): part(90, 99),
    ("14.1.2", "bytes=0-"): part(0, 99),
    ("14.1.2 a last position behind the end", "bytes=90-1000"): part(90, 99),
    ("14.1.2 the last bytes", "bytes=-1"): part(99, 99),
    ("14.1.2 more last bytes than there are", "bytes=-1000"): part(0, 99),
    ("14.1.2 zeros before a number", "bytes=0010-0019"): part(10, 19),
    ("14.1.2 a number of any length", "bytes=1-" + "9" * 5000): part(1, 99),
    ("14.1 units are case-insensitive", "Bytes=1-2"): part(1, 2),
    ("5.6.1.2 empty elements of a list", "bytes=,1-2 ,"): part(1, 2),
    ("14.2 none is there", "bytes=100-"): NONE_THERE,
    ("14.2 none is there", "bytes=1000-2000"): NONE_THERE,
    ("14.2 none is there", "bytes=" + "9" * 5000 + "-"): NONE_THERE,
    ("14.1.2 no last bytes", "bytes=-0"): NONE_THERE,
    ("14.2 several may be answered with the whole", "bytes=0-1,5-6"): WHOLE,
    ("14.2 another unit is ignored", "lines=0-1"): WHOLE,
    ("14.1.1 invalid: the last before the first", "bytes=5-2"): WHOLE,
    ("14.2 invalid", "bytes=-"): WHOLE,
    ("14.2 invalid", "bytes=a-b"): WHOLE,
    ("14.2 invalid", "bytes=1"): WHOLE,
    ("14.2 invalid", "bytes"): WHOLE,
    ("14.2 invalid", "bytes="): WHOLE,
    ("14.2 invalid", "bytes=+1-2"): WHOLE,
    ("14.2 invalid: other digits", "bytes=１-２"): WHOLE,
    ("14.2 invalid", ""): WHOLE,
}


@pytest.mark.parametrize(("asked", "expected"), RANGES.items(), ids=[f"{a} {b[:20]}" for a, b in RANGES])
def test_section_14_a_part(ask, asked, expected):
    answer, content = ask(Range=asked[1])
    assert (answer.status_code, content, answer.get("Content-Range")) == expected
    assert answer.get("Content-Length", "0") == str(len(content))
    assert answer["Accept-Ranges"] == "bytes"


CONDITIONS = {  # section, headers → status
    ("13.1.2", (("If-None-Match", ETAG),)): 304,
    ("13.1.2 any", (("If-None-Match", "*"),)): 304,
    ("13.1.2 one of several", (("If-None-Match", f'"other", {ETAG}'),)): 304,
    ("13.1.2 weak comparison", (("If-None-Match", f"W/{ETAG}"),)): 304,
    ("13.1.2", (("If-None-Match", '"other"'),)): 200,
    ("13.1.3", (("If-Modified-Since", DATE),)): 304,
    ("13.1.3", (("If-Modified-Since", AFTER),)): 304,
    ("13.1.3", (("If-Modified-Since", BEFORE),)): 200,
    ("13.1.3 no date", (("If-Modified-Since", "yesterday"),)): 200,
    ("13.2.2 the tag decides", (("If-None-Match", '"other"'), ("If-Modified-Since", DATE))): 200,
    ("13.2.2 before the range", (("If-None-Match", ETAG), ("Range", "bytes=0-1"))): 304,
    ("13.2.2 before the range", (("If-None-Match", ETAG), ("Range", "bytes=100-"))): 304,
    ("13.1.1", (("If-Match", ETAG),)): 200,
    ("13.1.1", (("If-Match", '"other"'),)): 412,
    ("13.1.1 strong comparison", (("If-Match", f"W/{ETAG}"),)): 412,
    ("13.1.4", (("If-Unmodified-Since", BEFORE),)): 412,
    ("13.1.4", (("If-Unmodified-Since", DATE), ("Range", "bytes=0-1"))): 206,
    ("13.1.5", (("If-Range", ETAG), ("Range", "bytes=0-1"))): 206,
    ("13.1.5 strong comparison", (("If-Range", f"W/{ETAG}"), ("Range", "bytes=0-1"))): 200,
    ("13.1.5", (("If-Range", '"other"'), ("Range", "bytes=0-1"))): 200,
    ("13.1.5 before none is there", (("If-Range", '"other"'), ("Range", "bytes=100-"))): 200,
    ("13.1.5 a date", (("If-Range", DATE), ("Range", "bytes=0-1"))): 206,
    ("13.1.5 exactly this date", (("If-Range", AFTER), ("Range", "bytes=0-1"))): 200,
    ("13.1.5 exactly this date", (("If-Range", BEFORE), ("Range", "bytes=0-1"))): 200,
    ("13.1.5 neither", (("If-Range", "x"), ("Range", "bytes=0-1"))): 200,
    ("13.1.5 without a range", (("If-Range", ETAG),)): 200,
}


@pytest.mark.parametrize(("asked", "status"), CONDITIONS.items(), ids=[f"{a} {dict(b)}"[:60] for a, b in CONDITIONS])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_section_13_a_condition(ask, asked, status, method):
    status = 200 if method == "HEAD" and status == 206 else status
    answer, content = ask(method, **dict(asked[1]))
    assert answer.status_code == status
    if method == "HEAD" or status not in (200, 206):
        assert content == b""
    assert (answer["ETag"], answer["Last-Modified"], answer["Cache-Control"]) == (ETAG, DATE, "no-cache")


def test_section_9_3_2_head_has_the_headers_of_get(ask):
    whole, content = ask()
    head, nothing = ask("HEAD", Range="bytes=0-1")
    assert (content, nothing, head.status_code) == (CONTENT, b"", 200)
    assert dict(head.items()) == dict(whole.items())
    assert head["Content-Length"] == str(SIZE)


def test_section_15_4_5_an_unchanged_file_says_nothing_of_its_content(ask):
    answer, _ = ask(**{"If-None-Match": ETAG})
    assert not answer.has_header("Content-Type") and not answer.has_header("Content-Disposition")
    assert answer["Content-Length"] == str(SIZE), "section 8.6: that of the file or none"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'", "it takes the place of the one kept"


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-1"}, {"Range": "bytes=100-"}])
def test_no_answer_can_run_in_a_page(ask, headers):
    answer, _ = ask(**headers)
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    if answer.status_code != 416:
        assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E9%99%84%E8%A1%A8.pdf"


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=-5", "bytes=0-0"])
def test_of_an_empty_file_there_is_no_part(tmp_path, asked):
    (tmp_path / "empty").touch()
    request = RequestFactory().get("/", headers={"Range": asked})
    answer = offered(request, tmp_path / "empty", DIGEST, "空.txt", "text/plain")
    assert (answer.status_code, answer["Content-Length"]) == (200, "0")


def test_section_8_8_2_1_a_file_is_not_of_the_future(ask, tmp_path):
    ahead = datetime.now(UTC) + timedelta(days=2)
    os.utime(tmp_path / "kept", (ahead.timestamp(), ahead.timestamp()))
    answer, _ = ask()
    assert parse_http_date(answer["Last-Modified"]) <= datetime.now(UTC).timestamp()


def test_what_is_not_public_has_no_marks(tmp_path):
    (tmp_path / "kept").write_bytes(CONTENT)
    for answer in (as_download(tmp_path / "kept", "甲.pdf"), download(CONTENT, "甲.pdf", "application/pdf")):
        assert not {"ETag", "Last-Modified", "Accept-Ranges"} & set(dict(answer.items()))
    assert answer["X-Accel-Buffering"] == "no", "nginx lays no open copy of it on its disk"
