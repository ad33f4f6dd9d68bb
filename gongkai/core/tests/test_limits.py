"""One address is slowed down, in every process at once; others are not."""

import multiprocessing

import pytest
from django.http import HttpResponse

from gongkai.core import limits


@pytest.fixture
def view(settings):
    settings.LIMITS = {"search": 3}
    return limits.limited("search")(lambda request: HttpResponse("好"))


@pytest.fixture(autouse=True)
def one_minute(monkeypatch):
    clock = type("Clock", (), {"now": 600.0})
    monkeypatch.setattr(limits.time, "time", lambda: clock.now)
    return clock


def ask(view, rf, address):
    request = rf.get("/search/", REMOTE_ADDR=address)
    request.site = None
    return view(request)


@pytest.mark.django_db
def test_the_fourth_request_in_a_minute_is_told_to_wait(view, rf, one_minute):
    assert [ask(view, rf, "192.0.2.1").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = ask(view, rf, "192.0.2.1")
    assert "请过一分钟再试" in answer.content.decode()
    assert answer["Retry-After"] == "60"
    assert ask(view, rf, "192.0.2.2").status_code == 200
    one_minute.now += 60
    assert ask(view, rf, "192.0.2.1").status_code == 200


def test_an_ipv6_client_is_its_network():
    assert limits.count("search", "2001:db8::1") == 1
    assert limits.count("search", "2001:db8::2") == 2
    assert limits.count("search", "2001:db8:0:1::1") == 1


def _ask_many(_):
    for _ in range(50):
        limits.count("search", "192.0.2.9")


def test_processes_count_together():
    fork = multiprocessing.get_context("fork")
    others = [fork.Process(target=_ask_many, args=(None,)) for _ in range(3)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert [other.exitcode for other in others] == [0, 0, 0]
    assert limits.count("search", "192.0.2.9") == 151
