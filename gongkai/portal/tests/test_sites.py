"""Several sites on one deployment: hosts, what each shows, where its addresses point."""

import pytest

from gongkai.core.models import StoredPage
from gongkai.library import publishing
from gongkai.library.actions import start_record
from gongkai.portal.models import Column, Site


@pytest.fixture
def civil_site(site, civil):
    return Site.objects.create(name="青禾县民政局", host="civil.testserver", owner=civil, root=civil)


@pytest.fixture
def release_finance(finance, officer, reviewer):
    """release_finance(): something another department published."""

    def release():
        version = start_record(
            organ=finance, kind="notice", title="财政预算公告", body="<p>文</p>", by=officer, formed_on="2026-06-01"
        )
        return publishing.publish([version], by=reviewer)[0]

    return release


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("testserver", 200),
        ("localhost:8000", 200),
        ("demo.localhost", 200),
        ("civil.testserver", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("testserver.evil.example:80", 400),
    ],
)
def test_only_our_hosts_are_answered(civil_site, client, host, status):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == status
    assert ("没有您要访问的网站" in answer.content.decode()) == (status == 400)


def test_a_departments_site_shows_its_own_records_only(civil_site, client, make_record, release_finance):
    own, finance_record = make_record("救助通知"), release_finance()
    home = client.get("/", headers={"host": "civil.testserver"}).content.decode()
    assert "<title>首页 - 青禾县民政局</title>" in home
    assert own.title in home
    assert finance_record.title not in home
    everything = client.get("/disclosure/all/", headers={"host": "civil.testserver"}).content.decode()
    assert finance_record.title not in everything
    assert finance_record.title in client.get("/disclosure/all/").content.decode()
    answer = client.get(f"/records/{finance_record.pk}/", headers={"host": "civil.testserver"})
    assert answer.status_code == 302
    assert answer["Location"] == f"http://testserver/records/{finance_record.pk}/"
    assert client.get(f"/organs/{finance_record.organ.code}/", headers={"host": "civil.testserver"}).status_code == 404
    assert client.get(f"/records/{finance_record.pk}/qr.svg", headers={"host": "civil.testserver"}).status_code == 404


def test_a_record_has_one_canonical_address(civil_site, client, make_record):
    record = make_record()
    page = client.get(f"/records/{record.pk}/", headers={"host": "civil.testserver"}).content.decode()
    assert f'<link rel="canonical" href="http://testserver/records/{record.pk}/">' in page
    home = client.get("/", headers={"host": "civil.testserver"}).content.decode()
    assert '<link rel="canonical" href="http://civil.testserver/">' in home


def test_another_departments_release_leaves_a_departments_pages(
    civil_site, client, make_record, release_finance, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make_record("救助通知")
    for path in ("/", "/disclosure/all/", "/disclosure/kinds/notice/"):
        client.get(path, headers={"host": "civil.testserver"})
        client.get(path)
    assert StoredPage.objects.count() == 6
    with django_capture_on_commit_callbacks(execute=True):
        release_finance()
    assert set(StoredPage.objects.values_list("host", flat=True)) == {"civil.testserver"}
    assert StoredPage.objects.count() == 3
    with django_capture_on_commit_callbacks(execute=True):
        make_record("又一通知")
    assert not StoredPage.objects.exists()


def test_columns_belong_to_a_site(civil_site, site, client, make_record):
    Column.objects.create(site=civil_site, name="救助", slug="aid", kinds=["policy"])
    assert client.get("/columns/aid/", headers={"host": "civil.testserver"}).status_code == 200
    assert client.get("/columns/aid/").status_code == 404


def test_the_shell_works_before_the_first_site_exists(db, client):
    for path in ("/", "/disclosure/", "/disclosure/all/", "/data/", "/organs/", "/interaction/", "/sitemap/"):
        assert client.get(path).status_code == 200
