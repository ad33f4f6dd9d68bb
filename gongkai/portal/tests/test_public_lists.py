"""Public lists: keyset pages, their cost, and which stored pages a change throws away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai.core import statistics
from gongkai.core.models import StoredPage
from gongkai.library import publishing, selectors
from gongkai.library.actions import open_correction, relate, save_draft, start_record
from gongkai.library.models import Record
from gongkai.review import actions as review

OLD = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """commit(function): run it and everything it left for after the commit."""

    def run(function, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return function(*args, **kwargs)

    return run


@pytest.fixture
def history(officer, reviewer, civil, commit):
    """history(n, **fields): n records released a day apart in 2024, oldest first."""

    def make(n, kind="policy", organ=None, start=OLD, **fields):
        versions = [
            start_record(
                organ=organ or civil,
                kind=kind,
                title=f"第{i}号",
                body="<p>文</p>",
                by=officer,
                formed_on="2024-01-01",
                **fields,
            )
            for i in range(n)
        ]
        for i, version in enumerate(versions):
            version.record.released_at = start + timedelta(days=i)
            version.record.save()
        return commit(publishing.publish, versions, by=reviewer)

    return make


def kept(client, *paths):
    """Open pages so that they are stored; every one of them is."""
    for path in paths:
        assert client.get(path).status_code == 200, path
    assert stored() >= set(paths)
    return set(paths)


def stored():
    return set(StoredPage.objects.values_list("path", flat=True))


def later_pages(client, path):
    """Addresses of the pages of a list, by following the link to earlier ones."""
    found = []
    while path:
        found.append(path)
        page = client.get(path).content.decode()
        path = page.split('" rel="next"')[0].rsplit('href="', 1)[1] if 'rel="next"' in page else None
    return found


def test_following_earlier_pages_shows_every_record_once(site, client, history):
    history(20)
    history(25, start=OLD)  # the same moments again: the id decides
    pages = later_pages(client, "/disclosure/all/")
    assert len(pages) == 3
    shown = [line for p in pages for line in client.get(p).content.decode().split('<a href="/records/')[1:]]
    ids = [int(line.split("/")[0]) for line in shown]
    assert len(ids) == len(set(ids)) == 45
    assert ids == list(Record.objects.newest().values_list("pk", flat=True))
    assert "更早的信息" not in client.get(pages[-1]).content.decode()


@pytest.mark.parametrize("key", ["1-1", "99999999999999999-999999999999999999", "0-0"])
def test_a_place_where_no_record_stood_is_not_kept(site, client, history, key):
    history(1)
    answer = client.get(f"/disclosure/all/before/{key}/")
    assert answer.status_code == 302
    assert answer["Location"] == "/disclosure/all/"
    assert not stored()


MADE_UP = [
    "/disclosure/reports/{}/", "/disclosure/years/{}/", "/disclosure/items/{}/", "/disclosure/kinds/{}/",
    "/disclosure/themes/{}/", "/requests/statistics/{}/", "/records/{}/", "/records/{}/versions/", "/records/{}/qr.svg",
    "/files/{}/a.pdf", "/organs/{}/", "/organs/org-{}/", "/organs/{}/records/", "/organs/{}/people/", "/columns/{}/",
    "/topics/{}/", "/sitemap-{}.xml", "/organs/{}/feed.rss", "/columns/{}/feed.rss",
]  # fmt: skip


@pytest.mark.parametrize("number", ["0", "1", "1950", "2199", "50000", "99999999999", "9" * 30, "9" * 250])
@pytest.mark.parametrize("path", MADE_UP)
def test_no_made_up_number_is_kept_as_a_page(site, client, path, number):
    fixed = path.format(number) == "/sitemap-0.xml"  # the pages that are always there
    assert client.get(path.format(number)).status_code == (200 if fixed else 404)
    assert not stored()


def test_a_year_is_one_of_those_offered(site, client, history):
    history(1, kind="annual_report", year=2023)
    today = timezone.localdate().year
    for path in ("/disclosure/reports/2023/", "/disclosure/years/2024/", f"/requests/statistics/{today}/"):
        assert client.get(path).status_code == 200
    key = selectors.key_of(Record.objects.get())
    for path in ("reports/2024", "reports/50000", "years/2023"):
        assert client.get(f"/disclosure/{path}/").status_code == 404
        assert client.get(f"/disclosure/{path}/before/{key}/").status_code == 404


def test_another_spelling_of_a_number_is_not_kept(site, client, history, civil):
    record, key = history(22)[0], selectors.key_of(Record.objects.newest()[19])
    civil.code = None
    civil.save()
    for path in (
        "/disclosure/years/02024/", "/disclosure/years/{zeros}2024/", f"/records/00{record.pk}/",
        f"/records/00{record.pk}/versions/", f"/organs/org-00{civil.pk}/", f"/organs/org-00{civil.pk}/records/",
        f"/disclosure/all/before/00{key}/", f"/disclosure/all/before/{key.replace('-', '-00')}/",
    ):  # fmt: skip
        assert client.get(path.format(zeros="0" * 300)).status_code in (200, 301, 302, 404), path
    assert not stored()
    assert client.get(f"/disclosure/all/before/{key}/").status_code == 200
    assert stored() == {f"/disclosure/all/before/{key}/"}


def test_key_is_exact(history):
    record = history(1, start=OLD + timedelta(microseconds=1))[0]
    assert selectors.read_key(selectors.key_of(record)) == (record.released_at, record.pk)


LISTS = [
    "/disclosure/all/", "/disclosure/items/20.03/", "/disclosure/kinds/policy/", "/disclosure/themes/02/",
    "/disclosure/themes/0201/", "/disclosure/years/2024/", "/disclosure/systems/", "/organs/{}/records/",
    "/organs/{}/kinds/policy/", "/disclosure/reports/", "/news/", "/interpretations/",
]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_with_many_rows(site, client, history, civil, path, django_assert_max_num_queries):
    history(22, theme="0201")
    history(2, kind="news")
    with django_assert_max_num_queries(7):  # site, (organ,) records, count, (choices, pairs)
        assert client.get(path.format(civil.code), {"unkept": 1}).status_code == 200


COUNTED = [
    "/", "/data/", "/disclosure/", "/disclosure/themes/", "/disclosure/kinds/", "/disclosure/years/", "/disclosure/all/",
    "/disclosure/themes/02/", "/disclosure/years/2024/", "/disclosure/items/20.03/", "/organs/{}/kinds/policy/", "/news/",
]  # fmt: skip


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other database leaves out what an index implies")
@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("path", COUNTED)
def test_what_a_page_counts_is_counted_in_an_index_alone(site, client, history, civil, path, known):
    """Whether the database has statistics of its tables or not: it never looks up every record of the library."""
    history(22, theme="0201", item="20.03")
    if known:
        statistics.refresh()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path.format(civil.code), {"unkept": 1}).status_code == 200
    counts = [q["sql"] for q in asked if "COUNT(" in q["sql"] and 'FROM "library_record"' in q["sql"]]
    assert counts
    for sql in counts:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + sql)
            steps = " ".join(row[3] for row in cursor.fetchall())
        # SQLite calls no index covering that holds a computed column; what it counts there it counts without the rows
        computed = "USING INDEX rec_theme_group" in steps and '"library_record"."theme"' not in sql
        covered = "library_record USING COVERING INDEX rec_" in steps or "U0 USING COVERING INDEX rec_" in steps
        assert computed or covered, (sql, steps)


def test_a_release_throws_away_exactly_the_pages_it_enters(site, client, history, make_record, civil, finance, commit):
    history(45, theme="0201")
    history(1, kind="news", organ=finance)
    older = later_pages(client, "/disclosure/all/")[1:] + later_pages(client, "/disclosure/kinds/policy/")[1:]
    neighbour = Record.objects.first().pk
    entered = kept(
        client, "/", "/disclosure/all/", "/disclosure/", "/disclosure/kinds/policy/", "/disclosure/items/20.03/",
        "/disclosure/themes/02/", f"/organs/{civil.code}/", f"/organs/{civil.code}/records/",
        f"/organs/{civil.code}/kinds/policy/", "/data/", "/feed.rss", "/disclosure/themes/",
    )  # fmt: skip
    others = kept(
        client, *older, "/disclosure/kinds/news/", "/disclosure/kinds/notice/", "/disclosure/themes/03/",
        "/disclosure/years/2024/", f"/organs/{finance.code}/", f"/organs/{finance.code}/records/",
        f"/organs/{civil.code}/kinds/notice/", f"/records/{neighbour}/", "/disclosure/guide/", "/organs/",
    )  # fmt: skip
    with_civil = commit(make_record, "新的政策", theme="0202")
    assert with_civil.organ == civil
    assert stored() == others
    assert not entered & stored()


def test_a_withdrawal_throws_away_exactly_the_pages_that_showed_it(site, client, history, commit, reviewer, finance):
    records = history(45)
    history(1, kind="news", organ=finance)
    pages = later_pages(client, "/disclosure/all/")
    gone = records[2]  # on the third page
    kept(client, *pages, f"/records/{gone.pk}/", "/disclosure/kinds/news/", f"/records/{records[5].pk}/")
    commit(review.withdraw_record, record=gone, reason="内容有误", by=reviewer)
    # the first page shows the total, the third showed the record
    assert stored() == {pages[1], "/disclosure/kinds/news/", f"/records/{records[5].pk}/"}
    assert "第2号" not in client.get(pages[2]).content.decode()


def test_history_imported_later_enters_the_later_pages(site, client, history):
    history(45)
    pages = kept(client, *later_pages(client, "/disclosure/kinds/policy/"))
    news = kept(client, "/disclosure/kinds/news/")
    history(1, kind="policy", start=OLD - timedelta(days=400))
    assert stored() == news
    assert len(pages) == 3


def test_a_correction_that_moves_a_record_shows_where_it_went(site, client, history, author, reviewer, commit):
    records = history(45, theme="0201")
    history(40, theme="0301", start=OLD - timedelta(hours=1))
    before = kept(client, *later_pages(client, "/disclosure/themes/0301/"))
    draft = open_correction(record=records[1], by=author)
    draft = save_draft(
        version=draft, stamp=0, by=author, title="改类", body="<p>文</p>", note="主题分类有误", theme="0301"
    )
    review.submit_version(version=draft, by=author)
    commit(review.release_version, version=draft, by=reviewer)
    assert not before & stored()
    assert any("改类" in client.get(p).content.decode() for p in later_pages(client, "/disclosure/themes/0301/"))


def test_a_fresh_page_that_others_may_still_enter_is_a_front_page(site, client, history, make_record, commit):
    """Two releases may commit in another order than their moments; pages that begin in the last minutes follow."""
    history(3)
    first = commit(make_record, "刚发布")
    page = kept(client, f"/disclosure/all/before/{selectors.key_of(first)}/")
    commit(make_record, "随后发布")
    assert not page & stored()


def test_a_relation_and_a_citation_reach_the_other_record(site, client, history, make_record, reviewer, commit):
    old, other = history(2)
    kept(client, f"/records/{old.pk}/", f"/records/{other.pk}/")
    commit(make_record, "引用者", body=f"<p>落实《{old.title}》。</p>")
    assert stored() == {f"/records/{other.pk}/"}
    kept(client, f"/records/{old.pk}/")
    repeal = commit(make_record, "关于废止的公告", kind="notice")
    commit(relate, source=repeal, predicate="repeals", target=old, by=reviewer)
    assert stored() == {f"/records/{other.pk}/"}
    page = client.get(f"/records/{old.pk}/").content.decode()
    assert "本文件已废止" in page
    assert "关于废止的公告" in page
    assert "引用本文件" in page


def test_the_list_of_rules_reads_two_lists_as_one(site, client, history):
    """Of the kind "system", and law and policy filed under 政务公开: newest first, none twice, page by page."""
    history(12, kind="system")
    history(12, theme="0201", start=OLD + timedelta(hours=12))
    history(3, theme="0202")
    first = client.get("/disclosure/systems/", {"unkept": 1})
    second = client.get(first.context["earlier_url"], {"unkept": 1})
    shown = [*first.context["records"], *second.context["records"]]
    assert (first.context["total"], len(first.context["records"]), len(second.context["records"])) == (24, 20, 4)
    assert [r.released_at for r in shown] == sorted((r.released_at for r in shown), reverse=True)
    assert len({r.pk for r in shown}) == 24 and {r.theme for r in shown} == {"", "0201"}
