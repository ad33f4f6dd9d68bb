"""Sign-in as stories: locked accounts, expired sessions, temporary passwords, forms that stood open too long."""

import json
import re
from html import unescape

import pytest
import time_machine
from django.test import Client

from gongkai.library.actions import start_record
from gongkai.library.models import Version
from gongkai.organs.accounts import reset_password

LOGIN = "/desk/login/"


def sign_in(client, username="author", password="long enough 1", **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def hidden(answer, name):
    """The value of a hidden field of a page."""
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())[1])


@pytest.fixture
def draft(author, civil):
    return start_record(organ=civil, kind="news", title="旧标题", body="<p>旧正文</p>", by=author)


def typed(draft, **fields):
    return {
        "title": "旧标题",
        "body": "<p>旧正文</p>",
        "disclosure": "active",
        "stamp": draft.stamp,
        "account": draft.written_by_id,
        **fields,
    }


def test_one_signs_in_and_sees_the_day(author, client):
    answer = sign_in(client)
    assert answer["Location"] == "/desk/"
    page = client.get("/desk/")
    assert "今日" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_a_wrong_password_gets_a_sentence_and_five_lock_with_a_time(author, client):
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False):
        for _ in range(4):
            assert "账号或密码不对" in sign_in(client, password="wrong").content.decode()
        locked = sign_in(client, password="wrong")
        assert locked.status_code == 429
        assert "10:16" in locked.content.decode()
    with time_machine.travel("2026-11-23T10:14:00+08:00", tick=False):
        locked = sign_in(client)
        assert locked.status_code == 429, "the right password does not help while the lock lasts"
        assert "10:16" in locked.content.decode(), "a further try does not lengthen the lock"
    with time_machine.travel("2026-11-23T10:16:00+08:00", tick=False):
        assert sign_in(client)["Location"] == "/desk/"


def test_one_address_cannot_try_all_accounts(author, client, settings):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 3
    for n in range(3):
        sign_in(client, username=f"nobody{n}", password="wrong")
    assert "这个网络地址" in sign_in(client).content.decode()


def test_a_form_posted_after_the_session_ended_comes_back_after_sign_in(draft, client):
    address = f"/desk/records/{draft.record_id}/edit/"
    asked = client.post(address, typed(draft, body="<p>登录过期时写的</p>", title="新标题"))
    assert asked.status_code == 401
    failed = sign_in(client, password="wrong", next=hidden(asked, "next"), typed=hidden(asked, "typed"))
    assert hidden(failed, "typed") == hidden(asked, "typed"), "a wrong password does not lose the text"
    answer = sign_in(client, next=hidden(failed, "next"), typed=hidden(failed, "typed"))
    assert answer["Location"] == address
    page = client.get(address).content.decode()
    assert "登录过期时写的" in page
    assert "新标题" in page
    assert Version.objects.get(pk=draft.pk).title == "旧标题", "nothing is saved by signing in"
    assert "登录过期时写的" not in client.get(address).content.decode(), "given back once"


def test_a_button_of_the_form_comes_back_to_the_form(draft, client):
    edit = f"/desk/records/{draft.record_id}/edit/"
    submit = f"/desk/records/{draft.record_id}/submit/"
    asked = client.post(submit, typed(draft, title="点了提交"), HTTP_REFERER=f"http://testserver{edit}")
    assert sign_in(client, next=hidden(asked, "next"), typed=hidden(asked, "typed"))["Location"] == edit
    assert "点了提交" in client.get(edit).content.decode()


def test_what_was_typed_waits_encrypted(draft, client):
    address = f"/desk/records/{draft.record_id}/edit/"
    asked = client.post(address, typed(draft, title="张大林的申请"))
    sign_in(client, next=hidden(asked, "next"), typed=hidden(asked, "typed"))
    held = client.session["typed"]
    assert held["path"] == address
    assert "张大林" not in json.dumps(held, ensure_ascii=False)


def test_text_typed_by_one_is_not_shown_to_another(draft, reviewer, client):
    address = f"/desk/records/{draft.record_id}/edit/"
    asked = client.post(address, typed(draft, title="只给作者"))
    sign_in(client, username="reviewer", next=hidden(asked, "next"), typed=hidden(asked, "typed"))
    assert "只给作者" not in client.get(address).content.decode()


def test_background_saving_without_session_is_told_so(draft, client):
    answer = client.post(
        f"/desk/records/{draft.record_id}/autosave/", typed(draft), headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 401
    assert "登录已过期" in answer.json()["message"]


def test_sign_in_never_leads_off_the_site(author, client):
    assert sign_in(client, next="https://evil.example/")["Location"] == "/desk/"


def test_a_stale_mark_of_the_form_does_not_lose_the_text(draft, author):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    address = f"/desk/records/{draft.record_id}/edit/"
    answer = client.post(address, typed(draft, title="表单放久了"), HTTP_ORIGIN="http://testserver")
    assert answer["Location"] == address
    assert "表单放久了" in client.get(address).content.decode()
    assert Version.objects.get(pk=draft.pk).title == "旧标题"


def test_a_form_from_another_site_is_refused_and_not_kept(draft, author):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    address = f"/desk/records/{draft.record_id}/edit/"
    answer = client.post(address, typed(draft, title="外站"), HTTP_ORIGIN="https://evil.example")
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
    assert "外站" not in client.get(address).content.decode()


def test_a_temporary_password_is_changed_before_anything_else(author, client):
    author.password_is_temporary = True
    author.save()
    sign_in(client)
    assert client.get("/desk/records/")["Location"] == "/desk/password/"
    fields = {"old_password": "long enough 1", "new_password1": "qinghe-2026-公开", "new_password2": "qinghe-2026-公开"}
    wrong = client.post("/desk/password/", {**fields, "new_password2": "另一个"})
    assert "两次输入的新密码不一样" in wrong.content.decode()
    assert client.post("/desk/password/", fields)["Location"] == "/desk/"
    assert client.get("/desk/records/").status_code == 200


def test_who_reset_the_password_stands_there_until_it_is_changed(author, make_account, county, client):
    sign_in(client)
    client.post("/desk/logout/")
    admin = make_account("admin", county, "administrator", covers_below=True)
    password = reset_password(account=author, by=admin)
    sign_in(client, password=password)
    fields = {"old_password": password, "new_password1": "qinghe-2026-公开", "new_password2": "另一个"}
    for page in (client.get("/desk/password/"), client.post("/desk/password/", fields), client.get("/desk/password/")):
        assert "您的密码由admin于" in page.content.decode()
        assert "您上次登录是" in page.content.decode()
    client.post("/desk/logout/")
    sign_in(client, password=password)
    assert "您的密码由admin于" in client.get("/desk/password/").content.decode(), "signing in once more changes nothing"
    client.post("/desk/password/", {**fields, "new_password2": "qinghe-2026-公开"})
    for address in ("/desk/", "/desk/password/"):
        assert "您的密码由" not in client.get(address).content.decode()


def test_what_is_left_empty_is_asked_for_in_a_sentence(author, client):
    sign_in(client)
    page = client.post("/desk/password/", {}).content.decode()
    for sentence in ("请输入原密码。", "请输入新密码。", "请再输入一次新密码。"):
        assert sentence in page


def test_password_rules_are_told_in_chinese(author, client):
    sign_in(client)
    fields = {"old_password": "long enough 1", "new_password1": "123456", "new_password2": "123456"}
    page = client.post("/desk/password/", fields).content.decode()
    for sentence in ("密码太短，至少要 8 位", "密码不能全是数字", "这是常见密码"):
        assert sentence in page
    assert not re.search(r"This password|too common|entirely numeric", page)


@pytest.mark.parametrize("packed", ["", "not json", "[]", '{"title": 3}', "{" * 1000])
def test_hidden_text_that_is_not_ours_is_dropped(author, client, packed):
    assert sign_in(client, next="/desk/", typed=packed)["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_headers_of_desk_pages(author, client):
    sign_in(client)
    answer = client.get("/desk/")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert client.cookies["sessionid"]["httponly"]
    assert int(client.cookies["sessionid"]["max-age"]) == 8 * 3600


def test_an_address_that_only_takes_forms_says_so_when_opened(author, client, site):
    client.force_login(author)
    answer = client.get("/desk/logout/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    assert "只接收提交的表单" in answer.content.decode()


def test_a_lock_holds_for_the_whole_network_of_ipv6(author, client):
    """Another address of the same /64 is the same somebody; a neighbour is not."""
    for n in range(5):
        client.post(LOGIN, {"username": "author", "password": "wrong"}, REMOTE_ADDR=f"fd00:1:2:3::{n + 1}")
    locked = client.post(LOGIN, {"username": "author", "password": "long enough 1"}, REMOTE_ADDR="fd00:1:2:3:ffff::9")
    assert locked.status_code == 429
    neighbour = client.post(LOGIN, {"username": "author", "password": "long enough 1"}, REMOTE_ADDR="fd00:1:2:4::1")
    assert neighbour.status_code == 302


def test_failures_over_all_accounts_count_by_network(author, client, settings):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 3
    for n in range(3):
        client.post(LOGIN, {"username": f"nobody{n}", "password": "wrong"}, REMOTE_ADDR=f"2001:db8::{n + 1}")
    answer = client.post(LOGIN, {"username": "author", "password": "long enough 1"}, REMOTE_ADDR="2001:db8::ffff")
    assert "这个网络地址登录失败的次数太多" in answer.content.decode()
