"""A session left alone ends; one in use does not, and reading writes nothing."""

from datetime import datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.desk.idle import COOKIE
from gongkai.library.actions import start_record

START = datetime(2026, 7, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LOGIN = {"username": "author", "password": "long enough 1"}


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield lambda minutes: traveller.move_to(START + timedelta(minutes=minutes))


@pytest.fixture
def draft(author, civil):
    return start_record(organ=civil, kind="news", title="旧标题", body="<p>旧正文</p>", by=author)


def typed(draft, **fields):
    shown = {"title": "旧标题", "body": "<p>旧正文</p>", "disclosure": "active", "account": draft.written_by_id}
    return {**shown, "stamp": draft.stamp, **fields}


def test_a_session_left_alone_ends_says_why_and_leads_back(clock, author, client):
    client.post("/desk/login/", LOGIN)
    clock(31)
    answer = client.get("/desk/records/?state=draft")
    assert answer.status_code == 302
    assert unquote(answer["Location"]).endswith("next=/desk/records/?state=draft")
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "已有 30 分钟没有操作" in page.content.decode()
    back = client.post("/desk/login/", {**LOGIN, "next": "/desk/records/?state=draft"})
    assert back["Location"] == "/desk/records/?state=draft"
    assert client.get("/desk/records/").status_code == 200


def test_a_session_in_use_goes_on(clock, author, client):
    client.post("/desk/login/", LOGIN)
    for minutes in (20, 45, 74, 104):
        clock(minutes)
        assert client.get("/desk/records/").status_code == 200
    clock(135)
    assert client.get("/desk/records/").status_code == 302


def test_what_was_typed_survives(clock, draft, client):
    client.post("/desk/login/", LOGIN)
    clock(60)
    address = f"/desk/records/{draft.record_id}/edit/"
    asked = client.post(address, typed(draft, title="打了很久的字"))
    assert asked.status_code == 401
    page = asked.content.decode()
    assert "已有 30 分钟没有操作" in page and "您输入的内容没有丢" in page
    packed = asked.context["typed"]
    client.post("/desk/login/", {**LOGIN, "next": address, "typed": packed})
    assert "打了很久的字" in client.get(address).content.decode()


def test_saving_in_the_background_keeps_a_session_only_while_somebody_types(clock, draft, client):
    client.post("/desk/login/", LOGIN)
    address, stamp = f"/desk/records/{draft.record_id}/autosave/", draft.stamp

    def save(minutes, title):
        nonlocal stamp
        clock(minutes)
        fields = typed(draft, title=title, stamp=stamp)
        answer = client.post(address, fields, headers={"X-Requested-With": "fetch"})
        stamp = answer.json().get("stamp", stamp)
        return answer.status_code

    assert [save(20, "一"), save(40, "二"), save(60, "三")] == [200, 200, 200]  # typing
    assert [save(80, "三"), save(95, "三")] == [200, 401]  # the same text again and again, nobody there


def test_reading_writes_nothing(clock, author, client):
    client.post("/desk/login/", LOGIN)
    client.get("/desk/records/")
    clock(10)
    with CaptureQueriesContext(connection) as captured:
        assert COOKIE in client.get("/desk/records/").cookies
    assert not [q["sql"] for q in captured if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert COOKIE not in client.get("/desk/records/").cookies  # not with each page


def test_the_mark_of_another_session_revives_nothing(clock, author, client):
    client.post("/desk/login/", LOGIN)
    kept = client.cookies["sessionid"].value
    clock(40)
    client.cookies.pop("sessionid")
    client.post("/desk/login/", LOGIN)
    assert client.get("/desk/").status_code == 200
    client.cookies["sessionid"] = kept
    assert client.get("/desk/").status_code == 302
    client.cookies[COOKIE] = "seen:x:y"
    assert client.get("/desk/").status_code == 302


def test_the_time_is_a_setting(clock, author, client, settings):
    settings.IDLE_MINUTES = 90
    client.post("/desk/login/", LOGIN)
    clock(80)
    assert client.get("/desk/").status_code == 200


def test_changing_the_password_does_not_end_the_session(clock, author, client):
    client.post("/desk/login/", LOGIN)
    clock(25)
    new = {"old_password": "long enough 1", "new_password1": "qinghe-2026-公开", "new_password2": "qinghe-2026-公开"}
    assert client.post("/desk/password/", new).status_code == 302
    clock(50)
    assert client.get("/desk/").status_code == 200
