"""Review on the desk, as stories."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.library.actions import save_draft, start_record
from gongkai.library.models import Record, Version
from gongkai.review.actions import send_back, submit_version
from gongkai.review.desk import waiting


@pytest.fixture
def waiting_version(author, civil):
    version = start_record(
        organ=civil, kind="news", title="待审的动态", body="<p>正文</p>", by=author, formed_on="2026-06-01"
    )
    return submit_version(version=version, by=author)


def chosen(version):
    return f"{version.pk}@{version.submission}"


def url(name, version):
    return reverse(f"desk:{name}", args=[version.record_id])


def test_what_is_missing_is_said_at_its_field_on_submission(author, civil, client):
    client.force_login(author)
    version = start_record(organ=civil, kind="annual_report", title="年报", by=author)
    fields = {"title": "年报", "body": "", "disclosure": "active", "stamp": 0, "keywords": "刚输入的"}
    page = client.post(url("record_submit", version), fields).content.decode()
    for name in ("body", "formed_on", "item", "year"):
        assert f'id="id_{name}_error"' in page
    assert "刚输入的" in page
    assert Version.objects.get(pk=version.pk).fields["keywords"] == "刚输入的", "saved all the same"
    fields |= {"body": "<p>文</p>", "formed_on": "2026-01-20", "item": "20.15", "year": "2025", "stamp": 1}
    assert client.post(url("record_submit", version), fields)["Location"] == url("record", version)
    assert Record.objects.get().state == "submitted"


def test_the_second_person_releases_and_a_second_press_gets_a_sentence(site, waiting_version, reviewer, client):
    client.force_login(reviewer)
    assert "必填内容齐全" in client.get(url("review", waiting_version)).content.decode()
    for press in (1, 2):
        answer = client.post(
            url("review_release", waiting_version), {"version": 1, "seen": waiting_version.submission}, follow=True
        )
        assert answer.status_code == 200
        page = answer.content.decode()
        assert ("已发布，公众现在可以看到" in page) == (press == 1)
        assert ("不用再次发布" in page) == (press == 2)
    assert Record.objects.get().state == "released"


def test_a_text_changed_since_it_was_opened_is_not_released_unread(waiting_version, author, reviewer, client):
    client.force_login(reviewer)
    seen = waiting_version.submission
    version = send_back(version=waiting_version, note="改", by=reviewer)
    version = save_draft(version=version, stamp=0, by=author, title="换了", body="<p>换了内容</p>")
    version = submit_version(version=version, by=author)
    for path, data in (
        (url("review_release", version), {"version": 1, "seen": seen}),
        (url("review_release", version), {"version": 1}),
        (reverse("desk:review_queue"), {"version": f"{version.pk}@{seen}"}),
    ):
        assert "请重新打开，核对后再发布" in client.post(path, data, follow=True).content.decode()
    assert Record.objects.get().state == "submitted"


def test_the_author_sees_why_it_came_back(waiting_version, author, reviewer, client):
    client.force_login(reviewer)
    empty = client.post(url("review_return", waiting_version), {"version": 1, "note": " "})
    assert "请写明退回意见" in empty.content.decode()
    client.post(url("review_return", waiting_version), {"version": 1, "note": "请补充金额"})
    client.force_login(author)
    assert "退回意见：请补充金额" in client.get("/desk/").content.decode()
    assert "请补充金额" in client.get(url("record_edit", waiting_version)).content.decode()


def test_who_had_a_hand_in_it_earlier_may_not_release_it_either(civil, author, reviewer, client):
    version = start_record(
        organ=civil, kind="news", title="动态", body="<p>甲写</p>", by=reviewer, formed_on="2026-06-01"
    )
    version = save_draft(version=version, stamp=0, by=author, title="动态", body="<p>乙改一字</p>")
    version = submit_version(version=version, by=author)
    client.force_login(reviewer)
    assert "由另一位有审核权限的同事发布" in client.get(url("review", version)).content.decode()
    answer = client.post(url("review_release", version), {"version": 1, "seen": version.submission}, follow=True)
    assert "起草人不能审核发布自己的稿件" in answer.content.decode()
    assert Record.objects.get().state == "submitted"


def test_the_home_shows_what_waits_for_me_and_not_my_own(waiting_version, author, reviewer, client):
    client.force_login(reviewer)
    assert "待我审核" in client.get("/desk/").content.decode()
    assert waiting(reviewer).count() == 1
    assert waiting(author).count() == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other database plans by what it knows of the tables")
def test_what_waits_is_counted_from_its_own_index_and_not_from_every_record(officer):
    """On every page of the desk, also before the database knows that the records are many and what waits is little."""
    plan = waiting(officer).order_by().explain()
    assert "ver_waiting" in plan and "library_record_organ_id" not in plan


def test_many_are_released_each_by_itself_and_failures_are_listed(site, civil, author, reviewer, client):
    versions = []
    for title in ("甲", "乙", "丙"):
        version = start_record(
            organ=civil, kind="news", title=title, body="<p>文</p>", by=author, formed_on="2026-06-01"
        )
        versions.append(submit_version(version=version, by=author))
    Version.objects.filter(pk=versions[1].pk).update(body="")
    client.force_login(reviewer)
    page = client.post(
        reverse("desk:review_queue"), {"version": [chosen(v) for v in versions] + ["x", "999999@", "@@"]}
    ).content.decode()
    assert "已发布 2 条" in page
    assert "有 1 件没有发布" in page and "正文和附件不能都为空" in page
    assert Record.objects.filter(state="released").count() == 2


def test_another_organs_reviewer_releases_nothing_in_bulk(waiting_version, make_account, finance, client):
    client.force_login(make_account("stranger", finance, "reviewer"))
    client.post(reverse("desk:review_queue"), {"version": [chosen(waiting_version)]})
    assert Record.objects.get().state == "submitted"


def test_withdrawal_takes_a_reason_a_confirmation_and_what_replaces_it(site, make_record, reviewer, client):
    record, other = make_record("旧"), make_record("新")
    client.force_login(reviewer)
    address = reverse("desk:record_withdraw", args=[record.pk])
    page = client.post(address, {"reason": "数字有误", "replaced_by": "没有的号"}).content.decode()
    assert "没有找到这样的已发布信息" in page
    assert "请勾选确认" in page
    assert "数字有误" in page
    make_record("新的另一条")
    page = client.post(address, {"reason": "数字有误", "replaced_by": "新", "sure": "on"}).content.decode()
    assert "有几条信息相符" in page and other.index_number in page
    client.post(address, {"reason": "数字有误", "replaced_by": other.index_number, "sure": "on"})
    record.refresh_from_db()
    assert (record.state, record.replaced_by) == ("withdrawn", other)
    again = client.get(address, follow=True)
    assert "可能已被撤回" in again.content.decode()


@pytest.mark.parametrize("path", ["/desk/", "/desk/review/", "/desk/records/"])
def test_pages_take_the_same_queries_for_two_as_for_many(path, civil, author, reviewer, client):
    def more(count):
        for n in range(count):
            version = start_record(
                organ=civil, kind="news", title=f"第{n}条", body="<p>文</p>", by=author, formed_on="2026-06-01"
            )
            submit_version(version=version, by=author)

    def queries():
        with CaptureQueriesContext(connection) as taken:
            assert client.get(path).content.decode().count("第1条") > 0
        return len(taken)

    client.force_login(reviewer)
    more(2)
    client.get(path)
    few = queries()
    more(20)
    assert queries() == few


def test_the_home_says_what_must_be_public_soon_and_what_is_late(civil, author, client):
    with time_machine.travel("2026-06-30T10:00:00+08:00", tick=False):
        for title, formed_on in (("晚了", "2026-05-06"), ("快到期", "2026-06-05"), ("还早", "2026-06-25")):
            start_record(organ=civil, kind="news", title=title, by=author, formed_on=formed_on)
        start_record(
            organ=civil, kind="news", title="不公开的", by=author, formed_on="2026-05-06", disclosure="on_request"
        )
        client.force_login(author)
        page = client.get("/desk/").content.decode()
        assert '应当公开、尚未发布 <span class="num">2</span>' in page
        lines = [line for line in page.split("<li>") if "应当公开、尚未发布 ·" in line]
        assert ["晚了" in lines[0], "快到期" in lines[1], len(lines)] == [True, True, 2] and "已超过" in lines[0]
        assert page.index("已到期") < page.index("没有期限"), "what has a last day comes first"
        listed = client.get(reverse("desk:records") + "?state=unreleased&until=2026-06-08&sort=formed").content.decode()
        assert "晚了" in listed and "快到期" in listed and "还早" not in listed


def test_the_home_warns_before_validity_ends(site, make_record, author, client):
    with time_machine.travel("2026-06-30T10:00:00+08:00", tick=False):
        make_record("快失效", expires_on="2026-08-01")
        make_record("还久", expires_on="2027-08-01")
        client.force_login(author)
        page = client.get("/desk/").content.decode()
        assert "快失效" in page and "有效期至 2026-08-01，还有 32 天" in page
        assert "还久" not in page
        listed = client.get(reverse("desk:records") + "?state=expiring").content.decode()
        assert "快失效" in listed and "还久" not in listed
