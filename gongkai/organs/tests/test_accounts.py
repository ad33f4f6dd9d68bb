"""Accounts and posts: nobody helps himself, nobody gives more than he has."""

import pytest
from django.core.management import CommandError, call_command

from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.organs import accounts, rules
from gongkai.organs.models import Account, Post


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


A, A1, B = "000001", "000001000002", "000003"


@pytest.mark.parametrize(
    ("mine", "theirs", "may"),
    [
        ([(A, False)], [(A, False)], True),
        ([(A, False)], [(A, True)], False),
        ([(A, False)], [(A1, False)], False),
        ([(A, True)], [(A, True)], True),
        ([(A, True)], [(A1, True)], True),
        ([(A1, True)], [(A, False)], False),
        ([(A, True)], [(A1, False), (B, False)], False),
        ([(A, True), (B, False)], [(A1, False), (B, False)], True),
        ([(A, True), (B, False)], [(B, True)], False),
        ([(A, True)], [], True),
        ([], [(A, False)], False),
    ],
)
def test_who_keeps_an_account(mine, theirs, may):
    assert rules.keeps_account(mine, theirs) == may


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("role", rules.ROLES)
def test_the_list_of_kept_accounts_says_the_same_as_the_rule(role, below, county, civil, finance, make_account):
    keeper = make_account("keeper", civil, "administrator", covers_below=below)
    office = type(civil).objects.create(name="办事处", level="institution", parent=civil)
    for n, (organ, wide) in enumerate((o, w) for o in (county, civil, finance, office) for w in (True, False)):
        make_account(f"a{n}", organ, role, covers_below=wide)
    mine = [(civil.path, below)]
    posts = {a: [(p.organ.path, p.covers_below) for p in a.posts.all()] for a in Account.objects.all()}
    expected = {account for account, theirs in posts.items() if rules.keeps_account(mine, theirs)}
    assert set(accounts.kept_by(keeper)) == expected


@pytest.mark.parametrize("later", [False, True])
def test_an_administrator_without_covers_below_becomes_nobody_with_wider_reach(local_admin, civil, make_account, later):
    """Whatever the role of the wider account, and also of a post still to come."""
    wide = make_account("wide", civil, "author", covers_below=not later)
    if later:
        Post.objects.create(account=wide, organ=civil, role="reviewer", covers_below=True, since="2099-01-01")
    before = Account.objects.values("password", "is_active").get(pk=wide.pk)
    for attempt in (
        lambda: accounts.reset_password(account=wide, by=local_admin),
        lambda: accounts.set_active(account=wide, active=False, by=local_admin),
        lambda: accounts.give_post(account=wide, organ=civil, role="author", by=local_admin),
        lambda: accounts.end_post(post=wide.posts.first(), by=local_admin),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert Account.objects.values("password", "is_active").get(pk=wide.pk) == before
    assert not Post.objects.exclude(until=None).exists()


def test_a_superuser_is_kept_by_superusers_and_on_the_command_line(admin):
    root = Account.objects.create_superuser(username="root", password="long enough 1", full_name="甲")
    with pytest.raises(NotAllowed):
        accounts.reset_password(account=root, by=admin)
    assert root not in accounts.kept_by(admin)
    assert accounts.reset_password(account=root, by=None)


def test_nobody_resets_or_ends_what_is_their_own(admin, local_admin):
    before = fresh(admin).password
    with pytest.raises(Refused, match="凭原密码修改"):
        accounts.reset_password(account=admin, by=admin)
    with pytest.raises(Refused, match="自己的岗位"):
        accounts.end_post(post=admin.posts.get(), by=admin)
    with pytest.raises(NotAllowed, match="只能修改自己"):
        accounts.change_password(account=local_admin, password="x", by=admin)
    assert fresh(admin).password == before


def test_a_reset_is_asked_once_more_and_told_to_the_holder(admin, author, client):
    client.force_login(admin)
    address = f"/desk/accounts/{author.pk}/password/"
    before = fresh(author).password
    asked = client.get(address).content.decode()
    assert "确认重置" in asked
    assert fresh(author).password == before
    shown = client.post(address).content.decode()
    password = shown.split('class="code">')[1].split("<")[0]
    entry = AuditEntry.objects.get(verb="account.reset_password")
    assert (entry.by, entry.noun_id) == (admin, str(author.pk))
    client.logout()
    client.post("/desk/login/", {"username": "author", "password": password})
    told = client.get("/desk/password/").content.decode()
    assert f"您的密码由{admin}于" in told
    client.post("/desk/logout/")
    client.post("/desk/login/", {"username": "author", "password": password})
    assert f"您的密码由{admin}于" in client.get("/desk/password/").content.decode(), "until it is changed"


def test_ones_own_password_is_not_reset_on_the_desk(admin, client):
    client.force_login(admin)
    page = client.get(f"/desk/accounts/{admin.pk}/").content.decode()
    assert f"/desk/accounts/{admin.pk}/password/" not in page
    assert "确认重置" not in client.get(f"/desk/accounts/{admin.pk}/password/").content.decode()
    assert client.post(f"/desk/accounts/{admin.pk}/password/").status_code == 409


def test_changing_ones_own_password_is_audited(author, client):
    client.force_login(author)
    fields = {"old_password": "long enough 1", "new_password1": "qinghe-2026-公开", "new_password2": "qinghe-2026-公开"}
    assert client.post("/desk/password/", fields).status_code == 302
    assert fresh(author).check_password("qinghe-2026-公开")
    assert AuditEntry.objects.get(verb="account.change_password").by == author
