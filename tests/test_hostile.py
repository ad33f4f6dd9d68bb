"""What came up when the product was attacked, and must stay mended."""

import pytest

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
