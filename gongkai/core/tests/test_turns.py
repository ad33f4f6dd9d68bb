"""Many visitors of one page: it is rendered once, nobody waits for ever, and nobody gets what is no longer public."""

import contextlib
import threading
import time

import pytest
from django.http import HttpResponse

from gongkai.core import pages, turns

HOST = "testserver"


@pages.stored
def view(request, answer=None):
    pages.shows(request, "t")
    return answer(request) if answer else HttpResponse("<p>page")


@pytest.fixture
def crowd(rf, monkeypatch):
    """crowd(answer, n): what n visitors get who come while the first of them is being served. Without a database: that of
    the tests has one connection."""
    monkeypatch.setattr(
        pages, "keep", lambda host, path, content, *_: pages._write(pages.file_of(host, path), content, 1)
    )

    def come(answer, n=16):
        come_in, got = threading.Event(), []

        def slow(request):
            come_in.set()
            time.sleep(0.3)
            return answer(request)

        def visit():
            request = rf.get("/a/")
            request.page_clock = 1
            got.append(view(request, answer=slow))

        threads = [threading.Thread(target=visit) for _ in range(n)]
        threads[0].start()
        come_in.wait(10)
        for thread in threads[1:]:
            thread.start()
        for thread in threads:
            thread.join(20)
        return got

    return come


def test_a_page_that_many_want_at_once_is_rendered_once(crowd):
    rendered = []
    answers = crowd(lambda _: rendered.append(1) or HttpResponse(f"<p>{len(rendered)}"))
    assert [a.content for a in answers] == [b"<p>1"] * 16
    assert len(rendered) == 1
    assert {(a["Content-Type"], a["Cache-Control"]) for a in answers} == {("text/html; charset=utf-8", "no-cache")}


def test_who_waited_for_a_page_withdrawn_meanwhile_does_not_get_it(crowd, monkeypatch):
    """What the first visitor sees was begun before the withdrawal and is not kept; all others come after it."""
    shown = ["<p>public", *["<p>withdrawn"] * 15]
    monkeypatch.setattr(pages, "keep", lambda *_: False)
    answers = crowd(lambda _: HttpResponse(shown.pop(0), status=200 if len(shown) == 15 else 410))
    assert sorted(a.content for a in answers) == [b"<p>public", *[b"<p>withdrawn"] * 15]
    assert sorted(a.status_code for a in answers) == [200, *[410] * 15]


def test_nobody_waits_for_ever(rf, monkeypatch):
    """For a rendering that hangs, in whatever process."""
    monkeypatch.setattr(pages, "keep", lambda *_: False)
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    request = rf.get("/a/")
    request.page_clock = 1
    with turns.turn(pages.file_of(HOST, "/a/")) as mine:
        assert mine is None
        assert view(request).content == b"<p>page"


def test_a_page_that_failed_leaves_the_turn_to_the_next(rf, monkeypatch):
    monkeypatch.setattr(pages, "keep", lambda *_: False)
    for answer in (lambda _: 1 / 0, None):
        request, began = rf.get("/a/"), time.monotonic()
        request.page_clock = 1
        with contextlib.suppress(ZeroDivisionError):
            assert view(request, answer=answer).content == b"<p>page"
    assert time.monotonic() - began < turns.PATIENCE / 2
