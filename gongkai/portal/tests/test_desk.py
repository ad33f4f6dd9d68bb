"""Columns, topics and sites on the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry, StoredPage
from gongkai.portal import actions
from gongkai.portal.models import Column, Site


@pytest.fixture
def administrator(make_account, county):
    return make_account("administrator", county, "administrator", covers_below=True)


@pytest.fixture
def officer_client(client, officer):
    client.force_login(officer)
    return client


TYPED = {"name": "低保专题", "slug": "aid", "type": "topic", "order": 10, "words": "低保 救助"}


def test_a_topic_is_made_seen_and_changed(site, officer_client, make_record, django_capture_on_commit_callbacks):
    make_record("低保标准的通知")
    officer_client.get("/")
    officer_client.get("/disclosure/guide/")
    with django_capture_on_commit_callbacks(execute=True):
        answer = officer_client.post(f"/desk/columns/new/{site.pk}/", TYPED)
    assert answer.status_code == 302
    topic = Column.objects.get()
    assert not StoredPage.objects.filter(path="/").exists()
    assert StoredPage.objects.filter(path="/disclosure/guide/").exists()
    assert "低保标准的通知" in officer_client.get("/topics/aid/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        officer_client.post(f"/desk/columns/{topic.pk}/", {**TYPED, "kinds": ["notice"]})
    assert "低保标准的通知" not in officer_client.get("/topics/aid/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        officer_client.post(f"/desk/columns/{topic.pk}/delete/")
    assert officer_client.get("/topics/aid/").status_code == 404
    assert list(AuditEntry.objects.filter(noun_type="portal.column").values_list("verb", flat=True)) == [
        "column.create", "column.update", "column.delete",
    ]  # fmt: skip


def test_the_count_lives(site, officer_client, make_record):
    make_record("低保标准的通知")
    address = f"/desk/columns/new/{site.pk}/"
    shown = officer_client.post(address, TYPED, headers={"HX-Request": "true"}).content.decode()
    assert '<b class="num">1</b>' in shown
    assert "<form" not in shown
    without_script = officer_client.post(address, {**TYPED, "try": "1", "themes": ["01"]}).content.decode()
    assert '<b class="num">0</b>' in without_script
    assert 'value="低保专题"' in without_script  # nothing typed is lost
    assert not Column.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"slug": "taken"}, "本站已有栏目或专题用了这个地址"),
        ({"slug": "有 空格"}, "只能用字母、数字、连字符和下划线"),
        ({"name": ""}, "请填写名称"),
        ({"organs": "没有的机构"}, "没有找到“没有的机构”"),
    ],
)
def test_a_wrong_field_gets_a_sentence(site, officer_client, typed, sentence):
    Column.objects.create(site=site, name="已有", slug="taken")
    shown = officer_client.post(f"/desk/columns/new/{site.pk}/", {**TYPED, **typed}).content.decode()
    assert sentence in shown
    assert Column.objects.count() == 1


def test_columns_have_two_levels(site, officer):
    values = {"site": site, "by": officer, "organs": [], "kinds": [], "items": [], "themes": [], "words": ""}
    top = actions.save_column(column=None, name="上", slug="top", parent=None, **values)
    middle = actions.save_column(column=None, name="中", slug="middle", parent=top, **values)
    with pytest.raises(Refused, match="最多两级"):
        actions.save_column(column=None, name="下", slug="low", parent=middle, **values)
    with pytest.raises(Refused, match="有下级栏目"):
        actions.delete_column(column=top, by=officer)


def test_the_list_of_columns_costs_the_same_with_many(site, officer_client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert officer_client.get("/desk/columns/").status_code == 200
        return len(captured)

    Column.objects.create(site=site, name="栏目", slug="c")
    queries()  # rows made on first use
    few = queries()
    for n in range(12):
        Column.objects.create(site=site, name=f"栏目{n}", slug=f"c{n}")
    assert queries() == few


def test_a_departments_officer_keeps_no_columns_of_the_portal(site, make_account, civil):
    stranger = make_account("stranger", civil, "disclosure_officer")
    with pytest.raises(NotAllowed):
        actions.save_column(site=site, column=None, by=stranger, organs=[], name="甲", slug="a")


def test_a_site_is_registered_and_answers(site, client, administrator, civil, django_capture_on_commit_callbacks):
    client.force_login(administrator)
    assert client.get("/", headers={"host": "mz.example.gov.cn"}).status_code == 400
    typed = {"name": "县民政局", "host": "MZ.example.gov.cn", "owner": civil.name, "root": civil.name}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/desk/sites/new/", typed).status_code == 302
    made = Site.objects.get(host="mz.example.gov.cn")
    assert made.root == civil
    assert "县民政局" in client.get("/", headers={"host": "mz.example.gov.cn"}).content.decode()
    client.post(f"/desk/sites/{made.pk}/", {**typed, "identifier": "123"})
    made.refresh_from_db()
    assert made.identifier == ""


def test_a_change_of_marks_throws_away_the_pages_of_that_site_only(
    site, client, administrator, civil, django_capture_on_commit_callbacks
):
    other = Site.objects.create(name="民政局", host="civil.testserver", owner=civil, root=civil)
    client.get("/")
    client.get("/", headers={"host": "civil.testserver"})
    with django_capture_on_commit_callbacks(execute=True):
        actions.save_site(site=other, by=administrator, icp="测ICP备1号")
    assert list(StoredPage.objects.values_list("host", flat=True)) == ["testserver"]
    assert "测ICP备1号" in client.get("/", headers={"host": "civil.testserver"}).content.decode()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"host": "http://a.gov.cn/"}, "域名应为"),
        ({"host": "civil.testserver"}, "已经登记给另一个站点"),
        ({"identifier": "12"}, "网站标识码应为"),
        ({"is_default": False}, "须有一个缺省站点"),
    ],
)
def test_a_wrong_site_is_refused(site, administrator, civil, values, sentence):
    Site.objects.create(name="民政局", host="civil.testserver", owner=civil, root=civil)
    with pytest.raises(Refused, match=sentence):
        actions.save_site(site=site, by=administrator, **values)


def test_a_form_with_several_mistakes_tells_them_all_at_once(client, site, administrator, civil):
    Site.objects.create(name="民政局", host="civil.testserver", owner=civil, root=civil)
    client.force_login(administrator)
    typed = {
        "name": "",
        "host": "civil.testserver",
        "identifier": "12",
        "owner": civil.name,
        "root": "",
        "is_default": "on",
    }
    page = client.post("/desk/sites/new/", typed).content.decode()
    for sentence in ("请填写网站名称", "已经登记给另一个站点", "网站标识码应为", "主办单位须是最上级政府"):
        assert sentence in page
    page = client.post(
        "/desk/sites/new/", {"name": "", "host": "", "owner": "没有的局", "identifier": "12"}
    ).content.decode()
    for sentence in ("请填写网站名称", "请填写域名", "网站标识码应为", "没有的局"):
        assert sentence in page
    assert Site.objects.count() == 2


def test_there_is_one_default_site(site, administrator, civil):
    other = actions.save_site(
        site=None, by=administrator, name="新门户", host="new.testserver", owner=site.owner, is_default=True
    )
    assert list(Site.objects.filter(is_default=True)) == [other]
