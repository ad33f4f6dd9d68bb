"""Files that are taken out: their addresses, their other names, their copies."""

import pytest
from django.urls import reverse

from gongkai.core.models import AuditEntry
from gongkai.library.actions import open_correction, save_draft, start_record
from gongkai.library.models import Attachment, Removal
from gongkai.library.vetting.looking import look
from gongkai.library.vetting.selectors import exposed
from gongkai.library.vetting.tests.made import SEEN, sheet, word
from gongkai.review.actions import problems, release_version, submit_version
from gongkai.review.removal import actions
from gongkai.review.removal.tests.made import ID, chosen, clean, hang, hidden, public


def test_the_old_address_of_a_removed_file_answers_410_and_says_so(client, record, remove):
    file, other = hang(record), hang(record, "通知.txt", b"notice")
    remove(blobs=[file.blob_id])
    for name in (file.name, "别的名字.txt"):
        answer = client.get(reverse("portal:file", args=[file.pk, name]))
        assert answer.status_code == 410
        assert "这个附件已不再公开" in answer.content.decode()
        assert "名单" not in answer.content.decode()
    assert client.get(reverse("portal:file", args=[other.pk, other.name])).status_code == 200
    seen = public(client, record)
    assert "名单" not in seen
    assert "通知.txt" in seen


def test_a_file_that_says_the_passage_goes_with_it(client, record, remove):
    inside, named = hang(record, text="身份证 1101 0119 9003 0700 2X"), hang(record, f"{ID}.txt", b"x")
    remove(ID)
    for file in (inside, named):
        assert client.get(reverse("portal:file", args=[file.pk, file.name])).status_code == 410


def test_a_file_whose_earlier_name_said_it_goes_too(client, record, remove, author, reviewer):
    old = hang(record, "张三丰.txt")
    draft = open_correction(record=record, by=author)
    draft.attachments.update(name="名单.txt")
    draft = save_draft(version=draft, stamp=0, by=author, title=record.title, body="<p>无</p>", note="改名")
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    record.refresh_from_db()
    new = record.current.attachments.get()
    remove("张三丰")
    for file in (old, new):
        assert client.get(reverse("portal:file", args=[file.pk, file.name])).status_code == 410
    assert "张三丰" not in public(client, record)


def test_the_same_file_on_another_record_stays_and_is_named_on_the_desk(
    client, record, remove, make_record, make_account, finance, reviewer
):
    file = hang(record)
    twin = hang(make_record(title="另一条公示"))
    hidden = start_record(organ=finance, kind="news", title="财政局未公开的稿件", by=make_account("f", finance))
    Attachment.objects.create(version=hidden, blob=file.blob, name="名单.txt")
    removal = remove(blobs=[file.blob_id])
    assert client.get(reverse("portal:file", args=[twin.pk, twin.name])).status_code == 200
    client.force_login(reviewer)
    seen = client.get(reverse("desk:removal", args=[removal.pk])).content.decode()
    assert "另一条公示" in seen
    assert "财政局未公开的稿件" not in seen


@pytest.mark.parametrize("where", ["everywhere", "in the draft"])
def test_a_proposal_takes_the_file_that_is_public_when_it_is_released_although_it_was_cleaned_meanwhile(
    client, record, author, reviewer, where
):
    file = hidden(record)
    draft = open_correction(record=record, by=author)
    actions.propose(version=draft, chosen=chosen(blobs=[file.blob_id]), by=author)
    clean(file, reviewer) if where == "everywhere" else clean(draft.attachments.get(), author)
    assert [sentence for field, sentence in problems(draft) if field == "files" and "第 1 个附件不再公开" in sentence]
    draft.attachments.all().delete()
    draft = save_draft(version=draft, stamp=0, by=author, title=record.title, body="<p>无</p>", note="更正")
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    assert client.get(reverse("portal:file", args=[file.pk, file.name])).status_code == 410


def test_the_cleaned_copy_and_the_original_of_a_chosen_file_go_with_it(client, record, remove, author, reviewer):
    file = hidden(record)
    draft = open_correction(record=record, by=author)
    clean(draft.attachments.get(), author)
    draft = save_draft(version=draft, stamp=0, by=author, title=record.title, body="<p>无</p>", note="更正")
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    record.refresh_from_db()
    copy = record.current.attachments.get()
    assert copy.blob_id != file.blob_id
    remove(blobs=[copy.blob_id])
    for one in (file, copy):
        assert client.get(reverse("portal:file", args=[one.pk, one.name])).status_code == 410


@pytest.mark.parametrize("taken", ["original", "copy"])
def test_a_removed_file_comes_back_neither_as_its_original_nor_as_its_cleaned_copy(record, remove, author, taken):
    file = hidden(record)
    original = file.blob
    draft = open_correction(record=record, by=author)
    copied = draft.attachments.get()
    clean(copied, author)
    copied.refresh_from_db()
    if taken == "copy":
        file.blob = copied.blob
        file.save()
        copied.blob = original
        copied.save()
    remove(blobs=[file.blob_id])
    assert [sentence for field, sentence in problems(draft) if "不再公开" in sentence and field == "files"]


def test_a_removed_file_is_not_announced_as_public_although_it_hides_something(client, record, remove, reviewer):
    before, after = hidden(record), hidden(record, "附表.docx", word(seen="另一份"))
    look(before.blob)
    assert list(exposed(reviewer)) == [before]
    remove(blobs=[before.blob_id, after.blob_id])
    look(after.blob)  # what nobody had looked into when it was removed
    assert not exposed(reviewer).exists()
    assert not Attachment.objects.filter(exposed=True).exists()
    assert AuditEntry.objects.filter(verb="file.exposed").count() == 1
    client.force_login(reviewer)
    assert "已公开的文件含有隐藏内容" not in client.get(reverse("desk:home")).content.decode()


def test_a_file_whose_kept_comment_says_the_passage_goes_with_it(client, record, remove):
    file = hidden(record, "名单.xlsx", sheet(("姓名",), (SEEN,), comment=f"身份证 {ID}"))
    look(file.blob)
    remove(ID)
    assert client.get(reverse("portal:file", args=[file.pk, file.name])).status_code == 410


def test_a_file_of_whose_hidden_content_only_the_beginning_is_known_is_named(record):
    file = hidden(record, content=word())
    look(file.blob)
    found = actions.find(record=record, chosen=chosen(ID))
    assert file not in found.unread  # the whole of it is known
    long = hidden(record, "名单.xlsx", sheet(("姓名",), (SEEN,), comment="底稿" * 40))
    look(long.blob)
    assert long in actions.find(record=record, chosen=chosen(ID)).unread


def test_an_original_that_may_hide_a_removed_passage_is_for_those_who_may_look_at_it(
    client, record, remove, author, reviewer
):
    """The clean copy stays public; the file as it came in still says the number in a hidden sheet."""
    file = hidden(record, "名单.xlsx", sheet(("甲", "乙"), sheet=f"身份证 {ID}"))
    look(file.blob)
    clean(file, reviewer)
    original = record.originals.get()
    address = reverse("desk:attachment_original", args=[record.pk, original.pk])
    client.force_login(author)
    assert client.get(address).status_code == 200
    remove(ID)
    assert client.get(address).status_code == 409
    client.force_login(reviewer)
    assert client.get(address).status_code == 200


def test_the_reason_is_not_said_twice(remove, record):
    assert remove(ID).why == "涉及个人信息。原因：误登了身份证号码"
    assert Removal(ground="personal", reason="涉及个人信息。").why == "涉及个人信息"
