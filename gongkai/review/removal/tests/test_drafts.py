"""An open draft shows what was removed since only to those who may look at it; nobody else gets, or brings back, the words."""

import pytest
from django.urls import reverse

from gongkai.core import files
from gongkai.library.actions import attach, open_correction, save_draft
from gongkai.library.masking import MARK
from gongkai.library.models import Version
from gongkai.review.actions import problems
from gongkai.review.removal import actions
from gongkai.review.removal.tests.made import hang

TYPED = {"title": "救助公示", "body": "<p>张三丰领取。</p>", "note": "核对张三丰", "summary": "张三丰"}


@pytest.fixture
def draft(record, author):
    """A correction with the words, which are removed only afterwards."""
    return save_draft(version=open_correction(record=record, by=author), stamp=0, by=author, **TYPED)


def pages(client, account, draft):
    client.force_login(account)
    names = ("record", "record_preview", "record_versions")
    names += ("review",) if draft.state == "submitted" else ("record_edit",) if account.may("write") else ()
    asked = {"n": draft.number}
    answers = {name: client.get(reverse(f"desk:{name}", args=[draft.record_id]), asked) for name in names}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {name: answer.content.decode() for name, answer in answers.items()}


def submitted(draft):
    Version.objects.filter(pk=draft.pk).update(state="submitted", submitted_by=draft.written_by)
    draft.opinions.create(note="请核对张三丰", title="张三丰的公示", body="<p>张三丰</p>", by=None)
    draft.refresh_from_db()


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_who_may_not_look_at_what_was_removed_finds_it_in_no_page_of_a_draft(
    client, draft, remove, author, reviewer, make_account, civil, state
):
    if state == "submitted":
        submitted(draft)
    for account in (author, make_account("secrecy", civil, "secrecy_reviewer")):
        assert all("张三丰" in page for page in pages(client, account, draft).values())
    remove("张三丰")
    for account in (author, make_account("secrecy2", civil, "secrecy_reviewer")):
        shown = pages(client, account, draft)
        assert not [name for name, page in shown.items() if "张三丰" in page]
        assert all(MARK in page for page in shown.values())
    assert all("张三丰" in page for page in pages(client, reviewer, draft).values())
    if state == "submitted":
        client.force_login(author)
        assert "不再公开的内容，请删去" in client.get(reverse("desk:review", args=[draft.record_id])).content.decode()


def test_who_saves_a_covered_draft_saves_it_without_the_words(client, draft, remove, author):
    remove("张三丰")
    client.force_login(author)
    address = reverse("desk:record_edit", args=[draft.record_id])
    form = client.get(address).context["form"]
    posted = {name: form[name].value() or "" for name in form.fields if name not in ("files", "word")}
    assert client.post(address, posted).status_code == 302
    draft.refresh_from_db()
    assert draft.body == f"<p>{MARK}领取。</p>"
    assert (draft.note, draft.fields["summary"]) == (f"核对{MARK}", MARK)
    assert not [sentence for _, sentence in problems(draft) if "不再公开" in sentence]


def test_what_one_types_again_is_told_at_its_field_and_stays_on_the_page(client, draft, remove, author):
    remove("张三丰")
    client.force_login(author)
    typed = {"title": "公示", "body": "<p>张三丰</p>", "note": "改", "stamp": draft.stamp, "disclosure": "active"}
    typed |= {"item": "20.01", "formed_on": "2026-06-01"}
    page = client.post(reverse("desk:record_submit", args=[draft.record_id]), typed)
    assert "正文里有不再公开的内容，请删去后再提交" in page.content.decode()
    assert "张三丰" in page.context["form"]["body"].value()


def test_the_newer_text_of_somebody_else_is_covered_too(client, draft, remove, author):
    remove("张三丰")
    client.force_login(author)
    typed = {"title": "公示", "body": "<p>甲</p>", "note": "改", "stamp": 0, "disclosure": "active"}
    page = client.post(reverse("desk:record_edit", args=[draft.record_id]), typed)
    assert page.status_code == 409
    assert "张三丰" not in page.content.decode()
    assert MARK in page.content.decode()


def test_after_an_objection_a_draft_is_shown_as_it_is(client, draft, remove, author, officer):
    removal = remove("张三丰")
    actions.check(removal=removal, verdict="objected", note="应当公开", by=officer)
    assert all("张三丰" in page for page in pages(client, author, draft).values())


def test_a_file_that_was_removed_is_not_had_from_a_draft(client, record, remove, author, reviewer):
    file, says = hang(record), hang(record, "证.txt", b"says", "张三丰")
    draft = open_correction(record=record, by=author)
    other = attach(version=draft, blob=files.keep([b"other"], "text/plain"), name="通知.txt", by=author)
    remove("张三丰", blobs=[file.blob_id])
    client.force_login(author)
    for blob, status in ((file.blob_id, 409), (says.blob_id, 409), (other.blob_id, 200)):
        hung = draft.attachments.get(blob=blob)
        assert client.get(reverse("desk:attachment", args=[record.pk, hung.pk])).status_code == status
    client.force_login(reviewer)
    hung = draft.attachments.get(blob=file.blob_id)
    assert client.get(reverse("desk:attachment", args=[record.pk, hung.pk])).status_code == 200


def test_neither_the_name_of_a_file_nor_the_list_of_my_drafts_says_it(client, draft, remove, author):
    attach(version=draft, blob=files.keep([b"x"], "text/plain"), name="名单张三丰.txt", by=author)
    Version.objects.filter(pk=draft.pk).update(title="张三丰救助公示")
    client.force_login(author)
    assert "张三丰" in client.get("/desk/").content.decode()
    remove("张三丰")
    page = client.get("/desk/").content.decode()
    assert "我的草稿" in page and "张三丰" not in page
    for name in ("record", "record_preview", "record_edit"):
        assert "张三丰" not in client.get(reverse(f"desk:{name}", args=[draft.record_id])).content.decode()
    assert draft.attachments.get().name == f"名单{MARK}.txt"
