"""The pages of the public shell: what each shows, what it costs, where a number leads."""

import re
from datetime import UTC, date, datetime

import pytest

from gongkai.core import pages
from gongkai.core.models import StoredPage
from gongkai.library.actions import relate
from gongkai.library.tasks import turn_validity
from gongkai.organs.models import FormerName, Person
from gongkai.portal import errors
from gongkai.portal.models import Column

FIXED = [
    "/", "/news/", "/disclosure/", "/disclosure/guide/", "/disclosure/systems/", "/disclosure/reports/",
    "/requests/", "/disclosure/all/", "/disclosure/themes/", "/disclosure/kinds/", "/disclosure/years/",
    "/interpretations/", "/interaction/", "/data/", "/organs/", "/sitemap/",
]  # fmt: skip


def page(client, path, status=200, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.parametrize("path", FIXED)
def test_fixed_pages_answer_empty_and_full(site, client, path, make_record, django_assert_max_num_queries):
    empty = page(client, path)
    assert "<main" in empty
    pages.purge(pages.EVERY)
    pages.sweep()
    interpretation, document = make_record("解读一", kind="interpretation"), make_record("文件一", theme="0201")
    make_record("动态一", kind="news")
    make_record("年报一", kind="annual_report", year=2025)
    relation = {"source": interpretation, "predicate": "interprets", "target": document}
    relate(**relation, by=interpretation.current.released_by)
    with django_assert_max_num_queries(16):
        answer = client.get(path, {"unkept": 1})
    assert answer.status_code == 200
    StoredPage.objects.all().delete()
    page(client, path)
    assert StoredPage.objects.filter(path=path).exists(), "a public page is kept"


@pytest.mark.parametrize("path", FIXED)
def test_every_public_link_leads_somewhere(site, client, path, make_record):
    make_record("文件一", theme="0201")
    for address in set(re.findall(r'href="(/[^"#?]*)', page(client, path))):
        if not address.startswith(("/static/", "/search/")):
            assert client.get(address).status_code == 200, f"{path} → {address}"


def test_every_figure_of_the_data_page_opens_as_many_records(site, client, make_record):
    for n in range(3):
        make_record(f"文件{n}", theme="0201")
    make_record("通知", kind="notice")
    shown = page(client, "/data/")
    figures = re.findall(r'<td class="num"><a href="([^"]+)" aria-label="[^"]+">([\d,]+)</a>', shown)
    assert len(figures) >= 6
    for address, number in figures:
        assert f'共 <b class="num">{number}</b> 条' in page(client, address), address


def test_column_pages_say_what_they_are(site, client):
    shown = page(client, "/disclosure/items/20.01/")
    for name in ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"):
        assert re.search(f'<meta name="{name}" content="[^"]+">', shown)
    assert "第二十条第（一）项" in shown


def test_an_organs_page(site, client, civil, finance, make_record):
    civil.functions, civil.phone, civil.closed_on = "负责社会救助。", "0800-1", date(2026, 1, 1)
    civil.save()
    civil.successors.add(finance)
    FormerName.objects.create(organ=civil, name="青禾县民政科", until=date(2010, 1, 1))
    Person.objects.create(organ=civil, name="张三", post="局长", is_leader=True, duties="主持全面工作")
    Person.objects.create(organ=civil, name="李四", post="科员")
    make_record("救助通知")
    shown = page(client, civil.get_absolute_url())
    for words in (
        "负责社会救助。",
        "0800-1",
        "本机构已于 2026-01-01 撤销",
        finance.name,
        "青禾县民政科",
        "张三",
        "救助通知",
    ):
        assert words in shown
    people = page(client, f"{civil.get_absolute_url()}people/")
    assert "主持全面工作" in people
    assert "李四" in people
    assert civil.name not in page(client, "/organs/")  # closed organs are found through their successors


def test_columns_and_topics_select_by_rule(site, client, make_record, finance):
    make_record("低保标准的通知", theme="1101", keywords="低保")
    make_record("学位预警", kind="notice", theme="1102")
    topic = Column.objects.create(site=site, type="topic", name="低保专题", slug="aid", words="低保 救助")
    shown = page(client, "/topics/aid/")
    assert "低保标准的通知" in shown
    assert "学位预警" not in shown
    page(client, "/columns/aid/", 404)
    assert "低保专题" in page(client, "/")
    topic.words, topic.themes = "", ["11"]
    topic.save()
    StoredPage.objects.all().delete()
    shown = page(client, "/topics/aid/")
    assert "学位预警" in shown
    topic.organs.add(finance)
    StoredPage.objects.all().delete()
    assert "学位预警" not in page(client, "/topics/aid/")


def test_feeds_carry_what_the_lists_show(site, client, make_record, civil):
    Column.objects.create(site=site, name="政策", slug="policy", kinds=["policy"])
    record = make_record("低保标准的通知", summary="提高标准")
    for path in ("/feed.rss", "/feed.atom", f"/organs/{civil.code}/feed.rss", "/columns/policy/feed.atom"):
        shown = page(client, path)
        assert "低保标准的通知" in shown
        assert f"http://testserver/records/{record.pk}/" in shown
    assert 'href="/feed.rss"' in page(client, "/")
    assert f'href="/organs/{civil.code}/feed.rss"' in page(client, civil.get_absolute_url())


def test_site_maps_for_machines(site, client, make_record):
    record = make_record()
    assert "http://testserver/sitemap-1.xml" in page(client, "/sitemap.xml")
    assert f"<loc>http://testserver/records/{record.pk}/</loc>" in page(client, "/sitemap-1.xml")
    assert "<loc>http://testserver/disclosure/</loc>" in page(client, "/sitemap-0.xml")
    assert "Sitemap: http://testserver/sitemap.xml" in page(client, "/robots.txt")


def test_the_turn_of_the_day_makes_pages_anew(
    site, client, make_record, time_machine, django_capture_on_commit_callbacks
):
    record = make_record(expires_on=date(2026, 12, 31))
    time_machine.move_to(datetime(2026, 12, 31, 12, tzinfo=UTC))
    assert "本文件已失效" not in page(client, f"/records/{record.pk}/")
    assert "2026 年主动公开" in page(client, "/")
    page(client, "/disclosure/guide/")
    time_machine.move_to(datetime(2026, 12, 31, 17, tzinfo=UTC))  # past midnight here
    with django_capture_on_commit_callbacks(execute=True):
        turn_validity(None)
    assert list(StoredPage.objects.values_list("path", flat=True)) == ["/disclosure/guide/"]
    assert "本文件已失效" in page(client, f"/records/{record.pk}/")
    assert "2027 年主动公开" in page(client, "/")


def test_a_missing_page_has_a_way_on(site, client):
    shown = page(client, "/nothing/here/", 404)
    assert "没有找到这一页" in shown
    assert 'action="/search/"' in shown


@pytest.mark.parametrize("status", errors.PAGES)
def test_error_pages(site, rf, status):
    answer = errors.page(rf.get("/"), status)
    assert answer.status_code == status
    assert errors.PAGES[status][0] in answer.content.decode()


def test_the_error_page_does_not_fail(rf, monkeypatch):
    monkeypatch.setattr(errors, "render", lambda *a, **k: 1 / 0)
    answer = errors.failed(rf.get("/"))
    assert answer.status_code == 500
    assert "返回首页" in answer.content.decode()
