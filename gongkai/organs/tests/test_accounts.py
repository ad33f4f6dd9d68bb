"""Accounts and posts: nobody helps himself, nobody gives more than he has."""

import pytest
from django.core.management import CommandError, call_command

from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.organs import accounts
from gongkai.organs.models import Account


@pytest.fixture
def admin(make_account, county):
    return make_account("admin", county, "administrator", covers_below=True)


@pytest.fixture
def local_admin(make_account, civil):
    return make_account("local", civil, "administrator")


def fresh(account):
    return Account.objects.get(pk=account.pk)


def test_a_new_account_signs_in_and_works_in_its_organ(admin, civil, client):
    account, password = accounts.create_account(username="chenyi", full_name="陈某", by=admin)
    accounts.give_post(account=account, organ=civil, role="author", by=admin)
    assert client.post("/desk/login/", {"username": "chenyi", "password": password}).status_code == 302
    assert fresh(account).may("write", civil) and not fresh(account).may("release", civil)
    assert password not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    ("username", "name", "field"), [("a b", "甲", "username"), ("ADMIN", "甲", "username"), ("jia", " ", "full_name")]
)
def test_what_makes_no_account(admin, username, name, field):
    with pytest.raises(Refused) as refused:
        accounts.create_account(username=username, full_name=name, by=admin)
    assert refused.value.field == field


def test_nobody_but_an_administrator_keeps_accounts(officer, civil, author):
    with pytest.raises(NotAllowed):
        accounts.create_account(username="x", full_name="某", by=officer)
    with pytest.raises(NotAllowed):
        accounts.give_post(account=author, organ=civil, role="reviewer", by=officer)
    with pytest.raises(NotAllowed):
        accounts.reset_password(account=author, by=officer)


def test_nobody_gives_himself_a_post(admin, civil):
    with pytest.raises(Refused, match="不能给自己设岗"):
        accounts.give_post(account=admin, organ=civil, role="reviewer", by=admin)


def test_a_local_administrator_stays_in_his_organ(local_admin, civil, finance, make_account):
    mine, other = make_account("mine", civil), make_account("other", finance)
    accounts.give_post(account=mine, organ=civil, role="reviewer", by=local_admin)
    with pytest.raises(NotAllowed):
        accounts.give_post(account=mine, organ=finance, role="author", by=local_admin)
    with pytest.raises(NotAllowed, match="代行"):
        accounts.give_post(account=mine, organ=civil, role="disclosure_officer", covers_below=True, by=local_admin)
    for attempt in (
        lambda: accounts.reset_password(account=other, by=local_admin),
        lambda: accounts.set_active(account=other, active=False, by=local_admin),
        lambda: accounts.give_post(account=other, organ=civil, role="author", by=local_admin),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert set(accounts.kept_by(local_admin)) == {mine, local_admin}


def test_an_ended_post_gives_nothing_and_can_be_taken_up_again(admin, author, civil):
    post = author.posts.get()
    accounts.end_post(post=post, by=admin)
    assert not fresh(author).may("write", civil)
    accounts.give_post(account=author, organ=civil, role="author", by=admin)
    assert fresh(author).may("write", civil)


def test_a_closed_account_is_signed_out_and_may_nothing(admin, author, civil, client):
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/desk/").status_code == 200
    accounts.set_active(account=author, active=False, by=admin)
    assert client.get("/desk/").status_code == 302
    assert not fresh(author).may("view")
    with pytest.raises(Refused, match="自己的账号"):
        accounts.set_active(account=admin, active=False, by=admin)


def test_a_new_password_ends_the_old_sessions(admin, author, client):
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    accounts.reset_password(account=author, by=admin)
    assert client.get("/desk/").status_code == 302


def test_the_first_administrator_comes_from_the_command_line(county, capsys, client):
    call_command("new-administrator", "guanli", "管理员")
    password = capsys.readouterr().out.split("临时密码 ")[1].split("（")[0]
    account = Account.objects.get(username="guanli")
    assert account.check_password(password)
    assert account.may("sites", county) and not account.may("release", county)
    with pytest.raises(CommandError, match="已有人使用"):
        call_command("new-administrator", "guanli", "又一个")
    with pytest.raises(CommandError, match="import-organs"):
        call_command("new-administrator", "other", "又一个", organ="没有的机构")
