"""The public page of a record: what stands on it, what becomes of it, its files."""

import html
import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.core.files import keep
from gongkai.core.pages import sweep
from gongkai.library.actions import attach, open_correction, relate, save_draft, start_record
from gongkai.library.bodies import readable
from gongkai.library.models import Attachment, Record
from gongkai.library.rules import RELATIONS
from gongkai.library.selectors import FORWARD, REVERSE
from gongkai.library.vetting.looking import look
from gongkai.review.actions import release_version, submit_version, withdraw_record


def text_of(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


@pytest.fixture
def with_file(civil, author, reviewer):
    """A released record with one attachment."""
    version = start_record(
        organ=civil, kind="policy", title="附表", body="<p>见附件。</p>", by=author, formed_on="2026-06-01"
    )
    file = attach(
        version=version, blob=keep([b"<script>alert(1)</script>"], "text/html"), name="标准 表(1).html", by=author
    )
    look(file.blob)
    submit_version(version=version, by=author)
    release_version(version=version, by=reviewer)
    return Attachment.objects.get(pk=file.pk)


def test_the_sheet_and_the_meta_tags(site, client, make_record):
    site.identifier = "1234567890"
    site.save()
    record = make_record(
        "低保标准的通知",
        number="青禾民发〔2026〕3号",
        theme="1101",
        genre="通知",
        keywords="低保,救助",
        summary="提高标准",
        source="县民政局",
    )
    page = text_of(client, f"/records/{record.pk}/")
    for words in (
        record.index_number,
        "青禾民发〔2026〕3号",
        "通知",
        "2026-06-01",
        "条例第二十条第（三）项",
        "有效",
        "提高标准",
    ):
        assert words in page
    at = timezone.localtime(record.released_at).strftime("%Y-%m-%d %H:%M")
    for name, content in {
        "SiteName": "青禾县人民政府",
        "SiteDomain": "testserver",
        "SiteIDCode": "1234567890",
        "ArticleTitle": "低保标准的通知",
        "PubDate": at,
        "ContentSource": "县民政局",
        "Keywords": "低保,救助",
        "Author": "青禾县民政局",
        "Description": "提高标准",
        "Url": f"http://testserver/records/{record.pk}/",
    }.items():
        assert f'<meta name="{name}" content="{content}">' in page
    assert f'<link rel="canonical" href="http://testserver/records/{record.pk}/">' in page


def test_the_kinds_own_fields_stand_on_the_sheet(site, client, make_record):
    record = make_record("2025年年报", kind="annual_report", year=2025)
    page = text_of(client, f"/records/{record.pk}/")
    assert re.search(r'<th scope="row">报告年度</th><td[^>]*>2025</td>', page)
    assert "有效性" not in page  # not a policy document


@pytest.mark.parametrize(
    ("fields", "banner"),
    [
        ({}, None),
        ({"effective_on": "tomorrow"}, "本文件尚未施行"),
        ({"expires_on": "yesterday"}, "本文件已失效"),
        ({"expires_on": "today"}, None),
    ],
)
def test_banner_by_dates(site, client, make_record, fields, banner):
    days = {"tomorrow": 1, "yesterday": -1, "today": 0}
    dates = {name: timezone.localdate() + timedelta(days=days[day]) for name, day in fields.items()}
    page = text_of(client, f"/records/{make_record(**dates).pk}/")
    assert ('class="banner"' in page) == bool(banner)
    if banner:
        assert banner in page


@pytest.mark.parametrize(("predicate", "banner"), [("repeals", "本文件已废止"), ("amends", "本文件已修改")])
def test_banner_names_what_did_it(site, client, make_record, reviewer, predicate, banner):
    old = make_record("旧办法")
    new = make_record("新办法", number="青禾民发〔2026〕9号")
    relate(source=new, predicate=predicate, target=old, by=reviewer)
    page = text_of(client, f"/records/{old.pk}/")
    assert banner in page
    assert f'<a href="/records/{new.pk}/">《新办法》</a>（青禾民发〔2026〕9号）' in page
    assert REVERSE[predicate] in page
    assert FORWARD[predicate] in text_of(client, f"/records/{new.pk}/")


def test_every_relation_has_words_in_both_directions():
    assert FORWARD.keys() == REVERSE.keys() == RELATIONS.keys()


def test_the_page_costs_the_same_with_many_relations(
    site, client, make_record, reviewer, django_assert_max_num_queries
):
    hub = make_record("总办法")
    for i in range(4):
        relate(
            source=make_record(f"落实{i}", body="<p>见《总办法》。</p>"),
            predicate="implements",
            target=hub,
            by=reviewer,
        )
    with django_assert_max_num_queries(8):
        assert client.get(f"/records/{hub.pk}/", {"unkept": 1}).status_code == 200


def test_citations_are_links_and_say_when_their_target_is_out_of_force(site, client, make_record, reviewer):
    old = make_record("青禾县临时救助实施细则")
    citing = make_record("救助工作要点", body="<p>落实《青禾县临时救助实施细则》。</p>")
    assert f'<a href="/records/{old.pk}/">《青禾县临时救助实施细则》</a>' in text_of(client, f"/records/{citing.pk}/")
    relate(source=make_record("废止公告"), predicate="repeals", target=old, by=reviewer)
    sweep()
    assert "已废止" in text_of(client, f"/records/{citing.pk}/")


def test_draft_and_submitted_are_not_found(site, client, civil, author):
    version = start_record(
        organ=civil, kind="news", title="草稿", body="<p>文</p>", by=author, formed_on=date(2026, 6, 1)
    )
    for path in ("", "versions/", "qr.svg"):
        assert client.get(f"/records/{version.record_id}/{path}").status_code == 404
    submit_version(version=version, by=author)
    assert client.get(f"/records/{version.record_id}/").status_code == 404


def test_tombstone_names_what_replaces_it(site, client, make_record, reviewer):
    record, better = make_record("错的"), make_record("对的")
    withdraw_record(record=record, reason="金额有误", by=reviewer, replaced_by=better)
    page = text_of(client, f"/records/{record.pk}/", 410)
    assert "金额有误" in page
    assert f'<a href="/records/{better.pk}/">《对的》</a>' in page
    assert "自七月一日起执行" not in page
    assert "金额有误" in text_of(client, f"/records/{record.pk}/versions/", 410)
    withdraw_record(record=better, reason="也错了", by=reviewer)
    assert "《对的》" not in text_of(client, f"/records/{record.pk}/", 410)


def test_versions_say_what_changed(site, client, make_record, author, reviewer):
    record = make_record("标准的通知", body="<p>标准为每月 717 元。</p>")
    draft = open_correction(record=record, by=author)
    draft = save_draft(
        version=draft, stamp=0, by=author, title="标准的通知", body="<p>标准为每月 769 元。</p>", note="更正金额"
    )
    before = text_of(client, f"/records/{record.pk}/versions/")
    assert "769" not in before  # a draft is nobody's business
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    page = text_of(client, f"/records/{record.pk}/versions/")
    assert "更正金额" in page
    assert "<del>717</del>" in page
    assert "<ins>769</ins>" in page
    assert f"/records/{record.pk}/versions/" in text_of(client, f"/records/{record.pk}/")


def test_a_file_cannot_run(site, client, with_file):
    address = reverse("portal:file", args=[with_file.pk, with_file.name])
    assert address in text_of(client, f"/records/{with_file.version.record_id}/")
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(with_file.name, safe='')}"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "text/html"


def test_files_of_drafts_and_withdrawn_records_are_not_found(site, client, with_file, author, reviewer):
    record = Record.objects.get(pk=with_file.version.record_id)
    draft = open_correction(record=record, by=author)
    waiting = draft.attachments.get()
    assert client.get(f"/files/{waiting.pk}/{quote(waiting.name)}").status_code == 404
    assert client.get(f"/files/{with_file.pk}/other.html").status_code == 404
    withdraw_record(record=record, reason="错", by=reviewer)
    assert client.get(f"/files/{with_file.pk}/{quote(with_file.name)}").status_code == 404


def test_qr_code_is_a_picture_of_the_address(site, client, make_record):
    record = make_record()
    answer = client.get(f"/records/{record.pk}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert b"style=" not in answer.content


def test_tables_scroll_inside_themselves():
    shown = readable('<p>甲</p><table><tr><td><table></table></td></tr></table><img src="a.png"><table></table>')
    assert shown.count('role="region"') == 2
    assert shown.count("</table></div>") == 2
    assert '<img alt="" src="a.png">' in shown


def test_a_tag_inside_an_attribute_is_not_a_tag():
    body = '<a title="<table>">甲</a>'
    assert readable(body) == body


def test_art_12_the_catalogue_says_what_the_text_is_about(site, make_record, client):
    written = make_record("甲", summary="提高城乡低保标准。")
    derived = make_record("乙", "<p>自七月一日起执行。</p><p>" + "正文" * 100 + "</p>")
    assert "提高城乡低保标准。" in client.get(written.get_absolute_url()).content.decode()
    page = client.get(derived.get_absolute_url()).content.decode()
    assert '<th scope="row">内容概述</th><td colspan="3">自七月一日起执行。 正文' in page and "……</td>" in page


def test_a_title_with_marks_of_its_own_is_named_in_one_pair(client, site, make_record, reviewer):
    old = make_record("关于印发《青禾县救助办法》的通知")
    new = make_record("《青禾县救助办法》")
    withdraw_record(record=old, reason="文号有误", by=reviewer, replaced_by=new)
    gone = client.get(f"/records/{old.pk}/").content.decode()
    assert "《关于印发〈青禾县救助办法〉的通知》已于" in gone and ">《青禾县救助办法》</a>" in gone
    assert "<p>《青禾县救助办法》共发布过 1 版" in client.get(f"/records/{new.pk}/versions/").content.decode()
    assert "《《" not in gone
