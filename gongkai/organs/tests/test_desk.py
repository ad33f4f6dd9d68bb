"""The desk pages of organs and accounts, as their users see them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.organs.models import Account, Organ
from gongkai.organs.rules import organ_code_check


@pytest.fixture
def sign_in(client):
    def enter(account):
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def admin(make_account, county):
    return make_account("admin", county, "administrator", covers_below=True)


def at(name, *args):
    return reverse(f"desk:{name}", args=args)


def test_the_tree_is_shown_level_by_level_with_few_queries(
    sign_in, officer, county, make_organ, django_assert_max_num_queries
):
    for n in range(30):
        make_organ(f"第{n}局")
    client = sign_in(officer)
    assert "青禾县人民政府" in client.get(at("organs")).content.decode()
    with django_assert_max_num_queries(10):
        page = client.get(at("organs"), {"under": county.pk}).content.decode()
    assert page.count("第") >= 30 and "设立机构" in page
    assert "青禾第7局" in client.get(at("organs"), {"q": "第7"}).content.decode()


def test_an_organ_is_founded_from_the_form(sign_in, officer, county):
    client, code = sign_in(officer), "30000001" + organ_code_check("30000001")
    typed = {"name": "青禾县数据局", "code": code, "level": "department", "parent": "青禾县人民政府", "order": "50"}
    answer = client.post(at("organ_new"), typed | {"code": "300000019"})
    assert "校验位不对" in answer.content.decode() and "青禾县数据局" in answer.content.decode()
    answer = client.post(at("organ_new"), typed)
    made = Organ.objects.get(code=code)
    assert answer["Location"] == at("organ", made.pk) and made.parent == county


def test_an_unknown_superior_is_answered_at_its_field(sign_in, officer, county):
    answer = sign_in(officer).post(at("organ_new"), {"name": "某局", "parent": "不存在的政府"})
    assert "没有找到“不存在的政府”" in answer.content.decode()


def test_a_department_officer_edits_facts_and_is_not_offered_the_tree(sign_in, make_account, civil):
    client = sign_in(make_account("own", civil, "disclosure_officer"))
    page = client.get(at("organ", civil.pk)).content.decode()
    assert at("organ_edit", civil.pk) in page and "机构调整" not in page
    form = client.get(at("organ_edit", civil.pk)).content.decode()
    assert 'name="phone"' in form and 'name="code"' not in form
    client.post(at("organ_edit", civil.pk), {"phone": "0000-6210010", "website": "javascript:alert(1)"})
    civil.refresh_from_db()
    assert civil.phone == ""
    client.post(at("organ_edit", civil.pk), {"phone": "0000-6210010", "code": "000000000"})
    civil.refresh_from_db()
    assert civil.phone == "0000-6210010" and civil.code != "000000000"


def test_people_are_typed_as_rows_in_order(sign_in, make_account, civil):
    client = sign_in(make_account("own", civil, "reviewer"))
    rows = [("2", "周某", "副局长"), ("1", "江某", "局长"), ("", "", "")]
    data = {"p-TOTAL_FORMS": "3", "p-INITIAL_FORMS": "0"}
    for n, (place, name, post) in enumerate(rows):
        data |= {f"p-{n}-place": place, f"p-{n}-name": name, f"p-{n}-post": post, f"p-{n}-is_leader": "on"}
    assert client.post(at("organ_people", civil.pk), data).status_code == 302
    assert [p.name for p in civil.people.all()] == ["江某", "周某"]
    answer = client.post(at("organ_people", civil.pk), data | {"p-0-post": ""})
    assert "请填写职务" in answer.content.decode() and civil.people.count() == 2


@pytest.mark.parametrize(
    ("what", "data", "shown"),
    [
        ("rename", {"name": "青禾县民政和老龄局", "on": "2026-01-05"}, "青禾县民政和老龄局"),
        ("move", {"parent": "县财政局"}, "县财政局"),
        ("merge", {"into": "县财政局", "on": "2026-01-05"}, "职责由青禾县财政局承接"),
        ("split", {"into": "县财政局、县教育局", "on": "2026-01-05"}, "撤销"),
        ("close", {"successors": "", "on": "2026-01-05"}, "撤销"),
    ],
)
def test_the_tree_is_changed_by_forms(sign_in, officer, civil, finance, make_organ, what, data, shown):
    make_organ("县教育局")
    client = sign_in(officer)
    assert client.get(at(f"organ_{what}", civil.pk)).status_code == 200
    answer = client.post(at(f"organ_{what}", civil.pk), data, follow=True)
    assert answer.redirect_chain and shown in answer.content.decode()


def test_a_date_in_the_future_stands_at_its_field(sign_in, officer, civil):
    answer = sign_in(officer).post(at("organ_rename", civil.pk), {"name": "新名", "on": "2999-01-01"})
    assert answer.status_code == 200 and "日期不能晚于今天" in answer.content.decode()


def test_an_account_is_opened_and_its_password_shown_once(sign_in, admin, civil):
    client = sign_in(admin)
    typed = {"username": "chenyi", "full_name": "陈某", "organ": "县民政局", "role": "author"}
    page = client.post(at("account_new"), typed).content.decode()
    account = Account.objects.get(username="chenyi")
    assert account.posts.get().organ == civil and account.password_is_temporary and "只在这里显示一次" in page
    again = client.post(at("account_new"), typed).content.decode()
    assert "已有人使用" in again and Account.objects.filter(full_name="陈某").count() == 1


def test_a_failed_post_leaves_no_account(sign_in, make_account, civil, finance):
    client = sign_in(make_account("local", civil, "administrator"))
    answer = client.post(
        at("account_new"),
        {"username": "x1", "full_name": "某", "organ": "县民政局", "role": "author", "covers_below": "on"},
    )
    assert answer.status_code == 403 and not Account.objects.filter(username="x1").exists()


def test_posts_are_given_and_ended(sign_in, admin, author, finance):
    client = sign_in(admin)
    client.post(at("account", author.pk), {"organ": "县财政局", "role": "reviewer"})
    post = author.posts.get(organ=finance)
    assert client.post(at("post_end", post.pk)).status_code == 302
    post.refresh_from_db()
    assert post.until == timezone.localdate() - timedelta(days=1)
    page = client.get(at("account", author.pk)).content.decode()
    assert "县财政局" in page and "终止" in page


def test_accounts_are_listed_with_few_queries(sign_in, admin, civil, make_account, django_assert_max_num_queries):
    for n in range(40):
        make_account(f"clerk{n}", civil)
    client = sign_in(admin)
    with django_assert_max_num_queries(12):
        page = client.get(at("accounts"), {"q": "clerk"}).content.decode()
    assert page.count("clerk") >= 40
