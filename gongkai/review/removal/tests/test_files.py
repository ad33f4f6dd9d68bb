"""Files that are taken out: their addresses, their other names, their copies."""

from django.urls import reverse

from gongkai.library.actions import open_correction, save_draft, start_record
from gongkai.library.models import Attachment
from gongkai.review.actions import release_version, submit_version
from gongkai.review.removal.tests.made import ID, hang, public


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
