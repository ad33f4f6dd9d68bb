"""A file with hidden parts does not go out until it was cleaned or a reviewer keeps each kind with a reason."""

import pytest
from django.urls import reverse

from gongkai.core import files
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.intake import hidden
from gongkai.core.models import AuditEntry
from gongkai.library.actions import open_correction, save_draft
from gongkai.library.models import Kept, Original, Version
from gongkai.library.vetting import actions as vetting
from gongkai.library.vetting.cleaning import clean_copy
from gongkai.library.vetting.looking import look_at_old_files
from gongkai.library.vetting.tests.conftest import draft_with  # noqa: F401
from gongkai.library.vetting.tests.made import SECRET, SEEN, sheet, upload, word
from gongkai.library.vetting.tests.test_looking import old  # noqa: F401
from gongkai.review.actions import problems, release_version, submit_version
from gongkai.search.models import Outbox

pytestmark = pytest.mark.django_db
CHOSEN = {"disclosure": "active"}
REASON = "底稿是公示的一部分，经办公会同意保留"


@pytest.fixture
def desk(client):
    """desk(account): the client, signed in."""

    def sign_in(account):
        client.force_login(account)
        return client

    return sign_in


@pytest.fixture
def submitted(draft_with):  # noqa: F811
    """A version that waits for review although its file hides something: its file was not looked into before."""

    def make(**options):
        version = draft_with(**options)
        Version.objects.filter(pk=version.pk).update(
            state="submitted", submitted_by=version.written_by, submitted_at=version.written_at
        )
        version.record.state = "submitted"
        version.record.save()
        version.refresh_from_db()
        return version

    return make


def clean_address(version):
    return reverse("desk:attachment_clean", args=[version.record_id, version.attachments.get().pk])


def keep_address(version):
    return reverse("desk:attachment_keep", args=[version.record_id, version.attachments.get().pk])


def cleaned(version, by):
    attachment = version.attachments.get()
    vetting.put_in_place(attachment=attachment, copy=clean_copy(attachment.blob), by=by)


def test_a_version_whose_file_hides_something_is_not_submitted_and_the_sentence_names_file_and_kinds(
    draft_with,  # noqa: F811
    author,
):
    version = draft_with()
    with pytest.raises(Refused, match=r"附件“说明\.docx”含有隐藏内容：隐藏文字 1 处。请在附件处点“清除隐藏内容”"):
        submit_version(version=version, by=author)


def test_it_is_not_released_either(submitted, reviewer):
    version = submitted()
    with pytest.raises(Refused, match="含有隐藏内容"):
        release_version(version=version, by=reviewer)


def test_a_file_nobody_looked_into_is_looked_into_when_it_is_to_be_released(submitted, reviewer):
    version = submitted()
    version.attachments.get().blob.vetted.delete()
    assert [field for field, _ in problems(version)] == ["files"]
    with pytest.raises(Refused, match="隐藏文字 1 处"):
        release_version(version=version, by=reviewer)


def test_what_is_only_told_never_blocks(draft_with, author, reviewer, desk):  # noqa: F811
    version = draft_with(content=word(hidden=False, header="青禾县民政局"))
    submit_version(version=version, by=author)
    page = desk(reviewer).get(reverse("desk:review", args=[version.record_id])).content.decode()
    assert "页眉" in page
    release_version(version=version, by=reviewer)


def test_a_reviewer_cleans_by_one_click_and_releases_without_having_become_a_writer(submitted, reviewer, desk, client):
    version = submitted()
    before = version.attachments.get()
    answer = desk(reviewer).post(clean_address(version), follow=True)
    assert "隐藏内容已清除" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("desk:review", args=[version.record_id])
    after = version.attachments.get()
    assert (after.pk, after.name, after.blob_id != before.blob_id) == (before.pk, before.name, True)
    assert after.blob.text.count(SEEN) == 1 and SECRET not in after.blob.text
    entry = AuditEntry.objects.get(verb="file.clean")
    assert (entry.by, entry.detail["version"], entry.detail["original"]) == (reviewer, 1, before.blob_id)
    release_version(version=version, by=reviewer)


def test_the_public_gets_the_clean_copy_and_the_original_has_no_public_address(
    site, submitted, reviewer, make_account, finance, client
):
    version = submitted()
    attachment = version.attachments.get()
    original = files.path_of(attachment.blob_id).read_bytes()
    cleaned(version, reviewer)
    release_version(version=version, by=reviewer)
    kept = Original.objects.get(record=version.record)
    public = client.get(f"/files/{attachment.pk}/{attachment.name}")
    assert public.status_code == 200
    assert b"".join(public.streaming_content) != original
    page = client.get(f"/records/{version.record_id}/").content.decode()
    assert kept.blob_id not in page and "originals" not in page
    address = reverse("desk:attachment_original", args=[version.record_id, kept.pk])
    client.force_login(reviewer)
    assert b"".join(client.get(address).streaming_content) == original
    client.force_login(make_account("stranger", finance, "reviewer"))
    assert client.get(address).status_code == 404


def test_a_second_click_is_harmless(submitted, reviewer, desk):
    version = submitted()
    for _ in range(2):
        answer = desk(reviewer).post(clean_address(version), follow=True)
    assert "可能已经清除过了" in answer.content.decode()
    assert Original.objects.count() == 1
    attachment = version.attachments.get()
    with pytest.raises(Refused, match="可能已经清除过了"):
        clean_copy(attachment.blob)


def test_an_author_cleans_his_draft_and_loses_nothing_typed(draft_with, author, desk):  # noqa: F811
    version = draft_with()
    typed = {"stamp": version.stamp, "title": "新标题", "body": "<p>新正文</p>"} | CHOSEN | version.fields
    answer = desk(author).post(clean_address(version), typed, follow=True)
    assert "隐藏内容已清除" in answer.content.decode()
    version.refresh_from_db()
    assert (version.title, version.body) == ("新标题", "<p>新正文</p>")
    submit_version(version=version, by=author)


def test_an_author_does_not_touch_what_is_submitted(submitted, author, desk):
    version = submitted()
    assert desk(author).post(clean_address(version)).status_code == 403
    with pytest.raises(NotAllowed):
        cleaned(version, author)


def test_what_cannot_be_cleaned_says_so_and_stays(submitted, reviewer, desk, monkeypatch):
    def fails(*_):
        raise Refused(hidden.UNCLEAN)

    version = submitted()
    monkeypatch.setattr(hidden, "cleaned", fails)
    answer = desk(reviewer).post(clean_address(version), follow=True)
    assert "没有生成清理后的文件" in answer.content.decode()
    assert problems(version)


def test_a_copy_that_still_hides_something_when_listed_again_is_not_taken(submitted, reviewer, monkeypatch):
    version = submitted()
    monkeypatch.setattr(hidden, "cleaned", lambda path, media_type: path.read_bytes())
    with pytest.raises(Refused, match="没有能清除干净"):
        cleaned(version, reviewer)


def test_each_kind_is_kept_with_a_reason_that_the_second_person_reads(submitted, reviewer, make_account, civil, desk):
    book = sheet(("姓名",), (SEEN,), (SECRET,), row=3, comment="经办人批注")
    version = submitted(content=book, name="名单.xlsx")
    pk = version.attachments.get().pk
    client = desk(reviewer)
    answer = client.post(keep_address(version), {"code": "row", f"reason-{pk}-row": " "}, follow=True)
    assert "请写明保留这一类隐藏内容的理由" in answer.content.decode()
    client.post(keep_address(version), {"code": "row", f"reason-{pk}-row": REASON})
    with pytest.raises(Refused, match="含有隐藏内容：批注 1 处"):
        release_version(version=version, by=reviewer)
    client.post(keep_address(version), {"code": "comment", f"reason-{pk}-comment": REASON})
    kept = Kept.objects.order_by("code")
    assert [(k.code, k.reason, k.by, k.record) for k in kept] == [
        ("comment", REASON, reviewer, version.record),
        ("row", REASON, reviewer, version.record),
    ]
    assert AuditEntry.objects.filter(verb="file.keep", detail__reason=REASON).count() == 2
    second = make_account("second", civil, "reviewer")
    assert REASON in desk(second).get(reverse("desk:review", args=[version.record_id])).content.decode()
    release_version(version=version, by=second)


def test_an_author_keeps_nothing(submitted, author, desk):
    version = submitted()
    pk = version.attachments.get().pk
    assert desk(author).post(keep_address(version), {"code": "text", f"reason-{pk}-text": "好"}).status_code == 403


def test_what_was_kept_or_cleaned_is_not_lost_when_a_correction_copies_the_file(
    submitted,
    author,
    reviewer,
    desk,
):
    version = submitted()
    vetting.keep(attachment=version.attachments.get(), code="text", reason=REASON, by=reviewer)
    record = release_version(version=version, by=reviewer)
    correction = open_correction(record=record, by=author)
    save_draft(version=correction, stamp=0, by=author, title="低保说明", body="<p>改。</p>", note="更正")
    submit_version(version=correction, by=author)
    assert REASON in desk(reviewer).get(reverse("desk:review", args=[record.pk])).content.decode()
    cleaned(correction, reviewer)
    record = release_version(version=correction, by=reviewer)
    third = open_correction(record=record, by=author)
    assert "已清除隐藏内容" in desk(author).get(reverse("desk:record_edit", args=[third.record_id])).content.decode()


def test_a_reviewer_cleans_a_file_that_has_been_public_at_its_own_address(site, old, reviewer, desk, client):  # noqa: F811
    record = old(word())
    look_at_old_files(None)
    page = desk(reviewer).get("/desk/").content.decode()
    assert "已公开的文件含有隐藏内容" in page
    page = client.get(reverse("desk:files_exposed")).content.decode()
    assert "说明.docx" in page and "清除隐藏内容" in page
    Outbox.objects.all().delete()
    answer = client.post(clean_address(record.current), {"exposed": "1"}, follow=True)
    assert "没有等您处理的文件" in answer.content.decode()
    attachment = record.current.attachments.get()
    public = client.get(f"/files/{attachment.pk}/{attachment.name}")
    with files.received(public.streaming_content) as file:
        assert not [one for one in hidden.holdings(file.path, attachment.blob.media_type) if one.hidden]
    assert Outbox.objects.filter(pk_of_source=record.pk).exists()


def test_a_public_file_of_before_is_settled_when_each_kind_is_kept(old, reviewer, desk):  # noqa: F811
    record = old(word())
    look_at_old_files(None)
    vetting.keep(attachment=record.current.attachments.get(), code="text", reason=REASON, by=reviewer)
    assert "没有等您处理的文件" in desk(reviewer).get(reverse("desk:files_exposed")).content.decode()


def test_the_word_import_of_the_editor_leaves_hidden_text_out_and_tells(draft_with, author, desk):  # noqa: F811
    version = draft_with(content=b"x", name="x.txt")
    typed = {"stamp": version.stamp, "title": "题", "body": "<p>原文</p>", "word": upload(word(), "稿.docx")} | CHOSEN
    answer = desk(author).post(reverse("desk:record_edit", args=[version.record_id]), typed, follow=True)
    assert "文件里的隐藏内容没有导入：隐藏文字 1 处" in answer.content.decode()
    version.refresh_from_db()
    assert SEEN in version.body and SECRET not in version.body


@pytest.mark.parametrize(
    "picture",
    ["<img>", '<img alt="">', '<img src="">', '<img src="image001.png">', '<img src="file:///C:/a.png">',
     '<img src="data:image/png;base64,AAAA">', '<img src="cid:1">', '<IMG SRC=image002.jpg>'],
)  # fmt: skip
def test_a_body_with_an_empty_picture_is_neither_submitted_nor_released(draft_with, author, reviewer, picture):  # noqa: F811
    version = draft_with(content=b"x", name="x.txt")
    save_draft(version=version, stamp=0, by=author, title="题", body=f"<p>见图{picture}</p>")
    version.refresh_from_db()
    with pytest.raises(Refused, match=r"正文里有 1 处图片没有图像.*另作附件上传"):
        submit_version(version=version, by=author)


def test_a_picture_with_an_address_is_no_empty_one(draft_with, author):  # noqa: F811
    version = draft_with(content=b"x", name="x.txt")
    body = '<p><img src="https://example.org/a.png" alt="图"><img alt="b" src="/static/b.png"></p>'
    save_draft(version=version, stamp=0, by=author, title="题", body=body)
    version.refresh_from_db()
    assert problems(version) == []
