"""Opinions of returns stay: whoever reviews the next submission sees them and what has changed since."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from gongkai.library.actions import save_draft, start_record
from gongkai.library.models import Version
from gongkai.review.actions import release_version, send_back, submit_version
from gongkai.review.models import Opinion


@pytest.fixture
def draft(author, civil):
    return start_record(
        organ=civil, kind="news", title="会议动态", body="<p>到会七十人。</p>", by=author, formed_on="2026-06-01"
    )


def returned_once(draft, author, reviewer, note="人数有误，请核对。"):
    version = send_back(version=submit_version(version=draft, by=author), note=note, by=reviewer)
    version = save_draft(
        version=version, stamp=version.stamp, by=author, title="会议动态（更正）", body="<p>到会十七人。</p>"
    )
    return submit_version(version=version, by=author)


def test_a_review_after_a_return_shows_the_earlier_opinions_and_what_changed(draft, author, reviewer, client, officer):
    version = returned_once(draft, author, reviewer)
    version = send_back(version=version, note="再补充会议议题。", by=officer)
    version = submit_version(version=version, by=author)
    client.force_login(reviewer)
    page = client.get(reverse("desk:review", args=[version.record_id])).content.decode()
    assert page.index("人数有误，请核对。") < page.index("再补充会议议题。")
    assert "reviewer 退回" in page and "officer 退回" in page
    assert "上次退回以后改了什么" in page and "正文文字没有变化。" in page


def test_what_changed_since_the_return_is_marked(draft, author, reviewer, client):
    version = returned_once(draft, author, reviewer)
    client.force_login(reviewer)
    page = client.get(reverse("desk:review", args=[version.record_id])).content.decode()
    assert "<del>会议动态</del> <ins>会议动态（更正）</ins>" in page
    assert "<del>" in page.split("上次退回以后改了什么")[1]


def test_a_first_review_shows_none(draft, author, reviewer, client):
    submit_version(version=draft, by=author)
    client.force_login(reviewer)
    page = client.get(reverse("desk:review", args=[draft.record_id])).content.decode()
    assert "以前的退回意见" not in page


def test_the_text_of_then_goes_when_the_version_is_released_and_the_opinion_stays(draft, author, reviewer, site):
    version = returned_once(draft, author, reviewer)
    assert Opinion.objects.get().body == "<p>到会七十人。</p>"
    release_version(version=version, by=reviewer)
    opinion = Opinion.objects.get()
    assert (opinion.note, opinion.by, opinion.title, opinion.body) == ("人数有误，请核对。", reviewer, "", "")


@pytest.mark.django_db(transaction=True)
def test_an_upgrade_keeps_the_opinion_an_author_has_before_him(draft, author, reviewer):
    send_back(version=submit_version(version=draft, by=author), note="请核对。", by=reviewer)
    executor = MigrationExecutor(connection)
    executor.migrate([("review", "0001_initial")])
    try:
        assert Version.objects.get().return_note == "请核对。"
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate([("review", "0002_opinion")])
    opinion = Opinion.objects.get()
    assert (opinion.note, opinion.by, opinion.body) == ("请核对。", reviewer, "")
