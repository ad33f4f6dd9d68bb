"""What came up when the product was attacked, and must stay mended."""

import pytest
from django.http import QueryDict
from django.test import Client

from gongkai.core.actions import Refused
from gongkai.core.files import keep
from gongkai.core.pages import file_of
from gongkai.library.actions import attach, discard_draft, start_record
from gongkai.library.models import Version
from gongkai.review.actions import submit_version


@pytest.fixture
def draft(civil, author):
    return start_record(organ=civil, kind="news", title="动态", body="<p>正文</p>", by=author, formed_on="2026-06-01")


def test_a_file_that_arrives_after_submission_stays_out(draft, author):
    opened_before = Version.objects.get(pk=draft.pk)
    submit_version(version=draft, by=author)
    with pytest.raises(Refused, match="已提交审核"):
        attach(version=opened_before, blob=keep([b"x"], "text/plain"), name="晚到.txt", by=author)
    with pytest.raises(Refused, match="只有起草中"):
        discard_draft(version=opened_before, by=author)
    assert not draft.attachments.exists()


@pytest.mark.parametrize("host", ["..", ".", "..:80", ".localhost"])
def test_a_host_of_dots_names_no_folder(host):
    assert file_of(host, "/index/meta.json") is None


def test_a_host_that_is_none_gets_a_plain_page(db, client):
    answer = client.get("/", headers={"host": "."})
    assert answer.status_code == 400
    assert "没有看懂" in answer.content.decode()


@pytest.mark.parametrize("cursor", ["x_1", "2026-99-99_1", "_²", "_99999999999999999999999", "2026-01-01_x"])
def test_a_made_up_cursor_shows_the_list_from_its_start(client, author, cursor):
    client.force_login(author)
    assert client.get("/desk/cases/", {"after": cursor}).status_code == 200


@pytest.mark.parametrize("number", ["²", "99999999999999999999999", "-1", ""])
def test_a_made_up_version_is_not_found(client, reviewer, draft, author, number):
    submit_version(version=draft, by=author)
    client.force_login(reviewer)
    assert client.post(f"/desk/records/{draft.record_id}/release/", {"version": number}).status_code == 404
    assert client.post("/desk/review/", {"version": f"{number}@x"}).status_code == 200


CURSORS = [
    "²",
    "2026-11-27T00:00:00+08:00_²",
    "9999-12-31T23:59:59-12:00_1",
    "0001-01-01T00:00:00+08:00_1",
    "2026-01-01T00:00:00_1",
    "0001-01-01_1",
]


@pytest.mark.parametrize("cursor", CURSORS)
@pytest.mark.parametrize("list_of", ["records", "records/?sort=formed", "removals", "trail", "cases"])
def test_no_cursor_breaks_a_list(client, make_account, civil, list_of, cursor):
    account = make_account("both", civil, "reviewer")
    account.posts.create(organ=civil, role="auditor", since="2020-01-01")
    client.force_login(account)
    path, _, query = list_of.partition("/?")
    for way in ("after", "before"):
        assert client.get(f"/desk/{path}/", {**QueryDict(query).dict(), way: cursor}).status_code == 200


@pytest.mark.parametrize("part, field", [("relate", "target"), ("detach", "file"), ("unrelate", "relation")])
@pytest.mark.parametrize("number", ["²", "٣", "99999999999999999999999", "x"])
def test_a_made_up_part_of_a_draft_is_not_found(client, author, draft, part, field, number):
    client.force_login(author)
    typed = {"title": "动态", "body": "<p>正文</p>", "disclosure": "active", "stamp": draft.stamp}
    assert client.post(f"/desk/records/{draft.record_id}/{part}/", {field: number, **typed}).status_code == 404


@pytest.mark.parametrize("path", ["/desk/organs/?under=", "/desk/cases/?officer="])
@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000])
def test_a_made_up_number_in_a_query_is_passed_over(client, officer, site, path, number):
    client.force_login(officer)
    assert client.get(f"{path}{number}").status_code == 200


@pytest.mark.parametrize("page", ["trail/", "trail/export/"])
@pytest.mark.parametrize("day", [{"until": "9999-12-31"}, {"since": "0001-01-01"}, {"until": "0001-01-01"}])
def test_a_day_at_the_end_of_the_calendar_is_told_at_its_field(client, make_account, civil, page, day):
    client.force_login(make_account("audits", civil, "auditor"))
    answer = client.get(f"/desk/{page}", day)
    assert answer.status_code == 200
    if page == "trail/":
        assert "日期应在 1000 年至 2999 年之间，请核对年份。" in answer.content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_draft_takes_no_day_at_the_end_of_the_calendar(client, author, draft, day):
    client.force_login(author)
    typed = {"title": "动态", "body": "<p>正文</p>", "disclosure": "active", "stamp": draft.stamp, "formed_on": day}
    answer = client.post(f"/desk/records/{draft.record_id}/edit/", typed)
    assert "日期应在 1000 年至 2999 年之间" in answer.content.decode()
    assert Version.objects.get(pk=draft.pk).fields["formed_on"] == "2026-06-01"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_a_method_that_nothing_takes_is_not_allowed(site, author, draft, method):
    visitor, staff = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    staff.force_login(author)
    record = f"/desk/records/{draft.record_id}/edit/"
    for client, path in ((visitor, "/"), (visitor, "/search/"), (visitor, "/requests/form/"), (staff, record)):
        answer = client.generic(method, path)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")
        assert "页面已过期" not in answer.content.decode()
    assert visitor.generic(method, "/nothing-here/").status_code == 404
    assert visitor.head("/").status_code == 200
    assert visitor.options("/").status_code == 200
